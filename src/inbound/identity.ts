import { hash } from 'node:crypto';
import { errors, jwtVerify, type JWTPayload } from 'jose';
import { ANONYMOUS, DEVELOPER, type Caller } from '../kernel/caller.js';
import type { Awaitable } from '../kernel/awaitable.js';
import { systemClock, type Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';
import { Refusal } from '../kernel/refusal.js';
import { callerOf, ClaimsRefused } from './claims.js';
import { createIssuerKeys, KeysUnavailable, type IssuerKeys, type IssuerOptions } from './issuer-keys.js';

export interface IdentityState {
  /** `open`: no identity provider is configured and every caller is the developer. */
  readonly mode: 'open' | 'oauth';
  /** False while tokens cannot be checked. */
  readonly ok: boolean;
  readonly reason?: string;
}

export interface Identity {
  /**
   * Who sends this `Authorization` header; without a header the caller is anonymous.
   * Rejects with a Refusal: UNAUTHENTICATED (always in the same words) or UNAVAILABLE (the issuer's keys cannot be had).
   */
  identify(authorization: string | undefined): Awaitable<Caller>;
  state(): IdentityState;
  /** Fetches the issuer's keys if there are none yet. Never rejects: the outcome is in the state. */
  check(): Promise<IdentityState>;
}

export interface IdentityOptions {
  readonly log?: Log;
  readonly clock?: Clock;
  /** Longest wait for one answer of the issuer, in milliseconds. @default 5000 */
  readonly fetchTimeoutMs?: number;
}

export interface OAuth extends IssuerOptions {
  /** What the token's `aud` must name. */
  readonly audience: string;
  /** Role that makes a caller an admin. @default admin */
  readonly adminRole?: string;
}

/** Signatures that the holder of the published keys cannot make: a symmetric algorithm would let anyone sign. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

/** The difference between the issuer's clock and ours that is forgiven, in seconds. */
const CLOCK_TOLERANCE = 5;

/** Longest token that is looked at, in characters. */
const LONGEST_TOKEN = 16 * 1024;

/** How long a verified token is trusted without being verified again, in milliseconds: so late is a lost key noticed. */
const TRUSTED_FOR = 60_000;
const TRUSTED_AT_MOST = 5_000;

const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+) *$/i;

/** Identity by JWT access tokens of one issuer, or, without one, the developer for everybody. */
export function createIdentity(oauth: OAuth | undefined, options: IdentityOptions = {}): Identity {
  return oauth === undefined ? openIdentity() : tokenIdentity(oauth, options);
}

function openIdentity(): Identity {
  const state: IdentityState = { mode: 'open', ok: true };
  return { identify: () => DEVELOPER, state: () => state, check: async () => state };
}

function tokenIdentity(oauth: OAuth, { log, clock = systemClock, fetchTimeoutMs = 5_000 }: IdentityOptions): Identity {
  const keys = createIssuerKeys(oauth, { clock, fetchTimeoutMs, ...(log && { log }) });
  const trusted = trustedTokens(clock);

  async function verify(token: string): Promise<Trusted> {
    try {
      const payload = await verified(token, oauth, keys, clock);
      return { caller: callerOf(payload, { adminRole: oauth.adminRole ?? 'admin', audience: oauth.audience }), expires: payload.exp! * 1000 };
    } catch (failure) {
      if (failure instanceof KeysUnavailable || (failure instanceof errors.JWKSNoMatchingKey && keys.failing())) {
        throw new Refusal('UNAVAILABLE', 'Access tokens cannot be checked at the moment.', { cause: failure, retryAfter: 5 });
      }
      throw unauthenticated(failure);
    }
  }

  const state = (): IdentityState => ({ mode: 'oauth', ...keys.state() });

  return {
    identify(authorization) {
      if (authorization === undefined) return ANONYMOUS;
      const token = authorization.length <= LONGEST_TOKEN ? BEARER.exec(authorization)?.[1] : undefined;
      if (token === undefined) return Promise.reject(unauthenticated(new ClaimsRefused('the Authorization header holds no bearer JWT')));
      return trusted.callerOf(token, verify);
    },
    state,
    async check() {
      await keys.load();
      return state();
    },
  };
}

/** One sentence whatever the cause, the same as for a request without a token: a prober learns nothing from it. */
const unauthenticated = (cause: unknown): Refusal => new Refusal('UNAUTHENTICATED', 'A valid access token is needed.', { cause });

async function verified(token: string, { issuer, audience }: OAuth, keys: IssuerKeys, clock: Clock): Promise<JWTPayload> {
  const options = { issuer, audience, algorithms: ALGORITHMS, clockTolerance: CLOCK_TOLERANCE, requiredClaims: ['exp'], currentDate: clock.now() };
  try {
    return (await jwtVerify(token, keys.find, options)).payload;
  } catch (failure) {
    if (!(failure instanceof errors.JWKSMultipleMatchingKeys)) throw failure;
    // The token names no key and several would do, as in the middle of a rotation.
    for await (const key of failure) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (mismatch) {
        if (!(mismatch instanceof errors.JWSSignatureVerificationFailed)) throw mismatch;
      }
    }
    throw failure;
  }
}

interface Trusted {
  readonly caller: Caller;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** Remembers verified tokens by their hash, the most recently used ones; requests with the same token verify it once. */
function trustedTokens(clock: Clock) {
  const known = new Map<string, { caller: Awaitable<Caller>; until: number }>();

  function learn(digest: string, token: string, verify: (token: string) => Promise<Trusted>): Awaitable<Caller> {
    const now = clock.now().getTime();
    const entry: { caller: Awaitable<Caller>; until: number } = {
      until: now + TRUSTED_FOR,
      caller: verify(token).then(
        ({ caller, expires }) => {
          entry.until = Math.min(entry.until, expires);
          return (entry.caller = caller);
        },
        (refusal: unknown) => {
          if (known.get(digest) === entry) known.delete(digest);
          throw refusal;
        },
      ),
    };
    known.set(digest, entry);
    if (known.size > TRUSTED_AT_MOST) known.delete(known.keys().next().value!);
    return entry.caller;
  }

  return {
    callerOf(token: string, verify: (token: string) => Promise<Trusted>): Awaitable<Caller> {
      const digest = hash('sha256', token, 'base64url');
      const entry = known.get(digest);
      if (entry === undefined) return learn(digest, token, verify);
      known.delete(digest);
      if (entry.until <= clock.now().getTime()) return learn(digest, token, verify);
      known.set(digest, entry);
      return entry.caller;
    },
  };
}
