import type { DomainEvent } from '../kernel/event.js';
import type { Statements } from './storage/database.js';

/** PostgreSQL channel on which the relay is told that there is something to place. */
export const OUTBOX_CHANNEL = 'northbound_outbox';

/**
 * Announces facts: rows in the transaction of the change they tell of, and a wake-up for the relay that leaves with the commit.
 * Write the change first: events of one subject keep the order of the row locks that its changes took.
 */
export async function record(tx: Statements, events: readonly DomainEvent[]): Promise<void> {
  if (events.length === 0) return;
  // One statement, however many: the client's own way costs several times more for each row
  await tx.$executeRaw`
    WITH event AS (
      INSERT INTO "OutboxEvent" (id, type, subject, "clientId", "userId", time, correlator, data)
      SELECT id, type, subject, "clientId", "userId", time, correlator, data
      FROM jsonb_to_recordset(${JSON.stringify(events.map(toRow))}::jsonb)
        AS event(id uuid, type text, subject text, "clientId" text, "userId" text, time timestamptz, correlator text, data jsonb)
    )
    SELECT pg_notify(${OUTBOX_CHANNEL}, '')`;
}

const toRow = ({ id, type, subject, owner, time, correlator, data }: DomainEvent): object => ({
  id,
  type,
  subject,
  clientId: owner.clientId,
  userId: owner.userId,
  time,
  correlator,
  data,
});
