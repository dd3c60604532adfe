import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lostAnswer, outOfReach } from '../../src/modules/network/network.source.fake.js';
import type { InfluenceRequest } from '../../src/modules/network/network.types.js';
import type { Refusal } from '../../src/kernel/refusal.js';
import { databaseKinds, type TestDatabase } from '../support/databases.js';
import { A_PHONE, influenceWorld, IPV6_PHONE, type InfluenceWorld } from '../support/influence-world.js';
import { aClient, aContext } from '../support/qod-world.js';

/** Assignments and influences against everything that callers, the network, the clock and restarts do to them, in any order. */

const CLIENTS = [aContext(), aContext(aClient('client-2'))];
const DEVICES = [A_PHONE, IPV6_PHONE];
const EXPECTED = new Set(['CONFLICT', 'NOT_FOUND', 'PERMISSION_DENIED', 'DENIED_WAIT', 'ABORTED']);
const HOUR = 3_600_000;
const NEVER = new AbortController().signal;

const STEPS = ['assign', 'revoke', 'influence', 'change', 'change', 'delete', 'grant', 'grantAll', 'grantAll', 'refuse', 'terminate', 'vanish', 'lose', 'fail', 'down', 'up', 'wait', 'wait', 'reconcile', 'restart'] as const;
const life = fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.nat(11)), { minLength: 5, maxLength: 30 });

async function live(test: TestDatabase, steps: readonly (readonly [(typeof STEPS)[number], number])[]): Promise<void> {
  const { prisma } = test.db;
  let world = influenceWorld(test.db);
  world.edge.zone();
  const instances = [world.edge.instance_(), world.edge.instance_()];
  const ids = { assign: [] as string[], influence: [] as string[] };

  /** What callers may be refused is no fault. */
  async function attempt<T>(work: Promise<T>): Promise<T | undefined> {
    return work.catch((failure: unknown) => {
      if (EXPECTED.has((failure as Refusal).code)) return undefined;
      throw failure;
    });
  }
  const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % Math.max(1, from.length)];
  const tell = async (n: number, event: Parameters<InfluenceWorld['tell']>[1]) => {
    const id = pick(world.upstream(), n);
    if (id !== undefined) await world.tell(id, event);
  };
  const work = async (): Promise<void> => {
    for (const { resourceId } of await prisma.networkFlow.findMany({ select: { resourceId: true }, distinct: ['resourceId'] })) await world.engine.flows.drive(resourceId, 300);
  };
  const as = (n: number) => CLIENTS[n % 2]!;

  const DO: Record<(typeof STEPS)[number], (n: number) => Promise<unknown>> = {
    assign: async (n) => {
      const made = await attempt(world.assignments.create(as(n), { device: pick(DEVICES, n >> 1)!, qosProfile: 'QOS_E' }));
      if (made) ids.assign.push(made.id);
    },
    revoke: async (n) => attempt(world.assignments.revoke(as(n), pick(ids.assign, n >> 1) ?? instances[0]!.id)),
    influence: async (n) => {
      const input = { apiConsumerId: 'c', appId: world.edge.appId, ...(n % 3 === 0 && { appInstanceId: instances[0]!.id }) };
      const made = await attempt(world.influences.create(as(n), input));
      if (made) ids.influence.push(made.id);
    },
    change: async (n) => attempt(world.influences.update(as(n), { id: pick(ids.influence, n >> 2) ?? instances[0]!.id, appInstanceId: pick(instances, n)!.id, sourceTrafficFilters: { sourcePort: n } })),
    delete: async (n) => attempt(world.influences.delete(as(n), pick(ids.influence, n >> 1) ?? instances[0]!.id)),
    grant: (n) => tell(n, 'SUCCESSFUL_RESOURCES_ALLOCATION'),
    grantAll: async () => {
      for (const id of world.upstream()) await world.grant(id);
    },
    refuse: (n) => tell(n, 'FAILED_RESOURCES_ALLOCATION'),
    terminate: (n) => tell(n, 'SESSION_TERMINATION'),
    vanish: async (n) => world.network.vanish(pick(world.upstream(), n) ?? ''),
    lose: async () => world.network.fail('create', lostAnswer(), { done: true }),
    fail: async (n) => world.network.fail(n % 2 ? 'create' : 'remove', outOfReach()),
    down: async () => world.network.down(true),
    up: async () => world.network.down(false),
    wait: async (n) => {
      world.clock.pass(2 ** n * 300);
      await work();
    },
    reconcile: () => world.engine.reconcile.once(NEVER),
    restart: async () => {
      await test.db.pool.query('UPDATE "NetworkFlow" SET "leasedBy" = NULL, "leasedUntil" = NULL');
      world = influenceWorld(test.db, { on: world.network, clock: world.clock, edge: world.edge });
    },
  };

  for (const [what, n] of steps) {
    await DO[what](n);
    await requireSense(test, world.clock.now());
  }
  world.network.down(false);
  for (const id of ids.assign) for (const ctx of CLIENTS) await attempt(world.assignments.revoke(ctx, id));
  for (const id of ids.influence) for (const ctx of CLIENTS) await attempt(world.influences.delete(ctx, id));
  for (let round = 0; round < 30 && (world.network.flows.size > 0 || (await prisma.networkFlow.count()) > 0); round += 1) {
    world.clock.pass(HOUR);
    await world.engine.reconcile.once(NEVER);
    await work();
  }
  expect([...world.network.flows.keys()]).toEqual([]);
  expect(await prisma.networkFlow.findMany()).toEqual([]);
  expect(await prisma.trafficInfluence.findMany()).toEqual([]);
  expect(await prisma.qosAssignment.count({ where: { dueAt: null } })).toBe(0);
  await requireHistory(test);
}

