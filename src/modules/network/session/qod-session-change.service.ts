import { requireUuids } from '../../../kernel/id.js';
import type { RequestContext } from '../../../kernel/context.js';
import { fits, followChanges } from '../../../outbound/changes.js';
import type { EventLog } from '../../../outbound/event-log.js';
import { SESSION_CHANGED, type NetworkEventData } from '../network.events.js';
import type { QodSessionStatusChange } from './qod-session.types.js';

export interface SessionStream {
  readonly sessionId?: string | null;
  readonly appInstanceId?: string | null;
  readonly after?: string | null;
}

export interface SessionChanges {
  /** What the caller may see. @throws Refusal INVALID_ARGUMENT (not a cursor, no id), OUT_OF_RANGE (older than the log) */
  follow(ctx: RequestContext, wanted: SessionStream): AsyncIterable<QodSessionStatusChange>;
}

type Told = NetworkEventData<typeof SESSION_CHANGED>;

const moment = (text: string | null): Date | null => (text === null ? null : new Date(text));

export const sessionChanges = (log: EventLog): SessionChanges => ({
  follow: (ctx, { sessionId, appInstanceId, after }) => {
    requireUuids({ sessionId, appInstanceId });
    return followChanges(log, ctx, {
      type: SESSION_CHANGED,
      after,
      where: (data: Told) => fits(sessionId, data.sessionId) && fits(appInstanceId, data.appInstanceId),
      toChange: ({ data }) => ({
        sessionId: data.sessionId,
        appInstanceId: data.appInstanceId,
        previousStatus: data.previousStatus as QodSessionStatusChange['previousStatus'],
        qosStatus: data.qosStatus as QodSessionStatusChange['qosStatus'],
        statusInfo: data.statusInfo as QodSessionStatusChange['statusInfo'],
        reason: data.reason,
        duration: data.duration,
        startedAt: moment(data.startedAt),
        expiresAt: moment(data.expiresAt),
        removed: data.removed,
      }),
    });
  },
});
