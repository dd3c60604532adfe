import type { RequestContext } from '../../kernel/context.js';
import { fits, followChanges } from '../../outbound/changes.js';
import type { EventLog } from '../../outbound/event-log.js';
import type { AppDeploymentStatusChange } from './app-deployment.types.js';
import type { AppInstanceStatusChange } from './app-instance.types.js';
import { DEPLOYMENT_CHANGED, INSTANCE_CHANGED, type EdgeEventData } from './edge.events.js';

export interface InstanceStream {
  readonly appId?: string | null;
  readonly appInstanceId?: string | null;
  readonly after?: string | null;
}

export interface DeploymentStream {
  readonly appId?: string | null;
  readonly appDeploymentId?: string | null;
  readonly after?: string | null;
}

/** Streams of what the caller may see. @throws Refusal INVALID_ARGUMENT (not a cursor), OUT_OF_RANGE (older than the log) */
export interface StatusChangeService {
  ofInstances(ctx: RequestContext, wanted: InstanceStream): AsyncIterable<AppInstanceStatusChange>;
  ofDeployments(ctx: RequestContext, wanted: DeploymentStream): AsyncIterable<AppDeploymentStatusChange>;
}

export const statusChangeService = (log: EventLog): StatusChangeService => ({
  ofInstances: (ctx, { appId, appInstanceId, after }) =>
    followChanges(log, ctx, {
      type: INSTANCE_CHANGED,
      after,
      where: (data: EdgeEventData<typeof INSTANCE_CHANGED>) => fits(appId, data.appId) && fits(appInstanceId, data.appInstanceId),
      toChange: ({ data }) => ({
        appId: data.appId,
        appInstanceId: data.appInstanceId,
        previousStatus: data.previousStatus as AppInstanceStatusChange['previousStatus'],
        status: data.status as AppInstanceStatusChange['status'],
        reason: data.reason,
        removed: data.removed,
      }),
    }),
  ofDeployments: (ctx, { appId, appDeploymentId, after }) =>
    followChanges(log, ctx, {
      type: DEPLOYMENT_CHANGED,
      after,
      where: (data: EdgeEventData<typeof DEPLOYMENT_CHANGED>) => fits(appId, data.appId) && fits(appDeploymentId, data.appDeploymentId),
      toChange: ({ data }) => ({
        appId: data.appId,
        appDeploymentId: data.appDeploymentId,
        previousStatus: data.previousStatus as AppDeploymentStatusChange['previousStatus'],
        status: data.status as AppDeploymentStatusChange['status'],
        removed: data.removed,
      }),
    }),
});
