import { PeerFault, remoteIdOf, type PeerCall, type PeerConnection, type PeerSource } from '../client/peer.types.js';
import type { FailureCode } from '../../../kernel/peering/messages.js';
import type { Answer, ListAnswer } from '../heartbeat/finding.rules.js';
import { foundSpec } from './found-spec.rules.js';

/** Asks an OSS for specifications one by one. A fault of the OSS is an answer; every method rejects only with the reason of the call's signal. */
export interface Fetching {
  /** When the OSS cannot be reached or does not let us in the rest is not asked for, and is `unasked`. */
  specs(connection: PeerConnection, remoteIds: readonly string[], call: PeerCall): Promise<ReadonlyMap<string, Answer>>;
  /** The list of all, which can tell that a specification is no more. */
  all(connection: PeerConnection, call: PeerCall): Promise<ListAnswer>;
}

/** What one specification meets the others will too. */
const OF_THE_OSS: ReadonlySet<FailureCode> = new Set<FailureCode>(['DNS', 'CONNECT', 'TLS', 'TIMEOUT', 'AUTH_TOKEN', 'AUTH_REJECTED']);
/** More than the source asks for at a time, so that it never waits for us. */
const WIDTH = 8;

export function fetching(source: Pick<PeerSource, 'list' | 'spec'>): Fetching {
  async function answerOf(connection: PeerConnection, remoteId: string, call: PeerCall): Promise<Answer> {
    try {
      const answer = await source.spec(connection, remoteId, call);
      return answer.kind === 'gone' ? answer : { kind: 'found', found: foundSpec(remoteId, answer.source) };
    } catch (error) {
      return faultOf(error);
    }
  }

  return {
    async specs(connection, remoteIds, call) {
      const answers = new Map<string, Answer>(remoteIds.map((id) => [id, { kind: 'unasked' }]));
      const left = answers.keys();
      let isAway = false;
      await Promise.all(
        Array.from({ length: WIDTH }, async () => {
          for (const id of left) {
            if (isAway) return;
            const answer = await answerOf(connection, id, call);
            answers.set(id, answer);
            isAway ||= answer.kind === 'fault' && OF_THE_OSS.has(answer.fault.code);
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

function faultOf(error: unknown): { readonly kind: 'fault'; readonly fault: PeerFault['told'] } {
  if (error instanceof PeerFault) return { kind: 'fault', fault: error.told };
  throw error;
}
