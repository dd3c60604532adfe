import 'reflect-metadata';
import type { DomainEvent } from '../../src/kernel/event.js';
import { newId } from '../../src/kernel/id.js';
import { TOPICS } from '../../src/kernel/peering/messages.js';
import type { JsonObject } from '../../src/kernel/tmf/document.js';
import { createFakePeerSource, type FakePeerSource } from '../../src/modules/peerings/client/peer.source.fake.js';
import type { PeerSource } from '../../src/modules/peerings/client/peer.types.js';
import { contentHash } from '../../src/modules/peerings/client/spec.rules.js';
import { createHeartbeat } from '../../src/modules/peerings/heartbeat/index.js';
import { scheduleOf } from '../../src/modules/peerings/heartbeat/schedule.rules.js';
import type { KnownOrganization, Parties } from '../../src/modules/peerings/neighbours.types.js';
import { leases } from '../../src/modules/peerings/peering/lease.service.js';
import { leaseStore } from '../../src/modules/peerings/peering/lease.store.js';
import { peeredSpecStore } from '../../src/modules/peerings/peering/peered-spec.store.js';
import { peeringStore } from '../../src/modules/peerings/peering/peering.store.js';
import { createSettle } from '../../src/modules/peerings/peering/settle.service.js';
import { createEventLog } from '../../src/outbound/event-log.js';
import { createRelay } from '../../src/outbound/relay.js';
import type { Database } from '../../src/outbound/storage/database.js';
import { collectLog } from './log.js';
import { handClock, type HandClock } from './qod-world.js';

/** Organizations whose OSSs are asked without a token. */
export function handParties(): Parties & { readonly known: Map<string, KnownOrganization> } {
  const known = new Map<string, KnownOrganization>();
  return {
    known,
    find: async (id) => known.get(id),
    shown: async (ids) => new Map(ids.flatMap((id) => (known.has(id) ? [[id, known.get(id)!.document] as const] : []))),
    hold: async (_tx, id) => known.has(id),
  };
}

export const anOrganization = (id: string, baseUrl = `http://oss.example/${id}`): KnownOrganization => ({
  id,
  name: `Organization ${id.slice(0, 4)}`,
  href: `https://gateway.example/tmf-api/party/v4/organization/${id}`,
  document: { id },
  characteristics: [{ name: 'EXTERNAL_TMF_API_BASE_URL', value: baseUrl }],
});

export const localId = (organizationId: string, remoteId: string): string => `${remoteId} of ${organizationId}`;

export const aSpecification = (id: string, more: JsonObject = {}): JsonObject => ({ id, uuid: id, name: `Spec ${id}`, version: '1.0', lifecycleStatus: 'Active', lastUpdate: '2026-03-01T00:00:00Z', ...more });

export interface HeartbeatWorldOptions {
  readonly clock?: HandClock;
  readonly source?: PeerSource;
  readonly parties?: ReturnType<typeof handParties>;
  readonly cron?: string;
  readonly tolerance?: number;
  readonly specTolerance?: number;
  readonly width?: number;
}

/** The heartbeat on a database, with OSSs and a clock that the test moves. */
export function heartbeatWorld(db: Database, { clock = handClock(), source = createFakePeerSource(), parties = handParties(), cron = '*/5 * * * *', tolerance = 1, specTolerance = 3, width = 32 }: HeartbeatWorldOptions = {}) {
  const log = collectLog();
  const leaseRows = leaseStore(db);
  const peerings = peeringStore(db);
  const specs = peeredSpecStore(db);
  const settle = createSettle({ db, peerings, specs, parties, clock });
  const events = createEventLog({ db, log });
  const relay = createRelay({ db, log });
  const schedule = scheduleOf(cron);
  const heartbeat = createHeartbeat({
    db, events, settle, peerings, specs, leaseRows, parties, source, schedule, tolerance, specTolerance, clock, log, width, stopMs: 200,
    leases: leases({ store: leaseRows, clock, log, patienceMs: 300 }),
    timeoutMs: 5_000,
  });
  const call = { signal: new AbortController().signal, correlator: 'correlator-1' };
  return {
    db, clock, parties, source, log, leaseRows, peerings, specs, settle, events, relay, schedule, heartbeat,
    /** Peerings as they are after an import, each with its specifications visible; their OSSs have them. Without a time there is no beat. */
    async plant(count: number, remoteIds: readonly string[], nextBeatAt: Date | null = null): Promise<readonly string[]> {
      const ids = Array.from({ length: count }, () => newId() as string);
      for (const id of ids) parties.known.set(id, anOrganization(id));
      await insertPeerings(db, ids, remoteIds, { now: clock.now(), nextBeatAt });
      if ('peer' in source) for (const id of ids) for (const remoteId of remoteIds) (source as FakePeerSource).peer(id).specs.set(remoteId, aSpecification(remoteId));
      return ids;
    },
    check: (id: string) => heartbeat.checks.check(call, id),
    /** Messages of the six topics, in the order of their generations, with what they are about. */
    async messages(id: string): Promise<readonly Pick<DomainEvent<MessageData>, 'type' | 'data'>[]> {
      const rows = await db.prisma.outboxEvent.findMany({ where: { subject: id, type: { in: [...TOPICS] } }, orderBy: { seq: 'asc' } });
      return rows.map(({ type, data }) => ({ type, data: data as MessageData }));
    },
    statuses: (id: string) => db.prisma.outboxEvent.findMany({ where: { subject: id, type: 'peerings.peering.status-changed' }, orderBy: { seq: 'asc' } }),
  };
}

type MessageData = JsonObject & { readonly generation: number };
export type HeartbeatWorld = ReturnType<typeof heartbeatWorld>;

interface Times {
  readonly now: Date;
  readonly nextBeatAt: Date | null;
}

async function insertPeerings({ prisma }: Database, ids: readonly string[], remoteIds: readonly string[], { now, nextBeatAt }: Times): Promise<void> {
  const selection = Object.fromEntries(remoteIds.map((id) => [id, `Spec ${id}`]));
  const assignments = [{ name: 'Peers', categories: [{ name: 'All', specifications: [...remoteIds] }] }];
  await prisma.peering.createMany({
    data: ids.map((organizationId) => ({ organizationId, status: 'active' as const, selection, assignments, openAlarms: {}, generation: 1n, lastSuccessAt: now, nextBeatAt, createdAt: now, updatedAt: now })),
  });
  await prisma.peeredSpec.createMany({
    data: ids.flatMap((organizationId) =>
      remoteIds.map((remoteId) => ({
        organizationId, remoteId, localId: localId(organizationId, remoteId), name: `Spec ${remoteId}`, version: '1.0', state: 'visible' as const,
        lastUpdate: new Date('2026-03-01T00:00:00Z'), contentHash: contentHash(aSpecification(remoteId)), lastVerifiedAt: now,
      })),
    ),
  });
}
