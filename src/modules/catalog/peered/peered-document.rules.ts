import { derivedId, isUuid, type Uuid } from '../../../kernel/id.js';
import type { ImportedSpec } from '../../../kernel/peering/messages.js';
import { isObject, type Json, type JsonObject } from '../../../kernel/tmf/document.js';
import { withDefaults, withoutOurs } from '../resource/document.rules.js';

/** For organizations whose id is no UUID. */
const NAMESPACE = 'b7d1f5a4-52a4-5a0c-8a3e-1f0d3b9f7c21' as Uuid;

const namespaceOf = (organizationId: string): Uuid => (isUuid(organizationId) ? organizationId : derivedId(NAMESPACE, organizationId));

/** The id of a spec whose own is another origin's. */
export const otherLocalId = (organizationId: string, remoteId: string): string => derivedId(namespaceOf(organizationId), remoteId);

/** The id of the candidate that stands for a spec: the same whenever it comes back. */
export const candidateId = (organizationId: string, remoteId: string): string => derivedId(namespaceOf(organizationId), `candidate:${remoteId}`);

export interface Origin {
  readonly id: string;
  readonly name: string;
}

/** What is stored of an imported spec. Its own `lastUpdate` stays; it says whose it is. */
export function importedDocument({ remoteId, serviceSpecification }: ImportedSpec, origin: Origin, told: Date): JsonObject {
  const document = serviceSpecification as JsonObject;
  const others = partiesOf(document).filter(({ role }) => role !== 'ORGANIZATION');
  const ours = { id: origin.id, name: origin.name, role: 'ORGANIZATION', '@referredType': 'Organization', extendedInfo: remoteId };
  const { lastUpdate } = document;
  return withDefaults('ServiceSpecification', { ...sound(withoutOurs(document)), lastUpdate: typeof lastUpdate === 'string' ? lastUpdate : told.toISOString(), relatedParty: [...others, ours] });
}

/** What every specification of a list is to have by its type. */
const TYPES: Readonly<Record<string, string>> = { lifecycleStatus: 'string', '@type': 'string', isBundle: 'boolean', description: 'string', version: 'string' };

/** Whoever sends the message: a member of another type would break those who read the list. */
const sound = (document: JsonObject): JsonObject => Object.fromEntries(Object.entries(document).filter(([name, value]) => !Object.hasOwn(TYPES, name) || typeof value === TYPES[name]));

const partiesOf = ({ relatedParty }: JsonObject): readonly JsonObject[] => (Array.isArray(relatedParty) ? relatedParty.filter((party: Json) => isObject(party)) : []);

export interface CategoryRef {
  readonly id: string;
  readonly name: string;
}

/** What a candidate says of its spec. */
export function candidateFacts(localId: string, document: JsonObject): JsonObject {
  const { name, description, version, lifecycleStatus } = document;
  const given = { name, description, version, lifecycleStatus };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    serviceSpecification: { id: localId, ...(name !== undefined && { name }), ...(version !== undefined && { version }), '@referredType': 'ServiceSpecification' },
  };
}

/** @returns the document of a candidate in these categories; the very one that it was when nothing but the time has changed */
export function candidateDocument(before: JsonObject | undefined, facts: JsonObject, categories: readonly CategoryRef[], now: Date): JsonObject {
  const category = categories.map(({ id, name }) => ({ id, name, '@referredType': 'ServiceCategory' }));
  const document = withDefaults('ServiceCandidate', { ...facts, category, lastUpdate: now.toISOString() });
  return before !== undefined && sameBut(before, document) ? before : document;
}

const sameBut = ({ lastUpdate: _before, ...before }: JsonObject, { lastUpdate: _after, ...after }: JsonObject): boolean => sorted(before) === sorted(after);

const sorted = (value: JsonObject): string =>
  JSON.stringify(value, (_name, member: unknown) => (isObject(member) ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1))) : member));

/** Of a stored candidate, what does not depend on where it is. */
export const factsOf = ({ category: _category, lastUpdate: _lastUpdate, ...facts }: JsonObject): JsonObject => facts;

export const categoriesOf = ({ category }: JsonObject): readonly string[] =>
  Array.isArray(category) ? category.flatMap((ref: Json) => (isObject(ref) && typeof ref['id'] === 'string' ? [ref['id']] : [])) : [];
