import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { newId } from '../../src/kernel/id.js';
import { networkEvent, SESSION_CHANGED } from '../../src/modules/network/network.events.js';
import { NETWORK_NOTICE_TYPES } from '../../src/modules/network/notices.events.js';
import { record } from '../../src/outbound/outbox.js';
import { createSinkGuard } from '../../src/outbound/sinks.guard.js';
import { createSinks } from '../../src/outbound/sinks.js';
import { openDatabase, type Database } from '../../src/outbound/storage/database.js';
import { createVault } from '../../src/outbound/storage/secrets.js';
import { eventually } from '../support/eventually.js';
import { startGateway } from '../support/gateway.js';
import { collectLog } from '../support/log.js';
import { databaseMissing, freshDatabase } from '../support/servers.js';
import { startSink } from '../support/sink.js';

const noPostgres = databaseMissing === undefined ? '' : ` (skipped: ${databaseMissing})`;

const RESOURCES = 30;
/** A status for each event of a resource; the last one is the end of it. */
const CHANGES = ['AVAILABLE', 'UNAVAILABLE'] as const;

/** Sessions with a sink, and all that happens to them. @returns the ids of the events by session, in order */
async function announce(db: Database, sink: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const sinks = createSinks({ vault: createVault(Buffer.alloc(32, 1)), guard: createSinkGuard({ allowedHosts: [], allowLoopback: true }) });
  const told = new Map<string, readonly string[]>();
  for (let n = 0; n < RESOURCES; n += 1) {
    const [sessionId, owner, now] = [newId(), { clientId: 'client-1', userId: null }, new Date()];
    const events = CHANGES.map((qosStatus, nth) =>
      networkEvent(SESSION_CHANGED, { subject: sessionId, owner, time: now, correlator: null }, {
        sessionId, appInstanceId: null, qosProfile: 'QOS_E', previousStatus: nth === 0 ? 'REQUESTED' : CHANGES[nth - 1]!, qosStatus, statusInfo: nth === 0 ? null : 'DURATION_EXPIRED', reason: null, duration: 60, startedAt: null, expiresAt: null, removed: false,
      }),
    );
    await db.prisma.$transaction(async (tx) => {
      const none = { credentialType: null, accessToken: null, accessTokenExpiresAt: null, clientId: null, tokenUri: null, expiresAt: null, maxEvents: null, initialEvent: false };
      await sinks.register(tx, { ...none, resourceId: sessionId, owner, sink, eventType: NETWORK_NOTICE_TYPES.session, source: 'https://gateway.example/sessions', now });
      await record(tx, events);
    });
    told.set(sessionId, events.map(({ id }) => id));
  }
  return told;
}

describe.skipIf(noPostgres !== '')(`two replicas on one PostgreSQL${noPostgres}`, () => {
  it('of which one is killed: every event reaches its sink, in order for each resource, and what comes twice has the same id', { timeout: 180_000 }, async () => {
    const url = await freshDatabase();
    const env = { DATABASE_URL: url, SECRET_KEY: randomBytes(32).toString('hex'), LOG_LEVEL: 'warn' };
    await using survivor = await startGateway({ env });
    await using victim = await startGateway({ env });
    await using sink = await startSink();
    const db = await openDatabase({ url, log: collectLog() });
    // Slow enough for the kill to come in the middle of many deliveries
    sink.answer(...Array(RESOURCES * CHANGES.length).fill({ status: 204, ms: 400 }));
    const told = await announce(db, sink.url);
    await sink.received(10);
    await victim.kill();

    // What the dead one had begun is another's when its lease has ended, after a minute
    await eventually(async () => expect(await db.prisma.eventDelivery.count({ where: { state: 'DELIVERED' } })).toBe(RESOURCES * CHANGES.length), 120_000);
    const heard = sink.deliveries.map(({ body }) => body as { readonly id: string; readonly data: { readonly sessionId: string } });
    for (const [sessionId, ids] of told) {
      const first = [...new Set(heard.filter(({ data }) => data.sessionId === sessionId).map(({ id }) => id))];
      expect(first).toEqual(ids);
    }
    expect(new Map(heard.map((event) => [event.id, JSON.stringify(event)])).size).toBe(new Set(heard.map((event) => JSON.stringify(event))).size);
    expect(heard.length).toBeLessThanOrEqual(RESOURCES * CHANGES.length + 64);
    expect(survivor.output()).not.toContain('"level":"error"');
    await db.close();
  });
});
