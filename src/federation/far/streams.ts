import type { ExecutionResult } from 'graphql';
import { Pool } from 'undici';
import { outOfService, PeerFailure, toRefusal } from '../../outbound/http.failure.js';
import { createGuard } from '../../outbound/http.guard.js';
import { startLimit } from '../../outbound/http.limit.js';
import { onAbort } from '../../outbound/on-abort.js';
import type { Open } from '../transport.js';
import { isOutOfService, malformed, readAnswer } from './answer.js';
import type { FarOptions } from './far.js';
import { allowedHeaders } from './headers.js';
import type { Inflow } from './inflow.js';
import { broken, type Opened, type OpenStream, type StreamOptions, type Wanted } from './opening.js';
import { eventStreams } from './sse.js';
import { socketStreams } from './websocket.js';

/** The subscriptions of one far subgraph. */
export interface Streams {
  open(operation: string): Open;
  /** Ends all with UNAVAILABLE. */
  close(): Promise<void>;
}

const SILENCE_MS = 60_000;
const MAX_BYTES = 8 * 1024 * 1024;

export function createStreams(options: FarOptions): Streams {
  const { name, secret, timeoutMs = 10_000, metrics } = options;
  const peer = `subgraph ${name} streams`;
  const door = doorOf(options);
  const guarded = createGuard({ ...options, name: peer });
  const running = new Set<Inflow>();
  let closed = false;

  async function connect(wanted: Omit<Wanted, 'limit'>, signal: AbortSignal): Promise<Opened> {
    const started = performance.now();
    const note = (outcome: string): void => metrics?.upstream(peer, outcome, (performance.now() - started) / 1000);
    const limit = startLimit(signal, timeoutMs);
    try {
      const opened = await guarded(async () => inService(await door.open({ ...wanted, limit })));
      note('events' in opened ? 'opened' : 'refused');
      return opened;
    } catch (failure) {
      if (!(failure instanceof PeerFailure)) throw failure;
      note(failure.kind);
      throw toRefusal(`subgraph ${name}`, failure);
    } finally {
      limit.clear();
    }
  }

  function enter(stream: Inflow, signal: AbortSignal): void {
    running.add(stream);
    const forget = onAbort(signal, () => void stream.events.return?.());
    void stream.over.then(() => {
      running.delete(stream);
      forget();
    });
    if (closed) stream.fail(broken(name, 'closed by us'));
    if (signal.aborted) void stream.events.return?.();
  }

  return {
    open: (query) => async (variables, ctx) => {
      const headers = allowedHeaders(ctx, secret);
      const opened = await connect({ query, variables, headers }, ctx.signal);
      if (!('events' in opened)) return refusal(readAnswer(opened, { name, headers }), name);
      enter(opened, ctx.signal);
      return opened.events;
    },
    async close() {
      closed = true;
      for (const stream of running) stream.fail(broken(name, 'closed by us'));
      await door.close();
    },
  };
}

/** @throws PeerFailure when only a proxy has answered. */
function inService(opened: Opened): Opened {
  if ('events' in opened || !isOutOfService(opened)) return opened;
  throw outOfService(opened);
}

/** An answer that came instead of a stream can only say why there is none. */
function refusal(answer: ExecutionResult, name: string): ExecutionResult {
  if (answer.errors) return { errors: answer.errors };
  throw malformed(name, 'an answer instead of a stream');
}

interface Door {
  readonly open: OpenStream;
  close(): Promise<void>;
}

function doorOf({ name, url, subscriptionUrl = url, maxBytes = MAX_BYTES, silenceMs = SILENCE_MS }: FarOptions): Door {
  const { protocol, origin, pathname, search, username, password } = new URL(subscriptionUrl);
  if (username || password) throw new Error(`The address of the subgraph ${name} must not hold credentials.`);
  const streaming: StreamOptions = { name, maxBytes, silenceMs };
  if (protocol === 'ws:' || protocol === 'wss:') return { open: socketStreams(subscriptionUrl, streaming), close: () => Promise.resolve() };
  // Streams have connections of their own, as many as there are streams: those of the requests stay free.
  const pool = new Pool(origin, { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: CONNECT_MS } });
  return { open: eventStreams(pool, pathname + search, streaming), close: () => pool.destroy() };
}

const CONNECT_MS = 2_000;
