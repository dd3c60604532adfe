import type { Clock } from '../../../kernel/clock.js';
import type { LoggedEvent } from '../../../kernel/event.js';
import { FAILED, PEERING_MESSAGES, TERMINATED, type Message } from '../../../kernel/peering/messages.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import { record } from '../../../outbound/outbox.js';
import type { Statements } from '../../../outbound/storage/database.js';
import { resourcesChanged, type ResourceChange } from '../catalog.events.js';
import { importedDocument, otherLocalId } from './peered-document.rules.js';
import { placeSpecs, type Placing } from './peered-place.service.js';
import { CATALOG_TOPICS, hear, heardOf, type Assignments, type CatalogTopic, type Heard, type Hearing } from './peered.rules.js';
import { hideSpecs, holdOrganization, idsElsewhere, noteFailure, releaseIds, remember, showSpecs, specsByRemoteId, visibleBefore, type KnownSpec, type ShownSpec } from './peered.store.js';

export interface PeeredCatalog {
  /** Takes in what a message of one of the topics says. In the transaction that also remembers the message. @throws ZodError when it is no such message */
  hear(event: LoggedEvent, tx: Statements): Promise<void>;
}

const isCatalogTopic = (type: string): type is CatalogTopic => CATALOG_TOPICS.some((topic) => topic === type);

/** What peered OSSs offer, as messages tell it; they may come in any order, and more than once. */
export function peeredCatalog({ clock }: { readonly clock: Clock }): PeeredCatalog {
  return {
    async hear(event, tx) {
      if (!isCatalogTopic(event.type)) return;
      const message = PEERING_MESSAGES[event.type].parse(event.data);
      const organization = message.organization;
      const heard = heardOf(event.type, message);
      const now = clock.now();
      const held = await holdOrganization(tx, organization.id, heard.kind === 'specs' ? heard.assignments : undefined, now);
      if (event.type === FAILED) return noteFailure(tx, organization.id, failureOf(message as Message<typeof FAILED>, event.time), now);
      const known = await knownSpecs(tx, organization.id, heard);
      const hearing = hear({ ...held, specs: known }, heard);
      const localIds = await localIdsFor(tx, organization.id, hearing, heard, known);
      await remember(tx, organization.id, { before: held, next: hearing.next, specs: rowsOf(hearing, localIds) });
      const shown = hearing.shown.map((spec) => ({ remoteId: spec.remoteId, localId: localIds.get(spec.remoteId)!, document: importedDocument(spec, organization, event.time) }));
      const moved = movedBetween(held.assignments, hearing.next.assignments);
      const changes = await apply(tx, { organizationId: organization.id, assignments: hearing.next.assignments, shown, hidden: hearing.hidden, moved }, now);
      if (event.type === TERMINATED) await releaseIds(tx, organization.id, heard.generation);
      await record(tx, resourcesChanged({ subject: organization.id, organizationId: organization.id, owner: event.owner, time: now, correlator: event.correlator }, changes));
    },
  };
}

async function apply(tx: Statements, placing: Placing, now: Date): Promise<readonly ResourceChange[]> {
  const { organizationId, shown, hidden } = placing;
  const written = await showAll(tx, organizationId, shown, now);
  const gone = hidden.length === 0 ? [] : await hideSpecs(tx, organizationId, hidden);
  return [
    ...written,
    ...gone.map(({ id, name }) => ({ kind: 'ServiceSpecification', change: 'DELETED', id, name }) as const),
    ...(await placeSpecs(tx, placing, now)),
  ];
}

async function showAll(tx: Statements, organizationId: string, shown: readonly ShownSpec[], now: Date): Promise<readonly ResourceChange[]> {
  if (shown.length === 0) return [];
  const written = await showSpecs(tx, organizationId, shown, now);
  return written.map(({ id, name, isNew }) => ({ kind: 'ServiceSpecification', change: isNew ? 'CREATED' : 'CHANGED', id, name }));
}

async function knownSpecs(tx: Statements, organizationId: string, heard: Heard): Promise<ReadonlyMap<string, KnownSpec>> {
  const rows =
    heard.kind === 'specs'
      ? await specsByRemoteId(tx, organizationId, [...heard.specs, ...heard.removed].map(({ remoteId }) => remoteId))
      : await visibleBefore(tx, organizationId, heard.generation);
  return new Map(rows.map((row) => [row.remoteId, row]));
}

/** Under which ids the specs are shown: those that were told, unless they are another origin's, and then always the same. */
async function localIdsFor(tx: Statements, organizationId: string, { shown, touched }: Hearing, heard: Heard, known: ReadonlyMap<string, KnownSpec>): Promise<ReadonlyMap<string, string>> {
  const ids = new Map([...touched.keys()].flatMap((remoteId) => (known.get(remoteId)?.localId ? [[remoteId, known.get(remoteId)!.localId]] : [])) as [string, string][]);
  if (heard.kind === 'specs') for (const { remoteId, localId } of heard.removed) if (!ids.has(remoteId)) ids.set(remoteId, localId);
  for (const { remoteId, localId } of shown) if (!ids.has(remoteId)) ids.set(remoteId, localId);
  if (shown.length === 0) return ids;
  const given = new Set<string>();
  let left = shown.map(({ remoteId }) => remoteId);
  for (let nth = 1; left.length > 0; nth += 1) {
    const isTaken = await idsElsewhere(tx, organizationId, left.map((remoteId) => ({ remoteId, localId: ids.get(remoteId)! })));
    left = left.filter((remoteId) => {
      const id = ids.get(remoteId)!;
      if (isTaken.has(remoteId) || given.has(id)) return true;
      given.add(id);
      return false;
    });
    for (const remoteId of left) ids.set(remoteId, otherLocalId(organizationId, nth === 1 ? remoteId : `${remoteId} ${nth}`));
  }
  return ids;
}

const rowsOf = ({ touched }: Hearing, localIds: ReadonlyMap<string, string>): readonly KnownSpec[] =>
  [...touched].map(([remoteId, { gen, visible }]) => ({ remoteId, gen, visible, localId: localIds.get(remoteId)! }));

/** Specs that may have another place now: none, as long as the assignments stay. */
function movedBetween(before: Assignments, after: Assignments): readonly string[] {
  if (before === after) return [];
  return [...new Set([...before, ...after].flatMap(({ categories }) => categories.flatMap(({ specs }) => specs)))];
}

const failureOf = ({ generation, phase, failure, failedSpecs = [] }: Message<typeof FAILED>, at: Date): JsonObject & { readonly generation: number } => ({
  generation,
  at: at.toISOString(),
  phase,
  code: failure.code,
  reason: failure.reason,
  failedSpecs: failedSpecs.map(({ id, code }) => ({ id, code })),
});
