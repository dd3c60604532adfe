import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../kernel/caller.js';
import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';
import { Refusal } from '../kernel/refusal.js';
import { failureFields } from './failure.js';
import { PUT_BY, type RateStore } from './rate-limit.store.js';

/** How a client stands, as far as this replica knows. */
export interface RateState {
  readonly limit: number;
  readonly remaining: number;
  /** Whole seconds until the window ends. */
  readonly reset: number;
}

/**
 * Counts the operations of each client. Replicas share one window per client without asking for each request: each
 * takes a share of what is left and hands it out from memory, and shares grow smaller as the window empties. All
 * replicas together never hand out more than the limit. They may hand out less, where a share lies with a replica that
 * the client does not come back to: at most an eighth of the limit for each of the other replicas, and no more than
 * about what that replica has already handed out.
 */
export interface RateLimiter {
  /** Counts one operation of the caller; the refusal TOO_MANY_REQUESTS when none is left, at once where that is known. Never throws, never rejects. */
  take(caller: Caller): Refusal | undefined | Promise<Refusal | undefined>;
  /** Undefined before the caller's first operation in a window. */
  state(caller: Caller): RateState | undefined;
  readonly limit: number;
  readonly windowSeconds: number;
  /** Whether this replica counts by itself at the moment, as the storage is away. */
  readonly alone: boolean;
}

export interface RateLimitOptions {
  /** Operations of one client in one window. */
  readonly limit: number;
  readonly windowSeconds: number;
  readonly store: RateStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Milliseconds that the storage has to give a share. @default 1000 */
  readonly timeoutMs?: number;
  /** Clients remembered, those whose window began last. @default 20 000, about 4 MB */
  readonly maxClients?: number;
  /** Told of every refusal. */
  readonly onRefused?: (() => void) | undefined;
}

/** Milliseconds for which a storage that did not answer is not asked again. */
const AWAY = 5_000;

interface Window {
  /** By the clock, in milliseconds. */
  endsAt: number;
  /** What this replica may still hand out. */
  share: number;
  /** What was left for everybody when it last asked. */
  left: number;
  /** What it was given in this window. */
  given: number;
  /** What it asks for next: twice as much each time, so that a replica which is hardly used puts little by. */
  wish: number;
  waiting: number;
  taking: Promise<void> | undefined;
}

export function createRateLimiter(options: RateLimitOptions): RateLimiter {
  const { limit, windowSeconds, store, clock, log, timeoutMs = 1000, maxClients = 20_000, onRefused } = options;
  const windowMs = windowSeconds * 1000;
  const windows = new Map<string, Window>();
  const now = (): number => clock.now().getTime();
  let awayUntil = 0;
  let alone = false;

  function begin(client: string): Window {
    windows.delete(client);
    for (const oldest of windows.keys()) {
      if (windows.size < maxClients) break;
      windows.delete(oldest);
    }
    // Asked for at once; until the answer is there it has not begun.
    const window: Window = { endsAt: Number.POSITIVE_INFINITY, share: 0, left: limit, given: 0, wish: 1, waiting: 0, taking: undefined };
    windows.set(client, window);
    return window;
  }

  function running(client: string): Window | undefined {
    const window = windows.get(client);
    return window !== undefined && now() < window.endsAt ? window : undefined;
  }

  const isSpent = ({ share, left, taking }: Window): boolean => share === 0 && left === 0 && taking === undefined;

  async function refill(client: string, window: Window): Promise<void> {
    if (now() < awayUntil) return countAlone(window);
    try {
      const asked = store.take({ client, limit, windowMs, need: window.waiting, wish: window.wish });
      const { granted, left, endsInMs } = await inTime(timeoutMs, asked);
      if (alone) log.info({}, 'the rate limit is shared with the other replicas again');
      alone = false;
      Object.assign(window, { left, endsAt: now() + endsInMs, share: window.share + granted, given: window.given + granted, wish: Math.min(window.wish * 2, limit) });
    } catch (failure) {
      if (!alone) log.warn({ ...failureFields(failure), limit, windowSeconds }, 'the storage of the rate limit is away: this replica counts by itself');
      alone = true;
      awayUntil = now() + AWAY;
      countAlone(window);
    }
  }

  /** Traffic does not stop with the storage: the whole limit, less what was given, from this replica. */
  function countAlone(window: Window): void {
    if (window.endsAt === Number.POSITIVE_INFINITY) window.endsAt = now() + windowMs;
    window.share += Math.max(0, limit - window.given);
    window.given = limit;
    window.left = 0;
  }

  async function takeLater(client: string): Promise<Refusal | undefined> {
    for (;;) {
      const window = running(client) ?? begin(client);
      if (window.share > 0) {
        window.share -= 1;
        return undefined;
      }
      if (isSpent(window)) return tooMany(window);
      window.waiting += 1;
      window.taking ??= Promise.resolve()
        .then(() => refill(client, window))
        .finally(() => (window.taking = undefined));
      await window.taking;
      window.waiting -= 1;
    }
  }

  const secondsLeft = ({ endsAt }: Window): number => (endsAt === Number.POSITIVE_INFINITY ? windowSeconds : Math.max(1, Math.ceil((endsAt - now()) / 1000)));

  function tooMany(window: Window): Refusal {
    onRefused?.();
    return new Refusal('TOO_MANY_REQUESTS', `A client may send ${limit} operations in ${windowSeconds} seconds.`, { retryAfter: secondsLeft(window) });
  }

  return {
    limit,
    windowSeconds,
    take(caller) {
      const client = clientOf(caller);
      const window = running(client);
      if (window === undefined || (window.share === 0 && !isSpent(window))) return takeLater(client);
      if (window.share === 0) return tooMany(window);
      window.share -= 1;
      return undefined;
    },
    state(caller) {
      const window = running(clientOf(caller));
      return window && { limit, remaining: window.share + window.left, reset: secondsLeft(window) };
    },
    get alone() {
      return alone;
    },
  };
}

/** @throws Refusal TIMEOUT when the work takes longer; its later failure is nobody's. */
async function inTime<T>(ms: number, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  work.catch(() => undefined);
  const late = async (): Promise<never> => {
    await sleep(ms, undefined, { signal: over.signal, ref: false });
    // A process that was busy itself first reads what has come meanwhile: its own delay is not the storage's.
    await turn();
    await turn();
    throw new Refusal('TIMEOUT', 'The storage of the rate limit did not answer in time.');
  };
  const deadline = late();
  deadline.catch(() => undefined);
  try {
    return await Promise.race([work, deadline]);
  } finally {
    over.abort();
  }
}

/** A client by its id; who shows no token by where it comes from. Neither can take the form of the other. */
export const clientOf = ({ kind, clientId, address }: Caller): string => (kind === 'anonymous' ? `address ${networkOf(address ?? '')}` : `client ${clientId}`);

/** IPv4 as it is; of IPv6 the first 64 bits, since one subscriber has all the others. */
function networkOf(address: string): string {
  const mapped = address.startsWith('::ffff:') ? address.slice(7) : address;
  if (!mapped.includes(':')) return mapped;
  const [head = '', tail = ''] = mapped.split('::');
  const [first, last] = [head, tail].map((part) => part.split(':').filter(Boolean)) as [string[], string[]];
  const gap = mapped.includes('::') ? Math.max(0, 8 - first.length - last.length) : 0;
  return [...first, ...Array<string>(gap).fill('0'), ...last].slice(0, 4).join(':');
}

/** How much of the limit one more replica may hold back, for the words of documentation and tests. */
export const slackOf = (limit: number): number => Math.ceil(limit / PUT_BY);
