import type { DomainEvent } from '../kernel/event.js';
import type { Prisma } from '../generated/prisma/client.js';
import type { Tx } from './storage/database.js';

/** PostgreSQL channel on which the relay is told that there is something to place. */
export const OUTBOX_CHANNEL = 'northbound_outbox';

/**
 * Announces facts: rows in the transaction of the change they tell of, and a wake-up for the relay that leaves with the commit.
 * Write the change first: events of one subject keep the order of the row locks that its changes took.
 */
export async function record(tx: Tx, events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.outboxEvent.createMany({ data: events.map(toRow) });
  await tx.$executeRaw`SELECT pg_notify(${OUTBOX_CHANNEL}, '')`;
}

const toRow = ({ id, type, subject, owner, time, correlator, data }: DomainEvent): Prisma.OutboxEventCreateManyInput => ({
  id,
  type,
  subject,
  clientId: owner.clientId,
  userId: owner.userId,
  time,
  correlator,
  data: data as Prisma.InputJsonObject,
});
