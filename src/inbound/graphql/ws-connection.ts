import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { RawData, WebSocket } from 'ws';
import type { Log, RequestContext } from '../../kernel/context.js';
import { Refusal, type RefusalCode } from '../../kernel/refusal.js';
import { CORRELATOR } from '../correlator.js';
import type { RequestSource } from '../request.js';
import { atExpiry } from './expiry.js';
import type { Frame } from './frame.js';
import { readParams } from './params.js';
import type { ContextOf } from './post.js';
import type { SharedStreams } from './shared-stream.js';
import type { Ready, Started, Starter } from './start.js';
import { authorizationIn, completeMessage, errorMessage, namesDocument, nextMessage, parse } from './ws-message.js';

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

/** One connection. There are thousands, so it holds no more than it needs while it waits. */
export interface Peer {
  readonly socket: WebSocket;
  readonly running: Map<string, Operation>;
  /** Whether a ping of ours is unanswered. */
  silent: boolean;
  /** Until it has said `connection_init`. */
  greeting: { readonly request: RequestSource; readonly timer: NodeJS.Timeout } | undefined;
  /** Who it is; undefined until that is known. */
  ctx: RequestContext | undefined;
  /** How it is closed as soon as its queries and mutations are answered. */
  leaving: { readonly code: number; readonly reason: string } | undefined;
}

/** One operation that runs, and how to stop it. */
interface Operation {
  readonly single: boolean;
  stop: () => void;
}

export interface ConversationOptions {
  readonly contextOf: ContextOf;
  readonly starter: Starter;
  readonly shared: SharedStreams;
  readonly log: Log;
  /** Milliseconds that a connection has to send `connection_init`. @default 3000 */
  readonly initTimeout?: number;
  /** Bytes that may wait for a slow reader before its connection is closed. @default 1 MiB */
  readonly backlog?: number;
  /** Told of every subscription that opens (1) and closes (-1). */
  readonly count?: (change: 1 | -1) => void;
}

/** Speaks `graphql-transport-ws` with all peers. */
export interface Conversations {
  begin(socket: WebSocket, request: IncomingMessage): Peer;
  hear(peer: Peer, data: RawData, isBinary: boolean): void;
  subscribes(peer: Peer): boolean;
  /** Ends its subscriptions, lets queries and mutations finish, then closes. */
  leave(peer: Peer, code: number, reason: string): void;
  /** The socket has closed. */
  end(peer: Peer): void;
}

