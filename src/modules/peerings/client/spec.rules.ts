import { createHash } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../../../kernel/tmf/document.js';
import { normaliseSpecification } from '../../../kernel/tmf/specification-dialect.js';
import { SPEC_PATH } from './connection.rules.js';

/** Whose specification it is, and under which id our catalog shows it. */
export interface SpecOrigin {
  readonly organization: { readonly id: string; readonly name: string };
  readonly remoteId: string;
  readonly localId: string;
}

/** A role of `relatedParty` which says that a specification was itself imported from that organization (OpenSlice's convention). */
const ORGANIZATION = 'ORGANIZATION';

/** A characteristic that OpenSlice rewrites by itself: a picture for its own pages. */
const GRAPH = 'SSPEC_GRAPH_NOTATION';

/** They point into the other system, and hold the names of its users. */
const DROPPED = ['relatedParty', 'attachment', 'resourceSpecification', 'serviceLevelSpecification', 'serviceSpecRelationship'] as const;

const isText = (value: Json): boolean => typeof value === 'string';
const isList = (value: Json): boolean => Array.isArray(value) && value.every(isObject);

/** What a member must be to be taken over; members that are not named here are taken as they are. */
const FITS: Readonly<Record<string, (value: Json) => boolean>> = {
  id: isText, href: isText, description: isText, version: isText, name: isText, lastUpdate: isText, lifecycleStatus: isText,
  '@baseType': isText, '@schemaLocation': isText, '@type': isText,
  isBundle: (value) => typeof value === 'boolean',
  validFor: isObject, targetEntitySchema: isObject,
  featureSpecification: isList, resourceSpecification: isList, serviceLevelSpecification: isList, attachment: isList, constraint: isList,
  entitySpecRelationship: isList, relatedParty: isList, serviceSpecRelationship: isList, specCharacteristic: isList,
};

/** Official names, and known members of their own type only: what another system answers is not to break our catalog. */
function read(source: JsonObject): JsonObject {
  const { version, ...rest } = normaliseSpecification(source);
  const all: JsonObject = version === undefined ? rest : { ...rest, version: typeof version === 'number' ? String(version) : version };
  return Object.fromEntries(Object.entries(all).filter(([name, value]) => value !== undefined && (!Object.hasOwn(FITS, name) || FITS[name]!(value))));
}

const charactersOf = (list: Json | undefined): readonly JsonObject[] | undefined => (Array.isArray(list) ? list.filter(isObject).filter(({ name }) => name !== GRAPH) : undefined);

/** Without what is never taken over. */
function kept(source: JsonObject): JsonObject {
  const found = read(source);
  const specCharacteristic = charactersOf(found['specCharacteristic']);
  const all = Object.entries(found).filter(([name]) => !DROPPED.some((dropped) => dropped === name));
  return { ...Object.fromEntries(all), ...(specCharacteristic && { specCharacteristic }) };
}

/**
 * The form in which a specification enters the catalog: TMF633 v4 names, with the members that every specification of ours has,
 * and its origin in `relatedParty`. `href` is a path: which host shows it is the catalog's to say.
 */
export function importedForm(source: JsonObject, { organization, remoteId, localId }: SpecOrigin): JsonObject {
  const { href: _theirs, ...rest } = kept(source);
  return {
    ...rest,
    id: localId,
    href: `${SPEC_PATH}/${encodeURIComponent(localId)}`,
    name: specName(source, remoteId),
    lifecycleStatus: rest['lifecycleStatus'] ?? 'In study',
    isBundle: rest['isBundle'] ?? false,
    '@type': rest['@type'] ?? 'CustomerFacingServiceSpecification',
    relatedParty: [{ id: organization.id, name: organization.name, role: ORGANIZATION, '@referredType': 'Organization', extendedInfo: remoteId }],
  };
}

/** How the source calls it; its id where it has no name. */
export function specName(source: JsonObject, remoteId: string): string {
  const { name } = source;
  return typeof name === 'string' && name.trim() !== '' ? name : remoteId;
}

/** The years 1 to 9999: others are no timestamps in their usual form. */
const [FIRST, LAST] = [-62_135_596_800_000, 253_402_300_799_999];

/** `lastUpdate`, when it is a moment; OpenSlice may give it with an offset. */
export function lastUpdateOf(source: JsonObject): Date | undefined {
  const { lastUpdate } = source;
  const at = typeof lastUpdate === 'string' ? new Date(lastUpdate) : undefined;
  return at !== undefined && at.getTime() >= FIRST && at.getTime() <= LAST ? at : undefined;
}

/** @returns whether the source has itself imported it from another organization. */
export function isTransit(source: JsonObject): boolean {
  const { relatedParty } = normaliseSpecification(source);
  return Array.isArray(relatedParty) && relatedParty.some((party: Json) => isObject(party) && typeof party['role'] === 'string' && party['role'].toUpperCase() === ORGANIZATION);
}

/** They change without the service changing. */
const NO_CONTENT: ReadonlySet<string> = new Set(['uuid', 'href', 'lastUpdate', '@schemaLocation', '@baseType']);

/** `sha256:` and 64 hexadecimal digits: the same for the same content, in whatever order lists and members come. */
export const contentHash = (source: JsonObject): string => `sha256:${createHash('sha256').update(canonical(kept(source))).digest('hex')}`;

/** JSON with sorted lists and members, without members that are null. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((element: Json) => canonical(element)).sort().join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).filter(([name, member]) => member !== undefined && member !== null && !NO_CONTENT.has(name));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member!)}`).sort().join(',')}}`;
}

/** The members of a summary in HypO's names and order, and ours. */
const SUMMARY = [
  ['href', 'href'], ['description', 'description'], ['version', 'version'], ['validFor', 'validFor'], ['name', 'name'], ['lastUpdate', 'lastUpdate'],
  ['lifecycleStatus', 'lifecycleStatus'], ['isBundle', 'isBundle'], ['featureSpecification', 'featureSpecification'], ['resourceSpecification', 'resourceSpecification'],
  ['serviceLevelSpecification', 'serviceLevelSpecification'], ['attachment', 'attachment'], ['constraint', 'constraint'], ['entitySpecRelationship', 'entitySpecRelationship'],
  ['relatedParties', 'relatedParty'], ['serviceSpecRelationshipSet', 'serviceSpecRelationship'], ['serviceSpecCharacteristics', 'specCharacteristic'],
  ['targetServiceSchemaRefEntity', 'targetEntitySchema'], ['id', 'id'], ['@baseType', '@baseType'], ['@schemaLocation', '@schemaLocation'], ['@type', '@type'],
] as const;

/** What a list says of a specification, as HypO answers it: always the same 22 members, null or empty where nothing is known. */
export function summaryOf(source: JsonObject): JsonObject {
  const found = read(source);
  const characteristics = charactersOf(found['specCharacteristic']);
  return Object.fromEntries(SUMMARY.map(([name, ours]) => [name, (ours === 'specCharacteristic' ? characteristics : found[ours]) ?? (FITS[ours] === isList ? [] : null)]));
}
