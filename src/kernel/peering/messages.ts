import { z } from 'zod';

/** The six topics of the HypO Peering API; a message's CloudEvents `type` is its topic's name, and its key the organization's id. */
export const IMPORTED = 'tmf-api-peered-organization-service-specs';
export const UPDATED = 'updated-peered-organization-service-specs';
export const FAILED = 'east-west-peering-failure';
export const TERMINATED = 'east-west-peering-termination';
export const UNREACHABLE = 'peered-organization-heartbeat-failure';
export const ALARMS = 'alarm-management-channel';

/** CloudEvents `dataschema` of all of them. */
export const MESSAGES_SCHEMA = 'urn:peering:kafka:messages:1.0';
export const MESSAGES_VERSION = '1.0';

/** A message longer than this, in bytes of JSON, is sent in parts. */
export const MAX_MESSAGE_BYTES = 900_000;

export const FAILURE_CODES = [
  'CONFIG_INVALID', 'DNS', 'CONNECT', 'TLS', 'TIMEOUT', 'HTTP_5XX', 'HTTP_429', 'HTTP_4XX', 'AUTH_TOKEN', 'AUTH_REJECTED',
  'INVALID_RESPONSE', 'SPEC_NOT_FOUND', 'SPEC_ID_CONFLICT', 'PARTIAL', 'INTERNAL',
] as const;
export type FailureCode = (typeof FAILURE_CODES)[number];

const id = z.string().min(1).max(255);
const moment = z.iso.datetime({ offset: true });

/** Names the organization and holds nothing else of it. */
const OrganizationRef = z.object({ id, name: z.string(), href: z.string().nullish(), '@referredType': z.string().optional() });
const base = {
  /** Minor versions may add members; another major is not ours to read. */
  schemaVersion: z.string().regex(/^1\.\d+$/),
  organization: OrganizationRef,
  generation: z.int().min(1).describe('Counts the messages about the organization, over all topics; never begins anew.'),
};
const SpecificationDocument = z.looseObject({ id, name: z.string().min(1) });
const Spec = z.object({ remoteId: id, localId: id, contentHash: z.string().regex(/^sha256:[0-9a-f]{64}$/), serviceSpecification: SpecificationDocument });
const SpecRef = z.object({ id, name: z.string().min(1), version: z.string().nullish() });
const Category = z.object({ name: z.string().min(1), specifications: z.array(SpecRef) });
const Assignment = z.object({ name: z.string().min(1), categories: z.array(Category) });
const Gone = z.object({ remoteId: id, localId: id, name: z.string() });
const Failure = z.object({
  code: z.enum(FAILURE_CODES),
  reason: z.string(),
  message: z.string().optional(),
  httpStatus: z.int().optional(),
  url: z.string().optional().describe('Without user info and query.'),
  retryable: z.boolean(),
});
const FailedSpec = z.object({ id: z.string(), name: z.string().optional(), code: z.string(), httpStatus: z.int().optional() });

const Imported = z.object({
  ...base,
  reason: z.enum(['add', 'recovered', 'resync']),
  specs: z.array(Spec),
  serviceCatalogs: z.array(Assignment).describe('All assignments of the organization; specifications by remote id.'),
  part: z.object({ index: z.int().min(1), count: z.int().min(1), snapshotId: z.string().optional() }).optional(),
});
const Updated = z.object({
  ...base,
  reason: z.enum(['heartbeat', 'patch']),
  added: z.array(Spec),
  updated: z.array(Spec),
  removed: z.array(Gone.extend({ reason: z.enum(['deleted-at-source', 'deselected', 'unverifiable']) })),
  serviceCatalogs: z.array(Assignment).optional(),
});
const Failed = z.object({ ...base, phase: z.enum(['discover', 'add', 'update']), failure: Failure, failedSpecs: z.array(FailedSpec).optional() });
const Terminated = z.object({ ...base, reason: z.enum(['admin-delete', 'organization-deleted']), removedSpecs: z.array(Gone) });
const Unreachable = z.object({
  ...base,
  failure: Failure,
  consecutiveFailures: z.int().min(1),
  threshold: z.int().min(1),
  firstFailureAt: moment,
  lastSuccessAt: moment.nullish(),
  action: z.literal('remove-specs'),
  affectedSpecs: z.array(Gone),
});

export const ALARM_TYPES = [
  'communicationsAlarm', 'processingErrorAlarm', 'environmentalAlarm', 'qualityOfServiceAlarm', 'equipmentAlarm', 'integrityViolation',
  'operationalViolation', 'physicalViolation', 'securityService', 'mechanismViolation', 'timeDomainViolation',
] as const;
export const ALARM_SEVERITIES = ['critical', 'major', 'minor', 'warning', 'indeterminate', 'cleared'] as const;
export const ALARM_STATES = ['raised', 'updated', 'cleared'] as const;

const AlarmDocument = z.looseObject({
  externalAlarmId: id,
  alarmType: z.enum(ALARM_TYPES),
  perceivedSeverity: z.enum(ALARM_SEVERITIES),
  probableCause: z.string(),
  alarmedObject: z.looseObject({}),
  sourceSystemId: z.string(),
  state: z.enum(ALARM_STATES),
  alarmRaisedTime: moment,
});
const AlarmTold = z.object({ ...base, operation: z.enum(['raise', 'update', 'clear']), alarm: AlarmDocument });

/** Data of each message, by topic; printed as JSON Schemas into `schema/events/`. */
export const PEERING_MESSAGES = {
  [IMPORTED]: Imported,
  [UPDATED]: Updated,
  [FAILED]: Failed,
  [TERMINATED]: Terminated,
  [UNREACHABLE]: Unreachable,
  [ALARMS]: AlarmTold,
} as const;

export type Topic = keyof typeof PEERING_MESSAGES;
export type Message<Name extends Topic> = z.infer<(typeof PEERING_MESSAGES)[Name]>;
export type ImportedSpec = z.infer<typeof Spec>;
export type CatalogAssignment = z.infer<typeof Assignment>;
export type GoneSpec = z.infer<typeof Gone>;
export type ToldFailure = z.infer<typeof Failure>;

export const TOPICS = Object.keys(PEERING_MESSAGES) as readonly Topic[];
export const isTopic = (type: string): type is Topic => type in PEERING_MESSAGES;
