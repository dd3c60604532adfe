import { systemClock, type Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import type { RawAnswer } from '../../../outbound/http.exchange.js';
import type { PeerMetrics } from '../../../outbound/http.js';
import { createLane, type Lane } from '../../../outbound/lanes.js';
import type { PeerGuard } from '../../../outbound/peer-guard.js';
import { readList, readSpec } from './answer.rules.js';
import { SPEC_PATH } from './connection.rules.js';
import { toldUrl, type Asked } from './fault.rules.js';
import type { PeerCall, PeerConnection, PeerSource } from './peer.types.js';
import { createPeerTokens } from './peer-token.source.js';
import { admitted, createWire, orEnded } from './peer-wire.source.js';

export interface PeerSourceOptions {
  readonly guard: PeerGuard;
  readonly log: Log;
  readonly clientAuth: 'auto' | 'basic' | 'post';
  /** Of one request, in milliseconds. */
  readonly timeoutMs: number;
  readonly clock?: Clock;
  readonly metrics?: PeerMetrics;
  /** Requests under way at a time, to one OSS. @default 4 */
  readonly perPeer?: number;
  /** And to all of them. @default 32 */
  readonly total?: number;
  /** Waits before the second and the third attempt, in milliseconds. @default [1000, 3000] */
  readonly delaysMs?: readonly number[];
  /** Organizations whose tokens are kept, the latest used. @default 20000 */
  readonly mostTokens?: number;
}

interface Door {
  readonly lane: Lane;
  users: number;
}

export function createPeerSource(options: PeerSourceOptions): PeerSource {
  const { guard, log, clientAuth, timeoutMs, clock = systemClock, metrics, perPeer = 4, total = 32, delaysMs = [1_000, 3_000], mostTokens = 20_000 } = options;
  const wire = createWire({ guard, timeoutMs, total, delaysMs, log, metrics });
  const tokens = createPeerTokens({ wire, guard, clock, log, clientAuth, most: mostTokens });
  const doors = new Map<string, Door>();

  /** In the organization's lane, where tokens are looked for too: what waits there must not hold a token that ends meanwhile. */
  async function inLane<T>(organizationId: string, call: PeerCall, work: () => Promise<T>): Promise<T> {
    const door = doors.get(organizationId) ?? { lane: createLane(perPeer), users: 0 };
    doors.set(organizationId, door);
    door.users += 1;
    const turn = door.lane.run(async () => (call.signal.throwIfAborted(), work())).finally(() => {
      door.users -= 1;
      if (door.users === 0) doors.delete(organizationId);
    });
    return orEnded(call.signal, turn);
  }

  async function withToken(connection: PeerConnection, url: URL, call: PeerCall): Promise<RawAnswer> {
    const token = await tokens.token(connection, call);
    const answer = await get(url, token, call);
    if (token === undefined) return answer;
    if (answer.status !== 401) return tokens.proven(connection, token), answer;
    const other = await tokens.renewed(connection, token, call);
    if (other === undefined) return answer;
    const again = await get(url, other, call);
    if (again.status !== 401) tokens.proven(connection, other);
    return again;
  }

  function get(url: URL, token: string | undefined, call: PeerCall): Promise<RawAnswer> {
    const headers = { accept: 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) };
    return wire({ who: 'OSS', method: 'GET', url, headers, follow: token === undefined ? 'anywhere' : 'same-origin' }, call);
  }

  async function answered<T>(connection: PeerConnection, path: string, call: PeerCall, read: (asked: Asked, answer: RawAnswer) => T): Promise<T> {
    call.signal.throwIfAborted();
    const url = admitted(guard, connection.baseUrl + path, 'OSS');
    return read({ who: 'OSS', url: toldUrl(url) }, await inLane(connection.organizationId, call, () => withToken(connection, url, call)));
  }

  return {
    list: (connection, which, call) => answered(connection, which === 'all' ? SPEC_PATH : connection.listPath, call, readList),
    async spec(connection, remoteId, call) {
      if (!isName(remoteId)) return { kind: 'gone' };
      return answered(connection, `${SPEC_PATH}/${encodeURIComponent(remoteId)}`, call, (asked, answer) => readSpec(asked, answer, remoteId));
    },
    close: async () => tokens.close(),
  };
}

/** What can stand in a path: no OSS has a specification of another id, and `..` would lead elsewhere. */
const isName = (remoteId: string): boolean => remoteId !== '' && !/^\.{1,2}$|\p{Cs}/u.test(remoteId);
