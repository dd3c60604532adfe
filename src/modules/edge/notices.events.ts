import type { LoggedEvent } from '../../kernel/event.js';
import type { Notice } from '../../kernel/notice.js';
import { DEPLOYMENT_CHANGED, INSTANCE_CHANGED, type EdgeEventData } from './edge.events.js';

/** Resources whose changes CAMARA sends to sinks. */
export type CamaraResource = 'app-instance' | 'app-deployment';

const PREFIX = 'org.camaraproject.edge-application-management.v0.';

/** CloudEvents types of CAMARA Edge Application Management. */
export const CAMARA_EVENT_TYPES = {
  'app-instance-status-change': `${PREFIX}app-instance-status-change`,
  'app-deployment-status-change': `${PREFIX}app-deployment-status-change`,
  'subscription-ended': `${PREFIX}subscription-ended`,
} as const;

/** CAMARA leaves `data` open; we send the members of AppInstanceInfo and AppDeploymentInfo that tell what changed. */
export function toNotice(event: LoggedEvent): Notice | undefined {
  if (event.type === INSTANCE_CHANGED) {
    const { appInstanceId, appId, name, edgeCloudZoneId, status, previousStatus, removed } = event.data as EdgeEventData<typeof INSTANCE_CHANGED>;
    return {
      resourceId: appInstanceId,
      type: CAMARA_EVENT_TYPES['app-instance-status-change'],
      data: { appInstanceId, appId, name, edgeCloudZoneId, status, ...(removed ? { removed } : {}) },
      initial: previousStatus === null,
      last: removed,
    };
  }
  if (event.type === DEPLOYMENT_CHANGED) {
    const { appDeploymentId, appId, name, status, previousStatus, removed } = event.data as EdgeEventData<typeof DEPLOYMENT_CHANGED>;
    return {
      resourceId: appDeploymentId,
      type: CAMARA_EVENT_TYPES['app-deployment-status-change'],
      data: { appDeploymentId, appId, appDeploymentName: name, status, ...(removed ? { removed } : {}) },
      initial: previousStatus === null,
      last: removed,
    };
  }
  return undefined;
}
