import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ZONE_LIST_AGE_MS } from '../../src/modules/edge/edge-cloud-zone.service.js';
import type { SrmFaults } from '../../src/sandbox/srm.js';
import type { Client } from '../journeys/client.js';
import { aManifest, anAppInput, CREATE_INSTANCE, createInstance, EAM, LISBON, OEG, PORTO, SUBMIT, submitApp, untilStatus } from '../journeys/stories.js';
import { startWorld, type World } from '../journeys/world.js';
import { eventually } from '../support/eventually.js';

const TIMEOUT_MS = 250;
/** What a loaded machine may add to a deadline. */
const SLACK_MS = 1_500;
const PAUSE_MS = 5_000;

/** What goes wrong, the documented answer, and whether the SRM has carried the request out all the same. */
const FAULTS: readonly (readonly [string, SrmFaults, number, string])[] = [
  ['refuses connections', { refuse: true }, 503, 'UNAVAILABLE'],
  ['is silent', { silent: true }, 504, 'TIMEOUT'],
  ['is silent and does it', { silent: true, done: true }, 504, 'TIMEOUT'],
  ['is slow', { latencyMs: 3_000 }, 504, 'TIMEOUT'],
  ['sends a byte now and then', { trickle: true }, 504, 'TIMEOUT'],
  ['answers 500', { status: 500 }, 502, 'BAD_GATEWAY'],
  ['answers 500 and does it', { status: 500, done: true }, 502, 'BAD_GATEWAY'],
  ['answers nonsense', { malformed: true }, 502, 'BAD_GATEWAY'],
  ['breaks off', { cut: true }, 502, 'BAD_GATEWAY'],
];

