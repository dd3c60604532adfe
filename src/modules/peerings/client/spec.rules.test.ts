import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../../kernel/tmf/document.js';
import { contentHash, importedForm, isTransit, lastUpdateOf, summaryOf } from './spec.rules.js';

const SAMPLES = '../shared/specs/tmf';
const why = existsSync(SAMPLES) ? '' : ' (skipped: the samples are not beside the project)';
const sample = (name: string): JsonObject => JSON.parse(readFileSync(`${SAMPLES}/${name}`, 'utf8')) as JsonObject;
const list = (name: string): readonly JsonObject[] => JSON.parse(readFileSync(`${SAMPLES}/${name}`, 'utf8')) as JsonObject[];

const href = '/tmf-api/serviceCatalogManagement/v4/serviceSpecification/local-1';
const origin = { organization: { id: 'org-1', name: 'East' }, remoteId: 'spec-1', localId: 'local-1' };

const SPEC: JsonObject = {
  uuid: 'spec-1', id: 'spec-1', name: 'Edge cluster', description: 'Nodes', version: '1.0', isBundle: true, lifecycleStatus: 'Active', lastUpdate: '2026-01-02T03:04:05+03:00', '@type': 'CustomerFacingServiceSpecification',
  attachment: [{ id: 'a', content: 'AAAA' }], relatedParty: [{ id: 'u', name: 'someone', role: 'OWNER' }], resourceSpecification: [{ id: 'r' }], serviceLevelSpecification: [{ id: 'l' }],
  serviceSpecCharacteristic: [
    { uuid: 'c1', name: 'Nodes', valueType: 'INTEGER', serviceSpecCharacteristicValue: [{ value: { value: '1', alias: null } }, { value: { value: '3', alias: 'three' } }] },
    { uuid: 'c2', name: 'SSPEC_GRAPH_NOTATION', serviceSpecCharacteristicValue: [{ value: { value: 'a picture' } }] },
  ],
  serviceSpecRelationship: [{ id: 'spec-2', relationshipType: 'dependency' }], vendorWord: ['x', 'y'],
};

describe('an imported specification', () => {
  it('has our id, its origin and official names, and nothing that points into the other system', () => {
    expect(importedForm(SPEC, origin)).toEqual({
      id: 'local-1', href, name: 'Edge cluster', description: 'Nodes', version: '1.0', isBundle: true, lifecycleStatus: 'Active', lastUpdate: '2026-01-02T03:04:05+03:00', '@type': 'CustomerFacingServiceSpecification',
      specCharacteristic: [{ id: 'c1', name: 'Nodes', valueType: 'INTEGER', characteristicValueSpecification: [{ value: { value: '1', alias: null } }, { value: { value: '3', alias: 'three' } }] }],
      relatedParty: [{ id: 'org-1', name: 'East', role: 'ORGANIZATION', '@referredType': 'Organization', extendedInfo: 'spec-1' }],
      vendorWord: ['x', 'y'],
    });
  });

  it('has every member that the catalog needs, whatever the source answered', () => {
    const odd: JsonObject = { id: 'spec-1', name: '  ', isBundle: 'true', lifecycleStatus: 7, '@type': { a: 1 }, version: 3, description: ['d'], specCharacteristic: 'none', validFor: 'always', constraint: ['c'], href: 'http://there/1' };
    expect(importedForm(odd, origin)).toEqual({
      id: 'local-1', href, name: 'spec-1', version: '3', isBundle: false, lifecycleStatus: 'In study', '@type': 'CustomerFacingServiceSpecification',
      relatedParty: [{ id: 'org-1', name: 'East', role: 'ORGANIZATION', '@referredType': 'Organization', extendedInfo: 'spec-1' }],
    });
  });

  it('tells when it was imported there, in every dialect', () => {
    expect(isTransit(SPEC)).toBe(false);
    expect(isTransit({ ...SPEC, relatedParty: [{ id: 'o', role: 'ORGANIZATION', extendedInfo: 'x' }] })).toBe(true);
    expect(isTransit({ ...SPEC, relatedParty: null, relatedParties: [null, { role: 'Organization' }] })).toBe(true);
  });

  it('reads moments with an offset, and no other words', () => {
    expect(lastUpdateOf(SPEC)).toEqual(new Date('2026-01-02T00:04:05Z'));
    expect(lastUpdateOf({ lastUpdate: 'soon' })).toBeUndefined();
    expect(lastUpdateOf({ lastUpdate: 5 })).toBeUndefined();
    for (const lastUpdate of ['20231', '+020000-01-01T00:00:00Z', '-000500-01-01T00:00:00Z', '0000-12-31T00:00:00Z']) expect(lastUpdateOf({ lastUpdate })).toBeUndefined();
  });
});

