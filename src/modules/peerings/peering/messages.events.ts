import type { DomainEvent } from '../../../kernel/event.js';
import { newId } from '../../../kernel/id.js';
import {
  ALARMS, FAILED, IMPORTED, MAX_MESSAGE_BYTES, MESSAGES_VERSION, TERMINATED, UNREACHABLE, UPDATED,
  type CatalogAssignment, type GoneSpec, type ImportedSpec, type Message, type ToldFailure, type Topic,
} from '../../../kernel/peering/messages.js';
import { NOBODY } from '../peerings.events.js';
import type { Assignment, FailedSpec } from './peering.types.js';

/** What a message says of its organization. */
export interface OrganizationName {
  readonly id: string;
  readonly name: string;
  readonly href: string;
}

type Content<Name extends Topic> = Omit<Message<Name>, 'schemaVersion' | 'organization' | 'generation'>;

/** A message that has no generation yet: that is given in the transaction that sends it. */
export type Draft = { readonly [Name in Topic]: { readonly type: Name; readonly data: Content<Name> } }[Topic];

export const message = (draft: Draft, { id, name, href }: OrganizationName, generation: number, time: Date, correlator: string | null): DomainEvent => ({
  id: newId(),
  type: draft.type,
  subject: id,
  owner: NOBODY,
  time,
  correlator,
  data: { schemaVersion: MESSAGES_VERSION, organization: { id, name, href, '@referredType': 'Organization' }, generation, ...draft.data },
});

/** The list of gone specs is for people; whatever it says, everything of the organization goes. */
const MAX_GONE_BYTES = 1_500_000;
/** However long the assignments are, this much of a part is left for specs. */
const LEAST_ROOM = 700_000;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

/** A full import, in parts when it is long: each with all assignments. There is always one message, without specs too. */
export function importMessages(reason: Message<typeof IMPORTED>['reason'], specs: readonly ImportedSpec[], serviceCatalogs: readonly CatalogAssignment[]): readonly Draft[] {
  const parts = inParts(specs, roomBeside(serviceCatalogs));
  if (parts.length === 0) parts.push([]);
  const snapshotId = newId();
  return parts.map((part, at) => ({
    type: IMPORTED,
    data: { reason, specs: part, serviceCatalogs: [...serviceCatalogs], ...(parts.length > 1 && { part: { index: at + 1, count: parts.length, snapshotId } }) },
  }));
}

export interface SpecChanges {
  readonly added: readonly ImportedSpec[];
  readonly updated: readonly ImportedSpec[];
  readonly removed: Message<typeof UPDATED>['removed'];
  /** All assignments, when they have changed. */
  readonly serviceCatalogs?: readonly CatalogAssignment[] | undefined;
}

/** Nothing for nothing. A long one becomes several, each of which stands for itself. */
export function updateMessages(reason: Message<typeof UPDATED>['reason'], { added, updated, removed, serviceCatalogs }: SpecChanges): readonly Draft[] {
  const told = [...added.map((spec) => ({ list: 'added' as const, spec })), ...updated.map((spec) => ({ list: 'updated' as const, spec })), ...removed.map((spec) => ({ list: 'removed' as const, spec }))];
  const parts = inParts(told, roomBeside(serviceCatalogs));
  if (parts.length === 0 && serviceCatalogs) parts.push([]);
  return parts.map((part, at) => ({
    type: UPDATED,
    data: {
      reason,
      added: part.flatMap((one) => (one.list === 'added' ? [one.spec] : [])),
      updated: part.flatMap((one) => (one.list === 'updated' ? [one.spec] : [])),
      removed: part.flatMap((one) => (one.list === 'removed' ? [one.spec] : [])),
      ...(serviceCatalogs && at === parts.length - 1 && { serviceCatalogs: [...serviceCatalogs] }),
    },
  }));
}

export const failureMessage = (phase: Message<typeof FAILED>['phase'], failure: ToldFailure, failed: readonly FailedSpec[]): Draft => ({
  type: FAILED,
  data: { phase, failure, ...(failed.length > 0 && { failedSpecs: fitting(failed.map(({ remoteId, name, code, httpStatus }) => ({ id: remoteId, name, code, ...(httpStatus !== undefined && { httpStatus }) }))) }) },
});

export const terminationMessage = (reason: Message<typeof TERMINATED>['reason'], gone: readonly GoneSpec[]): Draft => ({ type: TERMINATED, data: { reason, removedSpecs: fitting(gone) } });

export const unreachableMessage = (data: Omit<Content<typeof UNREACHABLE>, 'action' | 'affectedSpecs'>, gone: readonly GoneSpec[]): Draft => ({
  type: UNREACHABLE,
  data: { ...data, action: 'remove-specs', affectedSpecs: fitting(gone) },
});

export const alarmMessage = (operation: Message<typeof ALARMS>['operation'], alarm: Message<typeof ALARMS>['alarm']): Draft => ({ type: ALARMS, data: { operation, alarm } });

/** Assignments as messages tell them. A spec that was never seen goes by the name under which it was chosen. */
export function toldAssignments(
  assignments: readonly Assignment[],
  selection: Readonly<Record<string, string>>,
  seen: ReadonlyMap<string, { readonly name: string; readonly version: string | null }>,
): CatalogAssignment[] {
  const told = (remoteId: string): CatalogAssignment['categories'][number]['specifications'][number] => {
    const spec = seen.get(remoteId);
    const name = spec?.name ?? selection[remoteId] ?? remoteId;
    return { id: remoteId, name, ...(isText(spec?.version) && { version: spec.version }) };
  };
  return assignments.map(({ name, categories }) => ({ name, categories: categories.map((category) => ({ name: category.name, specifications: category.specifications.map(told) })) }));
}

const isText = (value: string | null | undefined): value is string => value !== null && value !== undefined;

const roomBeside = (assignments: readonly CatalogAssignment[] | undefined): number => Math.max(LEAST_ROOM, MAX_MESSAGE_BYTES - (assignments ? bytesOf(assignments) : 0) - 2_000);

/** In their order; one that is longer than the room is alone. */
function inParts<Item>(items: readonly Item[], room: number): Item[][] {
  const parts: Item[][] = [];
  let left = 0;
  for (const item of items) {
    const bytes = bytesOf(item) + 1;
    if (parts.length === 0 || bytes > left) {
      parts.push([]);
      left = room;
    }
    parts.at(-1)!.push(item);
    left -= bytes;
  }
  return parts;
}

function fitting<Item>(items: readonly Item[]): Item[] {
  let left = MAX_GONE_BYTES;
  const end = items.findIndex((item) => (left -= bytesOf(item) + 1) < 0);
  return items.slice(0, end < 0 ? undefined : end);
}
