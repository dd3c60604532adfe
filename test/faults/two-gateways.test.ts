import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accept, DELETE_FEDERATION, federate, federationOf, federationsOf, onboardingsOf, RELEASE_ZONE, type FederationView } from '../journeys/federation.stories.js';
import { createInstance, DELETE_APP, DELETE_INSTANCE, INSTANCE, submitApp, VIENNA } from '../journeys/stories.js';
import { eventually } from '../support/eventually.js';
import { startTwoGateways, type CallbackFate, type TwoGateways } from './two-gateways.world.js';

/** A partner that comes back is asked again within twice the time that it was away. */
const PATIENCE_MS = 60_000;
const TIMEOUT = { timeout: 240_000 };

let world: TwoGateways;
beforeAll(async () => {
  world = await startTwoGateways();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Again until it is done: what a caller does who was told that nobody knows. */
const insist = <T>(work: () => Promise<T>): Promise<T> => eventually(work, PATIENCE_MS);

/** The federation with the partner and its zone here, made where they are not there. */
async function edge(): Promise<{ readonly id: string; readonly zone: string }> {
  const [standing] = await federationsOf(world.developer);
  const { federationContextId: id } = standing ?? (await insist(() => federate(world.developer)));
  const accepted = standing?.acceptedZones.find(({ zoneId }) => zoneId === VIENNA)?.id ?? (await insist(() => accept(world.developer, id, [VIENNA])))[0];
  return { id, zone: accepted! };
}

const untilReady = (instance: string): Promise<void> =>
  eventually(async () => {
    const { data } = await world.developer.graphql<{ appInstance: { status: string } }>(INSTANCE, { id: instance });
    expect(data?.appInstance.status).toBe('ready');
    expect([world.srm.instances.size, world.srm.apps.size]).toEqual([1, 1]);
  }, PATIENCE_MS);

/** Neither of the instance here, nor of its app at the partner. */
async function untilNothing(appId: string, instance: string): Promise<void> {
  await eventually(async () => expect((await world.developer.graphql(INSTANCE, { id: instance })).errors[0]?.extensions.code).toBe('NOT_FOUND'), PATIENCE_MS);
  await eventually(async () => expect(await onboardingsOf(world.developer, appId)).toEqual([]), PATIENCE_MS);
  await eventually(() => expect([world.srm.instances.size, world.srm.apps.size]).toEqual([0, 0]), PATIENCE_MS);
  await world.developer.ask(DELETE_APP, { id: appId });
}

/** Killed at one request after the other. */
const killedAt = (...points: readonly (readonly ['arrives' | 'done' | 'answered', RegExp])[]): Promise<void> => points.reduce((before, point) => before.then(() => world.killAt(...point)), Promise.resolve());

describe('a partner that is killed and comes back', () => {
  it('after it was asked to federate: there is one federation in the end', TIMEOUT, async () => {
    const killed = killedAt(['done', /^POST .*\/partner$/]);
    await expect(federate(world.developer)).rejects.toThrow();
    await killed;
    expect(await insist(() => federate(world.developer))).toMatchObject({ status: 'AVAILABLE', acceptedZones: [] });
    expect(await federationsOf(world.developer)).toHaveLength(1);
  });

  it('after it gave us a zone: the zone is ours when we ask again', TIMEOUT, async () => {
    const [{ federationContextId: id }] = [...(await federationsOf(world.developer))] as [FederationView];
    const killed = killedAt(['done', /^POST .*\/zones$/]);
    await accept(world.developer, id, [VIENNA]).catch(() => undefined); // nobody knows
    await killed;
    await insist(() => accept(world.developer, id, [VIENNA]));
    expect((await federationOf(world.developer, id))?.acceptedZones.map(({ zoneId }) => zoneId)).toEqual([VIENNA]);
  });

  it.each([
    ['each time after it took what it was given', [['done', /^POST .*\/artefact$/], ['done', /^POST .*\/onboarding$/], ['done', /^POST .*\/lcm$/]]],
    ['each time before it took it, and once right after its answer', [['arrives', /^POST .*\/onboarding$/], ['arrives', /^POST .*\/lcm$/], ['answered', /^POST .*\/lcm$/]]],
  ] as const)('%s: the app runs there, once', TIMEOUT, async (_when, points) => {
    const { zone } = await edge();
    const appId = await submitApp(world.developer);
    const killed = killedAt(...points);
    const instance = await createInstance(world.developer, appId, zone);
    await killed;
    await untilReady(instance);
    await world.developer.ask(DELETE_INSTANCE, { id: instance });
    await untilNothing(appId, instance);
  });
});

describe('callbacks', () => {
  it.each(['arrive', 'lost', 'doubled', 'late'] satisfies readonly CallbackFate[])('that %s lead to the same end', TIMEOUT, async (fate) => {
    const { zone } = await edge();
    world.callbacks(fate);
    const before = world.told();
    const appId = await submitApp(world.developer);
    const instance = await createInstance(world.developer, appId, zone);
    await untilReady(instance);
    await world.developer.ask(DELETE_INSTANCE, { id: instance });
    await untilNothing(appId, instance);
    expect(world.told()).toBeGreaterThan(before);
    world.callbacks('arrive');
  });
});

describe('the way back, with the partner killed at each step', () => {
  it('leaves nothing', TIMEOUT, async () => {
    const { id, zone } = await edge();
    const appId = await submitApp(world.developer);
    const instance = await createInstance(world.developer, appId, zone);
    await untilReady(instance);
    let killed = killedAt(['done', /^DELETE .*\/lcm\//], ['done', /^DELETE .*\/onboarding\//], ['done', /^DELETE .*\/artefact\//]);
    await world.developer.ask(DELETE_INSTANCE, { id: instance });
    await killed;
    await untilNothing(appId, instance);

    killed = killedAt(['done', /^DELETE .*\/zones\//]);
    const release = (): Promise<unknown> => world.developer.ask(RELEASE_ZONE, { input: { federationContextId: id, zoneId: zone } });
    await release().catch(() => undefined);
    await killed;
    await insist(release);
    killed = killedAt(['done', /^DELETE .*\/partner$/]);
    await world.developer.ask(DELETE_FEDERATION, { id }).catch(() => undefined);
    await killed;
    await eventually(async () => expect(await federationOf(world.developer, id)).toBeUndefined(), PATIENCE_MS);
    // And it can be begun anew.
    expect((await insist(() => federate(world.developer))).acceptedZones).toEqual([]);
  });
});
