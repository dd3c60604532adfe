import { isOver, settled, type SessionState } from './qod-session.rules.js';

export interface DueChanges<Session extends SessionState> {
  /** Ended by time: as they were and as they are. */
  readonly ended: readonly { readonly before: Session; readonly after: Session }[];
  /** Their rows have had their time. */
  readonly over: readonly Session[];
}

/** What time makes of sessions. Those it has not come for are in neither list. */
export function afterTime<Session extends SessionState>(sessions: readonly Session[], now: Date): DueChanges<Session> {
  return {
    ended: sessions.map((before) => ({ before, after: settled(before, now) })).filter(({ before, after }) => after !== before),
    over: sessions.filter((session) => isOver(session, now)),
  };
}
