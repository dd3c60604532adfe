import { DEVICE_REFUSALS } from '../camara/camara.errors.js';
import { APP_ID, ZONE_ID } from '../edge.examples.js';
import { listed, TOTAL } from '../listed.js';
import { fromSession } from '../network.answers.js';
import type { InfluenceData } from '../network.documents.js';
import * as documents from '../network.documents.js';
import { DEVICE, INFLUENCE_ID, SESSION } from '../network.examples.js';
import { route, type Answer, type Route } from '../route.js';
import { fromInfluence, toInfluence, toSession } from './oeg.network.inputs.js';
import * as schemas from './oeg.network.schemas.js';

const SESSIONS = 'QoD sessions';
const INFLUENCES = 'Traffic influences';

const OPEN = 'The document leaves the form of this answer open.';

const WANTED = {
  apiConsumerId: 'consumer-1', appId: APP_ID, edgeCloudZoneId: ZONE_ID, destinationTrafficFilters: { destinationPort: 443, destinationProtocol: 'TCP' },
  notificationUri: 'https://consumer.example/influence',
} as const;

const INFLUENCE = { trafficInfluenceID: INFLUENCE_ID, ...WANTED, state: 'ordered' } as const;

const ordered = (influence: InfluenceData, base: string): Answer => ({
  status: 201, body: fromInfluence(influence), headers: { location: `${base}/traffic-influences/${influence.id}` },
});

export const sessionRoutes: readonly Route[] = [
  route({
    operationId: 'createQodSession', method: 'POST', path: '/sessions', tag: SESSIONS, idempotent: true,
    summary: 'Ask for a quality',
    description:
      `Answers 201 with the session and its id, where the document shows 200 and no content. Without duration the session is asked for ${schemas.USUAL_DURATION} seconds; ` +
      'a profile that allows less refuses that and tells its bounds. The names qos-e, qos-s, qos-m and qos-l are taken for QOS_E, QOS_S, QOS_M and QOS_L.',
    body: schemas.QoD,
    bodyExample: { device: DEVICE, applicationServer: { ipv4Address: '203.0.113.5' }, qosProfile: 'qos-e', sink: 'https://consumer.example/qod', duration: 3600 },
    document: documents.createSession,
    variables: ({ body }) => ({ input: toSession(body) }),
    answer: ({ createQodSession: { session } }, { base }) => ({ status: 201, body: fromSession(session), headers: { location: `${base}/sessions/${session.id}` } }),
    responses: { 201: { description: 'The session.', schema: schemas.SessionInfo, headers: { Location: 'Address of the session.' }, example: SESSION } },
    refusals: [...DEVICE_REFUSALS, 'QOS_PROFILE_NOT_APPLICABLE', 'PRIVATE_KEY_JWT_NOT_CONFIGURED', 'CONFLICT', 'QUOTA_EXCEEDED', 'NOT_IMPLEMENTED'],
  }),
  route({
    operationId: 'getQodSession', method: 'GET', path: '/sessions/{sessionId}', tag: SESSIONS,
    summary: 'Read a session',
    description: OPEN,
    params: schemas.SessionPath,
    document: documents.session,
    variables: ({ params }) => ({ id: params.sessionId }),
    answer: ({ qodSession }) => ({ status: 200, body: fromSession(qodSession) }),
    responses: { 200: { description: 'The session.', schema: schemas.SessionInfo, example: SESSION } },
    refusals: ['NOT_FOUND'],
  }),
  route({
    operationId: 'deleteQodSession', method: 'DELETE', path: '/sessions/{sessionId}', tag: SESSIONS,
    summary: 'End a session',
    description: 'Answers 204, where the document shows 201.',
    params: schemas.SessionPath,
    document: documents.deleteSession,
    variables: ({ params }) => ({ id: params.sessionId }),
    answer: () => ({ status: 204 }),
    responses: { 204: { description: 'The session is no more.' } },
    refusals: ['NOT_FOUND'],
  }),
];

export const influenceRoutes: readonly Route[] = [
  route({
    operationId: 'createTrafficInfluence', method: 'POST', path: '/traffic-influences', tag: INFLUENCES, idempotent: true,
    summary: 'Lead traffic to an app at the edge',
    description:
      'Answers 201 with the influence and its id, where the document shows 200 and no content. With a device it is for that device alone, and the scope ' +
      'traffic-influence:traffic-influence-devices:write is needed as well. Without apiConsumerId the consumer is called "unspecified". appInstanceId is the id ' +
      'that the gateway gave the instance, not its address.',
    body: schemas.TrafficInfluenceWanted,
    bodyExample: { ...WANTED, device: DEVICE },
    document: documents.createInfluence,
    variables: ({ body }) => ({ input: toInfluence(body) }),
    answer: ({ createTrafficInfluence }, { base }) => ordered(createTrafficInfluence.trafficInfluence, base),
    instead: {
      when: ({ body }) => body.device !== undefined,
      document: documents.createInfluenceForDevice,
      variables: ({ body }) => ({ input: { ...toInfluence(body), device: body.device } }),
      answer: ({ createTrafficInfluenceForDevice }, { base }) => ordered(createTrafficInfluenceForDevice.trafficInfluence, base),
    },
    responses: { 201: { description: 'The influence is ordered.', schema: schemas.TrafficInfluenceInfo, headers: { Location: 'Address of the influence.' }, example: INFLUENCE } },
    refusals: [...DEVICE_REFUSALS, 'PRIVATE_KEY_JWT_NOT_CONFIGURED', 'CONFLICT', 'NOT_IMPLEMENTED'],
  }),
  route({
    operationId: 'getTrafficInfluences', method: 'GET', path: '/traffic-influences', tag: INFLUENCES,
    summary: 'List influences',
    description: `No device is told. ${OPEN}`,
    document: documents.influences,
    variables: () => ({}),
    answer: (data) => listed(data, fromInfluence),
    responses: {
      200: {
        description: 'The influences, at most 100.',
        schema: schemas.TrafficInfluenceInfo.array().max(100),
        headers: TOTAL,
        example: [INFLUENCE],
      },
    },
    refusals: [],
  }),
  route({
    operationId: 'getTrafficInfluence', method: 'GET', path: '/traffic-influences/{id}', tag: INFLUENCES,
    summary: 'Read an influence',
    description: OPEN,
    params: schemas.TrafficInfluencePath,
    document: documents.influence,
    variables: ({ params }) => ({ id: params.id }),
    answer: ({ trafficInfluence }) => ({ status: 200, body: fromInfluence(trafficInfluence) }),
    responses: { 200: { description: 'The influence.', schema: schemas.TrafficInfluenceInfo, example: INFLUENCE } },
    refusals: ['NOT_FOUND'],
  }),
  route({
    operationId: 'deleteTrafficInfluence', method: 'DELETE', path: '/traffic-influences/{id}', tag: INFLUENCES,
    summary: 'End an influence',
    description: 'Answers 202, where the document shows 201.',
    params: schemas.TrafficInfluencePath,
    document: documents.deleteInfluence,
    variables: ({ params }) => ({ id: params.id }),
    answer: () => ({ status: 202 }),
    responses: { 202: { description: 'The influence goes; it is gone when the network has let go of it.' } },
    refusals: ['NOT_FOUND'],
  }),
];
