import type { GoneSpec, ToldFailure } from '../../../kernel/peering/messages.js';
import type { FailedSpec, PeeredSpecRow, PeeringState, SpecChange } from '../peering/peering.types.js';
import type { Finding, FoundSpec, Verdict } from './finding.rules.js';

/** How it stands with the OSS, as far as beats decide it. */
export type Health = Pick<PeeringState, 'status' | 'failures' | 'firstFailureAt' | 'lastCheckAt' | 'lastSuccessAt' | 'lastFailure'>;

export interface Tolerances {
  /** Failed beats in a row that make an OSS unreachable. */
  readonly tolerance: number;
  /** Beats in a row that could not tell whether a specification is there, after which it is taken out. */
  readonly specTolerance: number;
}

/** A specification that the catalog is to show, or to show anew. */
export interface ShownSpec {
  readonly spec: PeeredSpecRow;
  readonly found: FoundSpec;
}

export type TakenSpec = GoneSpec & { readonly reason: 'deleted-at-source' | 'unverifiable' };

/** What the catalog is told. */
export type Told =
  | { readonly kind: 'updated'; readonly added: readonly ShownSpec[]; readonly updated: readonly ShownSpec[]; readonly removed: readonly TakenSpec[] }
  | { readonly kind: 'recovered'; readonly specs: readonly ShownSpec[] }
  | { readonly kind: 'unreachable'; readonly failure: ToldFailure; readonly consecutiveFailures: number; readonly threshold: number; readonly firstFailureAt: Date; readonly lastSuccessAt: Date | null; readonly affected: readonly GoneSpec[] };

export type AlarmCondition = 'heartbeat' | 'auth' | 'partial' | 'empty';

/** Whether a condition for an alarm holds. Of one that is not named the beat says nothing. */
export type AlarmSigns = Readonly<Partial<Record<AlarmCondition, false | { readonly failure: ToldFailure; readonly affected: readonly string[] }>>>;

export interface BeatDecision {
  readonly health: Health;
  /** Rows that differ. */
  readonly specs: readonly (PeeredSpecRow & SpecChange)[];
  readonly told: Told | undefined;
  readonly alarms: AlarmSigns;
  /** Chosen ones that could not be had, with the code. */
  readonly failedSpecs: readonly FailedSpec[];
}

export interface BeatFacts {
  readonly health: Health;
  readonly specs: readonly PeeredSpecRow[];
  /** By remote id; of every one of `specs`. */
  readonly findings: ReadonlyMap<string, Finding>;
}

/** What a beat makes of an organization. */
export function decideBeat({ health, specs, findings }: BeatFacts, verdict: Exclude<Verdict, { readonly kind: 'open' }>, settings: Tolerances, now: Date): BeatDecision {
  if (verdict.kind === 'failed') return afterFailure({ health, specs }, verdict.failure, settings, now);
  const seen = specs.map((spec): Seen => seenAs(spec, findings.get(spec.remoteId) ?? { kind: 'unasked' }, settings, now));
  return {
    health: { status: 'active', failures: 0, firstFailureAt: null, lastCheckAt: now, lastSuccessAt: now, lastFailure: null },
    specs: seen.flatMap(({ before, after }) => (after === before ? [] : [after])),
    told: health.status === 'unreachable' ? recovered(seen) : difference(seen),
    alarms: { heartbeat: false, auth: false, ...signsOf(seen) },
    failedSpecs: seen.flatMap(failedOf),
  };
}

function afterFailure({ health, specs }: Pick<BeatFacts, 'health' | 'specs'>, failure: ToldFailure, { tolerance }: Tolerances, now: Date): BeatDecision {
  const failures = health.failures + 1;
  const firstFailureAt = health.firstFailureAt ?? now;
  const isAway = health.status === 'unreachable' || failures >= tolerance;
  const visible = specs.filter(({ state }) => state === 'visible');
  const isNew = isAway && health.status !== 'unreachable';
  const affected = isNew ? visible : specs.filter(({ state }) => state === 'removed');
  const condition = failure.code === 'AUTH_TOKEN' || failure.code === 'AUTH_REJECTED' ? 'auth' : 'heartbeat';
  return {
    health: { status: isAway ? 'unreachable' : 'degraded', failures, firstFailureAt, lastCheckAt: now, lastSuccessAt: health.lastSuccessAt, lastFailure: failure },
    specs: isNew ? visible.map((spec) => ({ ...spec, state: 'removed' })) : [],
    told: isNew ? { kind: 'unreachable', failure, consecutiveFailures: failures, threshold: tolerance, firstFailureAt, lastSuccessAt: health.lastSuccessAt, affected: visible.map(goneOf) } : undefined,
    alarms: isAway ? { [condition]: { failure, affected: affected.map(({ localId }) => localId) } } : {},
    failedSpecs: [],
  };
}

