import { z } from 'zod';
import type { Log } from '../../../kernel/context.js';
import { failureFields } from '../../../outbound/failure.js';
import { inBatches } from '../../../outbound/lanes.js';
import type { Database } from '../../../outbound/storage/database.js';

/** PostgreSQL channel on which beats are told. */
export const BEATS_CHANNEL = 'northbound_beats';

const TickShape = z.object({
  organizationId: z.string(),
  status: z.enum(['active', 'degraded', 'unreachable']),
  reason: z.object({ code: z.string(), reason: z.string() }).nullable(),
  consecutiveFailures: z.int(),
  latencyMs: z.int(),
  at: z.iso.datetime(),
});

/** One beat, whatever it found. */
export type BeatTick = z.infer<typeof TickShape>;

/** Beats as they happen, in every process: told to those who listen now, and remembered nowhere. */
export interface BeatTicks {
  /** Never rejects: a tick that cannot be told is lost. */
  tell(tick: BeatTick): Promise<void>;
  /** @param take must not throw. @returns what ends it */
  follow(take: (tick: BeatTick) => void): () => void;
  /** Ends every listening; settles when the database has been told. */
  close(): Promise<void>;
}

/** The database is listened to only while somebody follows. */
export function beatTicks({ db, log }: { readonly db: Pick<Database, 'pool' | 'listen'>; readonly log: Log }): BeatTicks {
  const followers = new Set<(tick: BeatTick) => void>();
  const tellAll = inBatches<BeatTick>(async (ticks) => {
    await db.pool.query('SELECT pg_notify($1, told) FROM unnest($2::text[]) AS told', [BEATS_CHANNEL, ticks.map((tick) => JSON.stringify(tick))]);
  });
  let unlisten: (() => Promise<void>) | undefined;
  let turn: Promise<void> = Promise.resolve();

  function hear(payload: string): void {
    const tick = TickShape.safeParse(jsonOf(payload));
    if (tick.success) for (const take of followers) take(tick.data);
  }

  async function adjust(): Promise<void> {
    try {
      if (followers.size > 0) unlisten ??= await db.listen(BEATS_CHANNEL, hear);
      else {
        const end = unlisten;
        unlisten = undefined;
        await end?.();
      }
    } catch (error) {
      log.warn(failureFields(error), 'Beats cannot be listened to');
    }
  }

  /** One change at a time: what stands open is what is wanted when its turn comes. */
  const adjustInTurn = (): Promise<void> => (turn = turn.then(adjust));

  return {
    tell: (tick) => tellAll(tick).catch((error: unknown) => log.warn(failureFields(error), 'A beat could not be told')),
    follow(take) {
      // The same function may follow twice
      const own = (tick: BeatTick): void => take(tick);
      followers.add(own);
      void adjustInTurn();
      return () => {
        if (followers.delete(own)) void adjustInTurn();
      };
    },
    close() {
      followers.clear();
      return adjustInTurn();
    },
  };
}

function jsonOf(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch (error) {
    // Anybody with the database may notify
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
