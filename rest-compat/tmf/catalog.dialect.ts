import { isObject, type Json, type JsonObject } from '../../src/kernel/tmf/document.js';

/** OpenSlice's names (v3, on the path of v4) beside the official ones, for clients that were made for it. */
export function withOpensliceNames(document: JsonObject): JsonObject {
  const { specCharacteristic } = document;
  if (!Array.isArray(specCharacteristic)) return document;
  return { ...document, serviceSpecCharacteristic: specCharacteristic.map((characteristic: Json) => toOpenslice(characteristic)) };
}

const NAMES: Readonly<Record<string, string>> = { characteristicValueSpecification: 'serviceSpecCharacteristicValue', charSpecRelationship: 'serviceSpecCharRelationship' };

const toOpenslice = (characteristic: Json): Json =>
  isObject(characteristic) ? Object.fromEntries(Object.entries(characteristic).map(([name, value]) => [NAMES[name] ?? name, value])) : characteristic;
