import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandboxFm, type SandboxFm } from '../../src/sandbox/index.js';
import type { Client } from '../journeys/client.js';
import { accept, CREATE_FEDERATION, DELETE_FEDERATION, federate, federationOf, federationSettings, federationsOf, onboardingsOf, refusalOf, release } from '../journeys/federation.stories.js';
import { createInstance, DELETE_APP, DELETE_INSTANCE, INSTANCE, submitApp } from '../journeys/stories.js';
import { startWorld, type World } from '../journeys/world.js';
import { eventually } from '../support/eventually.js';

const PATIENCE_MS = 45_000;
const WAY_THERE = ['uploadArtefact', 'onboard', 'install', 'instance', 'application'] as const;
const WAY_BACK = ['removeInstance', 'removeApplication', 'removeArtefact'] as const;

const FATES = [
  ['is lost', { answer: 'close', done: true }],
  ['never comes, since nothing was done', { answer: 'close', done: false }],
  ['takes longer than we wait', { answer: 'hang', done: true }],
] as const;

const insist = <T>(work: () => Promise<T>): Promise<T> => eventually(work, PATIENCE_MS);

describe.each(['1.2.0', '1.3.0'] as const)('a Federation Manager %s', (dialect) => {
  let fm: SandboxFm;
  let world: World;
  let me: Client;
  beforeAll(async () => {
    fm = await startSandboxFm({ dialect, behaviour: { onboardMs: [10, 50], settleMs: [10, 50], endMs: 30 } });
    world = await startWorld({ env: { ...federationSettings(fm, dialect), FEDERATION_TIMEOUT_MS: '500' } });
    me = world.as();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await fm.close();
  });

  async function edge(): Promise<{ readonly id: string; readonly zone: string }> {
    const [standing] = await federationsOf(me);
    const { federationContextId: id } = standing ?? (await insist(() => federate(me)));
    return { id, zone: standing?.acceptedZones[0]?.id ?? (await insist(() => accept(me, id, ['seville-1'])))[0]! };
  }

  it.each(FATES)('whose answer to every request %s, once: the app runs there, once, and goes', { timeout: 120_000 }, async (_what, fate) => {
    const { zone } = await edge();
    const appId = await submitApp(me);
    for (const operation of WAY_THERE) fm.fault({ operation, ...fate });
    const instance = await createInstance(me, appId, zone);
    await eventually(async () => expect((await me.ask<{ appInstance: { status: string } }>(INSTANCE, { id: instance })).appInstance.status).toBe('ready'), PATIENCE_MS);
    expect([fm.state.instances, fm.state.applications, fm.state.artefacts].map(({ all }) => all.size)).toEqual([1, 1, 1]);
    for (const operation of WAY_BACK) fm.fault({ operation, ...fate });
    await me.ask(DELETE_INSTANCE, { id: instance });
    await eventually(async () => expect((await me.graphql(INSTANCE, { id: instance })).errors[0]?.extensions.code).toBe('NOT_FOUND'), PATIENCE_MS);
    await eventually(async () => expect(await onboardingsOf(me, appId)).toEqual([]), PATIENCE_MS);
    expect([fm.state.instances, fm.state.applications, fm.state.artefacts].map(({ all }) => all.size)).toEqual([0, 0, 0]);
    fm.clear();
    await me.ask(DELETE_APP, { id: appId });
  });

  it.each(FATES)('whose answer to what an operator asks %s: it can be asked again', { timeout: 120_000 }, async (_what, fate) => {
    for (const { federationContextId, acceptedZones } of await federationsOf(me)) {
      for (const { id } of acceptedZones) await insist(() => release(me, federationContextId, id));
      await insist(() => me.ask(DELETE_FEDERATION, { id: federationContextId }));
    }
    fm.fault({ operation: 'createFederation', ...fate });
    await expect(federate(me)).rejects.toThrow();
    // v1.3.0 has no way to ask what became of it: somebody has to end it there.
    if (dialect === '1.3.0' && fate.done) {
      await eventually(async () => expect((await refusalOf(me, CREATE_FEDERATION, { input: {} })).code).toBe('ALREADY_EXISTS'), PATIENCE_MS);
      fm.forget();
    }
    const { federationContextId: id } = await insist(() => federate(me));
    expect(fm.state.federations.all.size).toBe(1);
    fm.fault({ operation: 'acceptZones', ...fate });
    await accept(me, id, ['seville-1']).catch(() => undefined); // nobody knows
    const [zone = ''] = await insist(() => accept(me, id, ['seville-1']));
    fm.fault({ operation: 'releaseZone', ...fate });
    await release(me, id, zone).catch(() => undefined);
    await insist(() => release(me, id, zone));
    expect(fm.state.federations.list()[0]?.zones).toEqual([]);
    fm.fault({ operation: 'deleteFederation', ...fate });
    await me.ask(DELETE_FEDERATION, { id }).catch(() => undefined);
    await eventually(async () => {
      if (await federationOf(me, id)) await me.ask(DELETE_FEDERATION, { id });
      expect(await federationsOf(me)).toEqual([]);
    }, PATIENCE_MS);
    await eventually(() => expect(fm.state.federations.all.size).toBe(0), PATIENCE_MS);
  });
});
