import { createHash } from 'node:crypto';
import { Cron } from 'croner';

/** A tick's beats are spread over this, or over the time to the next tick when that is less; in milliseconds. */
export const SPREAD_MS = 300_000;
/** After a start, what was missed is made up for once, spread over this; in milliseconds. */
export const CATCH_UP_MS = 30_000;

/** A tick of the cron pattern, and the time over which its beats are spread. */
export interface Tick {
  readonly at: Date;
  readonly spreadMs: number;
}

export interface Schedule {
  /** The tick after a moment. Undefined: there is no heartbeat, or none comes any more. */
  tickAfter(from: Date): Tick | undefined;
  /** The first beat of an organization after a moment at which we have spoken with its OSS: at the next tick and the organization's own place in it. */
  first(organizationId: string, from: Date): Date | null;
  /** The beat after one that was due at a moment. Beats whose time has passed meanwhile are not made up for. */
  next(organizationId: string, due: Date, now: Date): Date | null;
  /** A beat out of turn: when it comes. */
  soon(now: Date): Date | null;
}

/** @param cron a pattern of 5 or 6 fields, in UTC; undefined: no heartbeat */
export function scheduleOf(cron: string | undefined): Schedule {
  const pattern = cron === undefined ? undefined : new Cron(cron, { paused: true, timezone: 'UTC' });

  let latest: { readonly from: Date; readonly tick: Tick } | undefined;

  function read(from: Date): Tick | undefined {
    const at = pattern?.nextRun(from);
    if (!at) return undefined;
    const following = pattern?.nextRun(at);
    return { at, spreadMs: following ? Math.min(SPREAD_MS, following.getTime() - at.getTime()) : SPREAD_MS };
  }

  /** Reading a pattern takes longer than all the rest of a schedule, and the beats of one tick are asked for together. */
  function tickAfter(from: Date): Tick | undefined {
    if (latest && latest.from <= from && from < latest.tick.at) return latest.tick;
    const tick = read(from);
    latest = tick && { from, tick };
    return tick;
  }

  function first(organizationId: string, from: Date): Date | null {
    const tick = tickAfter(from);
    return tick ? placedIn(tick, organizationId) : null;
  }

  return {
    tickAfter,
    first,
    next(organizationId, due, now) {
      const at = first(organizationId, due);
      return at !== null && at <= now ? first(organizationId, now) : at;
    },
    soon: (now) => (pattern ? now : null),
  };
}

const placedIn = ({ at, spreadMs }: Tick, organizationId: string): Date => new Date(at.getTime() + Math.floor(phaseOf(organizationId) * spreadMs));

/** An organization's own place in every tick, 0 to 1: the same in every process, and in SQL (PHASE of the schedule's store). */
export const phaseOf = (organizationId: string): number => createHash('sha256').update(organizationId).digest().readUInt32BE(0) / 2 ** 32;
