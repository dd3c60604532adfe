import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { Client } from './client.js';
import { createInstance, DELETE_APP, DELETE_INSTANCE, INSTANCE_CHANGES, submitApp, untilGone, untilStatus, type Change } from './stories.js';
import { startWorld, type World } from './world.js';

let world: World;
let me: Client;
beforeAll(async () => {
  world = await startWorld();
  me = world.as();
});
afterAll(() => world[Symbol.asyncDispose]());

describe.each(['sse', 'websocket'] as const)('an app from submission to its end, watched by %s', (door) => {
  it('passes every status once, and a stream that breaks goes on after its cursor', async () => {
    const appId = await submitApp(me);
    const { app } = await me.ask<{ app: { name: string } }>('query ($id: ID!) { app(id: $id) { name } }', { id: appId });
    expect([...world.srm.apps.keys()]).toContain(appId);

    const live = me.stream<Change>(door, INSTANCE_CHANGES, { appId });
    await world.streaming(1);
    const id = await createInstance(me, appId);
    const first = await live.next();
    expect(first).toMatchObject({ appInstanceId: id, previousStatus: null, status: 'instantiating', removed: false, appInstance: { id, app } });
    await live[Symbol.asyncDispose]();
    await world.streaming(0);

    await untilStatus(me, id, 'ready');
    await me.ask(DELETE_INSTANCE, { id });
    await untilGone(me, id);

    await using resumed = me.stream<Change>(door, INSTANCE_CHANGES, { appId, after: first.cursor });
    const rest = await resumed.until(({ removed }) => removed);
    expect(rest.map(({ previousStatus, status, removed }) => [previousStatus, status, removed])).toEqual([
      ['instantiating', 'ready', false], ['ready', 'terminating', false], ['terminating', 'terminating', true],
    ]);
    expect(rest.at(-1)!.appInstance).toBeNull();
    expect([...world.srm.instances.values()].filter((instance) => instance.appName === app.name)).toEqual([]);

    await me.ask(DELETE_APP, { id: appId });
    expect((await me.graphql('query ($id: ID!) { app(id: $id) { id } }', { id: appId })).errors[0]?.extensions.code).toBe('NOT_FOUND');
    await eventually(() => expect(world.srm.apps.has(appId)).toBe(false));
  });

  it('tells each stream only what it asked for', async () => {
    const [one, other] = [await submitApp(me), await submitApp(me)];
    await using all = me.stream<Change>(door, INSTANCE_CHANGES);
    await using ofOne = me.stream<Change>(door, INSTANCE_CHANGES, { appId: one });
    await world.streaming(2);
    const elsewhere = await createInstance(me, other);
    const id = await createInstance(me, one);
    expect((await all.until(({ appInstanceId }) => appInstanceId === id)).map(({ appInstanceId }) => appInstanceId)).toContain(elsewhere);
    expect((await ofOne.until(({ status }) => status === 'ready')).map(({ appInstanceId, status }) => [appInstanceId, status])).toEqual([[id, 'instantiating'], [id, 'ready']]);
  });
});

describe('an instance that does not come up', () => {
  it.each([
    ['fails in the SRM', 'fail_later', 'The SRM reports that the instance failed.'],
    ['is not accepted by the SRM', 'refuse_it', 'The SRM runs this app already and allows no second instance.'],
  ])('%s: it is failed with a reason, and can be deleted', async (_, name, statusReason) => {
    const id = await createInstance(me, await submitApp(me, { name }));
    await untilStatus(me, id, 'failed');
    expect(await me.ask('query ($id: ID!) { appInstance(id: $id) { status statusReason } }', { id })).toEqual({ appInstance: { status: 'failed', statusReason } });
    await me.ask(DELETE_INSTANCE, { id });
    await untilGone(me, id);
  });
});

describe('a cursor', () => {
  it.each(['sse', 'websocket'] as const)('that is none, or lies ahead of the log, is refused (%s)', async (door) => {
    await using none = me.stream(door, INSTANCE_CHANGES, { after: 'nonsense' });
    await expect(none.next()).rejects.toThrow(/INVALID_ARGUMENT/);
    await using ahead = me.stream(door, INSTANCE_CHANGES, { after: Buffer.from('p999999').toString('base64url') });
    await expect(ahead.next()).rejects.toThrow(/OUT_OF_RANGE/);
  });
});
