import { listed, TOTAL } from '../listed.js';
import { fromInfluence } from '../network.answers.js';
import type { InfluenceData } from '../network.documents.js';
import * as documents from '../network.documents.js';
import { DEVICE, INFLUENCE, INFLUENCE_REQUEST } from '../network.examples.js';
import { toInfluence } from '../network.inputs.js';
import type { Reading } from '../reading.js';
import { route, type Answer, type Api, type Route } from '../route.js';
import { camaraDialect, DEVICE_REFUSALS } from './camara.errors.js';
import * as schemas from './traffic-influence.schemas.js';

const TAG = 'Traffic influences';
const LOCATION = { Location: 'Address of the influence.' };
const IGNORED = 'Read-only members that are sent are ignored.';

/** CAMARA has no address for influences of one device but the common one. */
const placed = (status: number, influence: InfluenceData, base: string): Answer => ({
  status, body: fromInfluence(influence), headers: { location: `${base}/traffic-influences/${influence.id}` },
});

const list = route({
  operationId: 'getTrafficInfluence', method: 'GET', path: '/traffic-influences', tag: TAG,
  summary: 'List influences',
  description: 'No device is told.',
  query: schemas.TrafficInfluenceQuery,
  document: documents.influences,
  variables: ({ query }) => ({ appId: query.appId }),
  answer: (data) => listed(data, fromInfluence),
  responses: {
    200: {
      description: 'The influences, at most 100.',
      schema: schemas.TrafficInfluence.array().max(100),
      headers: TOTAL,
      example: [INFLUENCE],
    },
  },
  refusals: [],
});

const create = route({
  operationId: 'postTrafficInfluence', method: 'POST', path: '/traffic-influences', tag: TAG, idempotent: true,
  summary: 'Lead the traffic of every device to an app at the edge',
  description: `A network that takes one device at a time says 501. ${IGNORED}`,
  body: schemas.PostTrafficInfluence,
  bodyExample: INFLUENCE_REQUEST,
  document: documents.createInfluence,
  variables: ({ body }) => ({ input: { apiConsumerId: body.apiConsumerId, appId: body.appId, ...toInfluence(body) } }),
  answer: ({ createTrafficInfluence }, { base }) => placed(201, createTrafficInfluence.trafficInfluence, base),
  responses: { 201: { description: 'The influence is ordered.', schema: schemas.TrafficInfluence, headers: LOCATION, example: INFLUENCE } },
  notifies: { sink: 'subscriptionRequest/sink', event: schemas.TrafficInfluenceChange },
  refusals: ['OUT_OF_RANGE', 'PRIVATE_KEY_JWT_NOT_CONFIGURED', 'CONFLICT', 'NOT_IMPLEMENTED'],
});

const createForDevice = route({
  operationId: 'postTrafficInfluenceDevice', method: 'POST', path: '/traffic-influence-devices', tag: TAG, idempotent: true,
  summary: 'Lead the traffic of one device to an app at the edge',
  description: `A token of a user tells the device, and none is sent then. ${IGNORED}`,
  body: schemas.PostTrafficInfluenceDevice,
  bodyExample: { ...INFLUENCE_REQUEST, device: DEVICE },
  document: documents.createInfluenceForDevice,
  variables: ({ body }) => ({ input: { apiConsumerId: body.apiConsumerId, appId: body.appId, device: body.device, ...toInfluence(body) } }),
  answer: ({ createTrafficInfluenceForDevice }, { base }) => placed(201, createTrafficInfluenceForDevice.trafficInfluence, base),
  responses: { 201: { description: 'The influence is ordered.', schema: schemas.TrafficInfluenceOfDevice, headers: LOCATION, example: { ...INFLUENCE, device: DEVICE } } },
  notifies: { sink: 'subscriptionRequest/sink', event: schemas.TrafficInfluenceChange },
  refusals: ['OUT_OF_RANGE', 'PRIVATE_KEY_JWT_NOT_CONFIGURED', ...DEVICE_REFUSALS, 'CONFLICT', 'NOT_IMPLEMENTED'],
});

const read = route({
  operationId: 'getAllTrafficInfluences', method: 'GET', path: '/traffic-influences/{trafficInfluenceID}', tag: TAG,
  summary: 'Read an influence',
  params: schemas.TrafficInfluencePath,
  document: documents.influence,
  variables: ({ params }) => ({ id: params.trafficInfluenceID }),
  answer: ({ trafficInfluence }) => ({ status: 200, body: fromInfluence(trafficInfluence) }),
  responses: { 200: { description: 'The influence.', schema: schemas.TrafficInfluence, example: INFLUENCE } },
  refusals: ['NOT_FOUND'],
});

/** The definition answers a change with 200, the test plan with 202. */
function change(reading: Reading): Route {
  const status = reading === 'features' ? 202 : 200;
  return route({
    operationId: 'patchTrafficInfluence', method: 'PATCH', path: '/traffic-influences/{trafficInfluenceID}', tag: TAG,
    summary: 'Change an influence',
    description: `Only while it is active. What is not sent stays. ${IGNORED} So are apiConsumerId and appId, which cannot be changed.`,
    params: schemas.TrafficInfluencePath,
    body: schemas.PatchTrafficInfluence,
    bodyExample: { destinationTrafficFilters: { destinationPort: 8443, destinationProtocol: 'TCP' } },
    document: documents.updateInfluence,
    variables: ({ params, body }) => ({ input: { id: params.trafficInfluenceID, ...toInfluence(body) } }),
    answer: ({ updateTrafficInfluence }, { base }) => placed(status, updateTrafficInfluence.trafficInfluence, base),
    responses: { [status]: { description: 'The influence as it is now.', schema: schemas.TrafficInfluence, headers: LOCATION, example: { ...INFLUENCE, state: 'active' } } },
    refusals: ['OUT_OF_RANGE', 'NOT_FOUND', 'DENIED_WAIT', 'NOT_IMPLEMENTED'],
  });
}

const remove = route({
  operationId: 'deleteTrafficInfluence', method: 'DELETE', path: '/traffic-influences/{trafficInfluenceID}', tag: TAG,
  summary: 'End an influence',
  params: schemas.TrafficInfluencePath,
  document: documents.deleteInfluence,
  variables: ({ params }) => ({ id: params.trafficInfluenceID }),
  answer: () => ({ status: 202 }),
  responses: { 202: { description: 'The influence goes; it is gone when the network has let go of it.' } },
  refusals: ['NOT_FOUND'],
});

export const trafficInfluence = (reading: Reading): Api => ({
  name: 'traffic-influence',
  title: 'CAMARA Traffic Influence',
  version: '0.10.0',
  description:
    'Leads the traffic of devices to the instances of an app at the edge. ' +
    'A network that has no such function is told as 501 NOT_IMPLEMENTED, which the definition does not list.',
  basePath: '/traffic-influence/v0.10',
  dialect: camaraDialect('TRAFFIC_INFLUENCE', {
    nearest: { INVALID_CREDENTIAL: 'INVALID_ARGUMENT', INVALID_TOKEN: 'INVALID_ARGUMENT', INVALID_SINK: 'INVALID_ARGUMENT', INCOMPATIBLE_STATE: 'CONFLICT' },
  }),
  schemas: {
    TrafficInfluence: schemas.TrafficInfluence, PostTrafficInfluence: schemas.PostTrafficInfluence,
    PostTrafficInfluenceDevice: schemas.PostTrafficInfluenceDevice, PatchTrafficInfluence: schemas.PatchTrafficInfluence,
  },
  routes: [list, create, createForDevice, read, change(reading), remove],
});
