import { atExpiry } from './expiry.js';
import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { RawData, WebSocket } from 'ws';
import type { RequestContext } from '../../kernel/context.js';
import { Refusal } from '../../kernel/refusal.js';
import { isMap, readParams } from './params.js';
import type { Frame } from './shared-stream.js';
import type { Started } from './start.js';
import type { WebSocketOptions } from './websocket.js';

/**
 * Close codes: 44xx are the protocol's own. 1012 and 1013 are IANA's "Service Restart" and "Try Again Later", after
 * which the clients of graphql-ws come back.
 */
export const CLOSE = {
  restart: 1012,
  tryAgain: 1013,
  badRequest: 4400,
  unauthorized: 4401,
  forbidden: 4403,
  subprotocol: 4406,
  initTimeout: 4408,
  duplicate: 4409,
  tooManyInits: 4429,
} as const;

/** Operations of one connection at a time; more are refused one by one. */
const MAX_OPERATIONS = 100;

export interface Connection {
  /** Ends the subscriptions, lets queries and mutations finish, then closes with 1012. */
  drain(): void;
}

/** One operation that runs, and how to stop it. */
interface Running {
  stop: () => void;
  readonly single: boolean;
}

type Options = Pick<WebSocketOptions, 'contextOf' | 'starter' | 'shared' | 'log' | 'initTimeout' | 'backlog' | 'count'>;

