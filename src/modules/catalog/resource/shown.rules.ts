import { isObject, type Json, type JsonObject } from '../../../kernel/tmf/document.js';
import { createHrefs, type Hrefs } from '../../../kernel/tmf/href.js';
import { CATALOG_PATH, pathOf, type ResourceKind } from './resource.types.js';

export type ShownKind = ResourceKind | 'ImportJob' | 'ExportJob';

/** A document as it is shown: with its address, and those of what it names and has none. */
export type Shown = (kind: ShownKind, id: string, document: JsonObject) => JsonObject;

export const hrefsOf = (publicUrl: string, kind: ShownKind): Hrefs => createHrefs(publicUrl, `${CATALOG_PATH}/${pathOf(kind)}`);

/** What the members of each kind name. */
const REFERENCES: Readonly<Partial<Record<ShownKind, Readonly<Record<string, ResourceKind>>>>> = {
  ServiceCandidate: { serviceSpecification: 'ServiceSpecification', category: 'ServiceCategory' },
  ServiceCategory: { category: 'ServiceCategory', serviceCandidate: 'ServiceCandidate' },
  ServiceCatalog: { category: 'ServiceCategory' },
};

export function createShown(publicUrl: string): Shown {
  const hrefs = Object.fromEntries((['ServiceSpecification', 'ServiceCandidate', 'ServiceCategory', 'ServiceCatalog', 'ImportJob', 'ExportJob'] as const).map((kind) => [kind, hrefsOf(publicUrl, kind)])) as Readonly<Record<ShownKind, Hrefs>>;

  const withHref = (kind: ResourceKind, value: Json | undefined): Json | undefined => {
    if (Array.isArray(value)) return value.map((one: Json) => withHref(kind, one) ?? null);
    if (!isObject(value) || typeof value['id'] !== 'string' || value['href'] !== undefined) return value;
    return { id: value['id'], href: hrefs[kind].of(value['id']), ...value };
  };

  return (kind, id, document) => {
    const named = Object.entries(REFERENCES[kind] ?? {}).filter(([member]) => document[member] !== undefined);
    const linked = named.length === 0 ? document : { ...document, ...Object.fromEntries(named.map(([member, target]) => [member, withHref(target, document[member])])) };
    return hrefs[kind].shown(id, linked);
  };
}
