import type { DomainEvent } from '../../../kernel/event.js';
import type { Owner } from '../../../kernel/caller.js';
import { networkEvent, SESSION_CHANGED } from '../network.events.js';
import type { SessionState } from './qod-session.rules.js';

/** What is told of a session. */
export interface ToldSession extends SessionState, Owner {
  readonly id: string;
  readonly appInstanceId: string | null;
  readonly qosProfile: string;
}

/** What a session's change of status is announced as. `before` is null for a new one. */
export const sessionChange = (before: SessionState['status'] | null, session: ToldSession, time: Date, correlator: string | null, removed = false): DomainEvent =>
  networkEvent(SESSION_CHANGED, { subject: session.id, owner: session, time, correlator }, {
    sessionId: session.id,
    appInstanceId: session.appInstanceId,
    qosProfile: session.qosProfile,
    previousStatus: before,
    qosStatus: session.status,
    statusInfo: session.statusInfo,
    reason: session.statusReason,
    duration: session.duration,
    startedAt: session.startedAt?.toISOString() ?? null,
    expiresAt: session.expiresAt?.toISOString() ?? null,
    removed,
  });
