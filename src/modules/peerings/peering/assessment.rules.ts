import type { ToldFailure } from '../../../kernel/peering/messages.js';
import { findingOf, type Answer, type Finding, type ListAnswer } from '../heartbeat/finding.rules.js';
import type { FailedSpec } from './peering.types.js';

/** What an OSS answered when an admin's choice was fetched. */
export interface Heard {
  /** By remote id, of all that were asked for. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** When one seems to be gone that was imported before. */
  readonly list: ListAnswer | undefined;
  /** Ids whose names are known. */
  readonly names: Readonly<Record<string, string>>;
  /** Ids that have not been chosen before: of these the OSS must have every one. */
  readonly fresh: ReadonlySet<string>;
  /** Ids without which nothing is done, unless an import in part is allowed. */
  readonly needed: ReadonlySet<string>;
}

export type Assessment =
  /** `excluded`: fresh ones that the OSS does not have. */
  | { readonly kind: 'usable'; readonly findings: ReadonlyMap<string, Finding>; readonly excluded: ReadonlySet<string>; readonly failed: readonly FailedSpec[] }
  /** `told` is what a message says, `refused` what the caller is told. */
  | { readonly kind: 'failed'; readonly told: ToldFailure; readonly refused: ToldFailure; readonly failed: readonly FailedSpec[] };

const NO_SUCH: ToldFailure = { code: 'SPEC_NOT_FOUND', reason: 'The OSS has no such specification.', retryable: false };

/** @param partial whether what can be had is imported without the rest; something there must be */
export function assess(heard: Heard, partial: boolean): Assessment {
  const { answers, list, names, fresh, needed } = heard;
  const findings = new Map<string, Finding>();
  const excluded = new Set<string>();
  const faults = new Map<string, ToldFailure>();
  const firstFault = [...answers.values()].find((answer) => answer.kind === 'fault');
  for (const [id, answer] of answers) {
    if (fresh.has(id) && answer.kind === 'gone') {
      excluded.add(id);
      faults.set(id, NO_SUCH);
      continue;
    }
    // What was not asked for would have met the same fault
    const finding = findingOf(id, answer.kind === 'unasked' && firstFault ? firstFault : answer, list);
    findings.set(id, finding);
    if (finding.kind === 'unsure' && !finding.alive) faults.set(id, finding.fault);
  }
  const failed = [...faults].map(([id, fault]) => failedSpec(id, names[id] ?? id, fault));
  const inTheWay = [...faults].filter(([id]) => needed.has(id)).map(([, fault]) => fault);
  const isAnyThere = [...findings.values()].some(({ kind }) => kind === 'found');
  if (inTheWay.length === 0 || (partial && isAnyThere)) return { kind: 'usable', findings, excluded, failed };
  return { kind: 'failed', ...failureOf(inTheWay, needed.size), failed: failed.filter(({ remoteId }) => needed.has(remoteId)) };
}

const failedSpec = (remoteId: string, name: string, { code, httpStatus }: ToldFailure): FailedSpec => ({ remoteId, name, code, ...(httpStatus !== undefined && { httpStatus }) });

/** The OSS's own troubles come before what it does not have. */
function failureOf(faults: readonly ToldFailure[], of: number): { readonly told: ToldFailure; readonly refused: ToldFailure } {
  const troubles = faults.filter(({ code }) => code !== 'SPEC_NOT_FOUND');
  const refused = mostFrequent(troubles.length > 0 ? troubles : faults);
  const isOne = faults.length === of && faults.every(({ code }) => code === refused.code);
  if (isOne) return { told: refused, refused };
  return { told: { code: 'PARTIAL', reason: `${faults.length} of ${of} chosen specifications could not be fetched: ${refused.code}`, retryable: refused.retryable }, refused };
}

function mostFrequent(faults: readonly ToldFailure[]): ToldFailure {
  const times = new Map<string, number>();
  for (const { code } of faults) times.set(code, (times.get(code) ?? 0) + 1);
  return faults.toSorted((one, other) => times.get(other.code)! - times.get(one.code)!)[0]!;
}