export function createConversations({ contextOf, starter, shared, log, initTimeout = 3000, backlog = 1 << 20, count }: ConversationOptions): Conversations {
  function send(peer: Peer, message: string): void {
    const { socket } = peer;
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > backlog) fallBehind(peer);
    else socket.send(message);
  }

  /** Its subscriptions have missed something, so they are told; a client that comes back would not know. */
  function fallBehind(peer: Peer): void {
    const { socket, running } = peer;
    for (const [id, { single }] of running) {
      if (single) continue;
      stop(peer, id);
      socket.send(errorMessage(id, [errorOf('ABORTED', 'The stream was ended, as its reader fell too far behind.')]));
    }
    socket.close(CLOSE.tryAgain, 'The reader fell too far behind');
  }

  async function greet(peer: Peer, payload: unknown): Promise<void> {
    const { socket, greeting } = peer;
    if (greeting === undefined) return socket.close(CLOSE.tooManyInits, 'Too many initialisation requests');
    peer.greeting = undefined;
    clearTimeout(greeting.timer);
    const { request } = greeting;
    try {
      const authorization = authorizationIn(payload) ?? request.headers.authorization;
      peer.ctx = await contextOf({ ...request, headers: { ...request.headers, authorization } });
    } catch (failure) {
      const later = !(failure instanceof Refusal) || failure.status >= 500;
      return socket.close(later ? CLOSE.tryAgain : CLOSE.forbidden, later ? 'Try again later' : 'Forbidden');
    }
    if (socket.readyState !== socket.OPEN) return;
    closeAtExpiry(socket, peer.ctx);
    send(peer, '{"type":"connection_ack"}');
  }

  function subscribe(peer: Peer, id: string, payload: unknown): void {
    const { socket, ctx, running } = peer;
    if (ctx === undefined) return socket.close(CLOSE.unauthorized, 'Unauthorized');
    if (running.has(id)) return socket.close(CLOSE.duplicate, `Subscriber for ${id} already exists`.slice(0, 120));
    if (!namesDocument(payload)) return invalid(peer);
    if (peer.leaving !== undefined) return;
    const over = new AbortController();
    const started = startOne(peer, payload, contextOfOne(ctx, over.signal));
    if ('errors' in started) return send(peer, errorMessage(id, started.errors));
    const done = started.prepared.kind === 'subscription' ? follow(peer, id, started) : runOnce(peer, id, started, over);
    done.catch((failure: unknown) => {
      log.error({ correlator: ctx.correlator, err: failure }, 'an operation over a WebSocket broke');
      socket.close(CLOSE.tryAgain, 'Try again later');
    });
  }

  function startOne({ running }: Peer, payload: unknown, ofOne: RequestContext): Started {
    if (running.size >= MAX_OPERATIONS) return { errors: [errorOf('TOO_MANY_REQUESTS', `A connection runs at most ${MAX_OPERATIONS} operations at a time.`)] };
    try {
      return starter.start(readParams(payload), ofOne);
    } catch (failure) {
      if (failure instanceof Refusal) return { errors: [errorOf(failure.code, failure.message)] };
      throw failure;
    }
  }

  function finish(peer: Peer, id: string, operation: Operation, last = completeMessage(id)): void {
    if (!runs(peer, id, operation)) return;
    peer.running.delete(id);
    send(peer, last);
    closeWhenAnswered(peer);
  }

  async function runOnce(peer: Peer, id: string, started: Started, over: AbortController): Promise<void> {
    const operation: Operation = { single: true, stop: () => over.abort() };
    peer.running.set(id, operation);
    const result = await starter.run(started);
    if (!runs(peer, id, operation)) return;
    if (result.data === undefined) return finish(peer, id, operation, errorMessage(id, result.errors ?? []));
    send(peer, nextMessage(id, JSON.stringify(result)));
    finish(peer, id, operation);
  }

  async function follow(peer: Peer, id: string, started: Ready): Promise<void> {
    const operation: Operation = { single: false, stop: () => undefined };
    peer.running.set(id, operation);
    const admitted = await starter.admit(started);
    if (!runs(peer, id, operation)) return;
    if ('errors' in admitted) return finish(peer, id, operation, errorMessage(id, admitted.errors));
    count?.(1);
    operation.stop = () => count?.(-1);
    const reader = {
      next: (frame: Frame): void => void (runs(peer, id, operation) && send(peer, nextMessage(id, frame.json))),
      end(): void {
        if (runs(peer, id, operation)) operation.stop();
        finish(peer, id, operation);
      },
    };
    const outcome = await shared.open(admitted, reader);
    const left = !runs(peer, id, operation);
    if ('leave' in outcome) {
      if (left) return outcome.leave();
      operation.stop = () => {
        count?.(-1);
        outcome.leave();
      };
    } else if (!left) {
      count?.(-1);
      finish(peer, id, operation, errorMessage(id, outcome.refused.errors ?? []));
    }
  }

  function hear(peer: Peer, data: RawData, isBinary: boolean): void {
    const message = isBinary ? undefined : parse(data);
    const { type, id, payload } = message ?? {};
    if (type === 'connection_init') void greet(peer, payload);
    else if (type === 'ping') send(peer, JSON.stringify({ type: 'pong', payload }));
    else if (type === 'pong') return;
    else if (type === 'subscribe' && typeof id === 'string' && id !== '') subscribe(peer, id, payload);
    else if (type === 'complete' && typeof id === 'string') stop(peer, id);
    else invalid(peer);
  }

  return {
    begin(socket, request) {
      const timer = setTimeout(() => socket.close(CLOSE.initTimeout, 'Connection initialisation timeout'), initTimeout);
      return { socket, running: new Map(), silent: false, greeting: { request: sourceOf(request), timer }, ctx: undefined, leaving: undefined };
    },
    hear,
    subscribes: ({ running }) => [...running.values()].some(({ single }) => !single),
    leave(peer, code, reason) {
      peer.leaving = { code, reason };
      for (const [id, { single }] of peer.running) if (!single) stop(peer, id);
      closeWhenAnswered(peer);
    },
    end(peer) {
      clearTimeout(peer.greeting?.timer);
      for (const id of peer.running.keys()) stop(peer, id);
    },
  };
}

/** Whether this is still the operation of that id: it may have been completed, and the id given to another. */
const runs = ({ running }: Peer, id: string, operation: Operation): boolean => running.get(id) === operation;

function stop({ running }: Peer, id: string): void {
  const operation = running.get(id);
  running.delete(id);
  operation?.stop();
}

function closeWhenAnswered({ socket, running, leaving }: Peer): void {
  if (leaving !== undefined && running.size === 0) socket.close(leaving.code, leaving.reason);
}

const invalid = ({ socket }: Peer): void => socket.close(CLOSE.badRequest, 'Invalid message received');

/** What is read of an upgrade; the rest of it would be kept as long as the connection. */
const sourceOf = ({ headers: { authorization, traceparent, [CORRELATOR]: correlator }, socket }: IncomingMessage): RequestSource => ({
  headers: { authorization, traceparent, [CORRELATOR]: correlator },
  raw: { socket },
});

/** The connection's context for one operation; the log is made when it is first asked for. */
const contextOfOne = (ctx: RequestContext, signal: AbortSignal): RequestContext => ({
  caller: ctx.caller,
  correlator: ctx.correlator,
  idempotencyKey: null,
  requestHash: null,
  signal,
  get log() {
    return ctx.log;
  },
  get forwarded() {
    return ctx.forwarded;
  },
  get left() {
    return signal.aborted;
  },
});

function closeAtExpiry(socket: WebSocket, { caller }: RequestContext): void {
  if (caller.validUntil !== undefined) socket.once('close', atExpiry(caller, () => socket.close(CLOSE.forbidden, 'The access token has ended')));
}

const errorOf = (code: RefusalCode, message: string): GraphQLError => new GraphQLError(message, { extensions: { code } });
