import { ENVELOPE_TYPE, toEnvelope } from './envelope.js';
import { nameFailure } from './failure.js';
import { startPulse } from './pulse.js';
import { inTurn } from './turn.js';
import type { EventLog } from './event-log.js';
import type { Kafka, KafkaRecord } from './kafka.js';
import type { Pulse } from './pulse.js';
import type { Relay } from './relay.js';
import type { Database } from './storage/database.js';
import type { Log } from '../kernel/context.js';
import type { LoggedEvent } from '../kernel/event.js';

/** The topic of all events. */
export const EVENTS_TOPIC = 'northbound.events';

/** The publisher is a reader of the log like any other: this is its ConsumerOffset. */
export const PUBLISHER = 'kafka-publisher';

export interface PublisherOptions {
  readonly db: Database;
  readonly events: EventLog;
  readonly kafka: Kafka;
  /** CloudEvents `source`: the gateway's public address. */
  readonly source: string;
  readonly log: Log;
  /** @default northbound.events */
  readonly topic?: string;
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
export function createPublisher({ db, events, kafka, source, log, topic = EVENTS_TOPIC, pollMs = 1_000, batch = 200 }: PublisherOptions): Relay {
  let pulse: Pulse | undefined;
  let deaf = (): void => undefined;
  let ready = false;
  let lag = 0;

  const round = async (signal: AbortSignal): Promise<void> => {
    let { offset, head } = await whereabouts(db);
    lag = Number(head - offset);
    if (lag === 0) return;
    if (!ready) await kafka.ensureTopic(topic, signal);
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
    const due = await events.read(offset, batch);
    const last = due.at(-1);
    if (!last) return { offset: head, head };
    await kafka.publish(topic, due.map((event) => toRecord(event, source)), signal);
    await moveTo(db, last.position);
    return { offset: last.position, head: last.position > head ? last.position : head };
  };

  return {
    async start() {
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

const toRecord = (event: LoggedEvent, source: string): KafkaRecord => ({
  key: event.subject,
  value: JSON.stringify(toEnvelope(event, source)),
  headers: { 'content-type': ENVELOPE_TYPE, ce_id: event.id, ce_type: event.type },
  time: event.time,
});

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