describe('the hash of the content', () => {
  const json = fc.letrec<{ any: Json; object: JsonObject }>((tie) => ({
    any: fc.oneof({ depthSize: 'small' }, fc.string({ maxLength: 4 }), fc.integer(), fc.boolean(), fc.constant(null), fc.array(tie('any'), { maxLength: 4 }), tie('object')),
    object: fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), tie('any'), { maxKeys: 4 }) as fc.Arbitrary<JsonObject>,
  }));
  const aSpec = fc.tuple(json.object, fc.array(json.object, { maxLength: 3 })).map(([extra, specCharacteristic]): JsonObject => ({ id: 's', name: 'n', extra, specCharacteristic }));
  const hashes = (spec: JsonObject): string => {
    const hash = contentHash(spec);
    expect(hash).toMatch(/^sha256:[0-9a-f]{64}$/);
    return hash;
  };

  it('is the same for any order of lists and members, at any depth', () => {
    fc.assert(fc.property(aSpec, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (spec, random) => {
      expect(hashes(shuffled(spec, () => random.next().value as number) as JsonObject)).toBe(hashes(spec));
    }));
  });

  it('is another for any other value', () => {
    fc.assert(fc.property(aSpec, fc.nat(), (spec, pick) => {
      const leaves = leavesOf(spec);
      const path = leaves[pick % leaves.length]!;
      expect(hashes(changed(spec, path) as JsonObject)).not.toBe(hashes(spec));
    }));
  });

  it('tells values of different types apart', () => {
    const spec = (value: Json): string => contentHash({ id: 's', vendor: [value] });
    const values: readonly Json[] = ['1', 1, true, 'true', {}, [], '', [['a'], 'b'], [['a', 'b']], ['a', 'b'], ['a,b'], '["a","b"]'];
    expect(new Set(values.map(spec)).size).toBe(values.length);
  });

  it('does not hear of what changes by itself', () => {
    const { serviceSpecCharacteristic } = SPEC as { serviceSpecCharacteristic: readonly JsonObject[] };
    const touched: JsonObject = {
      ...SPEC, uuid: 'another', lastUpdate: '2026-02-02T00:00:00Z', href: 'http://there/spec-1', '@schemaLocation': 's', '@baseType': 'b', validFor: null,
      attachment: [], relatedParty: [], serviceSpecRelationship: [], serviceSpecCharacteristic: [{ ...serviceSpecCharacteristic[1], description: 'redrawn' }, serviceSpecCharacteristic[0]!],
    };
    expect(contentHash(touched)).toBe(contentHash(SPEC));
    expect(contentHash({ ...SPEC, version: '1.1' })).not.toBe(contentHash(SPEC));
  });

  it.runIf(existsSync(SAMPLES))(`agrees with the samples${why}`, () => {
    const [first, same, updated] = ['', '.same-content', '.updated'].map((kind) => contentHash(sample(`samples/mock-openslice-spec-k8aas${kind}.json`)));
    expect(same).toBe(first);
    expect(updated).not.toBe(first);
  });
});

describe('a summary', () => {
  it.runIf(existsSync(SAMPLES))(`is, byte for byte, what HypO answers${why}`, () => {
    const first = list('samples/mock-openslice-list.json').slice(0, 2).map(summaryOf);
    expect(`${JSON.stringify(first, null, 2)}\n`).toBe(readFileSync(`${SAMPLES}/seed/peering-response.json`, 'utf8').replace(/\n*$/, '\n'));
  });

  it('has the same members for what is not in a list at all', () => {
    const members = Object.keys(summaryOf({ uuid: 'u' }));
    expect(members).toHaveLength(22);
    expect(Object.keys(summaryOf(SPEC))).toEqual(members);
    expect(summaryOf(SPEC)).toMatchObject({ relatedParties: [{ name: 'someone' }], serviceSpecCharacteristics: [{ name: 'Nodes' }], serviceSpecRelationshipSet: [{ id: 'spec-2' }] });
    expect(summaryOf({ uuid: 'u', isBundle: 'no' })).toMatchObject({ id: 'u', isBundle: null, name: null });
  });
});

function shuffled(value: Json, random: () => number): Json {
  const mix = <T>(items: readonly T[]): T[] => items.map((item) => ({ item, at: random() })).sort((one, other) => one.at - other.at).map(({ item }) => item);
  if (Array.isArray(value)) return mix(value.map((element: Json) => shuffled(element, random)));
  if (!isObject(value)) return value;
  return Object.fromEntries(mix(Object.entries(value)).map(([name, member]) => [name, shuffled(member!, random)]));
}

/** Where a value stands that is neither a list nor an object, nor one that counts as absent. */
function leavesOf(value: Json): readonly (readonly (string | number)[])[] {
  const below = (entries: readonly (readonly [string | number, Json])[]): readonly (readonly (string | number)[])[] => entries.flatMap(([key, member]) => leavesOf(member).map((path) => [key, ...path]));
  if (Array.isArray(value)) return below(value.map((element: Json, index) => [index, element] as const));
  if (isObject(value)) return below(Object.entries(value).filter(([, member]) => member !== null) as [string, Json][]);
  return [[]];
}

function changed(value: Json, [key, ...rest]: readonly (string | number)[]): Json {
  if (key === undefined) return typeof value === 'string' ? `${value}!` : typeof value === 'number' ? value + 1 : typeof value === 'boolean' ? !value : 'no longer null';
  if (Array.isArray(value)) return value.map((element: Json, index) => (index === key ? changed(element, rest) : element));
  const object = value as JsonObject;
  return { ...object, [key]: changed(object[key]!, rest) };
}
