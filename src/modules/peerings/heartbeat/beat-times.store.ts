import type { Database } from '../../../outbound/storage/database.js';
import { STANDING } from '../peering/peering.types.js';
import { CATCH_UP_MS, type Tick } from './schedule.rules.js';

/** When beats come, of all organizations at once. */
export interface BeatTimes {
  /**
   * Makes the rows fit the schedule of this process: a beat that is further away than the next tick's comes with that, and one
   * that was long due comes within the time for it. Rows that fit already are left as they are.
   * @param tick the next one; undefined: there is no heartbeat, and no beat is to come
   * @returns how many rows were moved
   */
  align(tick: Tick | undefined, now: Date): Promise<number>;
}

const STANDS = `status IN (${STANDING.map((status) => `'${status}'`).join(', ')})`;

/** As `phaseOf`. */
const PHASE = `(('x' || encode(substr(sha256(convert_to("organizationId", 'UTF8')), 1, 4), 'hex'))::bit(32)::bigint / 4294967296.0)`;

/** $1 the tick, $2 its spread in ms, $3 now, $4 the time to catch up in ms. */
const ALIGN = `
  WITH planned AS MATERIALIZED (
    SELECT "organizationId" AS id, "nextBeatAt" AS at,
      $1::timestamptz + floor(${PHASE} * $2::int) * interval '1 millisecond' AS next,
      $3::timestamptz + floor(${PHASE} * $4::int) * interval '1 millisecond' AS soon
    FROM "Peering" WHERE ${STANDS} ORDER BY "organizationId" FOR UPDATE
  ), moved AS (
    SELECT id, CASE WHEN at IS NULL OR at > next THEN next ELSE least(soon, next) END AS at FROM planned
    WHERE at IS NULL OR at > next OR at < $3::timestamptz - $4::int * interval '1 millisecond'
  )
  UPDATE "Peering" SET "nextBeatAt" = moved.at FROM moved WHERE "organizationId" = moved.id`;

export const beatTimes = (db: Database): BeatTimes => ({
  async align(tick, now) {
    const { rowCount } = tick
      ? await db.pool.query(ALIGN, [tick.at.toISOString(), tick.spreadMs, now.toISOString(), CATCH_UP_MS])
      : await db.pool.query('UPDATE "Peering" SET "nextBeatAt" = NULL WHERE "nextBeatAt" IS NOT NULL');
    return rowCount ?? 0;
  },
});
