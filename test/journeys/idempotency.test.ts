import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ZONE_LIST_AGE_MS } from '../../src/modules/edge/edge-cloud-zone.service.js';
import { eventually } from '../support/eventually.js';
import type { Client, RestAnswer } from './client.js';
import {
  aManifest, aName, anAppInput, CREATE_INSTANCE, createInstance, DELETE_APP, DELETE_INSTANCE, EAM, LISBON, OEG, PORTO, SUBMIT, submitApp, untilGone, untilStatus, VIENNA,
} from './stories.js';
import { startWorld, type World } from './world.js';

let world: World;
let me: Client;
beforeAll(async () => {
  world = await startWorld();
  me = world.as();
});
afterEach(() => world.srm.set({}));
afterAll(() => world[Symbol.asyncDispose]());

const zone = (edgeCloudZoneId: string): object => ({ EdgeCloudZone: { edgeCloudZoneId, edgeCloudZoneName: 'some', edgeCloudProvider: 'some' } });
const keyed = (key: string): Record<string, string> => ({ 'idempotency-key': key });
const remove = async (ids: readonly string[]): Promise<void> => {
  for (const id of ids) await me.ask(DELETE_INSTANCE, { id });
  for (const id of ids) await untilGone(me, id);
};

interface Created {
  readonly appId?: string;
  readonly appInstanceId?: string;
  readonly appDeploymentId?: string;
  readonly appInstances?: readonly { readonly appInstanceId: string }[];
}

/** Every create of both REST doors: how it is asked, and how what it made is taken away. */
const creates: readonly (readonly [string, string, (appId: string) => object, (made: Created, appId: string) => Promise<unknown>])[] = [
  ['CAMARA app', `${EAM}/apps`, () => aManifest(), ({ appId }) => me.ask(DELETE_APP, { id: appId })],
  ['OEG app', `${OEG}/apps`, () => aManifest(), ({ appId }) => me.ask(DELETE_APP, { id: appId })],
  ['CAMARA instance', `${EAM}/app-instances`, (appId) => ({ name: aName(), appId, edgeCloudZoneId: LISBON }), ({ appInstanceId }) => remove([appInstanceId!])],
  ['OEG instance', `${OEG}/appinstances`, (appId) => ({ appId, appZones: [zone(LISBON)] }), ({ appInstances }) => remove([appInstances![0]!.appInstanceId])],
  ['OEG instances over two zones', `${OEG}/appinstances`, (appId) => ({ appId, appZones: [zone(LISBON), zone(VIENNA)] }), ({ appInstances }) => remove(appInstances!.map(({ appInstanceId }) => appInstanceId))],
  [
    'CAMARA deployment', `${EAM}/deployments`, (appId) => ({ appDeploymentName: aName(), appId, edgeCloudZones: [PORTO] }),
    async ({ appDeploymentId }) => {
      await me.rest('DELETE', `${EAM}/deployments/${appDeploymentId}`);
      await eventually(async () => expect((await me.rest('GET', `${EAM}/deployments/${appDeploymentId}`)).status).toBe(404));
    },
  ],
];

const same = (answer: RestAnswer<unknown>, first: RestAnswer<unknown>): void => {
  expect([answer.status, answer.text, answer.headers.get('location')]).toEqual([first.status, first.text, first.headers.get('location')]);
};

describe.each(creates)('a repeated Idempotency-Key on a %s', (_, path, body, takeAway) => {
  it('brings the first answer: with the SRM down, after the status has changed, and after all of it is gone', async () => {
    const appId = await submitApp(me);
    const [key, content] = [aName('key'), body(appId)];
    const first = await me.rest<Created>('POST', path, content, keyed(key));
    expect(first.status).toBeLessThan(203);
    await world.srm.set({ refuse: true });
    same(await me.rest('POST', path, content, keyed(key)), first);
    await world.srm.set({});
    for (const id of [first.body.appInstanceId, ...(first.body.appInstances ?? []).map(({ appInstanceId }) => appInstanceId)]) if (id !== undefined) await untilStatus(me, id, 'ready');
    same(await me.rest('POST', path, content, keyed(key)), first);
    await takeAway(first.body, appId);
    await me.graphql(DELETE_APP, { id: appId });
    same(await me.rest('POST', path, content, keyed(key)), first);
  });

  it('is refused with 422 for another body', async () => {
    const appId = await submitApp(me);
    const key = aName('key');
    const first = await me.rest<Created>('POST', path, body(appId), keyed(key));
    expect(first.status).toBeLessThan(203);
    const other = await submitApp(me);
    expect(await me.rest('POST', path, body(other), keyed(key))).toMatchObject({ status: 422, body: { status: 422, code: expect.stringMatching(/IDEMPOTENCY_KEY_REUSED$/) } });
    await takeAway(first.body, appId);
  });
});

