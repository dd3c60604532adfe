import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { GraphQLError, type ExecutionResult } from 'graphql';
import type { RefusalCode } from '../../kernel/refusal.js';
import { comingBack, sendAwayWithin } from './departures.js';
import { atExpiry } from './expiry.js';
import { createFrame, type Frame } from './frame.js';
import type { Reader, SharedStreams, StreamRequest } from './shared-stream.js';
import { createTurns } from './turns.js';

/**
 * Results as `text/event-stream`, in the "distinct connections mode" of graphql-sse: one request, one stream of
 * `next` events and a `complete`. Errors of the request come as `next` too, since an EventSource cannot read the body
 * of another status.
 *
 * A stream whose document gives `after` by a variable tells the cursor of each event as its `id`, so that an
 * EventSource that comes back by itself goes on where it was.
 */
export interface EventStreams {
  /** Sends one result and ends. */
  answer(response: ServerResponse, headers: OutgoingHttpHeaders, result: ExecutionResult): void;
  /** Sends what a subscription brings until it ends or the caller leaves. */
  follow(response: ServerResponse, headers: OutgoingHttpHeaders, request: StreamRequest): Promise<void>;
  /**
   * Ends the streams that are open now, each at some moment of the window (milliseconds), with `retry` and without
   * `complete`. To an EventSource and to graphql-sse's client that is a connection which broke: they come back, while
   * after `complete` they would stay away. Settles when the last has ended.
   */
  retire(windowMs: number): Promise<void>;
  /** As `retire`, and those that come from now on are sent away at once. The window is short where streams are few. */
  drain(windowMs?: number): Promise<void>;
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

/** Turns of the keep-alive in which a reader may take nothing of what waits for it; then it is taken for dead. */
const MAX_STUCK = 5;

/** Milliseconds that a slow reader has to take what waits for it, once its stream was ended. */
const LAST_CALL = 10_000;

const GOING_DOWN = 'the gateway is going down';
const COMPLETE = Buffer.from('event: complete\ndata:\n\n');
const ALIVE = Buffer.from(':\n\n');

interface Stream {
  readonly response: ServerResponse;
  /** Bytes that had left us at its last turn. */
  sent: number;
  /** Turns since then in which none did, though some waited. */
  stuck: number;
}

export function createEventStreams({ shared, keepAlive = 12_000, backlog = 1 << 20, count }: EventStreamOptions): EventStreams {
  const streams = createTurns<Stream>(keepAlive, keepOneAlive);
  let draining = false;

  const endWithin = (windowMs: number, why: string): Promise<void> =>
    sendAwayWithin(windowMs, streams.members, ({ response }, backInMs) => sendAway(response, backInMs, why));

  function enter(response: ServerResponse): Stream {
    const stream: Stream = { response, sent: 0, stuck: 0 };
    streams.add(stream);
    count?.(1);
    return stream;
  }

  function leave(stream: Stream): void {
    if (streams.delete(stream)) count?.(-1);
  }

  function readerOf(response: ServerResponse): Reader {
    return {
      next(frame) {
        if (response.writableLength <= backlog) writeShared(response, frame);
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
      // Who left while the request was looked at will not leave again.
      if (response.closed || response.destroyed) return;
      start(response, headers);
      if (draining) return sendAway(response, comingBack(), GOING_DOWN);
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
    retire: (windowMs) => endWithin(windowMs, 'the graph has changed'),
    drain(windowMs = 0) {
      draining = true;
      return endWithin(Math.min(windowMs, streams.size), GOING_DOWN);
    },
    get open() {
      return streams.size;
    },
  };
}

/**
 * A comment for who waits for nothing. A peer that has vanished says nothing and takes nothing: where something waits
 * for it, it is cut off after a minute; otherwise TCP finds it out, within a quarter of an hour.
 */
function keepOneAlive(stream: Stream): void {
  const { response } = stream;
  const waiting = response.writableLength;
  if (waiting === 0) {
    stream.stuck = 0;
    return write(response, ALIVE);
  }
  const sent = (response.socket?.bytesWritten ?? 0) - waiting;
  stream.stuck = sent === stream.sent ? stream.stuck + 1 : 0;
  stream.sent = sent;
  if (stream.stuck >= MAX_STUCK) response.destroy();
}

function sendAway(response: ServerResponse, backInMs: number, why: string): void {
  end(response, Buffer.from(`retry: ${backInMs}\n: ${why}, come back\n\n`));
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

/** The chunk is made once for all readers: one write to the socket instead of the three that its response would make of it. */
function writeShared(response: ServerResponse, frame: Frame): void {
  if (response.writableEnded || response.destroyed) return;
  if (response.socket !== null && response.chunkedEncoding) response.socket.write(frame.chunk);
  else response.write(frame.event);
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
