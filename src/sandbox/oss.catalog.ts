import { randomUUID } from 'node:crypto';
import type { Clock } from '../kernel/clock.js';
import { isObject, mergePatch, type Json, type JsonObject } from '../kernel/tmf/document.js';
import { graphOf, LAZY_ID, OSS_SPECIFICATIONS, written } from './oss.specifications.js';

export interface OssReply {
  readonly status: number;
  /** Absent: an empty body. */
  readonly json?: Json;
}

/** The service specifications of the simulated OSS, with OpenSlice's habits. */
export interface OssCatalog {
  /** As it is kept, by id. */
  readonly specs: ReadonlyMap<string, JsonObject>;
  /** `…/serviceSpecification`, `…/serviceSpecification/{id}` and `…/{id}/relationship_graph`. */
  read(id: string | undefined, below: string | undefined, query: URLSearchParams): OssReply;
  /** With a new id, unless it has one; a name is enough. */
  add(spec: JsonObject): JsonObject;
  /** @returns undefined when there is none. */
  change(id: string, patch: JsonObject): JsonObject | undefined;
  remove(id: string): boolean;
}

/** Columns that a list always has, those that it has without a query, and those that `fields` may add. */
const COLUMNS = ['uuid', 'id', 'name', 'description', 'isBundle', 'version', '@type'] as const;
const PLAIN = ['lastUpdate', 'lifecycleStatus'] as const;
const ADDED: ReadonlySet<string> = new Set([...COLUMNS, ...PLAIN, 'href', 'validFor', 'type', 'category']);

export function createOssCatalog(clock: Clock): OssCatalog {
  const specs = new Map(OSS_SPECIFICATIONS.map((spec) => [spec.id, written(spec)]));
  const unseen = new Set([LAZY_ID]);
  let drawings = 0;
  const touched = (spec: JsonObject): JsonObject => ({ ...spec, lastUpdate: clock.now().toISOString() });

  function list(query: URLSearchParams): OssReply {
    const names = query.get('fields')?.split(',') ?? [];
    if (!names.every((name) => ADDED.has(name))) return { status: 500 };
    const columns = [...COLUMNS, ...(query.size === 0 ? PLAIN : []), ...names];
    const found = matching([...specs.values()], query);
    return found ? { status: 200, json: mixed(found).map((spec) => ({ ...picked(spec, columns), id: unseen.has(String(spec['uuid'])) ? null : spec['id'] })) } : { status: 500 };
  }

  function one(id: string, below: string | undefined): OssReply {
    const spec = specs.get(id);
    if (!spec) return { status: 200 };
    unseen.delete(id);
    if (below === undefined) {
      const characteristics = spec['serviceSpecCharacteristic'];
      return { status: 200, json: shuffled({ ...spec, serviceSpecCharacteristic: [...(Array.isArray(characteristics) ? characteristics : []), graphOf(id, (drawings += 1))] }) };
    }
    if (below !== 'relationship_graph') return { status: 404 };
    // Opening a page of the portal counts as a change
    specs.set(id, touched(spec));
    return { status: 200, json: { graph: `graph { drawn = ${(drawings += 1)} }` } };
  }

  return {
    specs,
    read: (id, below, query) => (id === undefined ? list(query) : one(id, below)),
    add(spec) {
      const id = typeof spec['id'] === 'string' ? spec['id'] : randomUUID();
      const blank = written({ id, name: 'Unnamed', version: '0.1.0', lifecycleStatus: 'In study', lastUpdate: '', characteristics: [] });
      const added = touched({ ...blank, ...spec, id, uuid: id });
      specs.set(id, added);
      return added;
    },
    change(id, patch) {
      const spec = specs.get(id);
      const merged = spec && mergePatch(spec, patch);
      if (!isObject(merged)) return undefined;
      const changed = touched({ ...merged, id, uuid: id });
      specs.set(id, changed);
      return changed;
    },
    remove: (id) => specs.delete(id),
  };
}

const CONTROL: ReadonlySet<string> = new Set(['fields', 'offset', 'limit']);

/** Every other parameter is a column, which must be like its value; a column that there is none of is an error. */
function matching(specs: readonly JsonObject[], query: URLSearchParams): readonly JsonObject[] | undefined {
  const wanted = [...query].filter(([name]) => !CONTROL.has(name));
  if (!wanted.every(([name]) => ADDED.has(name))) return undefined;
  return specs.filter((spec) => wanted.every(([name, value]) => String(spec[name === 'type' ? '@type' : name]) === value));
}

const picked = (spec: JsonObject, columns: readonly string[]): JsonObject => Object.fromEntries(columns.map((name) => [name, spec[name] ?? null]));

/** Lists are sets there: they come in any order. */
function mixed<T>(items: readonly T[]): T[] {
  return items.map((item) => ({ item, at: Math.random() })).sort((first, second) => first.at - second.at).map(({ item }) => item);
}

function shuffled(value: Json): Json {
  if (Array.isArray(value)) return mixed(value.map((element: Json) => shuffled(element)));
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shuffled(member ?? null)])) : value;
}
