import { systemClock, type Clock } from '../../../kernel/clock.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Peer, PeerAnswer, PeerRequest } from '../../../outbound/http.js';
import { isSuccess } from '../../../outbound/peer-answers.js';
import { CREATED, FOUND, LISTED, networkAnswers, notOffered, refusalOfCreation, saysAbsent, saysNotOffered, unwrapped, type UpstreamKind } from './network.answers.js';
import type { FlowRequest, NetworkCall, NetworkSource, UpstreamFlow, UpstreamFlowStatus } from './network.types.js';

export interface NetworkSourceOptions {
  /** The SRM's. */
  readonly peer: Peer;
  /** Milliseconds for one method, however many requests it takes. @default 10000 */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

const PATHS = { session: '/sessions', influence: '/traffic-influences' } as const;

/** How long an SRM that has no list is not asked for one again. */
const LIST_AGAIN_MS = 600_000;

const NO_LIST: ReadonlySet<number> = new Set([204, 404, 405, 501]);

/**
 * The network over HTTP, behind an SRM of either generation. Facts of the two: generation A answers 204 to everything about
 * influences and 500 to everything about sessions, and does nothing; B tells no state of an influence, and its id is an
 * address of the core.
 */
export function createNetworkSource({ peer, timeoutMs = 10_000, clock = systemClock }: NetworkSourceOptions): NetworkSource {
  const unlistedUntil: Partial<Record<UpstreamKind, number>> = {};

  const ask = async ({ signal, correlator }: NetworkCall, deadlineMs: number, request: Pick<PeerRequest, 'method' | 'path' | 'body' | 'retry'>): Promise<PeerAnswer> =>
    unwrapped(await peer.request({ ...request, deadlineMs, signal, correlator }));

  /** Only A says 204 to everything about influences. */
  async function isA(call: NetworkCall, deadlineMs: number): Promise<boolean> {
    try {
      return (await ask(call, deadlineMs, { method: 'GET', path: PATHS.influence })).status === 204;
    } catch (failure) {
      if (failure instanceof Refusal) return false;
      throw failure;
    }
  }

  async function create(request: FlowRequest, notify: string, call: NetworkCall) {
    const { kind } = request;
    const end = performance.now() + timeoutMs;
    const answer = withoutKey(await ask(call, timeoutMs, { method: 'POST', path: PATHS[kind], body: toWire(request, notify) }), notify);
    if (saysNotOffered(answer)) throw notOffered(kind, answer);
    // The adapter of A for sessions cannot be built at all, so that nothing happens before it says 500.
    if (kind === 'session' && answer.status === 500 && (await isA(call, Math.max(1, end - performance.now())))) throw notOffered(kind, answer);
    if (!isSuccess(answer)) throw refusalOfCreation(request, answer);
    return networkAnswers.read(answer, CREATED[kind]);
  }

  /** @returns the first success; where no form of the id brings one, an answer that does not say absent goes before one that does. */
  async function askFor(method: 'GET' | 'DELETE', kind: UpstreamKind, upstreamId: string, call: NetworkCall): Promise<PeerAnswer> {
    const end = performance.now() + timeoutMs;
    const [first, ...others] = formsOf(kind, upstreamId).map((id) => `${PATHS[kind]}/${encodeURIComponent(id)}`);
    const attempt = (path: string): Promise<PeerAnswer> => ask(call, Math.max(1, end - performance.now()), { method, path, retry: true });
    let answer = await attempt(first!);
    for (const path of others) {
      if (isSuccess(answer)) break;
      const another = await attempt(path);
      if (isSuccess(another) || saysAbsent(answer)) answer = another;
    }
    return answer;
  }

  async function status(kind: UpstreamKind, upstreamId: string, call: NetworkCall): Promise<UpstreamFlowStatus> {
    const answer = await askFor('GET', kind, upstreamId, call);
    if (saysAbsent(answer)) return 'absent';
    if (saysNotOffered(answer) && answer.status !== 404) throw notOffered(kind, answer);
    if (!isSuccess(answer)) throw networkAnswers.refusal(answer);
    return networkAnswers.read(answer, FOUND[kind]);
  }

  async function remove(kind: UpstreamKind, upstreamId: string, call: NetworkCall): Promise<'removed' | 'unsure'> {
    const answer = await askFor('DELETE', kind, upstreamId, call);
    if (isSuccess(answer) || saysAbsent(answer)) return 'removed';
    if (answer.status === 404) return 'unsure';
    throw networkAnswers.refusal(answer);
  }

  async function list(kind: UpstreamKind, call: NetworkCall): Promise<readonly UpstreamFlow[] | undefined> {
    const now = clock.now().getTime();
    if (now < (unlistedUntil[kind] ?? 0)) return undefined;
    const end = performance.now() + timeoutMs;
    let answer = await ask(call, timeoutMs, { method: 'GET', path: PATHS[kind] });
    // Some know the list by a path that ends with a slash only.
    const elsewhere = answer.status === 404 || (answer.status >= 300 && answer.status < 400);
    if (elsewhere) answer = await ask(call, Math.max(1, end - performance.now()), { method: 'GET', path: `${PATHS[kind]}/` });
    if (NO_LIST.has(answer.status)) {
      unlistedUntil[kind] = now + LIST_AGAIN_MS;
      return undefined;
    }
    if (!isSuccess(answer)) throw networkAnswers.refusal(answer);
    return networkAnswers.read(answer, LISTED[kind]);
  }

  return { create, status, remove, list };
}

/**
 * The forms in which an id may be asked for. Of an influence it is the address of a subscription at the core: an SRM that
 * keeps it as it is wants the whole; one that only passes it on wants the core's own id, the last part of it.
 */
function formsOf(kind: UpstreamKind, upstreamId: string): readonly string[] {
  const last = kind === 'influence' ? /^https?:\/\/.*\/([^/?#]+)\/?$/.exec(upstreamId)?.[1] : undefined;
  return last === undefined ? [upstreamId] : [upstreamId, last];
}

/** Whoever knows the address for notices may tell of the flow: it is kept out of what may be logged of a failure. */
function withoutKey(answer: PeerAnswer, notify: string): PeerAnswer {
  const key = notify.slice(notify.lastIndexOf('/') + 1);
  return isSuccess(answer) || key === '' ? answer : { ...answer, text: answer.text.replaceAll(key, '…') };
}

function toWire(request: FlowRequest, notify: string): object {
  if (request.kind === 'session') {
    const { device, applicationServer, devicePorts, applicationServerPorts, qosProfile, duration } = request;
    return { device, applicationServer, ...(devicePorts && { devicePorts }), ...(applicationServerPorts && { applicationServerPorts }), qosProfile, duration, sink: notify };
  }
  const { appId, server, device, zone, sourcePort, destinationPort, destinationProtocol } = request;
  const destination = { ...(destinationPort !== undefined && { destinationPort }), ...(destinationProtocol !== undefined && { destinationProtocol }) };
  return {
    appId,
    ...(server !== undefined && { appInstanceId: server }),
    ...(device && { device }),
    ...(zone !== undefined && { edgeCloudZoneId: zone }),
    ...(sourcePort !== undefined && { sourceTrafficFilters: { sourcePort } }),
    ...(Object.keys(destination).length > 0 && { destinationTrafficFilters: destination }),
    notificationUri: notify,
  };
}
