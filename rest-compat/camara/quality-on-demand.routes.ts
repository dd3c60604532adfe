import { fromSession } from '../network.answers.js';
import * as documents from '../network.documents.js';
import { DEVICE, SESSION, SESSION_REQUEST } from '../network.examples.js';
import { toCredential } from '../network.inputs.js';
import type { Reading } from '../reading.js';
import { route, type Api, type Route } from '../route.js';
import { camaraDialect, DEVICE_REFUSALS } from './camara.errors.js';
import * as schemas from './quality-on-demand.schemas.js';

const TAG = 'QoS sessions';

const createSession = route({
  operationId: 'createSession', method: 'POST', path: '/sessions', tag: TAG, idempotent: true,
  summary: 'Ask for a quality',
  description:
    'Asks the network for a quality of the packets between a device and a server, for some time. The answer may come before the network has granted it: ' +
    'qosStatus is REQUESTED then, and the sink is told what becomes of it.',
  body: schemas.CreateSession,
  bodyExample: SESSION_REQUEST,
  document: documents.createSession,
  variables: ({ body: { sinkCredential, ...body } }) => ({ input: { ...body, ...toCredential({ sinkCredential }) } }),
  answer: ({ createQodSession: { session } }) => ({ status: 201, body: fromSession(session) }),
  responses: { 201: { description: 'The session.', schema: schemas.SessionInfo, example: SESSION } },
  notifies: { sink: 'sink', event: schemas.StatusChanged },
  refusals: [
    'OUT_OF_RANGE', 'DURATION_OUT_OF_RANGE', 'INVALID_CREDENTIAL', 'INVALID_TOKEN', 'INVALID_SINK', ...DEVICE_REFUSALS,
    'QOS_PROFILE_NOT_APPLICABLE', 'PRIVATE_KEY_JWT_NOT_CONFIGURED', 'CONFLICT', 'QUOTA_EXCEEDED', 'NOT_IMPLEMENTED',
  ],
});

const getSession = route({
  operationId: 'getSession', method: 'GET', path: '/sessions/{sessionId}', tag: TAG,
  summary: 'Read a session',
  params: schemas.SessionPath,
  document: documents.session,
  variables: ({ params }) => ({ id: params.sessionId }),
  answer: ({ qodSession }) => ({ status: 200, body: fromSession(qodSession) }),
  responses: { 200: { description: 'The session.', schema: schemas.SessionInfo, example: SESSION } },
  refusals: ['NOT_FOUND'],
});

const deleteSession = (reading: Reading): Route =>
  route({
    operationId: 'deleteSession', method: 'DELETE', path: '/sessions/{sessionId}', tag: TAG,
    summary: 'End a session',
    description: 'In any state. The network lets go of it in its own time.',
    params: schemas.SessionPath,
    document: documents.deleteSession,
    variables: ({ params }) => ({ id: params.sessionId }),
    // The test plan asks for the media type of an answer that has no content.
    answer: () => ({ status: 204, ...(reading === 'features' && { headers: { 'content-type': 'application/json' } }) }),
    responses: { 204: { description: 'The session is no more.' } },
    refusals: ['NOT_FOUND'],
  });

const extendSession = route({
  operationId: 'extendQosSessionDuration', method: 'POST', path: '/sessions/{sessionId}/extend', tag: TAG, idempotent: true,
  summary: 'Make a session longer',
  description: 'Only while it is AVAILABLE. Beyond the longest duration of its profile it does not grow; that is no error.',
  params: schemas.SessionPath,
  body: schemas.ExtendSessionDuration,
  bodyExample: { requestedAdditionalDuration: 1800 },
  document: documents.extendSession,
  variables: ({ params, body }) => ({ id: params.sessionId, seconds: body.requestedAdditionalDuration }),
  answer: ({ extendQodSession: { session } }) => ({ status: 200, body: fromSession(session) }),
  responses: { 200: { description: 'The session as it is now.', schema: schemas.SessionInfo, example: { ...SESSION, qosStatus: 'AVAILABLE', duration: 5400 } } },
  refusals: ['NOT_FOUND', 'SESSION_EXTENSION_NOT_ALLOWED'],
});

const retrieveSessions = route({
  operationId: 'retrieveSessionsByDevice', method: 'POST', path: '/retrieve-sessions', tag: TAG,
  summary: 'List the sessions of a device',
  description: "The caller's, at most 100. A token of a user tells the device, and the body is {} then.",
  body: schemas.RetrieveSessionsInput,
  bodyExample: { device: DEVICE },
  document: documents.sessionsByDevice,
  variables: ({ body }) => ({ device: body.device }),
  answer: ({ qodSessionsByDevice }) => ({ status: 200, body: qodSessionsByDevice.map(fromSession) }),
  responses: { 200: { description: 'The sessions; an empty list when there is none.', schema: schemas.RetrieveSessionsOutput, example: [SESSION] } },
  refusals: DEVICE_REFUSALS,
});

/** The test plan takes both for mistakes of form. */
const AS_FEATURES = { DURATION_OUT_OF_RANGE: 'INVALID_ARGUMENT', INVALID_CREDENTIAL: 'INVALID_ARGUMENT' } as const;

export const qualityOnDemand = (reading: Reading): Api => ({
  name: 'quality-on-demand',
  title: 'CAMARA Quality-On-Demand',
  version: '1.1.0',
  description:
    'Sessions with a quality of service between a device and a server. The list of server addresses of 1.2.0 is taken as well. ' +
    'A network that has no such function is told as 501 NOT_IMPLEMENTED, which the definition does not list.',
  basePath: '/quality-on-demand/v1',
  dialect: camaraDialect('QUALITY_ON_DEMAND', {
    own: ['DURATION_OUT_OF_RANGE', 'QOS_PROFILE_NOT_APPLICABLE', 'SESSION_EXTENSION_NOT_ALLOWED'],
    nearest: reading === 'features' ? AS_FEATURES : {},
  }),
  schemas: { CreateSession: schemas.CreateSession, SessionInfo: schemas.SessionInfo, RetrieveSessionsInput: schemas.RetrieveSessionsInput },
  routes: [createSession, getSession, deleteSession(reading), extendSession, retrieveSessions],
});
