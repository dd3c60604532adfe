import { atExpiry } from './expiry.js';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { GraphQLError, type ExecutionResult } from 'graphql';
import type { RefusalCode } from '../../kernel/refusal.js';
import { createFrame, type Reader, type SharedStreams, type StreamRequest } from './shared-stream.js';

/**
 * Results as `text/event-stream`, in the "distinct connections mode" of graphql-sse: one request, one stream of
 * `next` events and a `complete`. Errors of the request come as `next` too, since an EventSource cannot read the body
 * of another status.
 */
export interface EventStreams {
  /** Sends one result and ends. */
  answer(response: ServerResponse, headers: OutgoingHttpHeaders, result: ExecutionResult): void;
  /** Sends what a subscription brings until it ends or the caller leaves. */
  follow(response: ServerResponse, headers: OutgoingHttpHeaders, request: StreamRequest): Promise<void>;
  /**
   * Ends every stream with `retry` and without `complete`. To an EventSource and to graphql-sse's client that is a
   * connection which broke: they come back, while after `complete` they would stay away.
   */
  drain(): void;
  /** Subscriptions that are open. */
  readonly open: number;
}

export interface EventStreamOptions {
  readonly shared: SharedStreams;
  /** Milliseconds between two comments on a silent stream, for proxies between us and the caller. @default 12 000 */
  readonly keepAlive?: number;
  /** Bytes that may wait for a slow reader before its stream is ended. @default 1 MiB */
  readonly backlog?: number;
  /** Told of every stream that opens (1) and closes (-1). */
  readonly count?: (change: 1 | -1) => void;
}

/** Streams are kept alive by turns, so that thousands of them make no wave. */
const TURNS = 12;

/** Milliseconds that a slow reader has to take what waits for it, once its stream was ended. */
const LAST_CALL = 10_000;

const COMPLETE = Buffer.from('event: complete\ndata:\n\n');
const ALIVE = Buffer.from(':\n\n');

interface Stream {
  readonly response: ServerResponse;
  readonly turn: Set<Stream>;
}

export function createEventStreams({ shared, keepAlive = 12_000, backlog = 1 << 20, count }: EventStreamOptions): EventStreams {
  const turns: readonly Set<Stream>[] = Array.from({ length: TURNS }, () => new Set());
  let opened = 0;
  let open = 0;
  let turn = 0;
  let timer: NodeJS.Timeout | undefined;
  let draining = false;

  function enter(response: ServerResponse): Stream {
    const stream: Stream = { response, turn: turns[opened++ % TURNS]! };
    stream.turn.add(stream);
    open += 1;
    count?.(1);
    timer ??= setInterval(keepTurnAlive, keepAlive / TURNS).unref();
    return stream;
  }

  function leave(stream: Stream): void {
    if (!stream.turn.delete(stream)) return;
    open -= 1;
    count?.(-1);
    if (open === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  }

  function keepTurnAlive(): void {
    const due = turns[turn]!;
    turn = (turn + 1) % TURNS;
    for (const { response } of due) if (response.writableLength === 0) write(response, ALIVE);
  }

  function readerOf(response: ServerResponse): Reader {
    return {
      next({ event }) {
        if (response.writableLength <= backlog) write(response, event);
        else endSlow(response);
      },
      end: () => end(response, COMPLETE),
    };
  }

  return {
    answer(response, headers, result) {
      start(response, headers);
      write(response, createFrame(result).event);
      end(response, COMPLETE);
    },
    async follow(response, headers, request) {
      start(response, headers);
      if (draining) return sendAway(response);
      const stream = enter(response);
      let stop = (): void => undefined;
      const forget = atExpiry(request.ctx.caller, () => endExpired(response));
      response.once('close', () => {
        forget();
        leave(stream);
        stop();
      });
      const outcome = await shared.open(request, readerOf(response));
      if ('refused' in outcome) {
        write(response, createFrame(outcome.refused).event);
        return end(response, COMPLETE);
      }
      stop = outcome.leave;
      if (response.closed || response.destroyed) stop();
    },
    drain() {
      draining = true;
      for (const streams of turns) for (const { response } of streams) sendAway(response);
    },
    get open() {
      return open;
    },
  };
}

/** The time to come back (milliseconds) is spread, so that those who were sent away together do not come back together. */
function sendAway(response: ServerResponse): void {
  const retry = 500 + Math.floor(Math.random() * 2500);
  end(response, Buffer.from(`retry: ${retry}\n: the gateway is going down, come back\n\n`));
}

function start(response: ServerResponse, headers: OutgoingHttpHeaders): void {
  response.writeHead(200, {
    ...headers,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  // A caller that has gone says so by `close`; what is written meanwhile is of no consequence.
  response.on('error', () => undefined);
}

function write(response: ServerResponse, chunk: Buffer): void {
  if (!response.writableEnded && !response.destroyed) response.write(chunk);
}

function end(response: ServerResponse, chunk: Buffer): void {
  if (!response.writableEnded && !response.destroyed) response.end(chunk);
}

/** The caller is to come back with a new token: no word that the stream is complete. */
function endExpired(response: ServerResponse): void {
  const error = new GraphQLError('The access token has ended.', { extensions: { code: 'UNAUTHENTICATED' satisfies RefusalCode } });
  end(response, createFrame({ errors: [error] }).event);
}

function endSlow(response: ServerResponse): void {
  if (response.writableEnded || response.destroyed) return;
  const message = 'The stream was ended, as its reader fell too far behind.';
  const error = new GraphQLError(message, { extensions: { code: 'ABORTED' satisfies RefusalCode } });
  write(response, createFrame({ errors: [error] }).event);
  end(response, COMPLETE);
  setTimeout(() => response.destroy(), LAST_CALL).unref();
}
