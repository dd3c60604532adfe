import 'reflect-metadata';
import { expect } from 'vitest';
import { createConsumers } from '../../src/inbound/consumer.js';
import { newId } from '../../src/kernel/id.js';
import { edgeEvent, INSTANCE_CHANGED, type EdgeEventData } from '../../src/modules/edge/edge.events.js';
import { CAMARA_EVENT_TYPES, toNotice } from '../../src/modules/edge/notices.events.js';
import { createNotifications, type HubOptions } from '../../src/modules/notifications/index.js';
import { createEventLog } from '../../src/outbound/event-log.js';
import { createJobs } from '../../src/outbound/jobs.js';
import { record } from '../../src/outbound/outbox.js';
import { createRelay } from '../../src/outbound/relay.js';
import type { SigningKey } from '../../src/outbound/signing-key.js';
import { createSinkGuard, type ResolveName } from '../../src/outbound/sinks.guard.js';
import { createSinks, type SinkSubscription } from '../../src/outbound/sinks.js';
import type { Database } from '../../src/outbound/storage/database.js';
import { createVault } from '../../src/outbound/storage/secrets.js';
import { eventually } from './eventually.js';
import { collectLog } from './log.js';

export const CHANGE = CAMARA_EVENT_TYPES['app-instance-status-change'];
export const ENDED = CAMARA_EVENT_TYPES['subscription-ended'];

export interface NotificationsWorldOptions {
  readonly allowLoopback?: boolean;
  readonly allowedHosts?: readonly string[];
  readonly resolveName?: ResolveName;
  /** For sinks with PRIVATE_KEY_JWT. */
  readonly key?: SigningKey;
  readonly hubs?: HubOptions;
}

const owner = { clientId: 'client-1', userId: null };

/** The way of an event from its announcement to a sink, wired as the program wires it, on a clock that can be put forward. */
export async function startNotifications(db: Database, { allowLoopback = true, allowedHosts = [], key, hubs, ...resolver }: NotificationsWorldOptions = {}) {
  let ahead = 0;
  const clock = { now: () => new Date(Date.now() + ahead) };
  const log = collectLog();
  const outcomes: string[] = [];
  const events = createEventLog({ db, log });
  const relay = createRelay({ db, log, pollMs: 50 });
  const jobs = createJobs({ db, clock, log, pollMs: 20 });
  const vault = createVault(Buffer.alloc(32, 9));
  const guard = createSinkGuard({ allowedHosts, allowLoopback, ...resolver });
  const sinks = createSinks({ vault, guard });
  const notifications = createNotifications({ db, jobs, vault, guard, clock, key, types: [INSTANCE_CHANGED], toNotice, metrics: { delivery: (outcome) => void outcomes.push(outcome) }, ...(hubs && { hubs }) });
  const consumers = createConsumers({ events, db, consumers: [notifications.consumer], clock, log, pollMs: 50 });

  await events.start();
  await Promise.all([relay.start(), consumers.start(), jobs.start()]);

  const change = (appInstanceId: string, about: Partial<EdgeEventData<typeof INSTANCE_CHANGED>> = {}) =>
    edgeEvent(INSTANCE_CHANGED, { subject: appInstanceId, owner, time: clock.now(), correlator: null }, {
      appInstanceId, appId: newId(), name: 'camera', edgeCloudZoneId: newId(), previousStatus: 'instantiating', status: 'ready', reason: null, removed: false, ...about,
    });

  const deliveries = (resourceId: string) => db.prisma.eventDelivery.findMany({ where: { subscription: { resourceId } }, orderBy: { position: 'asc' } });

  return {
    log,
    clock,
    outcomes,
    subgraph: notifications.subgraph,
    /** Lets time pass. */
    pass: (ms: number): void => void (ahead += ms),
    /** A new instance with a sink. @returns the instance's id. */
    async create(sink: string, about: Partial<SinkSubscription> = {}): Promise<string> {
      const resourceId = newId();
      const subscription = { resourceId, owner, sink, eventType: CHANGE, source: `https://gateway.example/app-instances/${resourceId}`, credentialType: null, accessToken: null, accessTokenExpiresAt: null, clientId: null, tokenUri: null, expiresAt: null, maxEvents: null, initialEvent: false, now: clock.now() };
      await db.prisma.$transaction(async (tx) => {
        await sinks.register(tx, { ...subscription, ...about });
        await record(tx, [change(resourceId, { previousStatus: null, status: 'instantiating' })]);
      });
      return resourceId;
    },
    /** Its events, in one transaction. @returns the ids of the events. */
    async announce(resourceId: string, ...changes: readonly Partial<EdgeEventData<typeof INSTANCE_CHANGED>>[]): Promise<readonly string[]> {
      const told = changes.map((about) => change(resourceId, about));
      await db.prisma.$transaction((tx) => record(tx, told));
      return told.map(({ id }) => id);
    },
    subscription: (resourceId: string) => db.prisma.eventSubscription.findFirstOrThrow({ where: { resourceId } }),
    deliveries,
    /** Waits until its deliveries are in these states. */
    settled: (resourceId: string, ...states: readonly string[]) =>
      eventually(async () => {
        const rows = await deliveries(resourceId);
        expect(rows.map(({ state }) => state)).toEqual(states);
        return rows;
      }),
    /** Waits until the first delivery has been tried so often. */
    tried: (resourceId: string, attempts: number) => eventually(async () => expect((await deliveries(resourceId))[0]).toMatchObject({ attempts, state: 'PENDING' })),
    /** Lets time pass until the first delivery is due again. */
    passToNext: async (resourceId: string): Promise<void> => void (ahead += (await deliveries(resourceId))[0]!.nextAttemptAt!.getTime() - clock.now().getTime() + 1),
    waits: async (resourceId: string) => db.prisma.job.count({ where: { key: (await db.prisma.eventSubscription.findFirstOrThrow({ where: { resourceId } })).id } }),
    async [Symbol.asyncDispose]() {
      await jobs.stop(0);
      await consumers.stop();
      await relay.stop();
      await events.close();
      await notifications.close();
    },
  };
}
