import { failureFields, nameFailure } from '../outbound/failure.js';
import { backoff, pause } from '../outbound/pulse.js';
import { PARKED_EVENT } from '../outbound/retention.js';
import { isPassing } from '../outbound/storage/passing.js';
import { newId } from '../kernel/id.js';
import { isTopic } from '../kernel/peering/messages.js';
import type { Database, Tx } from '../outbound/storage/database.js';
import type { OnDead } from '../outbound/topics.js';
import type { Clock } from '../kernel/clock.js';
import type { Log } from '../kernel/context.js';
import type { LoggedEvent } from '../kernel/event.js';

export interface Consumer {
  /** What it is remembered by; to change it is to begin anew. */
  readonly name: string;
  readonly types: readonly string[];
  /**
   * Ids of those of the events that mean something to it; the others are passed over at once and never come to `handle`. It must not
   * leave out an event that `handle` would work on now. Absent: all of them.
   */
  concerns?(events: readonly LoggedEvent[]): Promise<ReadonlySet<string>>;
  /** The work, in the transaction that also remembers it: only `tx` may be used, and nothing outside the database is done once only. */
  handle(event: LoggedEvent, tx: Tx): Promise<void>;
  /** The same for several events at a time, in their order. When it fails each of them goes to `handle`. Absent: always each of them. */
  handleAll?(events: readonly LoggedEvent[], tx: Tx): Promise<void>;
}

export interface DeliverOptions {
  readonly signal: AbortSignal;
  /** Part of the same transaction, first. False: the event is another replica's by now. */
  readonly claim?: Claim;
  /** Called before each further try. */
  beat?(): Promise<void>;
  /** Where the event was found. @default the log, and its position */
  readonly place?: string;
  /** Brings an event that is given up to where it is looked for; called again when what follows fails. Absent: it is written to a job row. */
  bury?(reason: string): Promise<void>;
}

type Claim = (tx: Tx) => Promise<boolean>;

export type Delivered = 'handled' | 'known' | 'elsewhere' | 'parked';

export interface Delivery {
  readonly consumer: Consumer;
  /** Those of the events that are to be delivered. When that cannot be told now, all of them. */
  concerned(events: readonly LoggedEvent[]): Promise<readonly LoggedEvent[]>;
  /** Handles the events together, each once. `apart`: it cannot be done so, or failed; each is to be delivered by itself. */
  deliverTogether(events: readonly LoggedEvent[], claim: Claim): Promise<'handled' | 'elsewhere' | 'apart'>;
  /** Handles the event once, whatever it takes. @throws the failure when the signal ends between tries. */
  deliver(event: LoggedEvent, options: DeliverOptions): Promise<Delivered>;
  /** Events given up since the start. */
  parked(): number;
}

export interface DeliveryOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly tries?: number;
  readonly retry?: { readonly first: number; readonly most: number };
  /** Why no try can succeed. Absent, or undefined: one may. */
  unreadable?(event: LoggedEvent): string | undefined;
  /** Told of each message of peering before it is given up. Never rejects. */
  readonly onDead?: OnDead;
}

/**
 * One consumer's way to handle each event once. An event that fails `tries` times is parked: it is written to a job row that nobody runs, with
 * what was wrong, and the consumer goes on. No try counts while the database does not answer, or fails for a reason that passes.
 */
