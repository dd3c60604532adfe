import type { Clock } from '../../../kernel/clock.js';
import type { FailureCode, ToldFailure } from '../../../kernel/peering/messages.js';
import { connectionOf } from '../client/connection.rules.js';
import { PeerFault, type PeerCall, type PeerConnection, type PeerSource } from '../client/peer.types.js';
import type { KnownOrganization, Parties } from '../neighbours.types.js';
import { importedSpec } from '../peering/found-spec.rules.js';
import { importMessages, toldAssignments, unreachableMessage, updateMessages, type Draft, type OrganizationName } from '../peering/messages.events.js';
import { alarms, type AlarmWork } from '../peering/peer-alarms.rules.js';
import type { PeeredSpecStore } from '../peering/peered-spec.store.js';
import { RECOVERED } from '../peering/peering.rules.js';
import { stateOf } from '../peering/peering.store.js';
import type { PeeredSpecRow, PeeringRow } from '../peering/peering.types.js';
import type { Outcome, Settle } from '../peering/settle.service.js';
import { onAbort } from '../../../outbound/on-abort.js';
import { askAll } from './asking.service.js';
import { decideBeat, type AlarmSigns, type BeatDecision, type ShownSpec, type Tolerances } from './beat.rules.js';
import { verdictOf, type Finding, type Verdict } from './finding.rules.js';
import type { Schedule } from './schedule.rules.js';
import { specReader } from './spec-reader.service.js';

/**
 * What came of a beat. `open`: too little was heard to say anything, and nothing has changed; `discarded`: the peering was changed
 * meanwhile, or is over; `gone`: its organization is no more, and whoever deleted it will end the peering.
 */
export type Beat =
  | { readonly kind: 'settled'; readonly before: PeeringRow; readonly after: PeeringRow; readonly decision: BeatDecision }
  | { readonly kind: 'open' | 'discarded' | 'gone' };

export interface Beats {
  /** One beat of a peering whose lease the caller has. @throws when the database is away; then nothing has changed */
  beat(row: PeeringRow, call: Pick<PeerCall, 'signal' | 'correlator'>): Promise<Beat>;
}

export interface BeatsOptions {
  readonly settle: Pick<Settle, 'settle'>;
  readonly specs: Pick<PeeredSpecStore, 'of'>;
  readonly parties: Pick<Parties, 'find'>;
  readonly source: PeerSource;
  readonly schedule: Schedule;
  readonly tolerances: Tolerances;
  readonly clock: Clock;
  /** Milliseconds for all that is asked of one OSS in a beat. */
  readonly deadlineMs: number;
}

export function createBeats({ settle, specs, parties, source, schedule, tolerances, clock, deadlineMs }: BeatsOptions): Beats {
  const read = specReader();

  async function findings(organization: KnownOrganization, rows: readonly PeeredSpecRow[], { status, failures }: PeeringRow, { signal, correlator }: PeerCall): Promise<ReadonlyMap<string, Finding>> {
    const connection = connectionTo(organization);
    if (connection instanceof PeerFault) return new Map(rows.map(({ remoteId }) => [remoteId, { kind: 'unsure', fault: connection.told, alive: false }]));
    // Not AbortSignal.any with AbortSignal.timeout: the garbage collector of Node 20 may take the timer before it fires
    const over = new AbortController();
    const end = (): void => over.abort(new Error('The time of a beat is up.'));
    const timer = setTimeout(end, deadlineMs);
    const forget = onAbort(signal, end);
    if (signal.aborted) end();
    try {
      return await askAll(source, read, { connection, specs: rows, isShown: status !== 'unreachable', failures, call: { signal: over.signal, correlator }, enough: end });
    } finally {
      clearTimeout(timer);
      forget();
    }
  }

  const nextBeatAt = ({ organizationId, nextBeatAt: due }: PeeringRow, now: Date): Date | null =>
    due !== null && due > now ? due : schedule.next(organizationId, due ?? now, now);

  return {
    async beat(row, call) {
      const began = clock.now();
      const organization = await parties.find(row.organizationId);
      if (!organization) return { kind: 'gone' };
      const rows = (await specs.of([row.organizationId])).get(row.organizationId) ?? [];
      const found = await findings(organization, rows, row, call);
      // What was cut off says nothing, whatever was heard before
      if (call.signal.aborted) return { kind: 'open' };
      const verdict = verdictOf([...found.values()], row.failures > 0);
      let decision: BeatDecision | undefined;
      const settled = await settle.settle({
        organization,
        revision: row.revision,
        began,
        correlator: call.correlator,
        decide(current, now) {
          const next = { ...stateOf(current), nextBeatAt: nextBeatAt(current, now) };
          if (verdict.kind === 'open') return { next };
          decision = decideBeat({ health: current, specs: rows, findings: found }, verdict, tolerances, now);
          return outcomeOf(decision, { row: current, rows, organization, verdict, next, now });
        },
      });
      if (settled.kind !== 'settled') return { kind: settled.kind === 'gone' ? 'gone' : 'discarded' };
      return decision ? { kind: 'settled', before: row, after: settled.row, decision } : { kind: 'open' };
    },
  };
}

