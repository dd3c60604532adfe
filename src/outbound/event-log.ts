import { createFanOut } from './fan-out.js';
import { nameFailure } from './failure.js';
import { TOPICS } from '../kernel/peering/messages.js';
import { followFrom } from './follow.js';
import { startPulse } from './pulse.js';
import type { EventTest, FanOut } from './fan-out.js';
import type { Pulse } from './pulse.js';
import type { Database } from './storage/database.js';
import type { Log } from '../kernel/context.js';
import type { LoggedEvent } from '../kernel/event.js';
import type { Prisma } from '../generated/prisma/client.js';

/** PostgreSQL channel on which readers of the log are told that it has grown. */
export const LOG_CHANNEL = 'northbound_log';

export interface EventFilter {
  /** Any of these types; all of them when absent. */
  readonly types?: readonly string[];
  /** None of these types. */
  readonly except?: readonly string[];
  readonly subject?: string;
}

export interface FollowOptions {
  /** The last position that was seen: everything after it comes first from the table. Absent: from now on. */
  readonly after?: bigint;
  /** Messages of peering are not handed round: they are for consumers. */
  readonly types: readonly string[];
  /** A further test, in memory; it must be cheap and must not throw. */
  readonly where?: EventTest;
  /** Ends the stream. */
  readonly signal: AbortSignal;
}

export interface LogSpan {
  /** Position of the oldest event that is still kept; one more than `head` when there is none. */
  readonly oldest: bigint;
  /** The last position given; 0 before the first. */
  readonly head: bigint;
}

export interface EventLog {
  /** Starts the tail. Followers may come before, but hear nothing until then. */
  start(): Promise<void>;
  /** Placed events after a position, in order, at most `limit`. */
  read(after: bigint, limit: number, filter?: EventFilter): Promise<readonly LoggedEvent[]>;
  head(): Promise<bigint>;
  span(): Promise<LogSpan>;
  /**
   * The events after a position and then live, each once and without a gap. The stream takes part from this call on, not from its first `next`.
   * Its iteration throws Refusal OUT_OF_RANGE (`after` is older than what is kept, or not of this log) and UNAVAILABLE
   * (the reader fell behind by more than the room that each has).
   */
  follow(options: FollowOptions): AsyncIterableIterator<LoggedEvent>;
  /** Calls `listener` when the log may have grown; never for each event. @returns what ends it. */
  onGrowth(listener: () => void): () => void;
  state(): { readonly ok: boolean; readonly followers: number; readonly reason?: string };
  /** Ends every stream, after what it holds. */
  close(): Promise<void>;
}

export interface EventLogOptions {
  readonly db: Database;
  readonly log: Log;
  /** Milliseconds between looks when no wake-up arrives. @default 1000 */
  readonly pollMs?: number;
  /** Events held for one slow follower. @default 1000 */
  readonly room?: number;
}

/** Rows read at a time by the tail and by those who catch up. */
const PAGE = 500;

/**
 * The log of placed events, with one tail for the whole process: it reads each event once, whatever the number of followers, and hands it
 * round in memory. Without followers it only remembers where the log ends.
 */
export function createEventLog({ db, log, pollMs = 1_000, room = 1_000 }: EventLogOptions): EventLog {
  const fanOut = createFanOut(room);
  const listeners = new Set<() => void>();
  const reader = createReader(db);
  const tail = createTail(reader, fanOut);
  let pulse: Pulse | undefined;
  let unlisten = async (): Promise<void> => undefined;

  const grown = (): void => {
    pulse?.wake();
    for (const listener of listeners) listener();
  };

  return {
    ...reader,
    async start() {
      await tail.anchor();
      pulse ??= startPulse(tail.round, { name: 'event log', log, everyMs: pollMs });
      unlisten = await db.listen(LOG_CHANNEL, grown);
      grown();
    },
    follow: (options) => followFrom({ reader, fanOut, position: tail.position, page: PAGE }, options),
    onGrowth(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    state() {
      const failure = pulse?.failure();
      const followers = fanOut.size();
      return failure === undefined ? { ok: true, followers } : { ok: false, followers, reason: `The event log cannot be read (${nameFailure(failure)}).` };
    },
    async close() {
      fanOut.end();
      await pulse?.stop();
      pulse = undefined;
      await unlisten();
    },
  };
}

export type LogReader = Pick<EventLog, 'read' | 'head' | 'span'>;

function createReader({ prisma, pool }: Database): LogReader {
  const span = async (): Promise<LogSpan> => {
    const { rows } = await pool.query<{ head: string | null; oldest: string | null }>(
      'SELECT (SELECT position FROM "EventLogHead" WHERE id = 1)::text AS head, (SELECT min(position) FROM "OutboxEvent")::text AS oldest',
    );
    const head = BigInt(rows[0]?.head ?? 0);
    return { head, oldest: rows[0]?.oldest ? BigInt(rows[0].oldest) : head + 1n };
  };
  return {
    span,
    async head() {
      const row = await prisma.eventLogHead.findUnique({ where: { id: 1 } });
      return row?.position ?? 0n;
    },
    async read(after, limit, { types, except, subject } = {}) {
      const where: Prisma.OutboxEventWhereInput = {
        position: { gt: after },
        ...((types ?? except) && { type: { ...(types && { in: [...types] }), ...(except && { notIn: [...except] }) } }),
        ...(subject !== undefined && { subject }),
      };
      const rows = await prisma.outboxEvent.findMany({ where, orderBy: { position: 'asc' }, take: limit });
      return rows.map(toEvent);
    },
  };
}

type EventRow = Prisma.OutboxEventGetPayload<object>;

function toEvent({ id, type, subject, clientId, userId, time, correlator, data, position }: EventRow): LoggedEvent {
  return { id, type, subject, owner: { clientId, userId }, time, correlator, data: data as object, position: position ?? 0n };
}

interface Tail {
  /** Everything up to here has been handed round. */
  position(): bigint;
  anchor(): Promise<void>;
  round(): Promise<void>;
}

function createTail(reader: LogReader, fanOut: FanOut): Tail {
  let position = 0n;

  const skipAhead = async (): Promise<void> => {
    const head = await reader.head();
    // Whoever joined while we asked counts on what lies between
    if (fanOut.size() === 0 && head > position) position = head;
  };

  return {
    position: () => position,
    async anchor() {
      position = await reader.head();
    },
    async round() {
      let read = PAGE;
      while (read === PAGE) {
        if (fanOut.size() === 0) return skipAhead();
        // One may be a megabyte long, and five hundred of them more than the process has room for
        const events = await reader.read(position, PAGE, { except: TOPICS });
        for (const event of events) {
          position = event.position;
          fanOut.give(event);
        }
        read = events.length;
      }
    },
  };
}
