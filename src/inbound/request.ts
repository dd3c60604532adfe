import { hash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type {} from 'fastify';
import { andThen, type Awaitable } from '../kernel/awaitable.js';
import type { Caller } from '../kernel/caller.js';
import { REQUEST_MS, type Forwarded, type Log, type RequestContext } from '../kernel/context.js';
import { Refusal } from '../kernel/refusal.js';
import type { Logger } from '../outbound/log.js';
import { CORRELATOR, correlatorOf, isCorrelator } from './correlator.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The raw answer, by whose end we know whether the client waited for it. Set by `createHttp`. */
    answer: ServerResponse | null;
    /** Set when the context is made; the access log names its client. */
    caller: Caller | null;
  }
}

/** What a context is made of: a Fastify request, or the upgrade request of a WebSocket. */
export interface RequestSource {
  readonly id?: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: Pick<IncomingMessage, 'socket'>;
  readonly answer?: ServerResponse | null;
  caller?: Caller | null;
}

export interface ContextFactoryOptions {
  readonly identify: (authorization: string | undefined) => Awaitable<Caller>;
  readonly log: Logger;
  /**
   * Milliseconds after which the signal of an ordinary request fires even if its client waits on. Event streams and
   * WebSockets have no such end. @default 120 000
   */
  readonly deadlineMs?: number;
  /** Whether anonymous callers are told apart by their addresses, so that they can be counted. @default false */
  readonly addresses?: boolean;
}

/**
 * Makes the context of a request: at once, or a promise where the caller has to be found out first. It rejects with a
 * Refusal: INVALID_ARGUMENT for an `x-correlator` of another form, UNAUTHENTICATED for a token that does not hold,
 * UNAVAILABLE when the keys to check it with cannot be had.
 * `signal` and `log` are made when they are first read, as most requests need neither.
 */
export function createContextFactory({ identify, log, deadlineMs = REQUEST_MS, addresses = false }: ContextFactoryOptions): (request: RequestSource) => Awaitable<RequestContext> {
  const addressed = (caller: Caller, { raw }: RequestSource): Caller => (addresses && caller.kind === 'anonymous' ? { ...caller, address: raw.socket.remoteAddress } : caller);

  function held(identified: Caller, request: RequestSource, correlator: string, arrived: number): RequestContext {
    const caller = addressed(identified, request);
    request.caller = caller;
    return new HeldContext(caller, correlator, null, null, new LateParts(request, arrived + deadlineMs, log, correlator, caller));
  }

  async function told(identifying: Promise<Caller>, correlator: string): Promise<Caller> {
    try {
      return await identifying;
    } catch (refusal) {
      log.info({ correlator, err: refusal }, 'the caller could not be identified');
      throw refusal;
    }
  }

  return function contextOf(request) {
    const arrived = performance.now();
    const given = request.headers[CORRELATOR];
    if (given && !isCorrelator(given)) {
      return Promise.reject(new Refusal('INVALID_ARGUMENT', 'x-correlator may hold up to 256 letters, digits and the signs - _ : ; . / < > { }.', { field: CORRELATOR }));
    }
    const correlator = request.id && (!given || given === request.id) ? request.id : correlatorOf(request);
    const caller = identify(request.headers.authorization);
    return andThen(caller instanceof Promise ? told(caller, correlator) : caller, (identified) => held(identified, request, correlator, arrived));
  };
}

/** What few requests need, and what is therefore made when it is first asked for. */
type Late = Pick<RequestContext, 'signal' | 'log' | 'forwarded' | 'left'>;

/** A class for its accessors' sake, as `HeldContext` is. */
class LateParts implements Late {
  private madeSignal: AbortSignal | undefined;
  private madeLog: Log | undefined;

  constructor(
    private readonly request: RequestSource,
    private readonly deadline: number,
    private readonly parent: Logger,
    private readonly correlator: string,
    private readonly caller: Caller,
  ) {}

