import { isTopic } from '../kernel/peering/messages.js';
import { Refusal } from '../kernel/refusal.js';
import { ENVELOPE_TYPE, toEnvelope } from './envelope.js';
import { failureFields, nameFailure } from './failure.js';
import { toPeeringRecord } from './peering-codec.js';
import { startPulse } from './pulse.js';
import { everyTopic, topicOf } from './topics.js';
import { inTurn } from './turn.js';
import type { EventLog } from './event-log.js';
import type { Kafka, KafkaRecord } from './kafka.js';
import type { Pulse } from './pulse.js';
import type { Relay } from './relay.js';
import type { OnDead, TopicOf } from './topics.js';
import type { Database } from './storage/database.js';
import type { Log } from '../kernel/context.js';
import type { LoggedEvent } from '../kernel/event.js';

/** The publisher is a reader of the log like any other: this is its ConsumerOffset. */
export const PUBLISHER = 'kafka-publisher';

export interface PublisherOptions {
  readonly db: Database;
  readonly events: EventLog;
  readonly kafka: Kafka;
  /** CloudEvents `source`: the gateway's public address. */
  readonly source: string;
  readonly log: Log;
  /** @default messages of peering to the topics of their types, all other events to northbound.events */
  readonly topicOf?: TopicOf;
  /** Told of an event that is too long for the broker; what it throws is logged. */
  readonly onDead?: OnDead | undefined;
  /** Milliseconds between looks when no wake-up arrives. @default 1000 */
  readonly pollMs?: number;
  /** Events sent at a time. @default 200 */
  readonly batch?: number;
}

/**
 * Copies the log to Kafka: publish, then move the offset, so at least once; consumers remember event ids. Placing events and publishing them
 * are two things on purpose: positions, the in-process streams and every answer go on while Kafka is away, and the copy resumes where it was.
 * One replica publishes at a time; if two ever did, each sends in order from an offset that was reached, so the first copy of each event still
 * comes in order.
 */
export function createPublisher(options: PublisherOptions): Relay {
  const { db, events, kafka, source, log, topicOf: find = topicOf, pollMs = 1_000, batch = 200 } = options;
  let pulse: Pulse | undefined;
  let deaf = (): void => undefined;
  let ready = false;
  let lag = 0;

  const round = async (signal: AbortSignal): Promise<void> => {
    let { offset, head } = await whereabouts(db);
    lag = Number(head - offset);
    if (!ready || pulse?.failure() !== undefined) await kafka.ensureTopics(everyTopic(find), signal);
    ready = true;
    while (offset < head && !signal.aborted) {
      const reached = await inTurn(db, PUBLISHER, async () => copy(signal));
      if (reached === undefined) return;
      ({ offset, head } = reached);
      lag = Number(head - offset);
    }
  };

  const copy = async (signal: AbortSignal): Promise<Whereabouts> => {
    const { offset, head } = await whereabouts(db);
    const due = await events.read(offset, await fitting(db, offset, batch));
    const last = due.at(-1);
    if (!last) return { offset: head, head };
    for (const [topic, told] of byTopic(due, find)) {
      for (const part of inParts(told.map((event) => toRecord(event, source)))) await publish(topic, part, signal);
    }
    await moveTo(db, last.position);
    return { offset: last.position, head: last.position > head ? last.position : head };
  };

  /** One record that is too long for the broker must not hold up all others for ever: it is left out, which is said aloud. */
  const publish = async (topic: string, records: readonly KafkaRecord[], signal: AbortSignal): Promise<void> => {
    try {
      await kafka.publish(topic, records, signal);
    } catch (error) {
      const [record, another] = records;
      if (!record || !isTooLong(error)) throw error;
      if (another) for (const one of records) await publish(topic, [one], signal);
      else await leaveOut(topic, record);
    }
  };

  const leaveOut = async (topic: string, { key, headers, value }: KafkaRecord): Promise<void> => {
    log.error({ topic, key, bytes: Buffer.byteLength(value), event: headers['ce_id'] }, 'an event is too long for Kafka and was left out');
    const letter = { consumer: PUBLISHER, topic, key, place: 'on the way to Kafka', reason: 'It is too long for the broker.' };
    await options.onDead?.(letter).catch((error: unknown) => log.error({ topic, ...failureFields(error) }, 'nobody could be told of an event that was left out'));
  };

  return {
    async start() {
      ready = false;
      pulse ??= startPulse(round, { name: 'kafka publisher', log, everyMs: pollMs, retry: { first: 500, most: 15_000 } });
      deaf = events.onGrowth(() => pulse?.wake());
    },
    async stop() {
      deaf();
      await pulse?.stop();
      pulse = undefined;
    },
    state() {
      if (!pulse) return { ok: false, lag, reason: 'The publisher is not running.' };
      const failure = pulse.failure();
      return failure === undefined ? { ok: true, lag } : { ok: false, lag, reason: `Kafka does not take events (${nameFailure(failure)}).` };
    },
  };
}

