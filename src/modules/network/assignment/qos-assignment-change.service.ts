import { requireUuids } from '../../../kernel/id.js';
import type { RequestContext } from '../../../kernel/context.js';
import { fits, followChanges } from '../../../outbound/changes.js';
import type { EventLog } from '../../../outbound/event-log.js';
import { ASSIGNMENT_CHANGED, type NetworkEventData } from '../network.events.js';
import type { QosAssignmentStatusChange } from './qos-assignment.types.js';

export interface AssignmentStream {
  readonly assignmentId?: string | null;
  readonly after?: string | null;
}

export interface AssignmentChanges {
  /** What the caller may see. @throws Refusal INVALID_ARGUMENT (not a cursor, no id), OUT_OF_RANGE (older than the log) */
  follow(ctx: RequestContext, wanted: AssignmentStream): AsyncIterable<QosAssignmentStatusChange>;
}

export const assignmentChanges = (log: EventLog): AssignmentChanges => ({
  follow: (ctx, { assignmentId, after }) => {
    requireUuids({ assignmentId });
    return followChanges(log, ctx, {
      type: ASSIGNMENT_CHANGED,
      after,
      where: (data: NetworkEventData<typeof ASSIGNMENT_CHANGED>) => fits(assignmentId, data.assignmentId),
      toChange: ({ data }) => ({
        assignmentId: data.assignmentId,
        previousStatus: data.previousStatus as QosAssignmentStatusChange['previousStatus'],
        status: data.status as QosAssignmentStatusChange['status'],
        statusInfo: data.statusInfo as QosAssignmentStatusChange['statusInfo'],
        reason: data.reason,
        startedAt: data.startedAt === null ? null : new Date(data.startedAt),
        removed: data.removed,
      }),
    });
  },
});