describe('a key', () => {
  it('is refused for another body also while the SRM is down and its zones are not remembered', async () => {
    const input = { name: aName(), appId: await submitApp(me), edgeCloudZoneId: LISBON };
    const key = aName('key');
    expect((await me.graphql(CREATE_INSTANCE, { input }, key)).errors).toEqual([]);
    await world.srm.set({ refuse: true });
    await sleep(ZONE_LIST_AGE_MS);
    expect((await me.graphql(CREATE_INSTANCE, { input: { ...input, edgeCloudZoneId: PORTO } }, key)).errors[0]?.extensions.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('may come in the extensions of a GraphQL request, and stands for its variables', async () => {
    const input = { name: aName(), appId: await submitApp(me), edgeCloudZoneId: LISBON };
    const key = aName('key');
    const first = await me.graphql<{ createAppInstance: { appInstance: { id: string } } }>(CREATE_INSTANCE, { input }, key);
    const { id } = first.data!.createAppInstance.appInstance;
    await untilStatus(me, id, 'ready');
    expect((await me.graphql(CREATE_INSTANCE, { input }, key)).text).toBe(first.text);
    await remove([id]);
    expect((await me.graphql(CREATE_INSTANCE, { input }, key)).text).toBe(first.text);
    const reused = await me.graphql(CREATE_INSTANCE, { input: { ...input, edgeCloudZoneId: PORTO } }, key);
    expect(reused.errors[0]?.extensions.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('lets one of several requests at a time do the work', async () => {
    const manifest = aManifest();
    const before = world.srm.apps.size;
    const answers = await Promise.all(Array.from({ length: 6 }, () => me.rest<{ appId?: string }>('POST', `${EAM}/apps`, manifest, keyed(`at-once-${manifest.name}`))));
    const made = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => body.appId));
    expect(made.size).toBe(1);
    for (const { status, body } of answers) if (status !== 201) expect({ status, body }).toMatchObject({ status: 409, body: { code: 'ABORTED' } });
    expect(world.srm.apps.size).toBe(before + 1);

    const input = { name: aName(), appId: [...made][0]!, edgeCloudZoneId: PORTO };
    const instances = await Promise.all(Array.from({ length: 6 }, () => me.graphql(CREATE_INSTANCE, { input }, `at-once-${input.name}`)));
    expect(new Set(instances.map(({ text }) => text)).size).toBe(1);
    expect(instances[0]!.errors).toEqual([]);
  });

  it('is free again when its request failed, so that the same request can be tried again', async () => {
    const input = anAppInput();
    const key = aName('key');
    await world.srm.set({ status: 400, only: 'POST /serviceFunction' });
    expect((await me.graphql(SUBMIT, { input }, key)).errors[0]?.extensions.code).toBe('INVALID_ARGUMENT');
    await world.srm.set({});
    expect((await me.graphql(SUBMIT, { input }, key)).errors).toEqual([]);
    const unplaceable = { name: aName(), appId: '00000000-0000-4000-8000-000000000000', edgeCloudZoneId: LISBON };
    expect((await me.graphql(CREATE_INSTANCE, { input: unplaceable }, `${key}-2`)).errors[0]?.extensions.code).toBe('NOT_FOUND');
    const appId = await submitApp(me);
    expect((await me.graphql(CREATE_INSTANCE, { input: { ...unplaceable, appId } }, `${key}-2`)).errors).toEqual([]);
  });

  it.each(['with space', 'ümlaut', 'x'.repeat(256)])('of another form (%s) is 400', async (key) => {
    const { errors } = await me.graphql(SUBMIT, { input: anAppInput() }, key);
    expect(errors[0]?.extensions.code).toBe('INVALID_ARGUMENT');
  });

  it('is not needed: without one every request stands for itself', async () => {
    const appId = await submitApp(me);
    const id = await createInstance(me, appId, VIENNA);
    const again = await me.rest('POST', `${EAM}/app-instances`, { name: aName(), appId, edgeCloudZoneId: VIENNA });
    expect(again.status).toBe(409);
    await remove([id]);
  });
});
