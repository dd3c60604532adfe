const API = 'edge-application-management';

/**
 * The scope that each entry into the module needs: root fields, entities (for `_entities`) and the fields that lead from
 * one resource to another. CAMARA Edge Application Management's own scopes.
 */
export const EDGE_SCOPES = {
  'Query.edgeCloudZone': `${API}:edge-cloud-zones:read`,
  'Query.edgeCloudZones': `${API}:edge-cloud-zones:read`,
  'Query.app': `${API}:apps:read`,
  'Query.apps': `${API}:apps:read`,
  'Query.appInstance': `${API}:instances:read`,
  'Query.appInstances': `${API}:instances:read`,
  'Query.appDeployment': `${API}:deployments:read`,
  'Query.appDeployments': `${API}:deployments:read`,
  'Mutation.submitApp': `${API}:apps:write`,
  'Mutation.deleteApp': `${API}:apps:delete`,
  'Mutation.createAppInstance': `${API}:instances:write`,
  'Mutation.deleteAppInstance': `${API}:instances:delete`,
  'Mutation.createAppDeployment': `${API}:deployments:write`,
  'Mutation.updateAppDeployment': `${API}:deployments:update`,
  'Mutation.deleteAppDeployment': `${API}:deployments:delete`,
  'Subscription.appInstanceStatusChanged': `${API}:instances:read`,
  'Subscription.appDeploymentStatusChanged': `${API}:deployments:read`,
  EdgeCloudZone: `${API}:edge-cloud-zones:read`,
  App: `${API}:apps:read`,
  AppInstance: `${API}:instances:read`,
  AppDeployment: `${API}:deployments:read`,
  'EdgeCloudZone.appInstances': `${API}:instances:read`,
  'App.appInstances': `${API}:instances:read`,
  'App.appDeployments': `${API}:deployments:read`,
  'AppInstance.app': `${API}:apps:read`,
  'AppInstance.edgeCloudZone': `${API}:edge-cloud-zones:read`,
  'AppInstance.appDeployment': `${API}:deployments:read`,
  'AppDeployment.app': `${API}:apps:read`,
  'AppDeployment.edgeCloudZones': `${API}:edge-cloud-zones:read`,
  'AppDeployment.appInstances': `${API}:instances:read`,
  'AppInstanceStatusChange.appInstance': `${API}:instances:read`,
  'AppDeploymentStatusChange.appDeployment': `${API}:deployments:read`,
} as const satisfies Record<string, string>;
