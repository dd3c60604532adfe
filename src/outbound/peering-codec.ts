import { z } from 'zod';
import { ALARMS, FAILED, IMPORTED, isTopic, MESSAGES_SCHEMA, MESSAGES_VERSION, PEERING_MESSAGES, TERMINATED, UNREACHABLE, UPDATED } from '../kernel/peering/messages.js';
import { ENVELOPE_TYPE } from './envelope.js';
import type { KafkaRecord } from './kafka.js';
import type { Message, Topic } from '../kernel/peering/messages.js';
import type { DomainEvent, LoggedEvent } from '../kernel/event.js';

/** CloudEvents `source` of a message. */
const PEERING_API = '/peering-api';
const HEARTBEAT = '/peering-api/heartbeat';

/** Whose a message is that came by Kafka: it names no caller. No client can have this id. */
const OWNER = { clientId: ' ', userId: null } as const;

const MOST_REASON = 500;

/** What a record must be: a CloudEvent in structured form, of whatever producer. Further attributes are passed over. */
const RecordShape = z.object({
  specversion: z.literal('1.0'),
  // Any UUID: it is what the message is remembered by, and not ours to choose
  id: z.guid().transform((text) => text.toLowerCase()),
  type: z.string(),
  source: z.string().min(1),
  subject: z.string().min(1).max(255),
  time: z.iso.datetime({ offset: true }),
  datacontenttype: z.string().startsWith('application/json').optional(),
  dataschema: z.string().regex(/^urn:peering:kafka:messages:1\.\d+$/, 'must be of version 1').optional(),
  correlationid: z.string().max(255).optional(),
  data: z.record(z.string(), z.unknown()),
});

/** A message of peering as foreign consumers know it: nothing of ours is in it. */
export function toPeeringRecord({ id, type, subject, time, correlator, data }: DomainEvent): KafkaRecord {
  const envelope = {
    specversion: '1.0',
    id,
    source: sourceOf(type, data),
    type,
    subject,
    time: time.toISOString(),
    datacontenttype: 'application/json',
    dataschema: MESSAGES_SCHEMA,
    ...(correlator !== null && { correlationid: correlator }),
    data,
  };
  const headers = {
    'content-type': ENVELOPE_TYPE,
    'x-schema-version': MESSAGES_VERSION,
    ...('generation' in data && { 'x-generation': String(data.generation) }),
    ...(correlator !== null && { 'x-correlation-id': correlator }),
  };
  return { key: subject, value: JSON.stringify(envelope), headers, time };
}

export type ReadMessage = { readonly event: LoggedEvent } | Unreadable;

export interface Unreadable {
  /** What is wrong with it, without its values. */
  readonly reason: string;
}

/** @param topic where it was found: its type must say the same */
export function fromPeeringRecord(text: string, topic: Topic): ReadMessage {
  const json = parseJson(text);
  if (json === undefined) return { reason: 'It is not JSON.' };
  const found = RecordShape.safeParse(json);
  if (!found.success) return { reason: reasonOf(found.error) };
  const { id, type, subject, time, correlationid, data } = found.data;
  if (type !== topic) return { reason: 'type: is not the topic' };
  const message = readMessage(topic, subject, data);
  if ('reason' in message) return message;
  return { event: { id, type, subject, owner: OWNER, time: new Date(time), correlator: correlationid ?? null, data: message.data, position: 0n } };
}

/** Why nobody can work with an event that should be a message of peering. Undefined: it can be read, or is none. */
export function unreadable({ type, subject, data }: DomainEvent): string | undefined {
  if (!isTopic(type)) return undefined;
  const message = readMessage(type, subject, data);
  return 'reason' in message ? message.reason : undefined;
}

function readMessage(topic: Topic, subject: string, data: object): { readonly data: Message<Topic> } | Unreadable {
  const found = PEERING_MESSAGES[topic].safeParse(data);
  if (!found.success) return { reason: reasonOf(found.error, 'data') };
  return found.data.organization.id === subject ? { data: found.data } : { reason: 'subject: is not data.organization.id' };
}

function reasonOf({ issues }: z.ZodError, ...inside: readonly string[]): string {
  const words = issues.slice(0, 3).map(({ path, message }) => [[...inside, ...path].join('.'), message].filter(Boolean).join(': '));
  return words.join('; ').slice(0, MOST_REASON);
}

/** The heartbeat's own alarms bear what it found in their ids. */
const HEARTBEAT_ALARM = /:(heartbeat|auth|partial|empty)$/;

/** Who tells of it. The reasons in the data are the messages' own: they say whether a beat or a caller brought it about. */
function sourceOf(type: string, data: object): string {
  return isTopic(type) && BY_HEARTBEAT[type](data) ? HEARTBEAT : PEERING_API;
}

const hasReason = (data: object, reason: string): boolean => 'reason' in data && data.reason === reason;
const alarmOf = (data: object): unknown => ('alarm' in data && typeof data.alarm === 'object' && data.alarm !== null && 'externalAlarmId' in data.alarm ? data.alarm.externalAlarmId : undefined);

const BY_HEARTBEAT: Readonly<Record<Topic, (data: object) => boolean>> = {
  [IMPORTED]: (data) => hasReason(data, 'recovered'),
  [UPDATED]: (data) => hasReason(data, 'heartbeat'),
  [FAILED]: () => false,
  [TERMINATED]: () => false,
  [UNREACHABLE]: () => true,
  [ALARMS]: (data) => HEARTBEAT_ALARM.test(String(alarmOf(data))),
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