/** A specification before and after what was found of it. */
interface Seen {
  readonly before: PeeredSpecRow;
  readonly after: PeeredSpecRow & SpecChange;
  readonly finding: Finding;
}

function seenAs(before: PeeredSpecRow, finding: Finding, { specTolerance }: Tolerances, now: Date): Seen {
  switch (finding.kind) {
    case 'found':
      return { before, finding, after: shown(before, finding.found, now) };
    case 'deleted':
      return { before, finding, after: before.state === 'removed' && before.missCount === 0 ? before : { ...before, state: 'removed', missCount: 0 } };
    case 'unsure': {
      const missCount = before.missCount + 1;
      return { before, finding, after: { ...before, missCount, state: before.state === 'visible' && missCount >= specTolerance ? 'missing' : before.state } };
    }
    case 'unasked':
      return { before, finding, after: before };
  }
}

function shown(before: PeeredSpecRow, { source, name, version, lastUpdate, contentHash }: FoundSpec, now: Date): PeeredSpecRow & SpecChange {
  const after = { ...before, name, version, lastUpdate, contentHash, state: 'visible' as const, missCount: 0, lastVerifiedAt: now };
  return contentHash === before.contentHash ? after : { ...after, source };
}

const goneOf = ({ remoteId, localId, name }: PeeredSpecRow): GoneSpec => ({ remoteId, localId, name });

function failedOf({ before: { remoteId, name }, finding }: Seen): readonly FailedSpec[] {
  if (finding.kind === 'deleted') return [{ remoteId, name, code: 'SPEC_NOT_FOUND' }];
  if (finding.kind !== 'unsure') return [];
  const { code, httpStatus } = finding.fault;
  return [{ remoteId, name, code, ...(httpStatus !== undefined && { httpStatus }) }];
}

const shownOf = ({ after, finding }: Seen): readonly ShownSpec[] => (finding.kind === 'found' ? [{ spec: after, found: finding.found }] : []);

/** Everything that is there: what was taken out with the loss comes back as a whole. */
const recovered = (seen: readonly Seen[]): Told => ({ kind: 'recovered', specs: seen.flatMap(shownOf) });

function difference(seen: readonly Seen[]): Told | undefined {
  const added = seen.filter(({ before }) => before.state !== 'visible').flatMap(shownOf);
  const updated = seen.filter(({ before, after }) => before.state === 'visible' && before.contentHash !== after.contentHash).flatMap(shownOf);
  const taken = seen.filter(({ before, after }) => before.state === 'visible' && after.state !== 'visible');
  const removed = taken.map(({ before, finding }): TakenSpec => ({ ...goneOf(before), reason: finding.kind === 'deleted' ? 'deleted-at-source' : 'unverifiable' }));
  return added.length + updated.length + removed.length > 0 ? { kind: 'updated', added, updated, removed } : undefined;
}

function signsOf(seen: readonly Seen[]): AlarmSigns {
  const lost = seen.filter(({ finding }) => finding.kind === 'deleted' || finding.kind === 'unsure');
  const affected = lost.map(({ before }) => before.localId);
  const anyFound = seen.some(({ finding }) => finding.kind === 'found');
  if (lost.length > 0 && lost.length === seen.length && lost.every(({ finding }) => finding.kind === 'deleted')) {
    return { empty: { failure: { code: 'SPEC_NOT_FOUND', reason: 'The OSS has none of the chosen specifications any more.', retryable: false }, affected } };
  }
  const empty: AlarmSigns = anyFound ? { empty: false } : {};
  if (lost.length > 0) return { ...empty, partial: { failure: { code: 'PARTIAL', reason: `${lost.length} of ${seen.length} chosen specifications could not be had.`, retryable: true }, affected } };
  return seen.every(({ finding }) => finding.kind === 'found') ? { ...empty, partial: false } : empty;
}