  get signal(): AbortSignal {
    return (this.madeSignal ??= signalOf(this.request, this.deadline));
  }

  get log(): Log {
    return (this.madeLog ??= this.parent.child({ correlator: this.correlator, client: this.caller.clientId }));
  }

  get forwarded(): Forwarded {
    return forwardedOf(this.request.headers);
  }

  get left(): boolean {
    return hasLeft(this.request);
  }
}

const forwardedOf = ({ authorization, traceparent }: IncomingHttpHeaders): Forwarded => ({
  authorization,
  traceparent: typeof traceparent === 'string' ? traceparent : undefined,
});

const hasLeft = ({ answer, raw }: RequestSource): boolean => (answer ? answer.destroyed && !answer.writableFinished : raw.socket.destroyed);

/**
 * A class for its accessors' sake: in an object literal they cost a small request half as much again. They are not
 * copied by a spread, so another context is made with `withIdempotency` or with `Object.create`.
 */
class HeldContext implements RequestContext {
  constructor(
    readonly caller: Caller,
    readonly correlator: string,
    readonly idempotencyKey: string | null,
    readonly requestHash: string | null,
    private readonly late: Late,
  ) {}

  get signal(): AbortSignal {
    return this.late.signal;
  }

  get log(): Log {
    return this.late.log;
  }

  get forwarded(): Forwarded | undefined {
    return this.late.forwarded;
  }

  get left(): boolean | undefined {
    return this.late.left;
  }
}

/**
 * Fires when the connection ends before the answer was written out, or at the deadline (of `performance.now()`).
 * The request's own `close` comes as soon as its body is read, so it is the answer's that tells.
 */
function signalOf({ answer, raw, headers }: RequestSource, deadline: number): AbortSignal {
  const controller = new AbortController();
  const end = answer ?? raw.socket;
  const isStream = !answer || headers.accept?.includes('text/event-stream') === true;
  const leave = (): void => controller.abort(new Refusal('ABORTED', 'The client left before the answer.'));
  const late = (): void => controller.abort(new Refusal('TIMEOUT', 'The request took longer than it may.'));
  const timer = isStream ? undefined : setTimeout(late, Math.max(0, deadline - performance.now())).unref();
  end.once('close', () => {
    clearTimeout(timer);
    if (!answer?.writableFinished) leave();
  });
  if (end.destroyed && !answer?.writableFinished) leave();
  return controller.signal;
}

/** Keys that we accept: 1 to 255 visible ASCII characters. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The same context, bound to an idempotency key. `content` is what the key stands for (the caller's whole request
 * without the key, in a form that does not depend on the order of members); its SHA-256 is compared later.
 * Without a key (null or undefined) the context is returned as it is.
 * @throws Refusal INVALID_ARGUMENT for a key of another form.
 */
export function withIdempotency(ctx: RequestContext, key: unknown, content: string): RequestContext {
  if (key === undefined || key === null) return ctx;
  return bound(ctx, key, hash('sha256', content, 'hex'));
}

/** The hash by which another gateway of ours knows the request. */
const REQUEST_HASH = 'x-northbound-request-hash';

/** The same context, bound to the key and the hash that another gateway of ours has sent; without both it is returned as it is. */
export function withForwardedIdempotency(ctx: RequestContext, { 'idempotency-key': key, [REQUEST_HASH]: requestHash }: IncomingHttpHeaders): RequestContext {
  if (key === undefined || typeof requestHash !== 'string' || !HASH.test(requestHash)) return ctx;
  return bound(ctx, key, requestHash);
}

const HASH = /^[0-9a-f]{64}$/;

function bound(ctx: RequestContext, key: unknown, requestHash: string): RequestContext {
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new Refusal('INVALID_ARGUMENT', 'An idempotency key has 1 to 255 visible ASCII characters.', { field: 'Idempotency-Key' });
  }
  return new HeldContext(ctx.caller, ctx.correlator, key, requestHash, ctx);
}
