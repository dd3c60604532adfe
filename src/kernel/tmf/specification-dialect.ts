import { isObject, type Json, type JsonObject } from './document.js';

type Names = Readonly<Record<string, string>>;

/** What OpenSlice (v3 names on the v4 path) and HypO call members of a ServiceSpecification, and what TMF633 v4 calls them. */
const SPECIFICATION: Names = {
  serviceSpecCharacteristic: 'specCharacteristic',
  serviceSpecCharacteristics: 'specCharacteristic',
  serviceSpecRelationshipSet: 'serviceSpecRelationship',
  relatedParties: 'relatedParty',
  targetServiceSchema: 'targetEntitySchema',
  targetServiceSchemaRefEntity: 'targetEntitySchema',
  uuid: 'id',
};

const CHARACTERISTIC: Names = {
  serviceSpecCharacteristicValue: 'characteristicValueSpecification',
  serviceSpecCharRelationship: 'charSpecRelationship',
  uuid: 'id',
};

/**
 * A ServiceSpecification in any of the three dialects, with the official names of TMF633 v4. Members that are null go, as does
 * `uuid`, the key of OpenSlice's own tables; unknown members stay, and so does a characteristic's `value`, whatever it holds.
 * A member that is there under two names is taken from the official one, unless that is empty.
 */
export function normaliseSpecification(json: JsonObject): JsonObject {
  const found = renamed(json, SPECIFICATION);
  const characteristics = found['specCharacteristic'];
  if (!Array.isArray(characteristics)) return cleaned(found);
  return cleaned({ ...found, specCharacteristic: characteristics.map((one: Json) => (isObject(one) ? renamed(one, CHARACTERISTIC) : one)) });
}

function renamed(json: JsonObject, names: Names): JsonObject {
  const found = new Map<string, Json | undefined>();
  for (const [name, member] of Object.entries(json)) {
    const official = Object.hasOwn(names, name) ? names[name]! : name;
    const more = weight(member) - weight(found.get(official));
    if (!found.has(official) || more > 0 || (more === 0 && official === name)) found.set(official, member);
  }
  return Object.fromEntries(found);
}

/** Nothing, an empty list, or something. */
const weight = (member: Json | undefined): number => (member === undefined || member === null ? 0 : Array.isArray(member) && member.length === 0 ? 1 : 2);

function cleaned(json: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(json).flatMap(([name, member]) => {
    if (member === null || member === undefined || name === 'uuid') return [];
    return [[name, name === 'value' ? member : cleanedAny(member)]];
  }));
}

function cleanedAny(value: Json): Json {
  if (Array.isArray(value)) return value.map((element: Json) => cleanedAny(element));
  return isObject(value) ? cleaned(value) : value;
}