/** What holds at every moment. */
async function requireSense({ db: { prisma } }: TestDatabase, now: Date): Promise<void> {
  const [assignments, influences, flows] = [await prisma.qosAssignment.findMany(), await prisma.trafficInfluence.findMany(), await prisma.networkFlow.findMany()];
  const present = assignments.filter(({ dueAt }) => dueAt === null || dueAt > now);
  expect(new Set(present.map(({ deviceId }) => deviceId)).size).toBe(present.length);
  const phasesOf = (id: string) => flows.filter(({ resourceId }) => resourceId === id).map(({ phase }) => phase);
  for (const { id, status, statusInfo } of present) {
    if (status === 'REQUESTED') expect(phasesOf(id)).toEqual([expect.stringMatching(/WANTED|SENT|PENDING/)]);
    if (status === 'AVAILABLE') expect(phasesOf(id)).toEqual([statusInfo === null ? 'GRANTED' : 'REMOVING']);
    if (status === 'UNAVAILABLE') expect(phasesOf(id)).toEqual([]);
  }
  for (const { id, state } of influences) {
    const phases = phasesOf(id);
    // What carries an active influence is one round, whole.
    const carried = flows.filter(({ resourceId, phase }) => resourceId === id && phase === 'GRANTED').map(({ request }) => (request as unknown as InfluenceRequest).ours!);
    if (state === 'ACTIVE') expect(carried.map(({ round }) => round)).toEqual(Array.from({ length: carried[0]?.of ?? 1 }, () => carried[0]?.round));
    if (state === 'ACTIVE') expect(phases.every((phase) => phase === 'GRANTED' || phase === 'REMOVING')).toBe(true);
    if (state === 'ORDERED' || state === 'CREATED') expect(phases).toEqual(expect.arrayContaining([expect.stringMatching(/WANTED|SENT|PENDING/)]));
    if (state === 'ERROR' || state === 'DELETION_IN_PROGRESS') expect(phases.every((phase) => phase === 'REMOVING')).toBe(true);
    if (state === 'DELETION_IN_PROGRESS') expect(phases).not.toEqual([]);
  }
}

/** Each event says what was before it, and after the last there is none. */
async function requireHistory({ db: { prisma } }: TestDatabase): Promise<void> {
  const last = new Map<string, { readonly now: unknown; readonly removed: unknown }>();
  for (const { subject, data } of await prisma.outboxEvent.findMany({ orderBy: { seq: 'asc' } })) {
    const { previousStatus, status, previousState, state, removed } = data as Record<string, unknown>;
    const before = last.get(subject);
    expect(before?.removed ?? false).toBe(false);
    expect(previousStatus ?? previousState ?? null).toBe(before?.now ?? null);
    last.set(subject, { now: status ?? state, removed });
  }
}

describe.each(databaseKinds)('assignments and influences (%s)', (_name, open) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await open();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('leave nothing in the network and no ghost here, whatever happens', async () => {
    await fc.assert(
      fc.asyncProperty(life, async (steps) => {
        await test.db.pool.query('TRUNCATE "QosAssignment", "TrafficInfluence", "NetworkFlow", "OutboxEvent"');
        await live(test, steps);
      }),
      { numRuns: Number(process.env['INFLUENCE_RUNS'] ?? 25) },
    );
  }, 120_000);
});