const isTooLong = (error: unknown): boolean => error instanceof Refusal && error.code === 'PAYLOAD_TOO_LARGE';

/** The events of each topic in their order; between topics there is none. */
function byTopic(events: readonly LoggedEvent[], find: TopicOf): ReadonlyMap<string, readonly LoggedEvent[]> {
  const topics = new Map<string, LoggedEvent[]>();
  for (const event of events) {
    const { name } = find(event.type);
    const found = topics.get(name);
    if (found) found.push(event);
    else topics.set(name, [event]);
  }
  return topics;
}

/** A broker takes 1 MiB at a time where nothing else is said: one part is no longer, unless a single record is. */
const PART_BYTES = 900_000;

export function inParts(records: readonly KafkaRecord[], most = PART_BYTES): readonly (readonly KafkaRecord[])[] {
  const parts: KafkaRecord[][] = [];
  let room = 0;
  for (const record of records) {
    const bytes = Buffer.byteLength(record.value);
    const part = bytes <= room ? parts.at(-1) : undefined;
    if (part) part.push(record);
    else parts.push([record]);
    room = (part ? room : most) - bytes;
  }
  return parts;
}

function toRecord(event: LoggedEvent, source: string): KafkaRecord {
  if (isTopic(event.type)) return toPeeringRecord(event);
  const headers = { 'content-type': ENVELOPE_TYPE, ce_id: event.id, ce_type: event.type };
  return { key: event.subject, value: JSON.stringify(toEnvelope(event, source)), headers, time: event.time };
}

/** As the database keeps them, compressed: a multiple of it in memory. */
const BATCH_BYTES = 2 * 1_048_576;

/** How many of the next events are read at once, one at least: messages of peering may be a megabyte long each. */
async function fitting({ pool }: Database, after: bigint, most: number): Promise<number> {
  const { rows } = await pool.query<{ fit: number }>(
    `SELECT count(*)::int AS fit FROM (
       SELECT sum(bytes) OVER (ORDER BY position) - bytes AS before
       FROM (SELECT position, pg_column_size(data) AS bytes FROM "OutboxEvent" WHERE position > $1 ORDER BY position LIMIT $2) AS next
     ) AS sized WHERE before < $3`,
    [String(after), most, BATCH_BYTES],
  );
  return Math.max(1, rows[0]?.fit ?? 1);
}

interface Whereabouts {
  readonly offset: bigint;
  readonly head: bigint;
}

async function whereabouts({ prisma }: Database): Promise<Whereabouts> {
  const [reader, head] = await Promise.all([
    prisma.consumerOffset.findUnique({ where: { consumer: PUBLISHER } }),
    prisma.eventLogHead.findUnique({ where: { id: 1 } }),
  ]);
  return { offset: reader?.position ?? 0n, head: head?.position ?? 0n };
}

async function moveTo({ prisma }: Database, position: bigint): Promise<void> {
  await prisma.consumerOffset.upsert({ where: { consumer: PUBLISHER }, create: { consumer: PUBLISHER, position }, update: { position } });
}
