import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { Refusal } from '../../kernel/refusal.js';
import { isObject, mergePatch, readDocument, withoutNulls, type Json, type JsonObject } from '../../kernel/tmf/document.js';
import { checkFilters, type ResourceFilter } from '../../kernel/tmf/filter.js';
import { requireShape } from '../../kernel/tmf/shape.js';

/** What a caller sent as a new party: without nulls, and without the id and address that the gateway gives. @throws Refusal INVALID_ARGUMENT */
export const readParty = (given: unknown): JsonObject => withoutIdentity(stripped(readDocument(given, 'document')));

/**
 * A party after a merge patch.
 * @param current with its `id` and `href`, which a patch may repeat and not change
 * @throws Refusal INVALID_ARGUMENT
 */
export function patchParty(current: JsonObject, given: unknown): JsonObject {
  const patch = readDocument(given, 'patch');
  for (const name of ['id', 'href']) {
    if (patch[name] !== undefined && patch[name] !== current[name]) throw new Refusal('INVALID_ARGUMENT', `${name} cannot be changed.`, { field: name });
  }
  const merged = stripped(mergePatch(withoutIdentity(current), withoutIdentity(patch)) as JsonObject);
  return readDocument(merged, 'patch');
}

const stripped = (document: JsonObject): JsonObject => withoutNulls(document) as JsonObject;

function withoutIdentity({ id: _id, href: _href, ...document }: JsonObject): JsonObject {
  return document;
}

/** With the defaults that every party has. @throws Refusal INVALID_ARGUMENT */
export function completeParty(shape: z.ZodType, document: JsonObject): JsonObject {
  requireShape(shape, document);
  const { relatedParty } = document;
  return { ...document, ...(Array.isArray(relatedParty) && { relatedParty: (relatedParty as readonly Json[]).map(withReferredType) }), status: document['status'] ?? 'initialized' };
}

/** The standard requires it, and OpenSlice leaves it out. */
function withReferredType(party: Json): Json {
  if (!isObject(party) || party['@referredType'] !== undefined) return party;
  return { ...party, '@referredType': String(party['href']).includes('/individual/') ? 'Individual' : 'Organization' };
}

/** Names of the first-level members that differ. The order of members is no difference, that of elements is. */
export function differingMembers(before: JsonObject, after: JsonObject): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name])).sort();
}

/** @throws Refusal INVALID_ARGUMENT for conditions on what may be a secret, too */
export function requireFilters(filters: readonly ResourceFilter[]): void {
  checkFilters(filters);
  if (!filters.some(({ path }) => path === 'partyCharacteristic.value')) return;
  throw new Refusal('INVALID_ARGUMENT', 'There can be no condition on partyCharacteristic.value: it may be a secret.', { field: 'filter' });
}
