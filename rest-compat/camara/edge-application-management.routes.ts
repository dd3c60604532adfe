import * as documents from '../edge.documents.js';
import { APP_ID, INSTANCE_ID, MANIFEST, ZONE_ID } from '../edge.examples.js';
import { fromApp, toSubmitAppInput } from '../edge.manifest.js';
import { listed, TOTAL } from '../listed.js';
import { route, type Api, type Route } from '../route.js';
import { camaraDialect } from './camara.errors.js';
import { accepted, fromInstance, fromZone } from './edge-application-management.answers.js';
import { deploymentRoutes } from './edge-application-management.deployments.js';
import { toSubscription } from './edge-application-management.inputs.js';
import * as schemas from './edge-application-management.schemas.js';
import { cursorOf, pageHeaders, paginationOf } from './pagination.js';

const INSTANCE_EXAMPLE = {
  name: 'video_cache_porto', appId: APP_ID, appInstanceId: INSTANCE_ID, appProvider: MANIFEST.appProvider, status: 'instantiating', edgeCloudZoneId: ZONE_ID,
};

const appRoutes: readonly Route[] = [
  route({
    operationId: 'submitApp', method: 'POST', path: '/apps', tag: 'Applications', idempotent: true,
    summary: 'Submit an app',
    description: 'Makes an app known, with what it is made of and what it needs. Registry credentials are kept and never answered.',
    body: schemas.AppManifest,
    bodyExample: MANIFEST,
    document: documents.submitApp,
    variables: ({ body }) => ({ input: toSubmitAppInput(body) }),
    answer: ({ submitApp: { app } }, { base }) => ({ status: 201, body: { appId: app.id }, headers: { location: `${base}/apps/${app.id}` } }),
    responses: { 201: { description: 'The app is known.', schema: schemas.SubmittedApp, headers: { Location: 'Address of the app.' }, example: { appId: APP_ID } } },
    refusals: ['ALREADY_EXISTS'],
  }),
  route({
    operationId: 'getApps', method: 'GET', path: '/apps', tag: 'Applications',
    summary: 'List apps',
    document: documents.apps,
    variables: () => ({}),
    answer: (data) => listed(data, fromApp),
    responses: { 200: { description: 'The apps, at most 100.', schema: schemas.AppManifestInfo.array().max(100), headers: TOTAL, example: [{ appId: APP_ID, ...MANIFEST }] } },
    refusals: [],
  }),
  route({
    operationId: 'getApp', method: 'GET', path: '/apps/{appId}', tag: 'Applications',
    summary: 'Read an app',
    params: schemas.AppPath,
    document: documents.app,
    variables: ({ params }) => ({ id: params.appId }),
    answer: ({ app }) => ({ status: 200, body: fromApp(app) }),
    responses: { 200: { description: 'The app.', schema: schemas.AppManifestInfo, example: { appId: APP_ID, ...MANIFEST } } },
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
    operationId: 'createAppInstance', method: 'POST', path: '/app-instances', tag: 'App instances', idempotent: true,
    summary: 'Run an app in a zone',
    description: 'The answer comes before the instance runs; its status tells how far it is. With a subscriptionRequest the sink is told too.',
    body: schemas.AppInstanceRequest,
    bodyExample: { name: INSTANCE_EXAMPLE.name, appId: APP_ID, edgeCloudZoneId: ZONE_ID },
    document: documents.createAppInstance,
    variables: ({ body: { subscriptionRequest, ...input } }) => ({ input: { ...input, ...toSubscription(subscriptionRequest) } }),
    answer: ({ createAppInstance: { appInstance } }, { base }) => ({
      status: 202, body: fromInstance(appInstance), headers: { location: `${base}/app-instances/${appInstance.id}` },
    }),
    responses: { 202: { description: 'The instance is on its way.', schema: schemas.AppInstanceInfo, headers: { Location: 'Address of the instance.' }, example: INSTANCE_EXAMPLE } },
    refusals: ['NOT_FOUND', 'ALREADY_EXISTS'],
  }),
  route({
    operationId: 'getAppInstances', method: 'GET', path: '/app-instances', tag: 'App instances',
    summary: 'List instances',
    query: schemas.AppInstanceQuery,
    document: documents.appInstances,
    variables: ({ query }) => ({ filter: query }),
    answer: (data) => listed(data, fromInstance),
    responses: { 200: { description: 'The instances, at most 100.', schema: schemas.AppInstanceInfo.array().max(100), headers: TOTAL, example: [INSTANCE_EXAMPLE] } },
    refusals: [],
  }),
  route({
    operationId: 'getAppInstance', method: 'GET', path: '/app-instances/{appInstanceId}', tag: 'App instances',
    summary: 'Read an instance',
    params: schemas.AppInstancePath,
    document: documents.appInstance,
    variables: ({ params }) => ({ id: params.appInstanceId }),
    answer: ({ appInstance }) => ({ status: 200, body: fromInstance(appInstance) }),
    responses: { 200: { description: 'The instance.', schema: schemas.AppInstanceInfo, example: INSTANCE_EXAMPLE } },
    refusals: ['NOT_FOUND'],
  }),
  route({
    operationId: 'deleteAppInstance', method: 'DELETE', path: '/app-instances/{appInstanceId}', tag: 'App instances',
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
    summary: 'List zones, page by page',
    query: schemas.EdgeCloudZoneQuery,
    document: documents.edgeCloudZones,
    variables: ({ query }) => ({
      filter: { countryCode: query.countryCode, provider: query.edgeCloudProvider, region: query.edgeCloudRegion, status: query.status },
      first: query.perPage,
      after: cursorOf(query),
    }),
    answer: ({ list }, { base, query: { page, perPage, ...filters } }) => {
      const pagination = paginationOf({ page, perPage }, list.totalCount);
      return { status: 200, body: { edgeCloudZones: list.nodes.map(fromZone), pagination }, headers: pageHeaders(`${base}/edge-cloud-zones`, filters, pagination) };
    },
    responses: {
      200: {
        description: 'A page of zones; empty beyond the last.',
        schema: schemas.EdgeCloudZoneList,
        headers: { 'x-total-count': 'How many zones there are.', 'x-total-pages': 'How many pages.', link: 'First, previous, next and last page, filters kept.' },
        example: {
          edgeCloudZones: [{ edgeCloudZoneId: ZONE_ID, edgeCloudZoneName: 'porto-1', edgeCloudZoneStatus: 'active', edgeCloudProvider: 'ExampleOperator', edgeCloudRegion: 'north', countryCode: 'PT' }],
          pagination: { page: 1, perPage: 20, totalCount: 1, totalPages: 1 },
        },
      },
    },
    refusals: [],
  }),
];

export const edgeApplicationManagement: Api = {
  name: 'edge-application-management',
  title: 'CAMARA Edge Application Management',
  version: 'wip',
  description: 'Submit apps, run them in edge cloud zones one by one or as deployments, and follow them. Main-branch shape of the CAMARA API.',
  basePath: '/edge-application-management/vwip',
  dialect: camaraDialect('EDGE_APPLICATION_MANAGEMENT'),
  schemas: {
    AppManifest: schemas.AppManifest,
    AppManifestInfo: schemas.AppManifestInfo,
    SubscriptionRequest: schemas.SubscriptionRequest,
    AppInstanceInfo: schemas.AppInstanceInfo,
    AppDeploymentInfo: schemas.AppDeploymentInfo,
    EdgeCloudZone: schemas.EdgeCloudZone,
    EdgeCloudZoneList: schemas.EdgeCloudZoneList,
  },
  routes: [...appRoutes, ...instanceRoutes, ...deploymentRoutes, ...zoneRoutes],
};
