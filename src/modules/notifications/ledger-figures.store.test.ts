import { expect, it } from 'vitest';
import { databaseKinds } from '../../../test/support/databases.js';
import { newId } from '../../kernel/id.js';
import { createMetrics } from '../../outbound/metrics.js';
import { measureLedger } from './ledger-figures.store.js';

const NOW = new Date('2026-11-21T12:00:00Z');

it.each(databaseKinds)('tells how many events wait and were given up, %s', async (_kind, open) => {
  await using test = await open();
  const { prisma } = test.db;
  const metrics = createMetrics({ process: false });
  measureLedger(test.db, metrics);
  const id = newId();
  await prisma.eventSubscription.create({ data: { id, clientId: 'c', resourceId: newId(), sink: 'https://consumer.example/', eventType: 'x', source: 'https://gateway.example/', createdAt: NOW } });
  const states = ['PENDING', 'PENDING', 'DELIVERED'] as const;
  await prisma.eventDelivery.createMany({ data: states.map((state, nth) => ({ id: newId(), subscriptionId: id, eventId: newId(), position: BigInt(nth), cloudEvent: {}, state, createdAt: NOW })) });
  const { text } = await metrics.print();
  expect(text.match(/^northbound_event_deliveries.*$/gm)).toEqual(['northbound_event_deliveries{state="pending"} 2', 'northbound_event_deliveries{state="dead"} 0']);
});
