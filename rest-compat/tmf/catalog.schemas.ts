import { z } from 'zod';
import { attachments, count, flag, identified, objects, reference, references, RelatedParty, text, time, typed, validFor } from './tmf.parts.js';

/** TMF633 Service Catalog Management v4.0.0, for readers. */

const described = { description: text, lifecycleStatus: text, name: z.string(), version: text, validFor, ...typed };
/** Given by the gateway. */
const ours = { ...identified, lastUpdate: time };

const Relationship = z.looseObject({ relationshipType: z.string(), id: text, href: text, name: text, role: text, validFor, '@referredType': text, ...typed });

const CharacteristicValue = z.looseObject({
  isDefault: flag, rangeInterval: text, regex: text, unitOfMeasure: text, valueFrom: count, valueTo: count, valueType: text, validFor, value: z.unknown(), ...typed,
});

const Characteristic = z.looseObject({
  id: text, name: text, description: text, valueType: text, configurable: flag, extensible: flag, isUnique: flag, minCardinality: count, maxCardinality: count, regex: text,
  charSpecRelationship: objects, characteristicValueSpecification: CharacteristicValue.array().optional(), validFor, '@valueSchemaLocation': text, ...typed,
});

const Feature = z.looseObject({
  id: text, isBundle: flag, isEnabled: flag, name: text, version: text, constraint: references,
  featureSpecCharacteristic: objects, featureSpecRelationship: objects, validFor, ...typed,
});

const specification = {
  ...described,
  isBundle: flag,
  attachment: attachments,
  constraint: references,
  entitySpecRelationship: Relationship.array().optional(),
  featureSpecification: Feature.array().optional(),
  relatedParty: RelatedParty.array().optional(),
  resourceSpecification: references,
  serviceLevelSpecification: references,
  serviceSpecRelationship: Relationship.array().optional(),
  specCharacteristic: Characteristic.array().optional(),
  targetEntitySchema: z.looseObject({ '@type': z.string(), '@schemaLocation': z.string() }).optional(),
};
const candidate = { ...described, category: references, serviceSpecification: reference };
const category = { ...described, isRoot: flag, parentId: text, category: references, serviceCandidate: references };
const catalog = { ...described, category: references, relatedParty: RelatedParty.array().optional() };

export const ServiceSpecification = z.looseObject({ ...ours, ...specification });
export const ServiceCandidate = z.looseObject({ ...ours, ...candidate });
export const ServiceCategory = z.looseObject({ ...ours, ...category });
export const ServiceCatalog = z.looseObject({ ...ours, ...catalog });

export const ServiceSpecificationCreate = z.looseObject(specification);
export const ServiceCandidateCreate = z.looseObject(candidate);
export const ServiceCategoryCreate = z.looseObject(category);
export const ServiceCatalogCreate = z.looseObject(catalog);

const job = {
  url: z.string(), path: text, contentType: text, errorLog: text, creationDate: time, completionDate: time, ...typed,
  status: z.enum(['Not Started', 'Running', 'Succeeded', 'Failed']).optional(),
};

export const ImportJob = z.looseObject({ ...identified, ...job });
export const ExportJob = z.looseObject({ ...identified, ...job, query: text });

export const ImportJobCreate = z.looseObject({ url: z.string(), path: text, contentType: text });
export const ExportJobCreate = z.looseObject({ url: z.string(), path: text, contentType: text, query: text });
