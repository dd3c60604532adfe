import type { IncomingHttpHeaders } from 'node:http';
import type { onRequestHookHandler } from 'fastify';
import { Refusal } from '../../kernel/refusal.js';

/** @throws Refusal PERMISSION_DENIED when the request comes from a web page that is not ours. */
export type OriginGuard = (headers: IncomingHttpHeaders) => void;

export interface OriginGuardOptions {
  /** Our own address as browsers know it. */
  readonly publicUrl: string;
  /** Further origins that may call, e.g. those of a portal in development. */
  readonly origins?: readonly string[];
}

/**
 * For the time without an identity provider, when whoever reaches the port is a developer with every right. A page of
 * another site in the developer's browser reaches it too: by its own name rebound to 127.0.0.1 (then `Host` is that
 * name) or with a WebSocket or a simple request across sites (then `Origin` is). Programs send no `Origin`.
 * With an identity provider no guard is needed: a bearer token is never sent by a browser of its own accord.
 */
export function createOriginGuard({ publicUrl, origins = [] }: OriginGuardOptions): OriginGuard {
  const ours = new URL(publicUrl).hostname;
  const allowed = new Set(origins);
  const isOurs = (url: string): boolean => {
    const hostname = URL.canParse(url) ? new URL(url).hostname : undefined;
    return hostname !== undefined && (hostname === ours || isLoopback(hostname));
  };
  const isOurHost = remembered((host) => isOurs(`http://${host}`));
  const isOurOrigin = remembered(isOurs);

  return function guardOrigin(headers) {
    if (!isOurHost(headers.host ?? '')) {
      throw new Refusal('PERMISSION_DENIED', 'The Host header names another server; without an identity provider only loopback names and PUBLIC_URL are served.');
    }
    const { origin } = headers;
    if (origin !== undefined && !allowed.has(origin) && !isOurOrigin(origin)) {
      throw new Refusal('PERMISSION_DENIED', 'Pages of another origin may not call; without an identity provider only loopback names and PUBLIC_URL may.');
    }
  };
}

/** The guard before every request of a host. It calls back, since a promise per request costs more than the guard does. */
export const guardHook =
  (guard: OriginGuard): onRequestHookHandler =>
  (request, _reply, done) => {
    try {
      guard(request.headers);
    } catch (refusal) {
      return done(refusal as Refusal);
    }
    done();
  };

/**
 * Callers send few different values, and reading an address is a noticeable part of a small request; so is looking one
 * up, for each comes as a new text, and most are the one before again.
 */
function remembered(judge: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  let last: { readonly text: string; readonly verdict: boolean } | undefined;
  return function judged(text) {
    if (last?.text === text) return last.verdict;
    const verdict = known.get(text) ?? judge(text);
    if (text.length < 300) {
      last = { text, verdict };
      if (known.size < 100) known.set(text, verdict);
    }
    return verdict;
  };
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
