import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lostAnswer, outOfReach } from '../../src/modules/network/upstream/network.source.fake.js';
import type { RequestContext } from '../../src/kernel/context.js';
import type { InfluenceRequest } from '../../src/modules/network/upstream/network.types.js';
import type { Refusal } from '../../src/kernel/refusal.js';
import { databaseKinds, type TestDatabase } from '../support/databases.js';
import { A_PHONE, clearInfluences, influenceWorld, IPV6_PHONE, type InfluenceWorld } from '../support/influence-world.js';
import { aClient, aContext } from '../support/qod-world.js';

/** Assignments and influences against everything that callers, the network, the clock and restarts do to them, in any order. */

const CLIENTS = [aContext(), aContext(aClient('client-2'))];
const DEVICES = [A_PHONE, IPV6_PHONE];
const EXPECTED = new Set(['CONFLICT', 'NOT_FOUND', 'PERMISSION_DENIED', 'DENIED_WAIT', 'ABORTED']);
const HOUR = 3_600_000;
const NEVER = new AbortController().signal;

const STEPS = ['influence', 'assign', 'revoke', 'influence', 'change', 'change', 'delete', 'grant', 'grantAll', 'grantAll', 'refuse', 'terminate', 'vanish', 'lose', 'fail', 'down', 'up', 'wait', 'wait', 'reconcile', 'restart'] as const;
const life = fc.array(fc.tuple(fc.constantFrom(...STEPS), fc.nat(11)), { minLength: 10, maxLength: 40, size: 'max' });

interface Made {
  readonly id: string;
  readonly as: RequestContext;
}

async function live(test: TestDatabase, steps: readonly (readonly [(typeof STEPS)[number], number])[]): Promise<void> {
  const { prisma } = test.db;
  let world = influenceWorld(test.db);
  world.edge.addZone();
  const instances = [world.edge.addInstance(), world.edge.addInstance()];
  const made = { assign: [] as Made[], influence: [] as Made[] };

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
  /** One that was made, with its owner; now and then with somebody else, or one that nobody has. */
  const any = (of: readonly Made[], n: number): Made => {
    const one = pick(of, n) ?? { id: instances[0]!.id, as: CLIENTS[0]! };
    return n === 11 ? { ...one, as: CLIENTS[1]! } : one;
  };

  const DO: Record<(typeof STEPS)[number], (n: number) => Promise<unknown>> = {
    assign: async (n) => {
      const as = CLIENTS[n % 2]!;
      const one = await attempt(world.assignments.create(as, { device: pick(DEVICES, n >> 1)!, qosProfile: 'QOS_E' }));
      if (one) made.assign.push({ id: one.id, as });
    },
    revoke: async (n) => {
      const { id, as } = any(made.assign, n);
      await attempt(world.assignments.revoke(as, id));
    },
    influence: async (n) => {
      const as = CLIENTS[n % 2]!;
      const one = await attempt(world.influences.create(as, { apiConsumerId: 'c', appId: world.edge.appId, ...(n % 3 === 0 && { appInstanceId: instances[0]!.id }) }));
      if (one) made.influence.push({ id: one.id, as });
    },
    change: async (n) => {
      const { id, as } = any(made.influence, n);
      await attempt(world.influences.update(as, { id, ...(n % 2 && { appInstanceId: pick(instances, n >> 1)!.id }), sourceTrafficFilters: { sourcePort: n } }));
    },
    delete: async (n) => {
      const { id, as } = any(made.influence, n);
      await attempt(world.influences.delete(as, id));
    },
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
    // The list cannot be had while the network is down: it is asked for again.
    reconcile: () => world.engine.reconcile.once(NEVER).catch((failure: unknown) => expect(failure).toMatchObject({ code: 'UNAVAILABLE' })),
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
  for (const { id, as } of made.assign) await attempt(world.assignments.revoke(as, id));
  for (const { id, as } of made.influence) await attempt(world.influences.delete(as, id));
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
        await clearInfluences(test.db);
        await live(test, steps);
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});
