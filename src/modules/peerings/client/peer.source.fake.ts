import { isObject, type JsonObject } from '../../../kernel/tmf/document.js';
import { PeerFault, remoteIdOf, type PeerConnection, type PeerSource, type SpecAnswer } from './peer.types.js';

export interface FakePeer {
  /** What the OSS has, by id. Change it as you like. */
  readonly specs: Map<string, JsonObject>;
  /** Set: every question meets it. */
  fault: PeerFault | undefined;
  /** Set: questions for these specifications meet it. */
  readonly faults: Map<string, PeerFault>;
  /** Ids that the list has and the OSS has not. */
  readonly listedOnly: Set<string>;
  /** False: the list says that there is more. */
  whole: boolean;
  /** Waits before each answer. */
  delayMs: number;
}

export interface FakePeerSource extends PeerSource {
  /** The OSS of an organization; one without specifications until it is asked for. */
  peer(organizationId: string): FakePeer;
  /** Each question, as `list`, `all` or the id of a specification. */
  readonly asked: { readonly organizationId: string; readonly what: string; readonly connection: PeerConnection }[];
}

/** A peered OSS in memory, for the tests of what asks it. It answers as the real source does. */
export function createFakePeerSource(): FakePeerSource {
  const peers = new Map<string, FakePeer>();
  const asked: FakePeerSource['asked'] = [];

  function peer(organizationId: string): FakePeer {
    const known = peers.get(organizationId) ?? { specs: new Map(), fault: undefined, faults: new Map(), listedOnly: new Set(), whole: true, delayMs: 0 };
    peers.set(organizationId, known);
    return known;
  }

  async function answering(connection: PeerConnection, what: string, signal: AbortSignal): Promise<FakePeer> {
    signal.throwIfAborted();
    asked.push({ organizationId: connection.organizationId, what, connection });
    const found = peer(connection.organizationId);
    await waited(found.delayMs, signal);
    const fault = found.fault ?? found.faults.get(what);
    if (fault) throw fault;
    return found;
  }

  return {
    peer,
    asked,
    async list(connection, which, { signal }) {
      const { specs, listedOnly, whole } = await answering(connection, which === 'all' ? 'all' : 'list', signal);
      const items = [...specs.values(), ...[...listedOnly].map((id) => ({ id, name: id }))].map(summarised);
      return { items, complete: whole && items.every((item) => remoteIdOf(item) !== undefined) };
    },
    async spec(connection, remoteId, { signal }): Promise<SpecAnswer> {
      const { specs } = await answering(connection, remoteId, signal);
      const source = specs.get(remoteId);
      if (!source) return { kind: 'gone' };
      if (!isObject(source) || (source['id'] !== remoteId && source['uuid'] !== remoteId)) throw new PeerFault('INVALID_RESPONSE', 'The OSS answered another specification than the one that was asked for.', { retryable: true });
      return { kind: 'found', source };
    },
    close: async () => undefined,
  };
}

/** A list says little of each. */
function summarised({ uuid, id, name, description, isBundle, version, lastUpdate, lifecycleStatus, '@type': type }: JsonObject): JsonObject {
  const all: JsonObject = { uuid, id, name, description, isBundle, version, lastUpdate, lifecycleStatus, '@type': type };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** @throws the signal's reason */
function waited(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const end = (): void => (clearTimeout(timer), reject(signal.reason));
    const timer = setTimeout(() => (signal.removeEventListener('abort', end), resolve()), ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
