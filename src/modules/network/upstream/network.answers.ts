import { z } from 'zod';
import { Refusal } from '../../../kernel/refusal.js';
import type { PeerAnswer } from '../../../outbound/http.js';
import { peerAnswers, PeerRefused, type Answered, type Meanings } from '../../../outbound/peer-answers.js';
import type { FlowRequest, UpstreamDevice, UpstreamFlow, UpstreamFlowStatus } from './network.types.js';

export type UpstreamKind = FlowRequest['kind'];

/** How the SRM's answers about the network are read. */
export const networkAnswers = peerAnswers('SRM');

const NOUN = { session: 'session', influence: 'traffic influence' } as const;

const meaningsOf = (kind: UpstreamKind): Meanings => {
  const refused = ['INVALID_ARGUMENT', `The network refused the ${NOUN[kind]}.`] as const;
  return { 400: refused, 404: refused, 409: ['CONFLICT', `The network has such a ${NOUN[kind]} already.`], 422: refused };
};

const MEANINGS = { session: meaningsOf('session'), influence: meaningsOf('influence') } as const;

/** Nothing was done, since the SRM or the core behind it has no such function. */
export const notOffered = (kind: UpstreamKind, { status, text }: Answered): Refusal =>
  new Refusal('NOT_IMPLEMENTED', kind === 'session' ? 'The network has no quality on demand.' : 'The network has no traffic influence.', {
    cause: new PeerRefused(status, true, text.slice(0, 300) || 'nothing'),
  });

/** An SRM's own words for a capability that its core lacks. */
const LACKING = /Functionality '\w+' is no\w? supported|CapabilityNotSupported/;

/** Refusals of the core that an SRM passes on as a failure of its own, in the words of its HTTP client. */
const INNER = /\b(400|404|409|422) Client Error\b/;

/** How proxies say that what stands behind them is not there. */
const PROXY = /<center>(nginx|openresty)|^\s*(default backend|404 page not found)|no Route matched with those values|404 Route Not Found/i;

/** Whether an answer says that there is no such function. A bare 404 of the SRM is of the path; one with a code, or of the core, is about what was asked. */
export function saysNotOffered({ status, text }: Answered): boolean {
  if (status === 204 || status === 405 || status === 501) return true;
  return status === 404 ? ![/"code"\s*:/, INNER, PROXY].some((word) => word.test(text)) : status >= 500 && LACKING.test(text);
}

/**
 * What is missing in a request that generation B cannot do without: it looks for these before it calls the core, and
 * answers 500 like to everything else.
 */
export function lackOf(request: FlowRequest): string | undefined {
  const { device } = request;
  if (request.kind === 'session') return lackOfDevice(request.device);
  if (!device?.ipv4Address?.privateAddress) return 'a single device with its private IPv4 address';
  if (!request.server) return "the instance's IPv4 address";
  return request.zone ? undefined : 'an edge cloud zone';
}

function lackOfDevice({ ipv4Address, ipv6Address }: UpstreamDevice): string | undefined {
  if (!ipv4Address) return ipv6Address ? undefined : 'an address of the device';
  return ipv4Address.privateAddress || ipv4Address.publicPort !== undefined ? undefined : "the device's private IPv4 address or a public port";
}

/** The Refusal for an answer to a creation that is outside 200 to 299. */
export function refusalOfCreation(request: FlowRequest, answer: Answered): Refusal {
  if (answer.status === 404 && PROXY.test(answer.text)) return new Refusal('UNAVAILABLE', 'The SRM is out of service.', { cause: new PeerRefused(404, true, 'not of the SRM'), retryAfter: 5 });
  const lack = answer.status === 500 ? lackOf(request) : undefined;
  if (lack === undefined) return networkAnswers.refusal(answer, MEANINGS[request.kind]);
  const detail = { cause: new PeerRefused(answer.status, true, answer.text.slice(0, 300)) };
  // An influence for every device has no member that its owner could mend.
  if (request.kind === 'influence' && !request.device) return new Refusal('NOT_IMPLEMENTED', `The network needs ${lack}.`, { ...detail, field: 'device' });
  return new Refusal('INVALID_ARGUMENT', `The network needs ${lack}.`, detail);
}

