import { PeerFault, remoteIdOf, type PeerCall, type PeerConnection, type PeerSource } from '../client/peer.types.js';
import type { FailureCode } from '../../../kernel/peering/messages.js';
import type { Answer, ListAnswer } from '../heartbeat/finding.rules.js';
import { contentSize, foundSpec, MOST_CONTENT } from './found-spec.rules.js';

/** Content hashes by remote id: of what has the same one, the content is let go. */
export type Held = ReadonlyMap<string, string | null>;

/** Asks an OSS for specifications one by one. A fault of the OSS is an answer; every method rejects only with the reason of the call's signal. */
export interface Fetching {
  /** When the OSS cannot be reached or does not let us in, or there is no room for more, the rest is not asked for, and is `unasked`. */
  specs(connection: PeerConnection, remoteIds: readonly string[], call: PeerCall, held?: Held): Promise<ReadonlyMap<string, Answer>>;
  /** The list of all, which can tell that a specification is no more. */
  all(connection: PeerConnection, call: PeerCall): Promise<ListAnswer>;
}

/** What one specification meets the others will too. */
const OF_THE_OSS: ReadonlySet<FailureCode> = new Set<FailureCode>(['DNS', 'CONNECT', 'TLS', 'TIMEOUT', 'AUTH_TOKEN', 'AUTH_REJECTED']);
/** More than the source asks for at a time, so that it never waits for us. */
const WIDTH = 8;

const NONE: Held = new Map();

const TOO_MUCH: Answer = {
  kind: 'fault',
  fault: { code: 'INVALID_RESPONSE', reason: 'Together they are longer than can be taken at a time: choose fewer at once.', retryable: false },
};

/** @param most characters of content that are held at a time */
export function fetching(source: Pick<PeerSource, 'list' | 'spec'>, most = MOST_CONTENT): Fetching {
  async function answerOf(connection: PeerConnection, remoteId: string, call: PeerCall): Promise<Answer> {
    try {
      const answer = await source.spec(connection, remoteId, call);
      return answer.kind === 'gone' ? answer : { kind: 'found', found: foundSpec(remoteId, answer.source) };
    } catch (error) {
      return faultOf(error);
    }
  }

  return {
    async specs(connection, remoteIds, call, held = NONE) {
      const answers = new Map<string, Answer>(remoteIds.map((id) => [id, { kind: 'unasked' }]));
      const left = answers.keys();
      let isOver = false;
      let room = most;
      await Promise.all(
        Array.from({ length: WIDTH }, async () => {
          for (const id of left) {
            if (isOver) return;
            const answer = withoutHeld(await answerOf(connection, id, call), held.get(id));
            if (answer.kind === 'found') room -= contentSize(answer.found);
            answers.set(id, room < 0 ? TOO_MUCH : answer);
            isOver ||= room < 0 || (answer.kind === 'fault' && OF_THE_OSS.has(answer.fault.code));
          }
        }),
      );
      return answers;
    },
    async all(connection, call) {
      try {
        const { items, complete } = await source.list(connection, 'all', call);
        return { kind: 'listed', ids: new Set(items.flatMap((item) => remoteIdOf(item) ?? [])), complete };
      } catch (error) {
        return faultOf(error);
      }
    },
  };
}

function withoutHeld(answer: Answer, held: string | null | undefined): Answer {
  const isHeld = answer.kind === 'found' && answer.found.contentHash === held;
  return isHeld ? { kind: 'found', found: { ...answer.found, source: {} } } : answer;
}

function faultOf(error: unknown): { readonly kind: 'fault'; readonly fault: PeerFault['told'] } {
  if (error instanceof PeerFault) return { kind: 'fault', fault: error.told };
  throw error;
}