/** Speaks `graphql-transport-ws` with one peer. */
export function createConnection(socket: WebSocket, request: IncomingMessage, options: Options): Connection {
  const { contextOf, starter, shared, log, initTimeout = 3000, backlog = 1 << 20, count } = options;
  const running = new Map<string, Running>();
  let inited = false;
  let draining = false;
  let ctx: RequestContext | undefined;
  const waiting = setTimeout(() => socket.close(CLOSE.initTimeout, 'Connection initialisation timeout'), initTimeout);

  function send(message: string): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > backlog) socket.close(CLOSE.tryAgain, 'The reader fell too far behind');
    else socket.send(message);
  }

  async function init(payload: unknown): Promise<void> {
    if (inited) return socket.close(CLOSE.tooManyInits, 'Too many initialisation requests');
    inited = true;
    try {
      const authorization = authorizationIn(payload) ?? request.headers.authorization;
      ctx = await contextOf({ headers: { ...request.headers, authorization }, raw: request });
      socket.once('close', atExpiry(ctx.caller, () => socket.close(CLOSE.forbidden, 'The access token has ended')));
    } catch (failure) {
      const later = !(failure instanceof Refusal) || failure.status >= 500;
      return socket.close(later ? CLOSE.tryAgain : CLOSE.forbidden, later ? 'Try again later' : 'Forbidden');
    } finally {
      clearTimeout(waiting);
    }
    send('{"type":"connection_ack"}');
  }

  function subscribe(id: string, payload: unknown): void {
    if (ctx === undefined) return socket.close(CLOSE.unauthorized, 'Unauthorized');
    if (running.has(id)) return socket.close(CLOSE.duplicate, `Subscriber for ${id} already exists`.slice(0, 120));
    if (!isMap(payload) || typeof payload['query'] !== 'string') return invalid();
    if (draining) return;
    const over = new AbortController();
    const { caller, correlator, log: lines } = ctx;
    const started = startOne(payload, { caller, correlator, log: lines, idempotencyKey: null, requestHash: null, signal: over.signal });
    if ('errors' in started) return send(errorMessage(id, started.errors));
    const operation: Running = { stop: () => over.abort(), single: started.prepared.kind !== 'subscription' };
    running.set(id, operation);
    (operation.single ? runOnce(id, operation, started) : follow(id, operation, started)).catch((failure: unknown) => {
      log.error({ correlator, err: failure }, 'an operation over a WebSocket broke');
      socket.close(CLOSE.tryAgain, 'Try again later');
    });
  }

  function startOne(payload: unknown, ofOne: RequestContext): Started {
    if (running.size >= MAX_OPERATIONS) return refusal('TOO_MANY_REQUESTS', `A connection runs at most ${MAX_OPERATIONS} operations at a time.`);
    try {
      return starter.start(readParams(payload), ofOne);
    } catch (failure) {
      if (failure instanceof Refusal) return refusal(failure.code, failure.message);
      throw failure;
    }
  }

  /** Whether this is still the operation of that id: it may have been completed, and the id given to another. */
  const runs = (id: string, operation: Running): boolean => running.get(id) === operation;

  function finish(id: string, operation: Running, last?: string): void {
    if (!runs(id, operation)) return;
    running.delete(id);
    send(last ?? `{"id":${JSON.stringify(id)},"type":"complete"}`);
    closeWhenDrained();
  }

  async function runOnce(id: string, operation: Running, started: Started): Promise<void> {
    const result = await starter.run(started);
    if (!runs(id, operation)) return;
    if (result.data === undefined) return finish(id, operation, errorMessage(id, result.errors ?? []));
    send(nextMessage(id, JSON.stringify(result)));
    finish(id, operation);
  }

  async function follow(id: string, operation: Running, started: Exclude<Started, { errors: unknown }>): Promise<void> {
    count?.(1);
    let left = false;
    const leave = (): void => {
      if (!left) count?.(-1);
      left = true;
    };
    operation.stop = leave;
    const reader = {
      next: (frame: Frame): void => void (runs(id, operation) && send(nextMessage(id, frame.json))),
      end: (): void => {
        leave();
        finish(id, operation);
      },
    };
    const outcome = await shared.open(started, reader);
    if ('refused' in outcome) {
      leave();
      return finish(id, operation, errorMessage(id, outcome.refused.errors ?? []));
    }
    if (left) return outcome.leave();
    operation.stop = () => {
      leave();
      outcome.leave();
    };
  }

  function stop(id: string): void {
    const operation = running.get(id);
    running.delete(id);
    operation?.stop();
  }

  function closeWhenDrained(): void {
    if (draining && running.size === 0) socket.close(CLOSE.restart, 'Service restart');
  }

  const invalid = (): void => socket.close(CLOSE.badRequest, 'Invalid message received');

  function receive(data: RawData, isBinary: boolean): void {
    const message = isBinary ? undefined : parse(data);
    const { id, payload } = message ?? {};
    if (message?.['type'] === 'connection_init') void init(payload);
    else if (message?.['type'] === 'ping') send(JSON.stringify({ type: 'pong', payload }));
    else if (message?.['type'] === 'pong') return;
    else if (message?.['type'] === 'subscribe' && typeof id === 'string' && id !== '') subscribe(id, payload);
    else if (message?.['type'] === 'complete' && typeof id === 'string') stop(id);
    else invalid();
  }

  socket.on('message', receive);
  socket.on('close', () => {
    clearTimeout(waiting);
    for (const id of running.keys()) stop(id);
  });

  return {
    drain() {
      draining = true;
      for (const [id, { single }] of running) if (!single) stop(id);
      closeWhenDrained();
    },
  };
}

function parse(data: RawData): Record<string, unknown> | undefined {
  try {
    const message: unknown = JSON.parse(data.toString());
    return isMap(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

/** `{ "authorization": "Bearer …" }`, in any case of letters, or the same within `headers`. */
function authorizationIn(payload: unknown): string | undefined {
  if (!isMap(payload)) return undefined;
  for (const from of [payload, payload['headers']]) {
    if (!isMap(from)) continue;
    const found = Object.entries(from).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
    if (typeof found === 'string') return found;
  }
  return undefined;
}

const refusal = (code: string, message: string): Started => ({ errors: [new GraphQLError(message, { extensions: { code } })] });

const nextMessage = (id: string, json: string): string => `{"id":${JSON.stringify(id)},"type":"next","payload":${json}}`;

const errorMessage = (id: string, errors: readonly GraphQLError[]): string => JSON.stringify({ id, type: 'error', payload: errors });
