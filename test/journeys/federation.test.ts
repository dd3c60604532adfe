import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SANDBOX_FM_OPERATOR, startSandboxFm, type SandboxFm } from '../../src/sandbox/index.js';
import { eventually } from '../support/eventually.js';
import type { Client } from './client.js';
import {
  accept, ACCEPT_ZONES, CREATE_FEDERATION, DELETE_FEDERATION, federate, federationOf, FEDERATION_CHANGES, federationSettings, ONBOARD, onboardingsOf, refusalOf, release, RELEASE_ZONE, REMOVE_ONBOARDING, untilDeboarded, zonesOf,
  type FederationChange, type InstanceChange,
} from './federation.stories.js';
import { aManifest, aName, createInstance, DELETE_APP, DELETE_INSTANCE, EAM, INSTANCE, INSTANCE_CHANGES, NOBODY, submitApp, untilGone, untilStatus } from './stories.js';
import { startWorld, type World } from './world.js';

describe.each(['1.2.0', '1.3.0'] as const)('a partner behind a Federation Manager %s', (dialect) => {
  let fm: SandboxFm;
  let world: World;
  let me: Client;
  beforeAll(async () => {
    fm = await startSandboxFm({ dialect, behaviour: { onboardMs: [20, 150], settleMs: [20, 150], endMs: 50 } });
    world = await startWorld({ env: federationSettings(fm, dialect) });
    me = world.as();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await fm.close();
  });

  it('lends its edge from the first request to the last', async () => {
    await using federations = me.stream<FederationChange>('sse', FEDERATION_CHANGES, {});
    const { federationContextId: id, partner, status, offeredZones } = await federate(me);
    expect(partner).toEqual({ name: 'betica', federationId: SANDBOX_FM_OPERATOR.id });
    expect(status).toBe('AVAILABLE');
    expect(offeredZones.map(({ zoneId, accepted }) => [zoneId, accepted]).sort()).toEqual([['cadiz-1', false], ['malaga-1', false], ['seville-1', false]]);
    expect((await refusalOf(me, CREATE_FEDERATION, { input: {} })).code).toBe('ALREADY_EXISTS');

    const [zone = '', other = ''] = await accept(me, id, ['seville-1', 'cadiz-1']);
    expect(await zonesOf(me)).toContainEqual(expect.objectContaining({ id: zone, status: 'active', provider: SANDBOX_FM_OPERATOR.id, federation: { federationContextId: id } }));
    const listed = await me.rest<{ edgeCloudZones: { edgeCloudZoneId: string }[] }>('GET', `${EAM}/edge-cloud-zones?perPage=100`);
    expect(listed.body.edgeCloudZones.map(({ edgeCloudZoneId }) => edgeCloudZoneId)).toContain(zone);

    const appId = await submitApp(me);
    await using changes = me.stream<InstanceChange>('sse', INSTANCE_CHANGES, { appId });
    await world.streaming(2);
    const instance = await createInstance(me, appId, zone);
    const seen = await changes.until(({ status: now }) => now === 'ready');
    expect(seen.at(-1)).toMatchObject({ appInstanceId: instance, previousStatus: 'instantiating' });
    expect(fm.state.instances.list()).toHaveLength(1);
    expect(world.srm.instances.size).toBe(0);
    expect(await onboardingsOf(me, appId)).toMatchObject([{ status: 'ONBOARDED', instances: [{ id: instance, state: 'READY' }] }]);

    expect((await refusalOf(me, DELETE_FEDERATION, { id })).code).toBe('CONFLICT');
    expect((await refusalOf(me, RELEASE_ZONE, { input: { federationContextId: id, zoneId: zone } })).code).toBe('CONFLICT');
    expect((await refusalOf(me, DELETE_APP, { id: appId })).code).toBe('INCOMPATIBLE_STATE');

    await me.ask(DELETE_INSTANCE, { id: instance });
    await untilGone(me, instance);
    await untilDeboarded(me, appId);
    expect([fm.state.instances, fm.state.applications, fm.state.artefacts].map(({ all }) => all.size)).toEqual([0, 0, 0]);
    expect((await refusalOf(me, DELETE_FEDERATION, { id })).code).toBe('CONFLICT');
    for (const one of [zone, other]) await release(me, id, one);
    await me.ask(DELETE_FEDERATION, { id });
    expect(await federationOf(me, id)).toBeUndefined();
    expect(fm.state.federations.all.size).toBe(0);
    await me.ask(DELETE_APP, { id: appId });
    const told = await federations.until(({ removed }) => removed);
    expect(told[0]).toMatchObject({ federationContextId: id, status: 'AVAILABLE' });
    expect(told.at(-1)).toMatchObject({ federationContextId: id, removed: true });
  });

  it('lends its edge through CAMARA’s door as well', async () => {
    const { federationContextId: id } = await federate(me);
    const [zone = ''] = await accept(me, id, ['malaga-1']);
    const { body: { appId } } = await me.rest<{ appId: string }>('POST', `${EAM}/apps`, aManifest());
    const created = await me.rest<{ appInstanceId: string }>('POST', `${EAM}/app-instances`, { name: aName('inst'), appId, edgeCloudZoneId: zone });
    expect(created.status).toBe(202);
    const path = `${EAM}/app-instances/${created.body.appInstanceId}`;
    await eventually(async () => expect((await me.rest('GET', path)).body).toMatchObject({ status: 'ready', edgeCloudZoneId: zone }));
    expect(await me.rest('DELETE', `${EAM}/apps/${appId}`)).toMatchObject({ status: 409 });
    expect((await me.rest('DELETE', path)).status).toBe(202);
    await eventually(async () => expect((await me.rest('GET', path)).status).toBe(404));
    await untilDeboarded(me, appId);
    expect((await me.rest('DELETE', `${EAM}/apps/${appId}`)).status).toBe(202);
    await release(me, id, 'malaga-1');
    await me.ask(DELETE_FEDERATION, { id });
  });

  it('keeps an app that was onboarded by itself until it is taken away', async () => {
    const { federationContextId: id } = await federate(me);
    const appId = await submitApp(me);
    expect((await refusalOf(me, ONBOARD, { input: { appId, federationContextId: id } })).code).toBe('INCOMPATIBLE_STATE');
    const [zone = ''] = await accept(me, id, ['seville-1']);
    const { onboardAppToPartner: { partnerOnboarding } } = await me.ask<{ onboardAppToPartner: { partnerOnboarding: { id: string } } }>(ONBOARD, { input: { appId, federationContextId: id } });
    await eventually(async () => expect(await onboardingsOf(me, appId)).toMatchObject([{ status: 'ONBOARDED' }]));
    const instance = await createInstance(me, appId, zone);
    await untilStatus(me, instance, 'ready');
    expect((await refusalOf(me, REMOVE_ONBOARDING, { id: partnerOnboarding.id })).code).toBe('CONFLICT');
    await me.ask(DELETE_INSTANCE, { id: instance });
    await untilGone(me, instance);
    expect(await onboardingsOf(me, appId)).toMatchObject([{ status: 'ONBOARDED', instances: [] }]);
    await me.ask(REMOVE_ONBOARDING, { id: partnerOnboarding.id });
    await untilDeboarded(me, appId);
    await me.ask(DELETE_APP, { id: appId });
    await release(me, id, zone);
    await me.ask(DELETE_FEDERATION, { id });
    expect([fm.state.artefacts.all.size, fm.state.federations.all.size]).toEqual([0, 0]);
  });

  it('tells why it does not run an app, and keeps nothing of it', async () => {
    const { federationContextId: id } = await federate(me);
    const [zone = ''] = await accept(me, id, ['seville-1']);
    for (const word of dialect === '1.3.0' ? ['refuse', 'fail', 'unfit'] : ['refuse', 'fail']) {
      const appId = await submitApp(me, { name: aName(`my${word}`) });
      const instance = await createInstance(me, appId, zone);
      await untilStatus(me, instance, 'failed');
      const { appInstance } = await me.ask<{ appInstance: { statusReason: string | null } }>(INSTANCE, { id: instance });
      expect(appInstance.statusReason, word).toEqual(expect.any(String));
      await me.ask(DELETE_INSTANCE, { id: instance });
      await untilGone(me, instance);
      await untilDeboarded(me, appId);
      await me.ask(DELETE_APP, { id: appId });
    }
    expect([fm.state.instances, fm.state.applications, fm.state.artefacts].map(({ all }) => all.size)).toEqual([0, 0, 0]);
    await release(me, id, zone);
    await me.ask(DELETE_FEDERATION, { id });
  });

  it('learns what changes at the partner', async () => {
    await using changes = me.stream<FederationChange>('sse', FEDERATION_CHANGES, {});
    await world.streaming(1);
    const { federationContextId: id } = await federate(me);
    const [zone = ''] = await accept(me, id, ['seville-1']);
    const offered = async (): Promise<readonly string[]> => (await federationOf(me, id))!.offeredZones.map(({ zoneId }) => zoneId).sort();
    fm.offer({ zoneId: 'huelva-1', geolocation: '37.26142,-6.94472', geographyDetails: 'Huelva' });
    await eventually(async () => expect(await offered()).toEqual(['cadiz-1', 'huelva-1', 'malaga-1', 'seville-1']));
    fm.withdraw('huelva-1');
    await eventually(async () => expect(await offered()).toEqual(['cadiz-1', 'malaga-1', 'seville-1']));
    await changes.until(({ change }) => change === 'ZONES');
    fm.forget();
    const [lost] = (await changes.until(({ status }) => status === 'FAILED')).slice(-1);
    expect(lost).toMatchObject({ federationContextId: id, change: 'STATUS', previousStatus: 'AVAILABLE' });
    expect((await federationOf(me, id))?.statusReason).toEqual(expect.any(String));
    await release(me, id, zone);
    await me.ask(DELETE_FEDERATION, { id });
    expect(await federationOf(me, id)).toBeUndefined();
  });

  it('comes to the same end whatever callbacks come, and in whatever order', async () => {
    const { federationContextId: id } = await federate(me);
    const [zone = ''] = await accept(me, id, ['seville-1']);
    for (const change of [{ fate: 'reordered', old: true }, { fate: 'doubled', old: false, lateMs: 100 }, { fate: 'lost', lateMs: 0 }] as const) {
      fm.callbacks(change);
      const appId = await submitApp(me);
      const instance = await createInstance(me, appId, zone);
      await untilStatus(me, instance, 'ready');
      await me.ask(DELETE_INSTANCE, { id: instance });
      await untilGone(me, instance);
      await untilDeboarded(me, appId);
      await me.ask(DELETE_APP, { id: appId });
    }
    expect(fm.sent.filter(({ kind }) => kind === 'instance-status').length).toBeGreaterThan(4);
    fm.callbacks({ fate: dialect === '1.3.0' ? 'on' : 'off' });
    await release(me, id, zone);
    await me.ask(DELETE_FEDERATION, { id });
  });

  it('refuses what cannot be', async () => {
    expect((await refusalOf(me, ACCEPT_ZONES, { input: { federationContextId: 'nobodys', zoneIds: ['seville-1'] } })).code).toBe('NOT_FOUND');
    expect((await refusalOf(me, CREATE_FEDERATION, { input: { partner: 'nobody' } }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect((await refusalOf(me, CREATE_FEDERATION, { input: { origOPFederationId: 'Not legal!' } })).code).toBe('INVALID_ARGUMENT');
    const { federationContextId: id } = await federate(me);
    expect((await refusalOf(me, ACCEPT_ZONES, { input: { federationContextId: id, zoneIds: ['nowhere-1'] } })).code).toBe('NOT_FOUND');
    const appId = await submitApp(me);
    const [offered] = (await federationOf(me, id))!.offeredZones;
    const { errors } = await me.graphql('mutation ($input: CreateAppInstanceInput!) { createAppInstance(input: $input) { appInstance { id } } }', { input: { name: aName('inst'), appId, edgeCloudZoneId: offered!.id } });
    expect(errors[0]?.extensions.code).toBe('INCOMPATIBLE_STATE');
    expect((await refusalOf(me, ONBOARD, { input: { appId: NOBODY, federationContextId: id } })).code).toBe('NOT_FOUND');
    await me.ask(DELETE_APP, { id: appId });
    await me.ask(DELETE_FEDERATION, { id });
  });
});

it('is in the sandbox without any setting', async () => {
  await using world = await startWorld();
  const me = world.as();
  const { federationContextId, offeredZones } = await federate(me);
  expect(offeredZones).toHaveLength(3);
  expect(await accept(me, federationContextId, ['seville-1'])).toHaveLength(1);
});
