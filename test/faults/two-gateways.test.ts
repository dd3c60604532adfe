import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accept, DELETE_FEDERATION, federate, federationOf, RELEASE_ZONE, untilDeboarded, type FederationView } from '../journeys/federation.stories.js';
import { createInstance, DELETE_APP, DELETE_INSTANCE, submitApp, untilGone, untilStatus, VIENNA } from '../journeys/stories.js';
import { eventually } from '../support/eventually.js';
import { startTwoGateways, type CallbackFate, type TwoGateways } from './two-gateways.world.js';

const PATIENCE_MS = 30_000;

let world: TwoGateways;
beforeAll(async () => {
  world = await startTwoGateways();
});
afterAll(() => world[Symbol.asyncDispose]());

/** Again until it is done: what a caller does who was told that nobody knows. */
const insist = <T>(work: () => Promise<T>): Promise<T> => eventually(work, PATIENCE_MS);

async function anEdge(): Promise<{ readonly id: string; readonly zone: string }> {
  const { federationContextId: id } = await insist(() => federate(world.developer));
  const [zone = ''] = await accept(world.developer, id, [VIENNA]);
  return { id, zone };
}

async function endOf({ id, zone }: { readonly id: string; readonly zone: string }): Promise<void> {
  await world.developer.ask(RELEASE_ZONE, { input: { federationContextId: id, zoneId: zone } });
  await world.developer.ask(DELETE_FEDERATION, { id });
}

const nothingLeft = (): Promise<void> => eventually(() => expect([world.srm.instances.size, world.srm.apps.size]).toEqual([0, 0]), PATIENCE_MS);

describe('a partner that is killed and comes back', () => {
  it('after it was asked to federate: there is one federation in the end', { timeout: 120_000 }, async () => {
    const killed = world.killAt('done', /^POST .*\/partner$/);
    const first = await federate(world.developer).catch((failure: unknown) => failure);
    await killed;
    expect(first).toBeInstanceOf(Error);
    const { federationContextId: id, status } = (await insist(() => federate(world.developer))) as FederationView;
    expect(status).toBe('AVAILABLE');
    await world.developer.ask(DELETE_FEDERATION, { id });
  });

  it('after it accepted that we take a zone, and that we leave it: each is said again', { timeout: 120_000 }, async () => {
    const { federationContextId: id } = await insist(() => federate(world.developer));
    let killed = world.killAt('done', /^POST .*\/zones$/);
    await accept(world.developer, id, [VIENNA]).catch(() => undefined); // nobody knows
    await killed;
    const [zone = ''] = await insist(() => accept(world.developer, id, [VIENNA]));
    killed = world.killAt('done', /^DELETE .*\/zones\//);
    await world.developer.ask(RELEASE_ZONE, { input: { federationContextId: id, zoneId: zone } }).catch(() => undefined);
    await killed;
    await insist(() => world.developer.ask(RELEASE_ZONE, { input: { federationContextId: id, zoneId: zone } }));
    killed = world.killAt('done', /^DELETE .*\/partner$/);
    await world.developer.ask(DELETE_FEDERATION, { id }).catch(() => undefined);
    await killed;
    await eventually(async () => expect(await federationOf(world.developer, id)).toBeUndefined(), PATIENCE_MS);
  });

  it.each([
    ['the artefact', 'done', /^POST .*\/artefact$/],
    ['the application', 'arrives', /^POST .*\/onboarding$/],
    ['the application, which it took', 'done', /^POST .*\/onboarding$/],
    ['the instance', 'arrives', /^POST .*\/lcm$/],
    ['the instance, which it took', 'done', /^POST .*\/lcm$/],
    ['the instance, right after its answer', 'answered', /^POST .*\/lcm$/],
  ] as const)('when it is given %s: the app runs there, once', { timeout: 120_000 }, async (_what, moment, request) => {
    const edge = await anEdge();
    const appId = await submitApp(world.developer);
    const killed = world.killAt(moment, request);
    const instance = await createInstance(world.developer, appId, edge.zone);
    await killed;
    await eventually(() => untilStatus(world.developer, instance, 'ready'), PATIENCE_MS);
    expect([world.srm.instances.size, world.srm.apps.size]).toEqual([1, 1]);
    await world.developer.ask(DELETE_INSTANCE, { id: instance });
    await untilGone(world.developer, instance);
    await untilDeboarded(world.developer, appId);
    await nothingLeft();
    await world.developer.ask(DELETE_APP, { id: appId });
    await endOf(edge);
  });

  it('at each step of the way back: nothing stays', { timeout: 120_000 }, async () => {
    const edge = await anEdge();
    const appId = await submitApp(world.developer);
    const instance = await createInstance(world.developer, appId, edge.zone);
    await untilStatus(world.developer, instance, 'ready');
    const killed = [/^DELETE .*\/lcm\//, /^DELETE .*\/onboarding\//, /^DELETE .*\/artefact\//].reduce((before, request) => before.then(() => world.killAt('done', request)), Promise.resolve());
    await world.developer.ask(DELETE_INSTANCE, { id: instance });
    await killed;
    await eventually(() => untilGone(world.developer, instance), PATIENCE_MS);
    await untilDeboarded(world.developer, appId);
    await nothingLeft();
    await world.developer.ask(DELETE_APP, { id: appId });
    await endOf(edge);
  });
});

describe('callbacks', () => {
  it.each(['arrive', 'lost', 'doubled', 'late'] satisfies readonly CallbackFate[])('that %s lead to the same end', { timeout: 60_000 }, async (fate) => {
    world.callbacks(fate);
    const before = world.told();
    const edge = await anEdge();
    const appId = await submitApp(world.developer);
    const instance = await createInstance(world.developer, appId, edge.zone);
    await eventually(() => untilStatus(world.developer, instance, 'ready'), PATIENCE_MS);
    await world.developer.ask(DELETE_INSTANCE, { id: instance });
    await eventually(() => untilGone(world.developer, instance), PATIENCE_MS);
    await untilDeboarded(world.developer, appId);
    await nothingLeft();
    await world.developer.ask(DELETE_APP, { id: appId });
    await endOf(edge);
    expect(world.told()).toBeGreaterThan(before);
    world.callbacks('arrive');
  });
});
