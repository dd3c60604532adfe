import { z } from 'zod';
import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import { Refusal } from '../../../kernel/refusal.js';
import { PeerFailure } from '../../../outbound/http.failure.js';
import { createPeer, type Peer, type PeerAnswer, type PeerMetrics, type PeerState } from '../../../outbound/http.js';
import { within } from '../../../outbound/within.js';
import type { PartnerSettings } from '../settings.types.js';
import type { FederationTokenStore, KeptToken } from './federation-token.store.js';
import type { FmCall } from './fm.types.js';

/** The bearer tokens for the partners' managers: for each the same one, of all replicas, until it ends. */
export interface TokenKeeper {
  /** Undefined: the partner is asked without. @throws Refusal UNAVAILABLE, BAD_GATEWAY, TIMEOUT; all tell that nothing was sent to the manager */
  token(partner: string, call: FmCall): Promise<string | undefined>;
  /** Another in place of one that the manager did not accept. */
  renew(partner: string, refused: string, call: FmCall): Promise<string | undefined>;
  /** How the last request for a token went; undefined while there is one, and where none is asked for. */
  state(partner: string): PeerState | undefined;
  close(): Promise<void>;
}

export interface TokenKeeperOptions {
  readonly partners: readonly Pick<PartnerSettings, 'name' | 'oauth'>[];
  readonly store: FederationTokenStore;
  readonly timeoutMs: number;
  readonly log: Log;
  readonly clock: Clock;
  readonly metrics?: PeerMetrics | undefined;
}

const SCOPE = 'fed-mgmt';
const NEVER = new Date(0);
const MOST_BYTES = 64 * 1024;
/** A token of which nobody says how long it lasts, in seconds: a manager that keys by it is to see it long, and one that ends it says 401. */
const UNSAID_SECONDS = 3600;
const LONGEST_SECONDS = 365 * 86_400;
/** So long before its end it is not used any more, in milliseconds; of a short one, half of its life. */
const MARGIN_MS = 30_000;

/** RFC 6749 §5.1. The token goes into a header. */
const Granted = z.object({ access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/), token_type: z.string().regex(/^bearer$/i).nullish(), expires_in: z.coerce.number().positive().optional().catch(undefined) });
/** RFC 6749 §5.2; other words of an endpoint are not repeated. */
const Denied = z.object({ error: z.enum(['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client', 'unsupported_grant_type', 'invalid_scope']) });

type OAuth = NonNullable<PartnerSettings['oauth']>;
type Manner = 'basic' | 'post';

export function tokenKeeper(options: TokenKeeperOptions): TokenKeeper {
  const { partners, store, clock } = options;
  const endpoints = new Map(partners.flatMap(({ name, oauth }) => (oauth ? [[name, createEndpoint(name, oauth, options)] as const] : [])));
  const held = new Map<string, KeptToken>();
  const asking = new Map<string, Promise<KeptToken>>();

  async function fresh(partner: string, endpoint: Endpoint, refused: string | undefined): Promise<KeptToken> {
    const holder = { partner, clientId: endpoint.clientId };
    const kept = await store.find(holder);
    const token = kept && kept.token !== refused ? kept : await store.keep(holder, await endpoint.ask(), refused);
    held.set(partner, token);
    return token;
  }

  async function get(partner: string, { signal }: FmCall, refused?: string): Promise<string | undefined> {
    const endpoint = endpoints.get(partner);
    if (!endpoint) return undefined;
    const known = held.get(partner);
    if (known && known.token !== refused && known.expiresAt > clock.now()) return known.token;
    const key = `${partner}\n${refused ?? ''}`;
    const under = asking.get(key) ?? fresh(partner, endpoint, refused).finally(() => asking.delete(key));
    asking.set(key, under);
    return waited(partner, signal, options.timeoutMs, under);
  }

  return {
    token: get,
    renew: (partner, refused, call) => get(partner, call, refused),
    // One that another replica got is as good.
    state: (partner) => ((held.get(partner)?.expiresAt ?? NEVER) > clock.now() ? undefined : endpoints.get(partner)?.state()),
    close: async () => void (await Promise.all([...endpoints.values()].map((endpoint) => endpoint.close()))),
  };
}

