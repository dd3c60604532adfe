import { z } from 'zod';
import type { Owner } from '../../kernel/caller.js';
import type { DomainEvent } from '../../kernel/event.js';
import { newId } from '../../kernel/id.js';
import type { AppDeploymentRow } from './app-deployment.store.js';
import type { AppInstanceRow } from './app-instance.store.js';

const Status = z.enum(['ready', 'instantiating', 'failed', 'terminating', 'unknown']);

const AppSubmitted = z.strictObject({ appId: z.uuid(), name: z.string(), appProvider: z.string(), version: z.string() });
const AppDeleted = z.strictObject({ appId: z.uuid() });

const InstanceStatusChanged = z.strictObject({
  appInstanceId: z.uuid(),
  appId: z.uuid(),
  name: z.string(),
  edgeCloudZoneId: z.uuid(),
  previousStatus: Status.nullable().describe('Null for an instance that has just been created.'),
  status: Status,
  reason: z.string().nullable(),
  removed: z.boolean().describe('The instance is gone; no event of it follows.'),
});

const DeploymentStatusChanged = z.strictObject({
  appDeploymentId: z.uuid(),
  appId: z.uuid(),
  name: z.string(),
  previousStatus: Status.nullable(),
  status: Status,
  removed: z.boolean(),
});

/** What the module announces; printed as JSON Schemas into `schema/events/`. */
export const EDGE_EVENTS = {
  'edge.app.submitted': AppSubmitted,
  'edge.app.deleted': AppDeleted,
  'edge.app-instance.status-changed': InstanceStatusChanged,
  'edge.app-deployment.status-changed': DeploymentStatusChanged,
} as const;

export type EdgeEventType = keyof typeof EDGE_EVENTS;
export type EdgeEventData<Type extends EdgeEventType> = z.infer<(typeof EDGE_EVENTS)[Type]>;

export const INSTANCE_CHANGED = 'edge.app-instance.status-changed';
export const DEPLOYMENT_CHANGED = 'edge.app-deployment.status-changed';

export function edgeEvent<Type extends EdgeEventType>(
  type: Type,
  about: { readonly subject: string; readonly owner: Owner; readonly time: Date; readonly correlator: string | null },
  data: EdgeEventData<Type>,
): DomainEvent<EdgeEventData<Type>> {
  return { id: newId(), type, subject: about.subject, owner: ownerOfRow(about.owner), time: about.time, correlator: about.correlator, data };
}

/** Takes the two members of an owner from a caller or from a row that has more. */
const ownerOfRow = ({ clientId, userId }: Owner): Owner => ({ clientId, userId });

/** What an instance's change of status is announced as. `before` is null for a new one. */
export const instanceChange = (before: AppInstanceRow['status'] | null, row: AppInstanceRow, time: Date, correlator: string | null, removed = false) =>
  edgeEvent(INSTANCE_CHANGED, { subject: row.id, owner: row, time, correlator }, {
    appInstanceId: row.id,
    appId: row.appId,
    name: row.name,
    edgeCloudZoneId: row.edgeCloudZoneId,
    previousStatus: before,
    status: row.status,
    reason: row.statusReason,
    removed,
  });

/** What a deployment's change of status is announced as. `before` is null for a new one. */
export const deploymentChange = (before: AppDeploymentRow['status'] | null, row: AppDeploymentRow, time: Date, correlator: string | null, removed = false) =>
  edgeEvent(DEPLOYMENT_CHANGED, { subject: row.id, owner: row, time, correlator }, {
    appDeploymentId: row.id,
    appId: row.appId,
    name: row.name,
    previousStatus: before,
    status: row.status,
    removed,
  });