/** The faults of an SRM as they show at the doors of the whole gateway. */
export function whileAnSrm(generation: 'A' | 'B'): void {
  let world: World;
  let me: Client;
  beforeAll(async () => {
    world = await startWorld({ srm: { generation }, env: { SRM_TIMEOUT_MS: String(TIMEOUT_MS) } });
    me = world.as();
  });
  afterEach(() => world.srm.set({}));
  afterAll(() => world[Symbol.asyncDispose]());

  /** Every door, in time and in the same words. */
  async function expectRefused(asks: readonly (() => Promise<{ status: number; code: string | undefined; message: string | undefined }>)[], status: number, code: string): Promise<void> {
    const messages = new Set<string | undefined>();
    for (const ask of asks) {
      const from = performance.now();
      const answer = await ask();
      expect(performance.now() - from).toBeLessThan(TIMEOUT_MS + SLACK_MS);
      expect([answer.status, answer.code]).toEqual([status, code]);
      expect(answer.message).not.toMatch(/127\.0\.0\.1|ECONN|something went wrong|http/i);
      messages.add(answer.message);
    }
    expect(messages.size).toBe(1);
  }
  const graphql = (query: string, variables: object, status: number) => async () => {
    const { errors } = await me.graphql(query, variables);
    return { status, code: errors[0]?.extensions.code, message: errors[0]?.message };
  };
  const rest = (method: string, path: string, body?: object) => async () => {
    const answer = await me.rest<{ code?: string; message?: string }>(method, path, body);
    return { status: answer.status, code: answer.body?.code, message: answer.body?.message };
  };
  /** Lets the circuit close, should too many failures in a row have opened it. */
  const recovered = (): Promise<void> => eventually(async () => expect((await fetch(`${world.url}/health/ready`)).json().then(JSON.stringify)).resolves.toContain('"srm":{"ok":true'), PAUSE_MS + 5_000);

  it.each(FAULTS)('%s, a submission is refused as documented, and nothing of it stays', async (_, faults, status, code) => {
    const manifests = [anAppInput(), aManifest(), aManifest()] as { name: string }[];
    const [ofGraph, ofCamara, ofOeg] = manifests as [object, object, object];
    await world.srm.set(faults.refuse ? faults : { ...faults, only: 'POST /serviceFunction' });
    await expectRefused([graphql(SUBMIT, { input: ofGraph }, status), rest('POST', `${EAM}/apps`, ofCamara), rest('POST', `${OEG}/apps`, ofOeg)], status, code);
    expect((await me.ask<{ apps: { totalCount: number } }>('{ apps { totalCount } }')).apps.totalCount).toBe(0);

    await world.srm.set({});
    await eventually(async () => {
      expect([...world.srm.apps.values()]).toEqual([]);
      expect(await world.db.prisma.app.count()).toBe(0);
    });
    const ids: string[] = [];
    await eventually(async () => {
      const again = await me.rest<{ appId: string }>('POST', `${EAM}/apps`, ofCamara);
      expect(again.status).toBe(201);
      ids.push(again.body.appId);
    }, PAUSE_MS + 5_000);
    expect([...world.srm.apps.values()].map(({ name }) => name)).toEqual([manifests[1]!.name]);
    expect((await me.rest('DELETE', `${EAM}/apps/${ids[0]}`)).status).toBe(202);
    await eventually(() => expect(world.srm.apps.size).toBe(0));
  });

  it.each(FAULTS)('%s, its zones are refused as documented, and what is kept here is still there', async (_, faults, status, code) => {
    const appId = await submitApp(me);
    world.pass(ZONE_LIST_AGE_MS);
    await world.srm.set(faults.refuse ? faults : { ...faults, only: 'GET /node' });
    await expectRefused([graphql('{ edgeCloudZones { totalCount } }', {}, status), rest('GET', `${EAM}/edge-cloud-zones`), graphql(CREATE_INSTANCE, { input: { name: 'inst', appId, edgeCloudZoneId: LISBON } }, status)], status, code);
    expect((await me.rest('GET', `${OEG}/apps/${appId}`)).status).toBe(200);
    expect(await me.ask('{ appInstances { totalCount } }')).toEqual({ appInstances: { totalCount: 0 } });
    await world.srm.set({});
    await recovered();
    expect((await me.rest('DELETE', `${OEG}/apps/${appId}`)).status).toBe(202);
    await eventually(() => expect(world.srm.apps.size).toBe(0), PAUSE_MS + 5_000);
  });

  it.each(FAULTS.filter(([, { latencyMs, trickle, cut }]) => !latencyMs && !trickle && !cut))('%s, an instance is accepted, comes when that is over, and comes once', async (_, faults) => {
    const appId = await submitApp(me);
    await me.ask('{ edgeCloudZones { totalCount } }');
    await world.srm.set(faults.refuse ? faults : { ...faults, only: 'POST /deployedServiceFunction' });
    const id = await createInstance(me, appId, PORTO);
    await eventually(() => expect(world.log()).toContain(`"kind":"edge.placement","key":"${id}"`));
    await world.srm.set({});
    await untilStatus(me, id, 'ready');
    expect(world.srm.instances.size).toBe(1);

    await world.srm.set(faults.refuse ? faults : { ...faults, only: 'DELETE /deployedServiceFunction' });
    expect((await me.rest('DELETE', `${EAM}/app-instances/${id}`)).status).toBe(202);
    await world.srm.set({});
    await eventually(async () => expect((await me.rest('GET', `${EAM}/app-instances/${id}`)).status).toBe(404), PAUSE_MS + 10_000);
    expect(world.srm.instances.size).toBe(0);
    expect((await me.rest('DELETE', `${EAM}/apps/${appId}`)).status).toBe(202);
    await eventually(() => expect(world.srm.apps.size).toBe(0), PAUSE_MS + 5_000);
  });

  it('answers as the other generation does, an app is deployed all the same', async () => {
    const before = await submitApp(me);
    await world.srm.set({ wrongGeneration: true });
    const id = await createInstance(me, before);
    await untilStatus(me, id, 'ready');
    const other = await submitApp(me);
    await untilStatus(me, await createInstance(me, other), 'ready');
    expect(world.srm.instances.size).toBe(2);
    const health = (await (await fetch(`${world.url}/health/ready`)).json()) as { sources?: { srm?: { generation?: string } } };
    expect(JSON.stringify(health)).toContain(`"generation":"${generation === 'A' ? 'B' : 'A'}"`);
  });
}
