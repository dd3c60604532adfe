import { nameFailure } from '../outbound/failure.js';
import { startPulse } from '../outbound/pulse.js';
import { isTopic } from '../kernel/peering/messages.js';
import type { Feed } from './consumer.js';
import type { Delivery } from './delivery.js';
import type { EventLog } from '../outbound/event-log.js';
import type { Database, Tx } from '../outbound/storage/database.js';
import type { Log } from '../kernel/context.js';
import type { LoggedEvent } from '../kernel/event.js';

export interface LogReaderOptions {
  readonly db: Database;
  readonly events: EventLog;
  readonly log: Log;
  readonly pollMs: number;
}

/** Events read at a time: by a consumer that looks at each, and by one that tells at once which of them concern it. */
const PAGE = 100;
const WIDE_PAGE = 500;
/** Messages of peering may be a megabyte long each. */
const LONG_PAGE = 20;
/** Events handled in one transaction, where a consumer can do that. */
const TOGETHER = 100;

/**
 * Feeds one consumer from the log. A consumer that is new begins with the oldest event that is kept. Replicas read side by side: each event goes to
 * whoever moves the offset on to it first, and the other looks again.
 */
export function readLog({ db, events, log, pollMs }: LogReaderOptions, delivery: Delivery): Feed {
  const { name, types, concerns } = delivery.consumer;
  const size = types.some(isTopic) ? LONG_PAGE : concerns ? WIDE_PAGE : PAGE;
  let lag = 0;

  /** @returns where the offset is now; undefined when another replica has moved it, or we are to stop. */
  const handEach = async (batch: readonly LoggedEvent[], from: bigint, signal: AbortSignal): Promise<bigint | undefined> => {
    let offset = from;
    for (const event of batch) {
      const expected = offset;
      const claim = (tx: Tx): Promise<boolean> => moveOffset(tx, name, expected, event.position);
      if ((await delivery.deliver(event, { signal, claim })) === 'elsewhere') return undefined;
      offset = event.position;
      if (signal.aborted) return undefined;
    }
    return offset;
  };

  /** @returns as `handEach` */
  const handBatch = async (batch: readonly LoggedEvent[], from: bigint, signal: AbortSignal): Promise<bigint | undefined> => {
    const end = batch.at(-1)!.position;
    const outcome = await delivery.deliverTogether(batch, (tx) => moveOffset(tx, name, from, end));
    if (outcome === 'apart') return handEach(batch, from, signal);
    return outcome === 'handled' ? end : undefined;
  };

  const handPage = async (from: bigint, head: bigint, signal: AbortSignal): Promise<bigint | undefined> => {
    let offset = from;
    const page = await events.read(from, size, { types });
    const concerned = await delivery.concerned(page);
    for (let next = 0; next < concerned.length; next += TOGETHER) {
      const reached = await handBatch(concerned.slice(next, next + TOGETHER), offset, signal);
      if (reached === undefined || signal.aborted) return undefined;
      offset = reached;
    }
    // What is left means nothing to the consumer: it is passed over in one go, and retention may have it
    const end = page.length === size ? page.at(-1)!.position : head;
    if (offset >= end) return offset;
    return (await moveOffset(db.prisma, name, offset, end)) ? end : undefined;
  };

  const round = async (signal: AbortSignal): Promise<void> => {
    let { offset, head } = await whereabouts(db, name);
    while (offset < head) {
      lag = Number(head - offset);
      const reached = await handPage(offset, head, signal);
      if (reached === undefined) return;
      offset = reached;
      head = offset > head ? offset : head;
    }
    lag = 0;
  };

  const pulse = startPulse(round, { name: `consumer ${name}`, log, everyMs: pollMs });
  const deaf = events.onGrowth(pulse.wake);
  return {
    state() {
      const failure = pulse.failure();
      return failure === undefined ? { ok: true, lag } : { ok: false, lag, reason: `The consumer cannot read the log (${nameFailure(failure)}).` };
    },
    async stop() {
      deaf();
      await pulse.stop();
    },
  };
}

async function whereabouts({ prisma }: Database, consumer: string): Promise<{ offset: bigint; head: bigint }> {
  const [reader, end] = await Promise.all([prisma.consumerOffset.findUnique({ where: { consumer } }), prisma.eventLogHead.findUnique({ where: { id: 1 } })]);
  const head = end?.position ?? 0n;
  if (!reader && head > 0n) await prisma.consumerOffset.createMany({ data: [{ consumer, position: 0n }], skipDuplicates: true });
  return { offset: reader?.position ?? 0n, head };
}

/** Only from where we believe it to be: whoever comes second moves nothing. */
async function moveOffset(tx: Pick<Tx, 'consumerOffset'>, consumer: string, from: bigint, to: bigint): Promise<boolean> {
  const { count } = await tx.consumerOffset.updateMany({ where: { consumer, position: from }, data: { position: to } });
  return count === 1;
}
