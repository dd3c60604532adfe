import * as documents from '../edge.documents.js';
import { APP_ID, INSTANCE_ID, MANIFEST, ZONE_ID } from '../edge.examples.js';
import { toSubmitAppInput } from '../edge.manifest.js';
import { TOTAL } from '../listed.js';
import { route, type Answer, type Api, type Route } from '../route.js';
import { oegDialect } from './oeg.errors.js';
import { acceptedInstances, fromPlaced, fromZone, toDeploymentInput, toInstanceInput } from './oeg.instances.js';
import { fromStored, toManifest } from './oeg.manifest.js';
import { federationRoutes } from './oeg.federations.js';
import { influenceRoutes, sessionRoutes } from './oeg.network.js';
import * as schemas from './oeg.schemas.js';

const ZONE = { edgeCloudZoneId: ZONE_ID, edgeCloudZoneName: 'porto-1', edgeCloudProvider: 'ExampleOperator' };
const INSTANCE = { appInstanceId: INSTANCE_ID, status: 'instantiating', edgeCloudZone: ZONE };

const READ_ZONES = 'edge-application-management:edge-cloud-zones:read';
const READ_INSTANCES = 'edge-application-management:instances:read';

const accepted = (): Answer => ({ status: 202 });
const total = (count: number) => ({ 'x-total-count': String(count) });

const appRoutes: readonly Route[] = [
  route({
    operationId: 'submitApp', method: 'POST', path: '/apps', tag: 'Applications', idempotent: true,
    summary: 'Submit an app',
    description:
      'The gateway gives the id; an appId that is sent is replaced, and the answer tells the one that holds. ' +
      'Without appProvider the provider is called "unspecified". Names, sizes and counts are held to the bounds of CAMARA Edge Application Management.',
    body: schemas.AppManifest,
    bodyExample: MANIFEST,
    document: documents.submitApp,
    variables: ({ body }) => ({ input: toSubmitAppInput(toManifest(body)) }),
    answer: ({ submitApp: { app } }, { base }) => ({ status: 201, body: { appId: app.id }, headers: { location: `${base}/apps/${app.id}` } }),
    responses: { 201: { description: 'The app is known.', schema: schemas.SubmittedApp, headers: { Location: 'Address of the app.' }, example: { appId: APP_ID } } },
    refusals: ['ALREADY_EXISTS'],
  }),
  route({
    operationId: 'getApps', method: 'GET', path: '/apps', tag: 'Applications',
    summary: 'List apps',
    document: documents.apps,
    variables: () => ({}),
    answer: ({ list }) => ({ status: 200, body: list.nodes.map(fromStored), headers: total(list.totalCount) }),
    responses: { 200: { description: 'The apps, at most 100.', schema: schemas.AppManifestInfo.array(), headers: TOTAL, example: [{ appId: APP_ID, ...MANIFEST }] } },
    refusals: [],
  }),
  route({
    operationId: 'getApp', method: 'GET', path: '/apps/{appId}', tag: 'Applications',
    summary: 'Read an app',
    params: schemas.AppPath,
    document: documents.app,
    variables: ({ params }) => ({ id: params.appId }),
    answer: ({ app }) => ({ status: 200, body: { appManifest: fromStored(app) } }),
    responses: { 200: { description: 'The app.', schema: schemas.StoredApp, example: { appManifest: { appId: APP_ID, ...MANIFEST } } } },
    refusals: ['NOT_FOUND'],
  }),
  route({
    operationId: 'deleteApp', method: 'DELETE', path: '/apps/{appId}', tag: 'Applications',
    summary: 'Delete an app',
    description: 'Only an app without instances can be deleted.',
    params: schemas.AppPath,
    document: documents.deleteApp,
    variables: ({ params }) => ({ id: params.appId }),
    answer: accepted,
    responses: { 202: { description: 'The app goes.' } },
    refusals: ['NOT_FOUND', 'INCOMPATIBLE_STATE'],
  }),
];

