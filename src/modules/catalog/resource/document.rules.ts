import { Refusal } from '../../../kernel/refusal.js';
import { isObject, mergePatch, readDocument, withoutNulls, type Json, type JsonObject } from '../../../kernel/tmf/document.js';
import { requireShape } from '../../../kernel/tmf/shape.js';
import { normaliseSpecification } from '../../../kernel/tmf/specification-dialect.js';
import type { ResourceKind } from './resource.types.js';
import { SHAPES } from './shape.rules.js';

/** Members that the gateway says itself. */
const OURS = ['id', 'href', 'lastUpdate'] as const;

/**
 * What is stored of a resource that is to be created; `id`, `href` and `lastUpdate` in it are not heeded.
 * @throws Refusal INVALID_ARGUMENT
 */
export function createdDocument(kind: ResourceKind, given: unknown, now: Date): JsonObject {
  return finished(kind, official(kind, readDocument(given, 'document')), now);
}

export interface Patched {
  readonly id: string;
  readonly href: string;
  readonly document: JsonObject;
}

/**
 * What is stored after a merge patch. `id` and `href` may be repeated, but not changed.
 * @throws Refusal INVALID_ARGUMENT
 */
export function patchedDocument(kind: ResourceKind, { id, href, document }: Patched, given: unknown, now: Date): JsonObject {
  const patch = officialPatch(kind, readDocument(given, 'patch'));
  if (Object.hasOwn(patch, 'id') && patch['id'] !== id) throw new Refusal('INVALID_ARGUMENT', 'id cannot be changed.', { field: 'id' });
  if (Object.hasOwn(patch, 'href') && patch['href'] !== href) throw new Refusal('INVALID_ARGUMENT', 'href cannot be changed.', { field: 'href' });
  if (Object.keys(patch).every((name) => OURS.some((ours) => ours === name))) throw new Refusal('INVALID_ARGUMENT', 'The patch names nothing that can be changed.', { field: 'patch' });
  const merged = mergePatch(document, Object.fromEntries(Object.entries(patch).filter(([name]) => !OURS.some((ours) => ours === name))));
  return finished(kind, official(kind, isObject(merged) ? merged : {}), now);
}

/** What every resource in a list has, whatever it was made from: kits and clients count on these being there. */
export function withDefaults(kind: ResourceKind, document: JsonObject): JsonObject {
  return {
    ...document,
    lifecycleStatus: document['lifecycleStatus'] ?? 'In study',
    '@type': document['@type'] ?? (kind === 'ServiceSpecification' ? 'CustomerFacingServiceSpecification' : kind),
    ...(kind === 'ServiceSpecification' && { isBundle: document['isBundle'] ?? false }),
    ...(kind === 'ServiceCategory' && { isRoot: document['isRoot'] ?? document['parentId'] === undefined }),
  };
}

function finished(kind: ResourceKind, document: JsonObject, now: Date): JsonObject {
  const whole = withReferredTypes(withoutOurs(document));
  requireShape(SHAPES[kind], whole);
  return withDefaults(kind, { ...whole, lastUpdate: now.toISOString() });
}

export const withoutOurs = (document: JsonObject): JsonObject => Object.fromEntries(Object.entries(document).filter(([name]) => !OURS.some((ours) => ours === name)));

/** TMF633 v4's own names, and no nulls. OpenSlice sends a schema of nothing where it has none. */
function official(kind: ResourceKind, document: JsonObject): JsonObject {
  if (kind !== 'ServiceSpecification') return withoutNulls(document) as JsonObject;
  const { targetEntitySchema, ...rest } = normaliseSpecification(document);
  return isObject(targetEntitySchema) && Object.keys(targetEntitySchema).length === 0 ? rest : { ...rest, ...(targetEntitySchema !== undefined && { targetEntitySchema }) };
}

/** The same names for a patch, in which nulls mean something. */
function officialPatch(kind: ResourceKind, patch: JsonObject): JsonObject {
  if (kind !== 'ServiceSpecification') return patch;
  return Object.fromEntries(
    Object.entries(patch).map(([name, value]): [string, Json] => {
      const [renamed = name] = Object.keys(normaliseSpecification({ [name]: true }));
      return [renamed, Array.isArray(value) ? (normaliseSpecification({ [name]: value })[renamed] ?? value) : (value ?? null)];
    }),
  );
}

/** OpenSlice's related parties often lack it, and TMF wants it there. */
function withReferredTypes(document: JsonObject): JsonObject {
  const { relatedParty } = document;
  if (!Array.isArray(relatedParty)) return document;
  return { ...document, relatedParty: relatedParty.map((party: Json) => (isObject(party) && party['@referredType'] === undefined ? { ...party, '@referredType': 'RelatedParty' } : party)) };
}
