import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import type { RawAnswer } from '../../../outbound/http.exchange.js';
import type { PeerGuard } from '../../../outbound/peer-guard.js';
import { toldUrl, type Asked } from './fault.rules.js';
import { PeerFault, type PeerCall, type PeerConnection, type PeerOAuth } from './peer.types.js';
import { admitted, orEnded, type Wire } from './peer-wire.source.js';
import { readTokens, tokenErrorOf, tokenFault, tokenForm, type Manner, type Tokens } from './token.rules.js';

export interface PeerTokenOptions {
  readonly wire: Wire;
  readonly guard: PeerGuard;
  readonly clock: Clock;
  readonly log: Log;
  readonly clientAuth: 'auto' | 'basic' | 'post';
  /** Organizations whose tokens are kept. */
  readonly most: number;
}

/** Tokens for an organization's OSS, kept while they are of use; in memory alone. */
export interface PeerTokens {
  /** @throws PeerFault, or the signal's reason */
  token(connection: PeerConnection, call: PeerCall): Promise<string | undefined>;
  /**
   * Another one than that which the OSS refused.
   * @returns undefined when one was made for this call already and is refused too
   * @throws as `token`
   */
  renewed(connection: PeerConnection, refused: string, call: PeerCall): Promise<string | undefined>;
  /** The OSS took it. */
  proven(connection: PeerConnection, token: string): void;
  close(): void;
}

/** What is known for one organization, under one fingerprint. */
interface Kept {
  readonly fingerprint: string;
  tokens: Tokens | undefined;
  /** The access token that the OSS took. */
  proven: string | undefined;
  manner: Manner;
  flight: Promise<Tokens> | undefined;
  readonly told: WeakMap<PeerCall, Told>;
}

/** What happened in one call: an OSS that refuses must not be asked again and again, or it locks the account. */
interface Told {
  fault?: PeerFault;
  renewed?: string;
}

/** Refusals after which a client says in another way who it is. */
const CLIENT_REFUSED: ReadonlySet<string | undefined> = new Set(['invalid_client', 'unauthorized_client']);

export function createPeerTokens({ wire, guard, clock, log, clientAuth, most }: PeerTokenOptions): PeerTokens {
  const kept = new Map<string, Kept>();
  const closing = new AbortController();

  /** The latest used stand last. */
  function knownOf({ organizationId, fingerprint }: PeerConnection): Kept {
    const before = kept.get(organizationId);
    const known = before?.fingerprint === fingerprint ? before : { fingerprint, tokens: undefined, proven: undefined, manner: { client: clientAuth === 'post' ? 'post' : 'basic', withScope: true } as const, flight: undefined, told: new WeakMap() };
    kept.delete(organizationId);
    kept.set(organizationId, known);
    const [oldest] = kept.size > most ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    return known;
  }

  function toldIn(call: PeerCall, { told: calls }: Kept): Told {
    const told = calls.get(call) ?? {};
    calls.set(call, told);
    return told;
  }

  const usable = ({ tokens }: Kept): string | undefined => (tokens && clock.now() < tokens.access.usableUntil ? tokens.access.value : undefined);

  async function fresh(oauth: PeerOAuth, known: Kept, call: PeerCall): Promise<string> {
    const told = toldIn(call, known);
    if (told.fault) throw told.fault;
    known.flight ??= renew(oauth, known, call).finally(() => void (known.flight = undefined));
    try {
      return (await orEnded(call.signal, known.flight)).access.value;
    } catch (fault) {
      if (fault instanceof PeerFault) told.fault = fault;
      throw fault;
    }
  }

  /** For all who wait, so no caller's signal ends it. */
  async function renew(oauth: PeerOAuth, known: Kept, { correlator, attempts }: PeerCall): Promise<Tokens> {
    const call: PeerCall = { correlator, signal: closing.signal, ...(attempts !== undefined && { attempts }) };
    const before = known.tokens?.refresh;
    known.tokens = undefined;
    const refreshed = before && (before.until === undefined || clock.now() < before.until) ? await refresh(oauth, known, before, call) : undefined;
    known.tokens = refreshed ?? (await ask(oauth, known, undefined, call));
    return known.tokens;
  }

  /** @returns undefined when the refresh token is of no use any more. */
  async function refresh(oauth: PeerOAuth, known: Kept, before: NonNullable<Tokens['refresh']>, call: PeerCall): Promise<Tokens | undefined> {
    try {
      return await ask(oauth, known, before, call);
    } catch (fault) {
      if (!(fault instanceof PeerFault)) throw fault;
      if (fault.code === 'AUTH_TOKEN' || fault.code === 'INVALID_RESPONSE') return undefined;
      // It may still be good when the endpoint is back
      known.tokens = { access: { value: '', usableUntil: new Date(0) }, refresh: before };
      throw fault;
    }
  }

  /** One grant or refresh, in the manner that the endpoint takes. */
  async function ask(oauth: PeerOAuth, known: Kept, before: Tokens['refresh'], call: PeerCall): Promise<Tokens> {
    const url = admitted(guard, oauth.tokenUri, 'token endpoint');
    const asked: Asked = { who: 'token endpoint', url: toldUrl(url) };
    for (;;) {
      const issuedAt = clock.now();
      const form = tokenForm(oauth, known.manner, before?.value);
      const answer = await wire({ who: asked.who, method: 'POST', url, ...form, follow: 'no' }, call);
      if (answer.status >= 200 && answer.status < 300) return readTokens(asked, answer, issuedAt, before);
      const next = otherManner(oauth, known.manner, answer);
      if (!next) throw tokenFault(asked, answer);
      if (known.manner.withScope !== next.withScope) log.warn({ tokenEndpoint: asked.url }, 'a token endpoint does not know the scopes of an organization; they are left out');
      known.manner = next;
    }
  }

  function otherManner(oauth: PeerOAuth, { client, withScope }: Manner, answer: RawAnswer): Manner | undefined {
    const error = tokenErrorOf(answer);
    if (error === 'invalid_scope' && withScope && oauth.scope !== undefined) return { client, withScope: false };
    if (CLIENT_REFUSED.has(error) && clientAuth === 'auto' && client === 'basic' && oauth.clientSecret !== undefined) return { client: 'post', withScope };
    return undefined;
  }

  return {
    async token(connection, call) {
      if (!connection.oauth) return undefined;
      const known = knownOf(connection);
      return usable(known) ?? fresh(connection.oauth, known, call);
    },
    async renewed(connection, refused, call) {
      if (!connection.oauth) return undefined;
      const known = knownOf(connection);
      const other = usable(known);
      if (other !== undefined && other !== refused) return other;
      const told = toldIn(call, known);
      if (told.renewed === refused && known.proven !== refused) return undefined;
      if (known.tokens?.access.value === refused) known.tokens = { ...known.tokens, access: { value: '', usableUntil: new Date(0) } };
      told.renewed = await fresh(connection.oauth, known, call);
      return told.renewed;
    },
    proven: (connection, token) => void (knownOf(connection).proven = token),
    close: () => closing.abort(new Error('closing')),
  };
}
