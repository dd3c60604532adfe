import type { FastifyInstance, FastifyReply } from 'fastify';
import type { RateLimiter } from '../outbound/rate-limit.js';
import type { Operations } from './operations.js';
import { present } from './present.js';

/** What counts operations by their callers. */
export type RateGate = Pick<RateLimiter, 'take'>;

type Executing = Pick<Operations, 'prepareTrusted' | 'execute' | 'scopesOf'>;

/** The same operations for a door whose requests are one operation each: those who ask too often are refused. */
export function ratedOperations({ prepareTrusted, execute, scopesOf }: Executing, rate: RateGate): Executing {
  return {
    prepareTrusted,
    scopesOf,
    async execute(prepared, variables, ctx) {
      const refusal = await rate.take(ctx.caller);
      return refusal === undefined ? execute(prepared, variables, ctx) : { errors: [present(refusal, ctx)] };
    },
  };
}

/** Headers that tell a client how it stands; pages of other origins may read them. */
export const RATE_HEADERS = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset', 'RateLimit-Policy', 'RateLimit'];

/**
 * Tells every caller that was counted how it stands: `RateLimit-Limit`, `-Remaining` and `-Reset` (seconds), which
 * most clients read, and `RateLimit-Policy` and `RateLimit` of draft-ietf-httpapi-ratelimit-headers, which take their
 * place. `Retry-After` comes with a refusal. What is left is what this replica knows; the others may have given more.
 */
export function announceRate(app: FastifyInstance, limiter: RateLimiter): void {
  app.addHook('onSend', function tell(_request, reply, payload, done) {
    setRateHeaders(reply, limiter);
    done(null, payload);
  });
}

/** For an answer that Fastify does not send itself. */
export function setRateHeaders(reply: FastifyReply, limiter: Pick<RateLimiter, 'state' | 'windowSeconds'>): void {
  const { caller } = reply.request;
  const state = caller && limiter.state(caller);
  if (!state) return;
  const { limit, remaining, reset } = state;
  void reply.header('ratelimit-limit', limit);
  void reply.header('ratelimit-remaining', remaining);
  void reply.header('ratelimit-reset', reset);
  void reply.header('ratelimit-policy', `"client";q=${limit};w=${limiter.windowSeconds}`);
  void reply.header('ratelimit', `"client";r=${remaining};t=${reset}`);
}
