import type { FailureCode } from '../../../kernel/peering/messages.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import { PeerFault, remoteIdOf, type PeerCall, type PeerConnection, type PeerSource } from '../client/peer.types.js';
import type { PeeredSpecRow } from '../peering/peering.types.js';
import { contentSize, MOST_CONTENT } from '../peering/found-spec.rules.js';
import { QUORUM, findingOf, type Answer, type Finding, type ListAnswer } from './finding.rules.js';
import type { SpecReader } from './spec-reader.service.js';

/** How an OSS is asked in a beat. */
export interface Asking {
  readonly connection: PeerConnection;
  readonly specs: readonly PeeredSpecRow[];
  /** Whether what is visible is in the catalog, so that its content is of use only when it is another. */
  readonly isShown: boolean;
  /** Failed beats in a row so far. */
  readonly failures: number;
  readonly call: PeerCall;
  /** Ends the signal of the call: there is no room for more, and what was not heard by then comes first in the next beat. */
  readonly enough: () => void;
  /** Characters of content that there is room for. @default MOST_CONTENT */
  readonly room?: number;
}

/** What one specification meets the others will too. */
const OF_THE_OSS: ReadonlySet<FailureCode> = new Set(['DNS', 'CONNECT', 'TLS']);

/**
 * Asks for every chosen specification, in parallel within the bounds of the source, and for the list when one seems to be gone.
 * An OSS that is away is not asked for all: of one that has answered before, a few tell; of one that was away at the last beat, a single one does,
 * another at each beat. Where those few fail and the OSS may be there all the same, the others are asked for once, and not again and again.
 * @returns by remote id
 */
export async function askAll(source: PeerSource, read: SpecReader, { connection, specs, isShown, failures, call, enough, room = MOST_CONTENT }: Asking): Promise<ReadonlyMap<string, Finding>> {
  const answers = new Map<string, Answer>();
  let left = room;
  const askFor = async (row: PeeredSpecRow, how: PeerCall): Promise<void> => {
    const answer = withoutKnown(await askOne({ source, read }, connection, row, how), row, isShown);
    answers.set(row.remoteId, answer);
    if (answer.kind === 'found' && answer.found.source !== NOTHING && (left -= contentSize(answer.found)) < 0) enough();
  };
  const ask = async (rows: readonly PeeredSpecRow[], how: PeerCall): Promise<void> => void (await Promise.all(rows.map((row) => askFor(row, how))));
  // The surest sign of life are those that were heard of last
  const latest = specs.toSorted((one, other) => verifiedAt(other) - verifiedAt(one));
  const [first, rest] = failures === 0 ? [latest.slice(0, QUORUM), latest.slice(QUORUM)] : around(latest, failures - 1);
  await ask(first, failures === 0 ? call : { ...call, attempts: 1 });
  const course = courseAfter([...answers.values()], failures);
  if (course === 'once') await ask(rest, { ...call, attempts: 1 });
  // Where time is not enough for all, those come first that were not heard of for longest
  if (course === 'on') await ask(rest.toReversed(), call);
  const list = [...answers.values()].some(({ kind }) => kind === 'gone') ? await askList(source, connection, call) : undefined;
  return new Map(specs.map(({ remoteId }) => [remoteId, findingOf(remoteId, answers.get(remoteId) ?? { kind: 'unasked' }, list)]));
}

const verifiedAt = ({ lastVerifiedAt }: PeeredSpecRow): number => lastVerifiedAt?.getTime() ?? 0;

const NOTHING: JsonObject = {};

/** A content that we have is let go at once: many organizations' would be held together. */
function withoutKnown(answer: Answer, { state, contentHash }: PeeredSpecRow, isShown: boolean): Answer {
  const isKnown = isShown && state === 'visible' && answer.kind === 'found' && answer.found.contentHash === contentHash;
  return isKnown ? { kind: 'found', found: { ...answer.found, source: NOTHING } } : answer;
}

/** One, and the others. */
function around(specs: readonly PeeredSpecRow[], turn: number): readonly [readonly PeeredSpecRow[], readonly PeeredSpecRow[]] {
  const at = turn % Math.max(1, specs.length);
  return [specs.slice(at, at + 1), [...specs.slice(0, at), ...specs.slice(at + 1)]];
}

/** What is done after the first answers: no more, the others once each, or all as ever. */
function courseAfter(answers: readonly Answer[], failures: number): 'over' | 'once' | 'on' {
  const faults = answers.flatMap((answer) => (answer.kind === 'fault' ? [answer.fault.code] : []));
  const isAway = failures > 0 || faults.every((code) => OF_THE_OSS.has(code));
  if (answers.every(({ kind }) => kind === 'unasked') || faults.includes('AUTH_TOKEN')) return 'over';
  if (faults.length < answers.length) return 'on';
  return isAway ? 'over' : 'once';
}

async function askOne({ source, read }: { readonly source: PeerSource; readonly read: SpecReader }, connection: PeerConnection, row: PeeredSpecRow, call: PeerCall): Promise<Answer> {
  return heard(call, async () => {
    const answer = await source.spec(connection, row.remoteId, call);
    return answer.kind === 'gone' ? answer : { kind: 'found', found: read(row.remoteId, answer) };
  });
}

const askList = (source: PeerSource, connection: PeerConnection, call: PeerCall): Promise<ListAnswer> =>
  heard(call, async () => {
    const { items, complete } = await source.list(connection, 'all', call);
    return { kind: 'listed', ids: new Set(items.flatMap((item) => remoteIdOf(item) ?? [])), complete };
  });

/** @throws what is neither a fault of the OSS nor the end of the beat's time */
async function heard<Result>(call: PeerCall, ask: () => Promise<Result>): Promise<Result | Extract<Answer, { readonly kind: 'fault' | 'unasked' }>> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof PeerFault) return { kind: 'fault', fault: error.told };
    if (call.signal.aborted) return { kind: 'unasked' };
    throw error;
  }
}