function connectionTo(organization: KnownOrganization): PeerConnection | PeerFault {
  try {
    return connectionOf(organization);
  } catch (error) {
    if (error instanceof PeerFault) return error;
    throw error;
  }
}

interface Decided {
  readonly row: PeeringRow;
  readonly rows: readonly PeeredSpecRow[];
  readonly organization: OrganizationName;
  readonly verdict: Verdict;
  readonly next: Outcome['next'];
  readonly now: Date;
}

function outcomeOf(decision: BeatDecision, { row, rows, organization, next, now }: Decided): Outcome {
  const { openAlarms, messages } = alarms(organization, row.openAlarms, alarmWork(decision.alarms), now);
  const failure = decision.health.lastFailure;
  return {
    next: { ...next, ...decision.health, failedSpecs: decision.health.status === 'active' ? decision.failedSpecs : row.failedSpecs, openAlarms },
    specs: { put: decision.specs },
    messages: () => [...catalogMessages(decision, { row, rows, organization }), ...messages],
    reason: failure ? reasonOf(failure) : RECOVERED,
  };
}

export const reasonOf = ({ code, reason }: ToldFailure): { readonly code: FailureCode; readonly reason: string } => ({ code, reason });

function catalogMessages({ told, specs }: BeatDecision, { row, rows, organization }: Pick<Decided, 'row' | 'rows' | 'organization'>): readonly Draft[] {
  const imported = ({ spec: { remoteId, localId }, found }: ShownSpec) => importedSpec(organization, remoteId, localId, found);
  switch (told?.kind) {
    case undefined:
      return [];
    case 'updated':
      return updateMessages('heartbeat', { added: told.added.map(imported), updated: told.updated.map(imported), removed: [...told.removed] });
    case 'recovered': {
      const seen = new Map([...rows, ...specs].map((spec) => [spec.remoteId, spec]));
      return importMessages('recovered', told.specs.map(imported), toldAssignments(row.assignments, row.selection, seen));
    }
    case 'unreachable': {
      const { kind: _kind, affected, firstFailureAt, lastSuccessAt, ...data } = told;
      return [unreachableMessage({ ...data, firstFailureAt: firstFailureAt.toISOString(), lastSuccessAt: lastSuccessAt?.toISOString() ?? null }, affected)];
    }
  }
}

function alarmWork(signs: AlarmSigns): AlarmWork {
  const kinds = Object.keys(signs) as (keyof AlarmSigns)[];
  return {
    clear: kinds.filter((kind) => signs[kind] === false),
    raise: kinds.flatMap((kind) => {
      const sign = signs[kind];
      if (!sign) return [];
      const { failure: { code, reason, httpStatus }, affected } = sign;
      return [{ kind, code, httpStatus, problem: `${code}: ${reason}`, affected }];
    }),
  };
}
