import type { Dispatcher } from 'undici';
import { createBytes } from '../../outbound/bytes.js';
import { asFailure, type AnswerHeaders } from '../../outbound/http.exchange.js';
import { PeerFailure, toRefusal } from '../../outbound/http.failure.js';
import { malformed, readEvent } from './answer.js';
import { createEventParser } from './event-parser.js';
import { createInflow, type Inflow } from './inflow.js';
import type { Origin } from './subgraph-error.js';
import { broken, watchSilence, type Opened, type OpenStream, type StreamOptions, type Wanted } from './opening.js';

/** Nothing beside it: graphql-sse's servers know a wish for a stream by this exact text. */
const ACCEPT = 'text/event-stream';

const isEventStream = (headers: AnswerHeaders): boolean => /^\s*text\/event-stream\s*(?:;|$)/i.test(String(headers['content-type'] ?? ''));

/**
 * Opens subscriptions as `text/event-stream`, each a request of its own (the "distinct connections mode" of graphql-sse).
 * graphql-sse's client is not used: it has no bound for an event, does not see what keeps a stream alive, and copies
 * a begun event again for each chunk.
 */
export function eventStreams(pool: Dispatcher, path: string, options: StreamOptions): OpenStream {
  return (wanted) =>
    new Promise((resolve, reject) => {
      if (wanted.limit.over) return reject(new PeerFailure(wanted.limit.over, false));
      const handler = handlerOf(wanted, options, resolve, reject);
      pool.dispatch(
        {
          method: 'POST',
          path,
          headers: { accept: ACCEPT, 'content-type': 'application/json', ...wanted.headers },
          body: JSON.stringify({ query: wanted.query, variables: wanted.variables }),
        },
        handler,
      );
    });
}

function handlerOf({ headers, limit }: Wanted, options: StreamOptions, resolve: (opened: Opened) => void, reject: (failure: Error) => void): Dispatcher.DispatchHandler {
  const answer = createBytes();
  let status = 0;
  let head: AnswerHeaders = {};
  let reading: Reading | undefined;
  let controller: Dispatcher.DispatchController | undefined;
  let settled = false;

  function fail(failure: Error): void {
    if (reading) return reading.inflow.fail(broken(options.name, failure instanceof PeerFailure ? failure : failure.name));
    if (settled) return;
    settle();
    reject(failure);
    controller?.abort(failure);
  }
  function settle(): void {
    settled = true;
    limit.listener = undefined;
  }
  limit.listener = () => fail(new PeerFailure(limit.over ?? 'ended', controller !== undefined));
  return {
    onRequestStart(started) {
      if (settled) started.abort(new Error('no longer wanted'));
      else controller = started;
    },
    onResponseStart(started, code, received) {
      status = code;
      head = received;
      if (settled || code !== 200 || !isEventStream(received)) return;
      settle();
      reading = readStream(started, options, { name: options.name, headers });
      resolve(reading.inflow);
    },
    onResponseData(_, chunk) {
      if (reading) reading.take(chunk);
      else if (answer.length + chunk.length > options.maxBytes) fail(new PeerFailure('oversized', true));
      else answer.append(chunk);
    },
    onResponseEnd() {
      if (reading) return reading.inflow.fail(broken(options.name, 'ended without complete'));
      if (settled) return;
      settle();
      resolve({ status, headers: head, text: answer.take().toString() });
    },
    onResponseError: (_, error) => fail(asFailure(error, controller !== undefined)),
  };
}

interface Reading {
  readonly inflow: Inflow;
  take(chunk: Buffer): void;
}

function readStream(controller: Dispatcher.DispatchController, { name, maxBytes, silenceMs }: StreamOptions, origin: Origin): Reading {
  const inflow: Inflow = createInflow({
    pause: () => controller.pause(),
    resume() {
      silence.heard();
      controller.resume();
    },
    leave() {
      silence.stop();
      controller.abort(new Error('no longer wanted'));
    },
  });
  const silence = watchSilence(silenceMs, () => inflow.paused, () => inflow.fail(broken(name, 'silent')));
  const parser = createEventParser(maxBytes, (event, data, bytes) => {
    if (event === 'next') inflow.push(readEvent(parsed(data, name), origin), bytes);
    else if (event === 'complete') inflow.end();
  });
  return {
    inflow,
    take(chunk) {
      silence.heard();
      try {
        parser.read(chunk);
      } catch (thrown) {
        inflow.fail(thrown instanceof RangeError ? toRefusal(`subgraph ${name}`, new PeerFailure('oversized', true)) : asError(thrown));
      }
    },
  };
}

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

function parsed(data: string, name: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    // The parser's words would quote the subgraph's.
    throw malformed(name, 'an event that is no JSON');
  }
}
