import { hash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type {} from 'fastify';
import type { Caller } from '../kernel/caller.js';
import type { Forwarded, Log, RequestContext } from '../kernel/context.js';
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
  readonly raw: IncomingMessage;
  readonly answer?: ServerResponse | null;
  caller?: Caller | null;
}

export interface ContextFactoryOptions {
  readonly identify: (authorization: string | undefined) => Promise<Caller>;
  readonly log: Logger;
  /**
   * Milliseconds after which the signal of an ordinary request fires even if its client waits on. Event streams and
   * WebSockets have no such end. @default 120 000
   */
  readonly deadlineMs?: number;
}

/**
 * Makes the context of a request. The factory throws a Refusal: INVALID_ARGUMENT for an `x-correlator` of another form,
 * UNAUTHENTICATED for a token that does not hold, UNAVAILABLE when the keys to check it with cannot be had.
 * `signal` and `log` are made when they are first read, as most requests need neither.
 */
export function createContextFactory({ identify, log, deadlineMs = 120_000 }: ContextFactoryOptions): (request: RequestSource) => Promise<RequestContext> {
  async function identified({ headers }: RequestSource, correlator: string): Promise<Caller> {
    try {
      return await identify(headers.authorization);
    } catch (refusal) {
      log.info({ correlator, err: refusal }, 'the caller could not be identified');
      throw refusal;
    }
  }

  return async function contextOf(request) {
    const arrived = performance.now();
    const given = request.headers[CORRELATOR];
    if (given && !isCorrelator(given)) {
      throw new Refusal('INVALID_ARGUMENT', 'x-correlator may hold up to 256 letters, digits and the signs - _ : ; . / < > { }.', { field: CORRELATOR });
    }
    const correlator = request.id && (!given || given === request.id) ? request.id : correlatorOf(request);
    const caller = await identified(request, correlator);
    request.caller = caller;
    return new HeldContext(caller, correlator, null, null, lateParts(request, arrived + deadlineMs, () => log.child({ correlator, client: caller.clientId })));
  };
}

/** What few requests need, and what is therefore made when it is first asked for. */
interface LateParts {
  readonly signal: () => AbortSignal;
  readonly log: () => Log;
  readonly forwarded: () => Forwarded | undefined;
  readonly left: () => boolean | undefined;
}

function lateParts(request: RequestSource, deadline: number, makeLog: () => Log): LateParts {
  let signal: AbortSignal | undefined;
  let log: Log | undefined;
  return { signal: () => (signal ??= signalOf(request, deadline)), log: () => (log ??= makeLog()), forwarded: () => forwardedOf(request.headers), left: () => hasLeft(request) };
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
    private readonly late: LateParts,
  ) {}

  get signal(): AbortSignal {
    return this.late.signal();
  }

  get log(): Log {
    return this.late.log();
  }

  get forwarded(): Forwarded | undefined {
    return this.late.forwarded();
  }

  get left(): boolean | undefined {
    return this.late.left();
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
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new Refusal('INVALID_ARGUMENT', 'An idempotency key has 1 to 255 visible ASCII characters.', { field: 'Idempotency-Key' });
  }
  return new HeldContext(ctx.caller, ctx.correlator, key, hash('sha256', content, 'hex'), { signal: () => ctx.signal, log: () => ctx.log, forwarded: () => ctx.forwarded, left: () => ctx.left });
}
