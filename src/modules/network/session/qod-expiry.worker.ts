import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import { startAlarm } from '../../../outbound/alarm.js';
import { nameFailure } from '../../../outbound/failure.js';
import { record } from '../../../outbound/outbox.js';
import { pause, type Pulse } from '../../../outbound/pulse.js';
import type { WorkState } from '../../../outbound/relay.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { Flows } from '../flow/flow.types.js';
import { afterTime } from './qod-expiry.rules.js';
import type { QodExpiryStore } from './qod-expiry.store.js';
import { sessionChange } from './qod-session.events.js';

export interface QodExpiryOptions {
  readonly db: Database;
  readonly due: QodExpiryStore;
  readonly flows: Pick<Flows, 'release'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Sessions in one transaction. @default 500; 100 embedded, where everybody waits for it */
  readonly batch?: number;
  /** How long after its time each session was ended, in seconds. */
  readonly onEnded?: (lateness: number) => void;
}

export interface QodExpiry {
  start(): void;
  /** Waits for the batch that runs. */
  stop(): Promise<void>;
  state(): WorkState;
}

/** A batch that a busy machine takes long for is not given up, to be begun again. In milliseconds. */
const PATIENCE = { timeout: 60_000 };
/** Between two batches, in milliseconds: what falls due in between is one. */
const BREATH_MS = 20;
/** The same when other replicas hold all that is due. */
const CROWDED_MS = 200;

/**
 * Ends sessions when their time has come, and takes rows away that have had theirs. Rows tell what is due, so it is right
 * after hours down; every replica takes what no other has. A batch is one transaction: the rows, what is told of
 * them, and what the network is to let go of.
 */
export function qodExpiry({ db, due, flows, clock, log, batch = db.embedded ? 100 : 500, onEnded }: QodExpiryOptions): QodExpiry {
  let alarm: Pulse | undefined;
  let lag = 0;

  /** @returns how many there were */
  async function oneBatch(now: Date): Promise<number> {
    const { count, due: times } = await inOneTransaction(now);
    const written = clock.now().getTime();
    for (const time of times) onEnded?.((written - time.getTime()) / 1_000);
    return count;
  }

  const inOneTransaction = (now: Date): Promise<{ readonly count: number; readonly due: readonly Date[] }> =>
    db.prisma.$transaction(async (tx) => {
      const sessions = await due.take(tx, now, batch);
      const { ended, over } = afterTime(sessions, now);
      await due.end(tx, ended.map(({ after }) => after), now);
      await record(tx, ended.map(({ before, after }) => sessionChange(before.status, after, now, null)));
      await flows.release(tx, ended.map(({ after }) => after.id));
      await due.remove(tx, over.map(({ id }) => id));
      return { count: sessions.length, due: ended.flatMap(({ before }) => before.dueAt ?? []) };
    }, PATIENCE);

  async function round(signal: AbortSignal): Promise<Date | undefined> {
    for (let next = await due.nextDue(); ; next = await due.nextDue()) {
      const now = clock.now();
      if (next === undefined || next > now) {
        lag = 0;
        return next && new Date(Math.max(next.getTime(), now.getTime() + BREATH_MS));
      }
      const count = await oneBatch(now);
      if (count === 0) return new Date(now.getTime() + CROWDED_MS);
      if (signal.aborted) return undefined;
      lag = count < batch ? 0 : lag > count ? lag - count : await due.countDue(now);
      await pause(count < batch ? BREATH_MS : 0, signal);
    }
  }

  return {
    start() {
      alarm ??= startAlarm(round, { name: 'the ending of sessions', log, clock });
    },
    async stop() {
      await alarm?.stop();
      alarm = undefined;
    },
    state() {
      const failure = alarm?.failure();
      return failure === undefined ? { ok: true, lag } : { ok: false, lag, reason: `Sessions cannot be ended: ${nameFailure(failure)}.` };
    },
  };
}