/** An answer with the status that was meant. */
export function unwrapped(answer: PeerAnswer): PeerAnswer {
  const inner = answer.status >= 500 ? INNER.exec(answer.text)?.[1] : undefined;
  return inner === undefined ? answer : { ...answer, status: Number(inner) };
}

/**
 * Whether the SRM says that it does not have what was asked for. Any other 404 may be of something before the SRM, or of an
 * SRM that does not know the path (yet), and says nothing about what is there.
 */
export const saysAbsent = ({ status, text }: Answered): boolean => status === 410 || (status === 404 && (INNER.test(text) || isOwnWord(text)));

/** SRMs tell what is not there in an object with a code, or in a JSON text; proxies and frameworks in neither. */
const OwnWord = z.union([z.string(), z.object({ code: z.string() })]);

function isOwnWord(text: string): boolean {
  try {
    return OwnWord.safeParse(JSON.parse(text)).success;
  } catch {
    return false; // no JSON: not the SRM's
  }
}

const Id = z.string().regex(/^(?!\.{1,2}$)[^\s\p{C}]{1,2048}$/u, 'is no id');

const SESSION_STATES = ['REQUESTED', 'AVAILABLE', 'UNAVAILABLE'] as const;

const INFLUENCE_STATES = { ordered: 'REQUESTED', created: 'REQUESTED', active: 'AVAILABLE', error: 'UNAVAILABLE', 'deletion in progress': 'UNAVAILABLE', deleted: 'absent' } as const;
const InfluenceState = z.enum(Object.keys(INFLUENCE_STATES) as (keyof typeof INFLUENCE_STATES)[]).transform((state): UpstreamFlowStatus => INFLUENCE_STATES[state]);

/** What was created. A state of no meaning is none: what counts is the id. */
export const CREATED = {
  session: z
    .object({ sessionId: Id, qosStatus: z.enum(SESSION_STATES).catch('REQUESTED') })
    .transform(({ sessionId, qosStatus }) => ({ upstreamId: sessionId, status: qosStatus })),
  influence: z
    .object({ trafficInfluenceID: Id, state: InfluenceState.catch('REQUESTED') })
    .transform(({ trafficInfluenceID, state }) => ({ upstreamId: trafficInfluenceID, status: state === 'absent' ? ('UNAVAILABLE' as const) : state })),
} as const;

/** A failure may be told with status 200. */
const error = z.null().optional();

const nothing = z.tuple([]).transform((): UpstreamFlowStatus => 'absent');

/** One that is asked for. Generation B tells no state of an influence: one that is there is in force. */
export const FOUND = {
  session: z.union([nothing, z.object({ error, qosStatus: z.enum(SESSION_STATES).nullish() }).transform(({ qosStatus }): UpstreamFlowStatus => qosStatus ?? 'AVAILABLE')]),
  influence: z.union([nothing, z.object({ error, state: InfluenceState.nullish() }).transform(({ state }): UpstreamFlowStatus => state ?? 'AVAILABLE')]),
} as const;

const optionalId = Id.nullish().catch(undefined).transform((id) => id ?? undefined);

const listed = ({ id, notify }: { id: string | undefined; notify: string | undefined }): UpstreamFlow => ({ ...(id !== undefined && { upstreamId: id }), ...(notify !== undefined && { notify }) });

export const LISTED = {
  session: z.array(z.object({ sessionId: optionalId, sink: optionalId }).transform(({ sessionId, sink }) => listed({ id: sessionId, notify: sink }))),
  influence: z.array(z.object({ trafficInfluenceID: optionalId, notificationUri: optionalId }).transform(({ trafficInfluenceID, notificationUri }) => listed({ id: trafficInfluenceID, notify: notificationUri }))),
} as const;
