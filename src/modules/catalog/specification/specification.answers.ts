import type { JsonObject } from '../../../kernel/tmf/document.js';
import type { DocumentRow } from '../../../outbound/storage/documents.js';
import { flagAt, intAt, momentAt, objectsAt, textAt } from '../resource/members.rules.js';
import type { Shown } from '../resource/shown.rules.js';
import type { ServiceSpecCharacteristic, ServiceSpecification } from './specification.types.js';

/** What is read only when it is asked for is worked out only then. */
export function toSpecification({ id, document }: Pick<DocumentRow, 'id' | 'document'>, shown: Shown): ServiceSpecification {
  return {
    id,
    get href() {
      return String(shown('ServiceSpecification', id, {})['href']);
    },
    name: String(document['name']),
    description: textAt(document, 'description'),
    version: textAt(document, 'version'),
    lifecycleStatus: textAt(document, 'lifecycleStatus') ?? '',
    isBundle: flagAt(document, 'isBundle') ?? false,
    get lastUpdate() {
      return momentAt(document, 'lastUpdate');
    },
    atType: textAt(document, '@type') ?? '',
    get specCharacteristic() {
      return objectsAt(document, 'specCharacteristic').map(toCharacteristic);
    },
    relatedParty: document['relatedParty'] ?? null,
    get document() {
      return shown('ServiceSpecification', id, document);
    },
  };
}

const toCharacteristic = (one: JsonObject): ServiceSpecCharacteristic => ({
  name: textAt(one, 'name'),
  description: textAt(one, 'description'),
  valueType: textAt(one, 'valueType'),
  configurable: flagAt(one, 'configurable'),
  isUnique: flagAt(one, 'isUnique'),
  minCardinality: intAt(one, 'minCardinality'),
  maxCardinality: intAt(one, 'maxCardinality'),
  values: objectsAt(one, 'characteristicValueSpecification').map((value) => ({
    isDefault: flagAt(value, 'isDefault'),
    valueType: textAt(value, 'valueType'),
    unitOfMeasure: textAt(value, 'unitOfMeasure'),
    value: value['value'] ?? null,
  })),
});
