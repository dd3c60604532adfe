import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';

export interface IssuerOptions {
  /** The exact `iss` of its tokens. */
  readonly issuer: string;
  /** Where its key set is; undefined: as its metadata say. */
  readonly jwksUri?: string | undefined;
}

export interface IssuerKeys {
  /** Finds the key of a token. @throws KeysUnavailable when the key set cannot be had. */
  readonly find: JWTVerifyGetKey;
  /** Fetches the key set if there is none. Never rejects. */
  load(): Promise<void>;
  /** Whether the last attempt to fetch it failed; an older one may still serve. */
  failing(): boolean;
  state(): { readonly ok: boolean; readonly reason?: string };
}

/** The issuer does not answer, or not with a key set. */
export class KeysUnavailable extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'KeysUnavailable';
  }
}

interface Surroundings {
  readonly clock: Clock;
  readonly log?: Log;
  readonly fetchTimeoutMs: number;
}

/** A key set is fetched anew after ten minutes, and for a token with an unknown key not sooner than this after the last time. */
const COOLDOWN_MS = 1_000;
/** A silent issuer is not asked again for so long. */
const PAUSE_MS = 1_000;
/** So long the last key set serves on while the issuer is away. */
const OUTAGE_MS = 3_600_000;

const KeySet = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })) });
const Metadata = z.looseObject({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

type KeySetText = { readonly text: string; readonly at: number };

/** The published keys of one issuer: discovered, fetched, kept, and fetched again when they are rotated. */
export function createIssuerKeys({ issuer, jwksUri }: IssuerOptions, { clock, log, fetchTimeoutMs }: Surroundings): IssuerKeys {
  let found: string | undefined = jwksUri;
  let last: KeySetText | undefined;
  let failure: { readonly error: KeysUnavailable; readonly at: number } | undefined;
  const now = (): number => clock.now().getTime();
  const usable = (): boolean => last !== undefined && now() - last.at < OUTAGE_MS;

  async function fetchKeySet(signal: AbortSignal): Promise<string> {
    if (failure !== undefined && now() - failure.at < PAUSE_MS) throw failure.error;
    try {
      found ??= await discover(issuer, signal);
      last = { text: JSON.stringify(await fetchJson(found, KeySet, signal)), at: now() };
      if (failure !== undefined) log?.info({ issuer }, 'the keys of the issuer can be had again');
      failure = undefined;
      return last.text;
    } catch (cause) {
      if (failure === undefined) log?.warn({ issuer, err: cause }, 'the keys of the issuer cannot be had');
      failure = { error: new KeysUnavailable('the key set cannot be fetched', cause), at: now() };
      found = jwksUri;
      throw failure.error;
    }
  }

  async function freshOrLast(signal: AbortSignal): Promise<Response> {
    const text = await fetchKeySet(signal).catch((error: unknown) => {
      if (usable()) return last!.text;
      throw error;
    });
    return new Response(text, { headers: { 'content-type': 'application/json' } });
  }

  const find = createRemoteJWKSet(new URL(jwksUri ?? issuer), {
    timeoutDuration: fetchTimeoutMs,
    cooldownDuration: COOLDOWN_MS,
    [customFetch]: (_url, { signal }) => freshOrLast(signal),
  });

  return {
    find,
    async load() {
      if (find.jwks() === undefined || failure !== undefined) await find.reload().catch((error: unknown) => log?.debug({ issuer, err: error }, 'no key set yet'));
    },
    failing: () => failure !== undefined,
    state() {
      if (failure === undefined) return last === undefined ? { ok: false, reason: 'the keys of the identity provider are not fetched yet' } : { ok: true };
      return usable() ? { ok: true, reason: 'the identity provider does not answer; its last keys serve on' } : { ok: false, reason: 'the identity provider does not answer' };
    },
  };
}

/** OpenID Connect Discovery first, then RFC 8414, whose path goes before the issuer's own. */
async function discover(issuer: string, signal: AbortSignal): Promise<string> {
  const base = issuer.replace(/\/+$/, '');
  const { origin, pathname } = new URL(base);
  const path = pathname === '/' ? '' : pathname;
  const places = [`${base}/.well-known/openid-configuration`, `${origin}/.well-known/oauth-authorization-server${path}`];
  let reason: unknown;
  for (const place of places) {
    try {
      const metadata = await fetchJson(place, Metadata, signal);
      if (metadata.issuer === issuer) return metadata.jwks_uri;
      reason = new KeysUnavailable('the metadata are those of another issuer');
    } catch (cause) {
      reason ??= cause;
    }
  }
  throw new KeysUnavailable('the metadata of the issuer cannot be had', reason);
}

async function fetchJson<Shape extends z.ZodType>(url: string, shape: Shape, signal: AbortSignal): Promise<z.output<Shape>> {
  const response = await fetch(url, { signal, redirect: 'manual', headers: { accept: 'application/json' } });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new KeysUnavailable(`the issuer answered ${response.status}`);
  }
  return shape.parse(await response.json());
}
