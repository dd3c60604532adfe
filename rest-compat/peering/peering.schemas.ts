import { z } from 'zod';
import { MAX_TMF_PAGE } from '../../src/kernel/tmf/page.js';
import { numberIn } from '../edge.schemas.js';
import { time } from '../tmf/tmf.parts.js';

/** The bodies of the peering API. Members that are not known are ignored. */

const Organization = z.union([z.looseObject({ id: z.string() }), z.string()], 'must be an organization with its id, or the id').meta({ description: 'As it was answered when it was created: only its id is looked at. Or the id itself.' });

const named = z.record(z.string(), z.string());
const PeeredSpecs = z.record(z.string(), z.unknown()).nullish().meta({ description: 'Ignored in requests.' });

const Category = z.object({
  name: z.string(),
  specifications: z.array(z.string()).nullish().meta({ description: 'Names of specifications.' }),
});
const Catalog = z.object({ name: z.string(), categories: z.array(Category).nullish() });

const serviceCatalogs = z.array(Catalog).nullish().meta({ description: 'Where the specifications are offered. Catalogs and categories are found by name, or created.' });

export const PeeringRequest = z.object({
  organization: Organization,
  serviceSpecs: named.nullish().meta({ description: 'The specifications that are wanted: name by id.' }),
  peeredSpecs: PeeredSpecs,
  serviceCatalogs,
});

export const PeeringPatch = z.object({
  serviceSpecs: z.record(z.string(), z.string().nullable()).nullish().meta({ description: 'Name by id: wanted from now on. null: no more. Those that are not named stay as they are.' }),
  peeredSpecs: PeeredSpecs,
  serviceCatalogs: serviceCatalogs.meta({ description: 'Replaces all there are, where it is sent.' }),
});

export type SentCatalogs = z.infer<typeof serviceCatalogs>;

const nullableText = z.string().nullable();
const emptyList = z.array(z.unknown());

/** The 22 members of a specification in a peer's list, under the names and in the order that clients know. */
export const SpecSummary = z.looseObject({
  href: nullableText, description: nullableText, version: nullableText, validFor: z.unknown(), name: nullableText, lastUpdate: nullableText, lifecycleStatus: nullableText, isBundle: z.boolean().nullable(),
  featureSpecification: emptyList, resourceSpecification: emptyList, serviceLevelSpecification: emptyList, attachment: emptyList, constraint: emptyList, entitySpecRelationship: emptyList,
  relatedParties: emptyList, serviceSpecRelationshipSet: emptyList, serviceSpecCharacteristics: emptyList, targetServiceSchemaRefEntity: z.unknown(),
  id: z.string(), '@baseType': nullableText, '@schemaLocation': nullableText, '@type': nullableText,
});

const Failure = z.looseObject({ code: z.string(), reason: z.string() });

export const STATUSES = ['discovered', 'active', 'degraded', 'unreachable', 'terminated'] as const;

export const Peering = z.looseObject({
  organization: z.looseObject({ id: z.string() }),
  serviceSpecs: named.meta({ description: 'What is wanted: name by id.' }),
  peeredSpecs: named.meta({ description: 'What is in our catalog now: name by id.' }),
  serviceCatalogs: z.array(Catalog),
  id: z.string().optional().meta({ description: "The organization's." }),
  status: z.enum(STATUSES).optional(),
  generation: z.int().optional(),
  createdAt: time,
  updatedAt: time,
  heartbeat: z
    .looseObject({ lastCheckAt: nullableText.optional(), lastSuccessAt: nullableText.optional(), consecutiveFailures: z.int(), lastFailure: Failure.nullable().optional(), nextCheckAt: nullableText.optional() })
    .optional(),
  failedSpecs: z.array(z.looseObject({})).optional(),
});

export const PeeringPath = z.object({ organizationId: z.string().max(512).regex(/^[^\0]+$/, 'holds a character that no id has') });

const text = z.union([z.string(), z.array(z.string())]).optional();

/** `status=active,unreachable`. */
export const PeeringQuery = z.strictObject({
  status: text
    .transform((sent) => (sent === undefined ? undefined : [sent].flat().flatMap((part) => part.split(','))))
    .pipe(z.array(z.enum(STATUSES)).min(1).optional())
    .meta({ override: { type: 'string', description: `Any of ${STATUSES.join(', ')}; several by comma. Without it: active, degraded, unreachable.` } }),
  offset: numberIn(0, 2_000_000_000, 0),
  limit: numberIn(1, MAX_TMF_PAGE, 100),
});
