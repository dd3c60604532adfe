import type { Clock } from '../../../kernel/clock.js';
import { record } from '../../../outbound/outbox.js';
import type { Statements } from '../../../outbound/storage/database.js';
import type { Flows } from '../flow/flow.types.js';
import { sessionChange } from './qod-session.events.js';
import { afterFact, type SessionFact } from './qod-session.rules.js';
import type { QodSessionRow, QodSessionStore } from './qod-session.store.js';

/** Writes what becomes of a session: its row, what is told of it, and what the network is to let go of. In the caller's transaction, which holds the row. */
export interface SessionRecorder {
  /** @returns the session as it is then */
  apply(tx: Statements, row: QodSessionRow, fact: SessionFact, correlator: string | null): Promise<QodSessionRow>;
  /** The row goes, whatever state it is in. @returns the session as it was last */
  takeAway(tx: Statements, row: QodSessionRow, fact: SessionFact, correlator: string | null): Promise<QodSessionRow>;
}

export interface SessionRecorderOptions {
  readonly sessions: QodSessionStore;
  readonly flows: Flows;
  readonly clock: Clock;
}

export const sessionRecorder = ({ sessions, flows, clock }: SessionRecorderOptions): SessionRecorder => ({
  async apply(tx, row, fact, correlator) {
    const now = clock.now();
    const next = afterFact(row, fact, now);
    if (next === row) return row;
    await sessions.change(tx, next, now);
    if (next.status !== row.status) await record(tx, [sessionChange(row.status, next, now, correlator)]);
    if (next.status === 'UNAVAILABLE') await flows.release(tx, [row.id]);
    return { ...next, updatedAt: now };
  },
  async takeAway(tx, row, fact, correlator) {
    const now = clock.now();
    const last = { ...afterFact(row, fact, now), updatedAt: now };
    await sessions.remove(tx, row.id);
    await record(tx, [sessionChange(row.status, last, now, correlator, true)]);
    await flows.release(tx, [row.id]);
    return last;
  },
});
