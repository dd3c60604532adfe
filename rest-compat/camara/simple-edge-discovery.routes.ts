import { z } from 'zod';
import { ZONE_ID } from '../edge.examples.js';
import { fromClosestZone } from '../network.answers.js';
import * as documents from '../network.documents.js';
import { DEVICE } from '../network.examples.js';
import { Device, DeviceResponse, Id, text } from '../network.schemas.js';
import { route, type Api } from '../route.js';
import { camaraDialect, DEVICE_REFUSALS } from './camara.errors.js';

/** CAMARA Simple Edge Discovery 2.0.1. Its prose shows a list, its schema and this gateway an object. */

const FIRST_PORT = 1024;

const SedDevice = Device.refine((device) => (device.ipv4Address?.publicPort ?? FIRST_PORT) >= FIRST_PORT, {
  error: `must be a port from ${FIRST_PORT} on`,
  path: ['ipv4Address', 'publicPort'],
});

const RequestBody = z.strictObject({ device: SedDevice.optional() });
const ClosestEdgeCloudZone = z.strictObject({ edgeCloudZoneId: Id, edgeCloudZoneName: text(64), edgeCloudProvider: text(64), device: DeviceResponse.optional() });

const EXAMPLE = { edgeCloudZoneId: ZONE_ID, edgeCloudZoneName: 'porto-1', edgeCloudProvider: 'ExampleOperator', device: DEVICE };

const closestZone = route({
  operationId: 'readClosestEdgeCloudZone', method: 'POST', path: '/retrieve-closest-edge-cloud-zone', tag: 'Discovery',
  summary: 'Find the zone next to a device',
  description: 'A token of a user tells the device, and the body is {} then; to name a device as well is refused with UNNECESSARY_IDENTIFIER, whichever it is.',
  body: RequestBody,
  bodyExample: { device: DEVICE },
  document: documents.closestZone,
  variables: ({ body }) => ({ device: body.device }),
  answer: ({ closestEdgeCloudZone }) => ({ status: 200, body: fromClosestZone(closestEdgeCloudZone) }),
  responses: { 200: { description: 'The zone.', schema: ClosestEdgeCloudZone, example: EXAMPLE } },
  refusals: DEVICE_REFUSALS,
});

export const simpleEdgeDiscovery: Api = {
  name: 'simple-edge-discovery',
  title: 'CAMARA Simple Edge Discovery',
  version: '2.0.1',
  description: 'The edge cloud zone with the shortest way to a device.',
  basePath: '/simple-edge-discovery/v2',
  dialect: camaraDialect('SIMPLE_EDGE_DISCOVERY'),
  schemas: { ClosestEdgeCloudZone },
  routes: [closestZone],
};