export function createDelivery(consumer: Consumer, { db, clock, log, tries = 8, retry = { first: 200, most: 5_000 }, unreadable, onDead }: DeliveryOptions): Delivery {
  let parked = 0;

  const together = (events: readonly LoggedEvent[], handleAll: NonNullable<Consumer['handleAll']>, claim: Claim): Promise<'handled' | 'elsewhere'> =>
    db.prisma.$transaction(async (tx) => {
      if (!(await claim(tx))) return 'elsewhere';
      const data = events.map(({ id }) => ({ consumer: consumer.name, eventId: id, at: clock.now() }));
      const fresh = new Set((await tx.consumedEvent.createManyAndReturn({ data, skipDuplicates: true, select: { eventId: true } })).map(({ eventId }) => eventId));
      const unknown = events.filter(({ id }) => fresh.has(id));
      if (unknown.length > 0) await handleAll(unknown, tx);
      return 'handled';
    });

  const once = (event: LoggedEvent, handle: Consumer['handle'], claim: DeliverOptions['claim']): Promise<Delivered> =>
    db.prisma.$transaction(async (tx) => {
      if (claim && !(await claim(tx))) return 'elsewhere';
      const memory = { consumer: consumer.name, eventId: event.id, at: clock.now() };
      const { count } = await tx.consumedEvent.createMany({ data: [memory], skipDuplicates: true });
      if (count === 0) return 'known';
      await handle(event, tx);
      return 'handled';
    });

  /** Told and buried first: what fails after that is done again, and what is done twice does no harm. */
  const park = async (event: LoggedEvent, reason: string, failures: number, { claim, place, bury }: DeliverOptions): Promise<Delivered> => {
    const { name } = consumer;
    if (isTopic(event.type)) await onDead?.({ consumer: name, topic: event.type, key: event.subject, place: place ?? `the log at ${event.position}`, reason });
    await bury?.(reason);
    const outcome = await once(event, async (_event, tx) => (bury ? undefined : parkRow(tx, name, event, reason, failures, clock.now())), claim);
    if (outcome !== 'handled') return outcome;
    parked += 1;
    log.error({ ...nameOf(consumer, event), tries: failures, failure: reason }, 'an event could not be handled and was parked');
    return 'parked';
  };

  return {
    consumer,
    parked: () => parked,
    async concerned(events) {
      if (!consumer.concerns || events.length === 0) return events;
      try {
        const ids = await consumer.concerns(events);
        return events.filter(({ id }) => ids.has(id));
      } catch (error) {
        // The long way knows how to wait, and what to do with an event that nobody can handle
        log.warn({ consumer: consumer.name, ...failureFields(error) }, 'a consumer could not tell which events concern it');
        return events;
      }
    },
    async deliverTogether(events, claim) {
      const { handleAll } = consumer;
      if (!handleAll || events.length < 2 || events.some((event) => unreadable?.(event) !== undefined)) return 'apart';
      try {
        return await together(events, handleAll, claim);
      } catch (error) {
        log.warn({ consumer: consumer.name, events: events.length, ...failureFields(error) }, 'events could not be handled together');
        return 'apart';
      }
    },
    async deliver(event, options) {
      const { signal, claim, beat } = options;
      let failures = 0;
      let hopeless = unreadable?.(event);
      for (let waits = 1; ; waits += 1) {
        try {
          if (hopeless !== undefined) return await park(event, hopeless, failures, options);
          return await once(event, (given, tx) => consumer.handle(given, tx), claim);
        } catch (error) {
          if (hopeless === undefined && !isPassing(error) && (await answers(db))) {
            failures += 1;
            if (failures >= tries) hopeless = nameFailure(error);
          }
          log.warn({ ...nameOf(consumer, event), failures, ...failureFields(error) }, 'an event could not be handled and will be tried again');
          if (!(await pause(backoff(waits, retry), signal))) throw error;
          await beat?.();
        }
      }
    },
  };
}

const nameOf = ({ name }: Consumer, { id, type, position }: LoggedEvent): object => ({ consumer: name, event: id, type, position: String(position) });

const answers = (db: Database): Promise<boolean> => db.check().then(() => true, () => false);

async function parkRow(tx: Tx, consumer: string, event: LoggedEvent, reason: string, attempts: number, now: Date): Promise<void> {
  const { id: eventId, type, subject, position } = event;
  await tx.job.createMany({
    data: [
      {
        id: newId(),
        kind: PARKED_EVENT,
        key: `${consumer}:${eventId}`,
        payload: { consumer, eventId, type, subject, position: String(position) },
        runAt: now,
        attempts,
        lastError: reason,
        createdAt: now,
      },
    ],
    skipDuplicates: true,
  });
}
