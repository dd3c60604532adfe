import { record } from '../../src/outbound/outbox.js';
import { newId } from '../../src/kernel/id.js';
import type { DomainEvent } from '../../src/kernel/event.js';
import type { Database } from '../../src/outbound/storage/database.js';

/** A made-up event; what matters to a test it says itself. */
export const anEvent = (about: Partial<DomainEvent> = {}): DomainEvent => ({
  id: newId(),
  type: 'test.thing-changed',
  subject: 'thing-1',
  owner: { clientId: 'client-1', userId: null },
  time: new Date(),
  correlator: 'correlator-1',
  data: { word: 'changed' },
  ...about,
});

/** Records events in a transaction of their own. */
export async function announce({ prisma }: Database, ...events: readonly DomainEvent[]): Promise<void> {
  await prisma.$transaction((tx) => record(tx, events));
}
