import { Refusal } from '../kernel/refusal.js';
import type { FanOut, Share } from './fan-out.js';
import type { FollowOptions, LogReader } from './event-log.js';
import type { LoggedEvent } from '../kernel/event.js';

export interface Followed {
  readonly reader: LogReader;
  readonly fanOut: FanOut;
  /** Where the tail stands: what comes after it will be handed round. */
  readonly position: () => bigint;
  /** Rows read at a time. */
  readonly page: number;
}

/** One follower's stream: the table first, then the tail. See EventLog.follow. */
export function followFrom(log: Followed, options: FollowOptions): AsyncIterableIterator<LoggedEvent> {
  const { after, types, where, signal } = options;
  let share: Share | undefined;
  let left = signal.aborted;

  const join = (): Share => (share = log.fanOut.join(types, where));
  const leave = (): void => {
    left = true;
    signal.removeEventListener('abort', leave);
    share?.leave();
  };

  async function* events(): AsyncGenerator<LoggedEvent, void, undefined> {
    try {
      const from = after === undefined ? 0n : yield* replay(after);
      if (left) return;
      const own = share ?? join();
      for (let event = await own.next(); event !== undefined; event = await own.next()) {
        if (event.position > from) yield event;
      }
    } finally {
      leave();
    }
  }

  /** @returns the position up to which the follower has everything once it has joined. */
  async function* replay(position: bigint): AsyncGenerator<LoggedEvent, bigint, undefined> {
    const seen = yield* catchUp(log, position, options, () => left);
    if (left) return seen;
    join();
    const joinedAt = log.position();
    if (joinedAt <= seen) return seen;
    const missed = await log.reader.read(seen, Number(joinedAt - seen), { types });
    for (const event of missed) if (event.position <= joinedAt && !left && (where?.(event) ?? true)) yield event;
    return joinedAt;
  }

  if (!left) {
    signal.addEventListener('abort', leave, { once: true });
    if (after === undefined) join();
  }
  const stream = events();
  return {
    next: () => stream.next(),
    // A generator that waits for an event would hold its end up: the share ends first
    return: () => {
      leave();
      return stream.return();
    },
    throw: (error: unknown) => {
      leave();
      return stream.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Reads the table until the rest fits in one page. @returns the position up to which everything has been yielded. */
async function* catchUp(
  { reader, position, page }: Followed,
  after: bigint,
  { types, where }: FollowOptions,
  left: () => boolean,
): AsyncGenerator<LoggedEvent, bigint, undefined> {
  await checkCursor(reader, after);
  let seen = after;
  while (!left() && position() - seen > BigInt(page)) {
    const end = position();
    const events = await reader.read(seen, page, { types });
    for (const event of events) {
      seen = event.position;
      if (where?.(event) ?? true) yield event;
      if (left()) return seen;
    }
    if (events.length < page && end > seen) seen = end;
  }
  return seen;
}

async function checkCursor(reader: LogReader, after: bigint): Promise<void> {
  const { oldest, head } = await reader.span();
  if (after + 1n < oldest) throw new Refusal('OUT_OF_RANGE', 'after is older than the events that are kept; read the current state and follow from now on.', { field: 'after' });
  if (after > head) throw new Refusal('OUT_OF_RANGE', 'after is no cursor of this log.', { field: 'after' });
}
