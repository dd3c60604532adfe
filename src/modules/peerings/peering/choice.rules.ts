import type { ImportedSpec } from '../../../kernel/peering/messages.js';
import { decideBeat, type BeatDecision, type ShownSpec } from '../heartbeat/beat.rules.js';
import type { Finding } from '../heartbeat/finding.rules.js';
import { importedSpec, unseenSpec } from './found-spec.rules.js';
import { importMessages, toldAssignments, updateMessages, type Draft, type OrganizationName } from './messages.events.js';
import { alarms, alarmWorkOf } from './peer-alarms.rules.js';
import { RECOVERED, type Standing } from './peering.rules.js';
import { stateOf } from './peering.store.js';
import { stands, type Assignment, type FailedSpec, type PeeredSpecRow, type PeeringRow } from './peering.types.js';
import { withoutSpecs, type Choice } from './selection.rules.js';
import type { Outcome } from './settle.service.js';

export type Mode = 'add' | 'update';

export interface Fetched {
  readonly mode: Mode;
  readonly choice: Choice;
  /** As they are, without those that were not chosen before. */
  readonly rows: readonly PeeredSpecRow[];
  /** By remote id, of those that were asked for. */
  readonly findings: ReadonlyMap<string, Finding>;
  /** Fresh ones that the OSS does not have: they are not chosen. */
  readonly excluded: ReadonlySet<string>;
  readonly failed: readonly FailedSpec[];
  /** Remote ids that our catalog has for specs of its own. */
  readonly taken: ReadonlySet<string>;
  readonly nextBeatAt: Date | null;
  readonly specTolerance: number;
}

/** An admin's choice, fetched. It counts as a beat that went well; of an OSS that was away it is the recovery. */
export function chosen({ organization, row, now }: Standing, fetched: Fetched): Outcome {
  const { mode, choice, excluded, findings, nextBeatAt, specTolerance } = fetched;
  const { left, fresh } = specsOf(fetched, organization.id);
  const decision = decideBeat({ health: row, specs: left, findings }, { kind: 'reachable' }, { tolerance: 1, specTolerance }, now);
  const seen = new Map([...left, ...decision.specs].map((spec) => [spec.remoteId, spec]));
  const selection = Object.fromEntries([...seen].map(([id, { name }]) => [id, name]));
  const assignments = withoutSpecs(choice.assignments, excluded);
  const signs = alarmWorkOf({ [mode]: false, ...decision.alarms });
  const { openAlarms, messages } = alarms(organization, row.openAlarms, signs, now);
  const catalogs = toldAssignments(assignments, selection, seen);
  const isOther = inWords(assignments) !== inWords(row.assignments);
  return {
    next: {
      ...stateOf(row), ...decision.health, selection, assignments, nextBeatAt, openAlarms,
      createdAt: row.status === 'terminated' ? now : row.createdAt,
      failedSpecs: [...new Map([...fetched.failed, ...decision.failedSpecs].map((spec) => [spec.remoteId, spec])).values()],
    },
    specs: { put: [...new Map([...fresh, ...decision.specs].map((spec) => [spec.remoteId, spec])).values()], drop: choice.dropped, taken: fetched.taken },
    messages: (localIds) => [...catalogMessages(fetched, decision, { organization, localIds, serviceCatalogs: catalogs, isOther }), ...messages],
    reason: reasonOf(row),
  };
}

function reasonOf(row: PeeringRow): { readonly code: string; readonly reason: string } {
  return stands(row) ? RECOVERED : { code: 'CHOSEN', reason: 'Specifications were chosen.' };
}

/** Everything that is chosen then, and what of it is new. */
function specsOf({ choice: { selection, dropped }, rows, excluded }: Fetched, organizationId: string) {
  const known = new Set(rows.map(({ remoteId }) => remoteId));
  const isDropped = new Set(dropped);
  const fresh = Object.entries(selection).flatMap(([id, name]) => (known.has(id) || excluded.has(id) ? [] : [unseenSpec(organizationId, id, name)]));
  return { left: [...rows.filter(({ remoteId }) => !isDropped.has(remoteId)), ...fresh], fresh };
}

interface Telling {
  readonly organization: OrganizationName;
  readonly localIds: ReadonlyMap<string, string>;
  readonly serviceCatalogs: ReturnType<typeof toldAssignments>;
  /** The assignments are told otherwise than before. */
  readonly isOther: boolean;
}

function catalogMessages({ mode, choice, rows, findings }: Fetched, { told, specs }: BeatDecision, { organization, localIds, serviceCatalogs, isOther }: Telling): readonly Draft[] {
  const imported = ({ spec: { remoteId, localId }, found }: ShownSpec): ImportedSpec => importedSpec(organization, remoteId, localIds.get(remoteId) ?? localId, found);
  if (told?.kind === 'recovered') return importMessages('recovered', told.specs.map(imported), serviceCatalogs);
  const { added, updated, removed } = told?.kind === 'updated' ? told : NOTHING;
  if (mode === 'add') {
    const after = new Map(specs.map((spec) => [spec.remoteId, spec]));
    const imports = importMessages('add', choice.asked.flatMap((id) => foundOf(findings.get(id), after.get(id))).map(imported), serviceCatalogs);
    // One that was chosen again, and could not be had once too often
    return [...imports, ...updateMessages('patch', { added: [], updated: [], removed: [...removed] })];
  }
  const dropped = new Set(choice.dropped);
  const deselected = rows.flatMap(({ remoteId, localId, name, state }) => (dropped.has(remoteId) && state === 'visible' ? [{ remoteId, localId, name, reason: 'deselected' as const }] : []));
  return updateMessages('patch', { added: added.map(imported), updated: updated.map(imported), removed: [...removed, ...deselected], ...(isOther && { serviceCatalogs }) });
}

const NOTHING = { added: [], updated: [], removed: [] } as const;

const foundOf = (finding: Finding | undefined, spec: PeeredSpecRow | undefined): readonly ShownSpec[] => (finding?.kind === 'found' && spec ? [{ spec, found: finding.found }] : []);

const inWords = (assignments: readonly Assignment[]): string => JSON.stringify(assignments.map(({ name, categories }) => [name, categories.map((category) => [category.name, category.specifications])]));
