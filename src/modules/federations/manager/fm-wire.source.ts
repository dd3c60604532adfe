import { Refusal } from '../../../kernel/refusal.js';
import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import { faultOf, type Json } from '../../../kernel/tmf/document.js';
import { createPeer, type Peer, type PeerAnswer, type PeerMetrics, type PeerRequest, type PeerState } from '../../../outbound/http.js';
import { peerAnswers, PeerRefused, type PeerAnswers } from '../../../outbound/peer-answers.js';
import { verdictOf, type Verdict, type VerdictMeanings } from './fm.rules.js';
import type { PartnerSettings } from '../settings.types.js';
import type { FmCall } from './fm.types.js';
import type { TokenKeeper } from './fm-token.source.js';

export interface FmOptions {
  readonly partners: readonly PartnerSettings[];
  readonly tokens: TokenKeeper;
  /** Milliseconds for one request, and as many for getting the token that it needs. */
  readonly timeoutMs: number;
  readonly log: Log;
  readonly metrics?: PeerMetrics | undefined;
  readonly clock?: Clock | undefined;
}

export interface FmAnswer extends PeerAnswer {
  readonly verdict: Verdict;
  /** What was sent and may be quoted in it, so that nothing of it is to be kept. */
  readonly secret: boolean;
}

export interface FmRequest extends Pick<PeerRequest, 'method' | 'path' | 'body' | 'text' | 'headers'> {
  /** The body holds a password. */
  readonly secret?: boolean;
}

/** One partner's manager over HTTP. */
export interface FmWire extends Pick<PeerAnswers, 'read' | 'strange'> {
  readonly partner: PartnerSettings;
  /** @returns the answer whatever it says. @throws Refusal when there is none: of the manager, or no token for it (then surely nothing was sent) */
  ask(request: FmRequest, call: FmCall): Promise<FmAnswer>;
  /** The Refusal for an answer that is not done. */
  refusal(answer: FmAnswer, meanings?: VerdictMeanings): Refusal;
  state(): PeerState;
  close(): Promise<void>;
}

/** How many characters of an answer are kept for the log. */
const KEPT = 300;
/** Verdicts after which it is sure that nothing was done. */
const DEFINITE: ReadonlySet<Verdict> = new Set(['unknown', 'exists', 'conflict', 'refused', 'elsewhere', 'without-role']);

export function createFmWire(partner: PartnerSettings, { tokens, timeoutMs, log, metrics, clock }: FmOptions): FmWire {
  const name = `Federation Manager ${partner.name}`;
  const peer: Peer = createPeer({ name, baseUrl: partner.managerUrl, timeoutMs, log, ...(metrics && { metrics }), ...(clock && { clock }) });
  const { read: readAs, strange, refusal: usual } = peerAnswers(name);

  /** What could not be stored or shown is no answer. */
  const read: PeerAnswers['read'] = (answer, shape) => {
    const fault = faultOf({ answer: answer.json() as Json });
    if (fault !== undefined) throw strange(answer, `it ${fault}`);
    return readAs(answer, shape);
  };

  const send = async (request: FmRequest, token: string | undefined, { signal, correlator }: FmCall): Promise<FmAnswer> => {
    const { secret = false, headers, ...wanted } = request;
    const answer = await peer.request({ ...wanted, headers: { ...headersOf(partner, token), ...headers }, signal, correlator });
    return { ...answer, verdict: verdictOf(answer), secret: secret || (token !== undefined && answer.text.includes(token)) };
  };

  async function ask(request: FmRequest, call: FmCall): Promise<FmAnswer> {
    const token = await tokens.token(partner.name, call);
    const answer = await send(request, token, call);
    if (answer.status !== 401 || token === undefined) return answer;
    return send(request, await tokens.renew(partner.name, token, call), call);
  }

  function refusal(answer: FmAnswer, meanings: VerdictMeanings = {}): Refusal {
    const { verdict, status, text, secret } = answer;
    if (verdict === 'other') return usual(answer, {}, secret ? text : undefined);
    const cause = new PeerRefused(status, DEFINITE.has(verdict), secret ? `${text.length} characters, not kept` : text.slice(0, KEPT));
    const [code, message] = meanings[verdict] ?? ['BAD_GATEWAY', unmeant(name, verdict)];
    return new Refusal(code, message, { cause });
  }

  return { partner, read, strange, ask, refusal, state: () => stateOf(peer.state(), tokens.state(partner.name)), close: () => peer.close() };
}

function unmeant(name: string, verdict: Verdict): string {
  if (verdict === 'elsewhere') return `There is no Federation Manager where the ${name} should be.`;
  if (verdict === 'without-role') return `The ${name} is not set up for federations.`;
  if (verdict === 'trouble') return `The ${name} met an error of its own, or of what it stands upon.`;
  return `The ${name} answered in a form that is not the ${name}'s.`;
}

const headersOf = ({ apiRoot, oauth }: PartnerSettings, token: string | undefined): Readonly<Record<string, string>> => ({
  accept: 'application/json, application/problem+json',
  'x-internal': 'true',
  ...(apiRoot !== undefined && { 'x-partner-api-root': apiRoot }),
  // 1.3.0 knows its clients by it.
  ...(oauth && { 'x-client-id': oauth.clientId }),
  ...(token !== undefined && { authorization: `Bearer ${token}` }),
});

/** Without a token the manager is as good as away. */
const stateOf = (manager: PeerState, token: PeerState | undefined): PeerState => (token && !token.ok ? token : manager);
