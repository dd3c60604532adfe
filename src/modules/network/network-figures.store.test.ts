import { expect, it } from 'vitest';
import { databaseKinds } from '../../../test/support/databases.js';
import { newId } from '../../kernel/id.js';
import { createMetrics } from '../../outbound/metrics.js';
import { measureNetwork } from './network-figures.store.js';

const NOW = new Date('2026-11-21T12:00:00Z');

it.each(databaseKinds)('tells how many flows and sessions there are, %s', async (_kind, open) => {
  await using test = await open();
  const { prisma } = test.db;
  const flow = (about: object) => ({ id: newId(), kind: 'QOD_SESSION' as const, resourceId: newId(), request: {}, phase: 'GRANTED' as const, dueAt: NOW, createdAt: NOW, ...about });
  const givenUp = newId();
  await prisma.networkFlow.createMany({
    data: [
      flow({ upstreamId: 'u1', sentAt: NOW }),
      flow({ upstreamId: 'u2', sentAt: NOW }),
      flow({ phase: 'SENT', sentAt: NOW }),
      flow({ id: givenUp, resourceId: givenUp, phase: 'REMOVING', sentAt: NOW }),
      flow({ phase: 'REMOVING', upstreamId: 'u3', sentAt: NOW }),
    ],
  });
  await prisma.qodSession.create({ data: { id: newId(), clientId: 'c', deviceId: 'd', applicationServer: {}, qosProfile: 'QOS_E', duration: 60, status: 'AVAILABLE', dueAt: NOW, createdAt: NOW, updatedAt: NOW } });
  const metrics = createMetrics({ process: false });
  measureNetwork(test.db, metrics);
  const { text } = await metrics.print();
  const shown = text.split('\n').filter((line) => line.startsWith('northbound_network') || line.startsWith('northbound_qod'));
  expect(shown).toEqual([
    ...Object.entries({ wanted: 0, sent: 1, pending: 0, granted: 2, removing: 2 }).map(([phase, count]) => `northbound_network_flows{phase="${phase}"} ${count}`),
    'northbound_network_unanswered 1',
    ...Object.entries({ requested: 0, available: 1, unavailable: 0 }).map(([status, count]) => `northbound_qod_sessions{status="${status}"} ${count}`),
  ]);
});