const instanceRoutes: readonly Route[] = [
  route({
    operationId: 'createAppInstances', method: 'POST', path: '/appinstances', tag: 'App instances', idempotent: true,
    summary: 'Run an app in one zone or in several',
    description:
      'One instance for each zone; only edgeCloudZoneId decides which. Several zones are one deployment, so that all are begun or none; ' +
      'the scopes edge-application-management:deployments:write and edge-application-management:instances:read are needed for it.',
    body: schemas.AppInstancesRequest,
    bodyExample: { appId: APP_ID, appZones: [{ EdgeCloudZone: ZONE }] },
    document: documents.createAppInstance,
    variables: ({ body }) => ({ input: toInstanceInput(body) }),
    answer: ({ createAppInstance: { appInstance } }, { base, body }) => acceptedInstances([appInstance], body, `${base}/appinstances?appInstanceId=${appInstance.id}`),
    instead: {
      when: ({ body }) => body.appZones.length > 1,
      needs: [READ_INSTANCES],
      document: documents.createDeployedInstances,
      variables: ({ body }) => ({ input: toDeploymentInput(body) }),
      answer: ({ createAppDeployment: { appDeployment } }, { base, body }) => acceptedInstances(appDeployment.appInstances, body, `${base}/appinstances?appId=${body.appId}`),
    },
    responses: {
      202: {
        description: 'The instances are on their way.',
        schema: schemas.AcceptedInstances,
        headers: { Location: 'Where the instances can be read: there is no address for one alone.' },
        example: { appInstances: [INSTANCE] },
      },
    },
    refusals: ['NOT_FOUND', 'ALREADY_EXISTS'],
  }),
  route({
    operationId: 'getAppInstances', method: 'GET', path: '/appinstances', tag: 'App instances',
    summary: 'List instances',
    description: 'Where nothing fits, the list is empty: the document asks for one entry at least, and says nothing of none.',
    query: schemas.AppInstanceQuery,
    needs: [READ_ZONES],
    document: documents.placedInstances,
    variables: ({ query }) => ({ filter: query }),
    answer: ({ list }) => ({ status: 200, body: { appInstanceInfo: list.nodes.map(fromPlaced) }, headers: total(list.totalCount) }),
    responses: { 200: { description: 'The instances, at most 100.', schema: schemas.ListedInstances, headers: TOTAL, example: { appInstanceInfo: [INSTANCE] } } },
    refusals: [],
  }),
  route({
    operationId: 'deleteAppInstance', method: 'DELETE', path: '/appinstances/{appInstanceId}', tag: 'App instances',
    summary: 'End an instance',
    params: schemas.AppInstancePath,
    document: documents.deleteAppInstance,
    variables: ({ params }) => ({ id: params.appInstanceId }),
    answer: accepted,
    responses: { 202: { description: 'The instance goes.' } },
    refusals: ['NOT_FOUND'],
  }),
];

const zoneRoutes: readonly Route[] = [
  route({
    operationId: 'getEdgeCloudZones', method: 'GET', path: '/edge-cloud-zones', tag: 'Edge cloud zones',
    summary: 'List zones',
    query: schemas.ZoneQuery,
    document: documents.edgeCloudZones,
    variables: ({ query }) => ({ filter: query, first: 100 }),
    answer: ({ list }) => ({ status: 200, body: list.nodes.map((zone) => ({ EdgeCloudZone: fromZone(zone) })), headers: total(list.totalCount) }),
    responses: { 200: { description: 'The zones, at most 100; each inside an object of its own.', schema: schemas.ZoneObject.array(), headers: TOTAL, example: [{ EdgeCloudZone: ZONE }] } },
    refusals: [],
  }),
  route({
    operationId: 'getEdgeCloudZone', method: 'GET', path: '/edge-cloud-zones/{zoneId}', tag: 'Edge cloud zones',
    summary: 'Read a zone',
    description: 'The document leaves the form of this answer open; it is the zone itself, as inside EdgeCloudZone of the list.',
    params: schemas.ZonePath,
    document: documents.edgeCloudZone,
    variables: ({ params }) => ({ id: params.zoneId }),
    answer: ({ edgeCloudZone }) => ({ status: 200, body: fromZone(edgeCloudZone) }),
    responses: { 200: { description: 'The zone.', schema: schemas.EdgeCloudZone, example: ZONE } },
    refusals: ['NOT_FOUND'],
  }),
];

export const openExposureGateway: Api = {
  name: 'open-exposure-gateway',
  title: 'Open Exposure Gateway',
  version: '1.0.0',
  description: 'The edge and network paths of the Open Exposure Gateway as its document describes them: apps, instances and zones, QoD sessions and traffic influences.',
  basePath: '/oeg/1.0.0',
  dialect: oegDialect,
  schemas: { AppManifest: schemas.AppManifest, AppManifestInfo: schemas.AppManifestInfo, AppInstanceInfo: schemas.AppInstanceInfo, EdgeCloudZone: schemas.EdgeCloudZone, ZoneObject: schemas.ZoneObject },
  routes: [...appRoutes, ...instanceRoutes, ...zoneRoutes, ...sessionRoutes, ...influenceRoutes, ...federationRoutes],
};
