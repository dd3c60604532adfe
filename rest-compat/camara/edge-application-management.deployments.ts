import * as documents from '../edge.documents.js';
import { APP_ID, DEPLOYMENT_ID, INSTANCE_ID, OTHER_ZONE_ID, ZONE_ID } from '../edge.examples.js';
import { listed, TOTAL } from '../listed.js';
import { route, type Route } from '../route.js';
import { accepted, fromDeployment } from './edge-application-management.answers.js';
import { toSubscription } from './edge-application-management.inputs.js';
import * as schemas from './edge-application-management.schemas.js';

const EXAMPLE = {
  appDeploymentName: 'video_cache_north', appDeploymentId: DEPLOYMENT_ID, appId: APP_ID, edgeCloudZones: [ZONE_ID, OTHER_ZONE_ID], appInstances: [INSTANCE_ID],
};


export const deploymentRoutes: readonly Route[] = [
  route({
    operationId: 'createAppDeployment', method: 'POST', path: '/deployments', tag: 'App deployments', idempotent: true,
    summary: 'Run an app in several zones',
    description: 'One instance for each zone: all of them are begun, or none.',
    body: schemas.AppDeploymentRequest,
    bodyExample: { appDeploymentName: EXAMPLE.appDeploymentName, appId: APP_ID, edgeCloudZones: EXAMPLE.edgeCloudZones },
    document: documents.createAppDeployment,
    variables: ({ body: { appDeploymentName, edgeCloudZones, subscriptionRequest, ...rest } }) => ({
      input: { ...rest, name: appDeploymentName, edgeCloudZoneIds: edgeCloudZones, ...toSubscription(subscriptionRequest) },
    }),
    answer: ({ createAppDeployment: { appDeployment } }, { base }) => ({
      status: 202, body: { appDeploymentId: appDeployment.id }, headers: { location: `${base}/deployments/${appDeployment.id}` },
    }),
    responses: {
      202: { description: 'The deployment is on its way.', schema: schemas.AcceptedAppDeployment, headers: { Location: 'Address of the deployment.' }, example: { appDeploymentId: DEPLOYMENT_ID } },
    },
    refusals: ['NOT_FOUND', 'ALREADY_EXISTS'],
  }),
  route({
    operationId: 'getAppDeployments', method: 'GET', path: '/deployments', tag: 'App deployments',
    summary: 'List deployments',
    query: schemas.AppDeploymentQuery,
    document: documents.appDeployments,
    variables: ({ query }) => ({ filter: query }),
    answer: (data) => listed(data, fromDeployment),
    responses: {
      200: {
        description: 'The deployments, at most 100.',
        schema: schemas.AppDeploymentInfo.array().max(100),
        headers: TOTAL,
        example: [EXAMPLE],
      },
    },
    refusals: [],
  }),
  route({
    operationId: 'getAppDeployment', method: 'GET', path: '/deployments/{appDeploymentId}', tag: 'App deployments',
    summary: 'Read a deployment',
    params: schemas.AppDeploymentPath,
    document: documents.appDeployment,
    variables: ({ params }) => ({ id: params.appDeploymentId }),
    answer: ({ appDeployment }) => ({ status: 200, body: fromDeployment(appDeployment) }),
    responses: { 200: { description: 'The deployment.', schema: schemas.AppDeploymentInfo, example: EXAMPLE } },
    refusals: ['NOT_FOUND'],
  }),
  route({
    operationId: 'updateAppDeployment', method: 'PATCH', path: '/deployments/{appDeploymentId}', tag: 'App deployments',
    summary: 'Change a deployment',
    description: 'A JSON merge patch (RFC 7396). Instances are begun in zones that are new and ended in zones that are gone.',
    // The definition asks for the first form; its test scenarios send the second.
    mediaTypes: ['application/merge-patch+json', 'application/json'],
    params: schemas.AppDeploymentPath,
    body: schemas.AppDeploymentPatch,
    bodyExample: { edgeCloudZones: [ZONE_ID] },
    document: documents.updateAppDeployment,
    variables: ({ params, body }) => ({
      input: {
        id: params.appDeploymentId,
        name: body.appDeploymentName,
        edgeCloudZoneIds: body.edgeCloudZones,
        kubernetesClusterRefs: body.kubernetesClusterRefs === null ? [] : body.kubernetesClusterRefs,
      },
    }),
    answer: ({ updateAppDeployment: { appDeployment } }) => ({ status: 200, body: fromDeployment(appDeployment) }),
    responses: { 200: { description: 'The deployment as it is now.', schema: schemas.AppDeploymentInfo, example: EXAMPLE } },
    refusals: ['NOT_FOUND', 'ABORTED', 'INCOMPATIBLE_STATE'],
  }),
  route({
    operationId: 'deleteAppDeployment', method: 'DELETE', path: '/deployments/{appDeploymentId}', tag: 'App deployments',
    summary: 'End a deployment',
    description: 'Its instances go first, then the deployment itself.',
    params: schemas.AppDeploymentPath,
    document: documents.deleteAppDeployment,
    variables: ({ params }) => ({ id: params.appDeploymentId }),
    answer: accepted,
    responses: { 202: { description: 'The deployment goes.' } },
    refusals: ['NOT_FOUND'],
  }),
];
