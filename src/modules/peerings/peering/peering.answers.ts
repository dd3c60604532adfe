import type { JsonObject } from '../../../kernel/tmf/document.js';
import { remoteIdOf } from '../client/peer.types.js';
import { summaryOf } from '../client/spec.rules.js';
import type { PeeredSpecRow, PeeringRow } from './peering.types.js';
import type { Peering, PeeringFailure, SelectedSpec, SpecSummary } from './peering-view.types.js';

const failureOf = ({ lastFailure }: PeeringRow): PeeringFailure | null => lastFailure && { code: lastFailure.code, reason: lastFailure.reason };

export function toPeering(row: PeeringRow): Peering {
  const { organizationId, status, generation, selection, createdAt, updatedAt } = row;
  return {
    organizationId,
    status,
    generation,
    heartbeat: {
      lastCheckAt: row.lastCheckAt,
      lastSuccessAt: row.lastSuccessAt,
      consecutiveFailures: row.failures,
      firstFailureAt: row.firstFailureAt,
      nextCheckAt: row.nextBeatAt,
      lastFailure: failureOf(row),
    },
    failedSpecs: row.failedSpecs.map(({ remoteId, name, code }) => ({ remoteId, name, code })),
    createdAt,
    updatedAt,
    organization: { id: organizationId },
    assignments: row.assignments.map(({ name, categories }) => ({
      name,
      categories: categories.map((category) => ({ name: category.name, specifications: category.specifications.map((remoteId) => ({ remoteId, name: selection[remoteId] ?? remoteId })) })),
    })),
    row,
  };
}

/** What was chosen, in the order of the names; one that was not written down yet, or not any more, is missing. */
export function selectedSpecs({ selection }: PeeringRow, specs: readonly PeeredSpecRow[]): SelectedSpec[] {
  const seen = new Map(specs.map((spec) => [spec.remoteId, spec]));
  const all = Object.entries(selection).map(([remoteId, name]): SelectedSpec => {
    const spec = seen.get(remoteId);
    if (!spec) return { remoteId, name, localId: null, state: 'missing', version: null, lastVerifiedAt: null, specification: null };
    const { localId, state, version, lastVerifiedAt } = spec;
    return { remoteId, name: spec.name, localId, state, version, lastVerifiedAt, specification: state === 'visible' ? { id: localId } : null };
  });
  return all.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : one.remoteId < other.remoteId ? -1 : 1));
}

/** The peering resource of the HypO Peering API. Specs go by their names where these mean one only. */
export function peeringDocument(row: PeeringRow, specs: readonly PeeredSpecRow[], organization: JsonObject | null): JsonObject {
  const selected = selectedSpecs(row, specs);
  const nameOf = namesFor(selected);
  return {
    organization,
    serviceSpecs: Object.fromEntries(selected.map(({ remoteId, name }) => [remoteId, name])),
    peeredSpecs: Object.fromEntries(selected.filter(({ state }) => state === 'visible').map(({ remoteId, name }) => [remoteId, name])),
    serviceCatalogs: row.assignments.map(({ name, categories }) => ({ name, categories: categories.map((category) => ({ name: category.name, specifications: category.specifications.map(nameOf) })) })),
    id: row.organizationId,
    status: row.status,
    generation: row.generation,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    heartbeat: {
      lastCheckAt: row.lastCheckAt?.toISOString() ?? null,
      lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
      consecutiveFailures: row.failures,
      lastFailure: row.lastFailure && { code: row.lastFailure.code, reason: row.lastFailure.reason },
      nextCheckAt: row.nextBeatAt?.toISOString() ?? null,
    },
    failedSpecs: row.failedSpecs.map(({ remoteId, name, code }) => ({ id: remoteId, name, code })),
  };
}

function namesFor(selected: readonly SelectedSpec[]): (remoteId: string) => string {
  const times = new Map<string, number>();
  for (const { name } of selected) times.set(name, (times.get(name) ?? 0) + 1);
  const names = new Map(selected.map(({ remoteId, name }) => [remoteId, times.get(name) === 1 ? name : remoteId]));
  return (remoteId) => names.get(remoteId) ?? remoteId;
}

/** What a list says of a spec. Undefined: it has no id, so that nobody could choose it. */
export function toSummary(source: JsonObject, selection: PeeringRow['selection']): SpecSummary | undefined {
  const id = remoteIdOf(source);
  if (id === undefined) return undefined;
  const document = summaryOf(source);
  const text = (member: string): string | null => (typeof document[member] === 'string' ? document[member] : null);
  return {
    id,
    name: text('name') ?? id,
    version: text('version'),
    description: text('description'),
    lifecycleStatus: text('lifecycleStatus'),
    isBundle: typeof document['isBundle'] === 'boolean' ? document['isBundle'] : null,
    lastUpdate: text('lastUpdate'),
    atType: text('@type'),
    isSelected: Object.hasOwn(selection, id),
    document,
  };
}
