import type { FailureCode } from '../../../kernel/peering/messages.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import { PeerFault, remoteIdOf, type PeerCall, type PeerConnection, type PeerSource } from '../client/peer.types.js';
import type { PeeredSpecRow } from '../peering/peering.types.js';
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
}

/** Nothing was heard of the OSS at all. */
const SILENT: ReadonlySet<FailureCode> = new Set(['DNS', 'CONNECT', 'TLS', 'TIMEOUT']);

/**
 * Asks for every chosen specification, in parallel within the bounds of the source, and for the list when one seems to be gone.
 * An OSS that is away is not asked for all: of one that has answered before, the first few tell; of one that was away at the last beat, a
 * single one does, another at each beat.
 * @returns by remote id
 */
export async function askAll(source: PeerSource, read: SpecReader, { connection, specs, isShown, failures, call }: Asking): Promise<ReadonlyMap<string, Finding>> {
  const answers = new Map<string, Answer>();
  const ask = async (rows: readonly PeeredSpecRow[], how: PeerCall): Promise<void> => {
    await Promise.all(rows.map(async (row) => void answers.set(row.remoteId, withoutKnown(await askOne({ source, read }, connection, row, how), row, isShown))));
  };
  // Where time is not enough for all, those come first that were not heard of for longest
  const inTurn = specs.toSorted((one, other) => verifiedAt(one) - verifiedAt(other));
  const [first, rest] = failures === 0 ? [inTurn.slice(0, QUORUM), inTurn.slice(QUORUM)] : around(inTurn, failures);
  await ask(first, failures === 0 ? call : { ...call, attempts: 1 });
  if (!isAway([...answers.values()])) await ask(rest, call);
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

const isAway = (answers: readonly Answer[]): boolean =>
  answers.every(({ kind }) => kind === 'unasked') ||
  answers.some((answer) => answer.kind === 'fault' && answer.fault.code === 'AUTH_TOKEN') ||
  answers.every((answer) => answer.kind === 'fault' && SILENT.has(answer.fault.code));

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
