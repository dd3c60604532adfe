import type { FailureCode, ToldFailure } from '../../../kernel/peering/messages.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';

/** A specification as the OSS has it now. */
export interface FoundSpec {
  readonly source: JsonObject;
  readonly name: string;
  readonly version: string | null;
  readonly lastUpdate: Date | null;
  readonly contentHash: string;
}

/** What the OSS answered when it was asked for one. `unasked`: time was up before it could say anything. */
export type Answer =
  | { readonly kind: 'found'; readonly found: FoundSpec }
  | { readonly kind: 'gone' }
  | { readonly kind: 'fault'; readonly fault: ToldFailure }
  | { readonly kind: 'unasked' };

/** What it answered when it was asked for the list of all. */
export type ListAnswer = { readonly kind: 'listed'; readonly ids: ReadonlySet<string>; readonly complete: boolean } | Exclude<Answer, { readonly kind: 'found' | 'gone' }>;

/** What is now known of one. `deleted` takes two signs: no answer by its id, and a whole list without it. */
export type Finding =
  | { readonly kind: 'found'; readonly found: FoundSpec }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'unsure'; readonly fault: ToldFailure; /** The OSS is there all the same: it listed its specifications. */ readonly alive: boolean }
  | { readonly kind: 'unasked' };

export type Verdict =
  | { readonly kind: 'reachable' }
  | { readonly kind: 'failed'; readonly failure: ToldFailure }
  /** Too little was heard to say anything. */
  | { readonly kind: 'open' };

/** So many requests without an answer, and the OSS is taken to be away; all of them where fewer are chosen. */
export const QUORUM = 4;

export function findingOf(remoteId: string, answer: Answer, list: ListAnswer | undefined): Finding {
  if (answer.kind === 'fault') return { ...answer, kind: 'unsure', alive: false };
  if (answer.kind !== 'gone') return answer;
  if (list?.kind === 'fault') return { ...list, kind: 'unsure', alive: false };
  if (list?.kind !== 'listed') return { kind: 'unasked' };
  if (list.ids.has(remoteId)) return doubtful('SPEC_NOT_FOUND', 'The OSS has no such specification, and lists it.');
  return list.complete ? { kind: 'deleted' } : doubtful('INVALID_RESPONSE', 'The OSS has no such specification, and its list is incomplete.');
}

const doubtful = (code: FailureCode, reason: string): Finding => ({ kind: 'unsure', fault: { code, reason, retryable: true }, alive: true });

/** @param known whether the OSS is known to be away: then one failure more is enough */
export function verdictOf(findings: readonly Finding[], known: boolean): Verdict {
  const faults = findings.flatMap((finding) => (finding.kind === 'unsure' ? [finding.fault] : []));
  const found = findings.some(({ kind }) => kind === 'found');
  const refused = faults.find(({ code }) => code === 'AUTH_TOKEN') ?? (found ? undefined : faults.find(({ code }) => code === 'AUTH_REJECTED'));
  if (refused) return { kind: 'failed', failure: refused };
  if (found || findings.some((finding) => finding.kind === 'deleted' || (finding.kind === 'unsure' && finding.alive))) return { kind: 'reachable' };
  const failure = mostFrequent(faults);
  return failure && faults.length >= (known ? 1 : Math.min(QUORUM, findings.length)) ? { kind: 'failed', failure } : { kind: 'open' };
}

function mostFrequent(faults: readonly ToldFailure[]): ToldFailure | undefined {
  const times = (code: FailureCode): number => faults.filter((fault) => fault.code === code).length;
  return faults.toSorted((one, other) => times(other.code) - times(one.code))[0];
}
