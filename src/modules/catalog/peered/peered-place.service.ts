import type { JsonObject } from '../../../kernel/tmf/document.js';
import type { Statements } from '../../../outbound/storage/database.js';
import type { ResourceChange } from '../catalog.events.js';
import { dropCandidates, lockStructure, putCandidates, type NamedPlacement, type NamedRow, type Placement } from '../category/category-refs.store.js';
import { candidateIdsElsewhere, candidatesOf, deleteCandidates, userPlaces, writeCandidates, type PeeredCandidate } from './peered-candidate.store.js';
import { candidateDocument, candidateFacts, candidateId, categoriesOf, factsOf, type CategoryRef } from './peered-document.rules.js';
import { findPlaces, placeKey, sweepPlaces } from './peered-place.store.js';
import { placesOf, type Assignments } from './peered.rules.js';
import type { ShownSpec } from './peered.store.js';

export interface Placing {
  readonly organizationId: string;
  readonly assignments: Assignments;
  /** Visible from now on, as they are told. */
  readonly shown: readonly ShownSpec[];
  /** Not visible any more. */
  readonly hidden: readonly string[];
  /** Others whose place may have changed. */
  readonly moved: readonly string[];
}

interface Wanted {
  readonly remoteId: string;
  readonly before: PeeredCandidate | undefined;
  readonly facts: JsonObject;
}

/** Brings candidates, categories and catalogs to what is visible and where it is assigned, or was put by users. */
export async function placeSpecs(tx: Statements, placing: Placing, now: Date): Promise<readonly ResourceChange[]> {
  const { organizationId, shown, hidden, moved } = placing;
  if (shown.length + hidden.length + moved.length === 0) return [];
  await lockStructure(tx);
  const held = await candidatesOf(tx, organizationId, [...new Set([...shown.map(({ remoteId }) => remoteId), ...hidden, ...moved])]);
  const gone = held.filter(({ remoteId }) => hidden.includes(remoteId));
  const wanted = wantedOf(placing, held);
  const { candidates, made } = await placed(tx, placing, wanted, now);
  const changed = candidates.filter(({ before, document }) => before?.document !== document);
  await writeCandidates(tx, organizationId, changed, now);
  await deleteCandidates(tx, gone.map(({ id }) => id));
  const touched = await moveRefs(tx, changed, gone, now);
  return [...made.changes, ...changesOf(changed, gone), ...withoutMade(touched, made.changes)];
}

function wantedOf({ shown, hidden }: Placing, held: readonly PeeredCandidate[]): readonly Wanted[] {
  const before = new Map(held.map((candidate) => [candidate.remoteId, candidate]));
  const told = new Set(shown.map(({ remoteId }) => remoteId));
  const gone = new Set(hidden);
  return [
    ...shown.map(({ remoteId, localId, document }) => ({ remoteId, before: before.get(remoteId), facts: candidateFacts(localId, document) })),
    ...held.filter(({ remoteId }) => !told.has(remoteId) && !gone.has(remoteId)).map((candidate) => ({ remoteId: candidate.remoteId, before: candidate, facts: factsOf(candidate.document) })),
  ];
}

interface Placed extends PeeredCandidate {
  readonly before: PeeredCandidate | undefined;
}

/** The candidates where they belong; the categories that they need are there then. */
async function placed(tx: Statements, { organizationId, assignments }: Placing, wanted: readonly Wanted[], now: Date) {
  const assigned = placesOf(assignments, new Set(wanted.map(({ remoteId }) => remoteId)));
  const places = [...new Map([...assigned.values()].flat().map((place) => [placeKey(place), place])).values()];
  const made = await findPlaces(tx, places, now);
  const byUsers = new Map<string, CategoryRef[]>();
  const ids = await idsFor(tx, organizationId, wanted);
  for (const { candidateId: id, ...category } of await userPlaces(tx, ids)) byUsers.set(id, [...(byUsers.get(id) ?? []), category]);
  const candidates = wanted.map(({ remoteId, before, facts }, at): Placed => {
    const id = ids[at]!;
    const found = (assigned.get(remoteId) ?? []).map((place) => made.categories.get(placeKey(place))!);
    const categories = [...new Map([...found, ...(byUsers.get(id) ?? [])].map((category) => [category.id, category])).values()];
    return { id, remoteId, before, document: candidateDocument(before?.document, facts, categories, now) };
  });
  return { candidates, made };
}

/** Of each the first in its row that is free; what is there keeps its own. */
async function idsFor(tx: Statements, organizationId: string, wanted: readonly Wanted[]): Promise<readonly string[]> {
  const ids = wanted.map(({ remoteId, before }) => before?.id ?? candidateId(organizationId, remoteId));
  for (let nth = 2; ; nth += 1) {
    const taken = await candidateIdsElsewhere(tx, organizationId, ids);
    if (taken.size === 0) return ids;
    for (const [at, { remoteId }] of wanted.entries()) if (taken.has(ids[at]!)) ids[at] = candidateId(organizationId, `${remoteId} ${nth}`);
  }
}

async function moveRefs(tx: Statements, changed: readonly Placed[], gone: readonly PeeredCandidate[], now: Date): Promise<readonly ResourceChange[]> {
  const put: NamedPlacement[] = [];
  const dropped: Placement[] = gone.flatMap(({ id, document }) => categoriesOf(document).map((categoryId) => ({ categoryId, candidateId: id })));
  for (const { id, document, before } of changed) {
    const [was, is] = [before ? categoriesOf(before.document) : [], categoriesOf(document)];
    const name = String(document['name']);
    const version = typeof document['version'] === 'string' ? document['version'] : undefined;
    const sameName = before?.document['name'] === document['name'] && before?.document['version'] === document['version'];
    put.push(...is.filter((categoryId) => !sameName || !was.includes(categoryId)).map((categoryId) => ({ categoryId, candidateId: id, name, version })));
    dropped.push(...was.filter((categoryId) => !is.includes(categoryId)).map((categoryId) => ({ categoryId, candidateId: id })));
  }
  const touched = [...(await dropCandidates(tx, dropped, now)), ...(await putCandidates(tx, put, now))];
  const swept = await sweepPlaces(tx, [...new Set(dropped.map(({ categoryId }) => categoryId))], now);
  return [...withoutMade(touched.map(changedCategory), swept), ...swept];
}

const changedCategory = ({ id, name }: NamedRow): ResourceChange => ({ kind: 'ServiceCategory', change: 'CHANGED', id, name });

/** What was made or has gone is not told as changed as well; nothing is told twice. */
function withoutMade(changes: readonly ResourceChange[], told: readonly ResourceChange[]): readonly ResourceChange[] {
  const known = new Set(told.map(({ kind, id }) => `${kind}:${id}`));
  return [...new Map(changes.filter(({ kind, id }) => !known.has(`${kind}:${id}`)).map((change) => [`${change.kind}:${change.id}`, change])).values()];
}

const changesOf = (changed: readonly Placed[], gone: readonly PeeredCandidate[]): readonly ResourceChange[] => [
  ...changed.map(({ id, before, document }) => ({ kind: 'ServiceCandidate', change: before ? 'CHANGED' : 'CREATED', id, name: String(document['name']) }) as const),
  ...gone.map(({ id, document }) => ({ kind: 'ServiceCandidate', change: 'DELETED', id, name: String(document['name']) }) as const),
];
