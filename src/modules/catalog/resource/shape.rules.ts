import { z } from 'zod';
import { moment, timePeriod, tmfObject } from '../../../kernel/tmf/shape.js';
import type { ResourceKind } from './resource.types.js';

const text = z.string();
const flag = z.boolean();
const id = z.string().min(1);
const refMembers = { href: text, name: text, version: text, '@referredType': text };
const ref = tmfObject(refMembers, { id });
const relationshipType = z.string().min(1);

const attachment = tmfObject({ id: text, href: text, attachmentType: text, content: text, description: text, mimeType: text, name: text, url: text, validFor: timePeriod });
const relatedParty = tmfObject({ href: text, name: text, role: text, '@referredType': text }, { id });

const valueSpecification = tmfObject({ isDefault: flag, rangeInterval: text, regex: text, unitOfMeasure: text, valueFrom: z.int(), valueTo: z.int(), valueType: text, validFor: timePeriod });
const characteristicMembers = {
  id: text, description: text, valueType: text, configurable: flag, extensible: flag, isUnique: flag, minCardinality: z.int(), maxCardinality: z.int(), regex: text,
  validFor: timePeriod, '@valueSchemaLocation': text, characteristicValueSpecification: z.array(valueSpecification), charSpecRelationship: z.array(tmfObject({})),
};
const featureCharacteristic = tmfObject({ id: text, valueType: text }, { name: text });
const featureRelationship = tmfObject({ id: text, validFor: timePeriod }, { name: text, relationshipType });
const featureSpecification = tmfObject({
  id: text, isBundle: flag, isEnabled: flag, name: text, version: text, validFor: timePeriod,
  constraint: z.array(ref), featureSpecCharacteristic: z.array(featureCharacteristic), featureSpecRelationship: z.array(featureRelationship),
});
const relationship = tmfObject({ id: text, href: text, name: text, role: text, validFor: timePeriod, '@referredType': text }, { relationshipType });

const members = { id: text, href: text, description: text, lastUpdate: text, lifecycleStatus: text, version: text, validFor: timePeriod };
const name = z.string().refine((given) => given.trim() !== '', 'must not be empty').max(500);

const ServiceSpecification = tmfObject(
  {
    ...members,
    lastUpdate: moment,
    isBundle: flag,
    attachment: z.array(attachment),
    constraint: z.array(ref),
    entitySpecRelationship: z.array(relationship),
    featureSpecification: z.array(featureSpecification),
    relatedParty: z.array(relatedParty),
    resourceSpecification: z.array(ref),
    serviceLevelSpecification: z.array(ref),
    serviceSpecRelationship: z.array(relationship),
    specCharacteristic: z.array(tmfObject({ ...characteristicMembers, name: text })),
    targetEntitySchema: z.looseObject({ '@type': text, '@schemaLocation': text }),
  },
  { name },
);
const ServiceCandidate = tmfObject({ ...members, category: z.array(ref) }, { name, serviceSpecification: ref });
const ServiceCategory = tmfObject({ ...members, isRoot: flag, parentId: text, category: z.array(ref), serviceCandidate: z.array(ref) }, { name });
const ServiceCatalog = tmfObject({ ...members, category: z.array(ref), relatedParty: z.array(relatedParty) }, { name });

/** Known members and what parts must have; whatever else there is stays. References are not looked up: TMF633's own kit names what does not exist. */
export const SHAPES: Readonly<Record<ResourceKind, z.ZodType>> = { ServiceSpecification, ServiceCandidate, ServiceCategory, ServiceCatalog };