/** One request serves all who wait, so none of them may end it. */
async function waited(partner: string, signal: AbortSignal, timeoutMs: number, work: Promise<KeptToken>): Promise<string> {
  const late = `There was no token for the Federation Manager ${partner} in time.`;
  try {
    // A second way of telling the client's secret may take as long as the first.
    return (await within(2 * timeoutMs + 1000, signal, late, work)).token;
  } catch (error) {
    const isLate = error instanceof Refusal && error.message === late;
    if (!isLate && !signal.aborted) throw error;
    throw new Refusal('TIMEOUT', late, { cause: new PeerFailure(signal.aborted ? 'ended' : 'timeout', false, { detail: 'token' }) });
  }
}

interface Endpoint {
  readonly clientId: string;
  ask(): Promise<KeptToken>;
  state(): PeerState;
  close(): Promise<void>;
}

function createEndpoint(partner: string, oauth: OAuth, { timeoutMs, log, clock, metrics }: TokenKeeperOptions): Endpoint {
  const url = new URL(oauth.tokenUrl);
  const peer: Peer = createPeer({ name: `token endpoint of ${partner}`, baseUrl: url.origin, timeoutMs, maxBytes: MOST_BYTES, log, clock, ...(metrics && { metrics }) });
  let manner: Manner = 'basic';
  let state: PeerState = { ok: true, since: clock.now() };

  const fail = (code: 'UNAVAILABLE' | 'BAD_GATEWAY', what: string, detail: string): Refusal => {
    state = { ok: false, reason: `token endpoint: ${detail}`, since: state.ok ? clock.now() : state.since };
    log.warn({ partner, failure: detail }, 'there is no token for a Federation Manager');
    const wait = code === 'UNAVAILABLE' ? { retryAfter: 5 } : {};
    return new Refusal(code, `The Federation Manager ${partner} cannot be asked: ${what}.`, { cause: new PeerFailure('unreachable', false, { detail: `token endpoint: ${detail}` }), ...wait });
  };

  async function send(how: Manner): Promise<PeerAnswer> {
    try {
      return await peer.request({ method: 'POST', path: url.pathname + url.search, ...formOf(oauth, how), retry: true });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw fail(error.code === 'BAD_GATEWAY' ? 'BAD_GATEWAY' : 'UNAVAILABLE', 'its token endpoint does not answer', error.cause instanceof PeerFailure ? error.cause.message : error.code);
    }
  }

  async function ask(): Promise<KeptToken> {
    const askedAt = clock.now();
    let answer = await send(manner);
    if (mistakesTheClient(answer)) {
      const other: Manner = manner === 'basic' ? 'post' : 'basic';
      const second = await send(other);
      if (second.status === 200) manner = other;
      answer = second.status === 200 ? second : answer;
    }
    if (answer.status === 429 || answer.status >= 500) throw fail('UNAVAILABLE', 'its token endpoint is out of service', `HTTP ${answer.status}`);
    if (answer.status !== 200) throw fail('BAD_GATEWAY', 'its token endpoint refuses our credentials', `HTTP ${answer.status} ${Denied.safeParse(parsed(answer.text)).data?.error ?? ''}`.trim());
    const granted = Granted.safeParse(parsed(answer.text)).data;
    if (!granted) throw fail('BAD_GATEWAY', 'its token endpoint gives no bearer token', 'no bearer token');
    if (!state.ok) state = { ok: true, since: clock.now() };
    const life = 1000 * Math.min(granted.expires_in ?? UNSAID_SECONDS, LONGEST_SECONDS);
    return { token: granted.access_token, expiresAt: new Date(askedAt.getTime() + life - Math.min(MARGIN_MS, life / 2)) };
  }

  return { clientId: oauth.clientId, ask, state: () => state, close: () => peer.close() };
}

const mistakesTheClient = ({ status, text }: PeerAnswer): boolean => status === 401 || (status === 400 && Denied.safeParse(parsed(text)).data?.error === 'invalid_client');

const urlencoded = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1);

/** RFC 6749 §2.3.1: both members are form-encoded before they are joined. */
function formOf({ clientId, clientSecret }: OAuth, manner: Manner): { readonly headers: Readonly<Record<string, string>>; readonly text: string } {
  const form = new URLSearchParams({ grant_type: 'client_credentials', scope: SCOPE });
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  if (manner === 'basic') return { headers: { ...headers, authorization: `Basic ${Buffer.from(`${urlencoded(clientId)}:${urlencoded(clientSecret)}`).toString('base64')}` }, text: form.toString() };
  form.set('client_id', clientId);
  form.set('client_secret', clientSecret);
  return { headers, text: form.toString() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Its words would quote the answer.
    return undefined;
  }
}
