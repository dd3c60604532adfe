import { hash } from 'node:crypto';
import type { Database } from './storage/database.js';

/** What a replica asks of a client's window. */
export interface ShareRequest {
  readonly client: string;
  /** Requests of one window. */
  readonly limit: number;
  /** Length of the window, in milliseconds. */
  readonly windowMs: number;
  /** Requests that wait for it now. */
  readonly need: number;
  /** Requests that the replica would like to hand out from memory. */
  readonly wish: number;
}

export interface Share {
  /** 0 when the window is used up. */
  readonly granted: number;
  /** What is left of the window for everybody. */
  readonly left: number;
  /** Milliseconds until the window ends; less than 0 when it has ended meanwhile. */
  readonly endsInMs: number;
}

/** Where the windows of all clients are kept for all replicas. */
export interface RateStore {
  /** Takes a share, atomically; begins a window when none runs. Rejects when the storage is away. */
  take(request: ShareRequest): Promise<Share>;
}

/** The part of what is left that a replica may put by: what lies with one that is not asked again is lost to the client. */
export const PUT_BY = 8;

/**
 * Windows in PostgreSQL, by its clock. A window begins with the client's first request. One statement each, so that
 * replicas cannot both have the last of it.
 */
export function createRateStore({ pool }: Pick<Database, 'pool'>): RateStore {
  return {
    async take({ client, limit, windowMs, need, wish }) {
      const { rows } = await pool.query<{ used: number; granted: number; ms: number }>(TAKE, [keyOf(client), limit, windowMs, need, wish]);
      const { used, granted, ms } = rows[0]!;
      return { granted, left: Math.max(0, limit - used), endsInMs: ms };
    },
  };
}

/** Names that are no short plain text are kept by their hash: the database indexes no others. */
const keyOf = (client: string): string => (/^[\x20-\x7e]{1,200}$/.test(client) ? client : `sha256 ${hash('sha256', client, 'hex')}`);

/** What is needed, and what is wished for up to a part of the rest; never more than the rest. */
const shareOf = (rest: string): string => `GREATEST(0, LEAST(${rest}, GREATEST($4::int, LEAST($5::int, (${rest}) / ${PUT_BY}))))`;

/** Over; or begun under a setting with a far longer window, which would bind the client until its end. */
const GONE = `(w."endsAt" <= now() OR w."endsAt" > now() + 2 * $3::int * interval '1 millisecond')`;
const REST = '$2::int - w.used';

const TAKE = `
  INSERT INTO "RateWindow" AS w (client, "endsAt", used, granted)
  VALUES ($1, now() + $3::int * interval '1 millisecond', ${shareOf('$2::int')}, ${shareOf('$2::int')})
  ON CONFLICT (client) DO UPDATE SET
    "endsAt" = CASE WHEN ${GONE} THEN excluded."endsAt" ELSE w."endsAt" END,
    used = CASE WHEN ${GONE} THEN excluded.used ELSE w.used + ${shareOf(REST)} END,
    granted = CASE WHEN ${GONE} THEN excluded.granted ELSE ${shareOf(REST)} END
  RETURNING used, granted, (extract(epoch FROM "endsAt" - clock_timestamp()) * 1000)::float8 AS ms`;
