import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { clearFederations, federationWorld, POLL_MS, type FederationWorld } from '../../../../test/support/federation-world.js';
import { Refusal } from '../../../kernel/refusal.js';
import { FAKE_OFFER, fakeFederationManager, type FakeFederationManager } from '../manager/fm.source.fake.js';
import { WORD_MS } from './federation.rules.js';

const refusal = (work: Promise<unknown>): Promise<Refusal> => work.then(() => Promise.reject(new Error('taken')), (failure: unknown) => (failure instanceof Refusal ? failure : Promise.reject(failure as Error)));
const at = (second: number): string => new Date(Date.UTC(2026, 10, 22, 12, 0, second)).toISOString();
const status = (federationStatus: string, second: number) => ({ objectType: 'FEDERATION', operationType: 'STATUS', federationStatus, modificationDate: at(second) });

describe.each(databaseKinds)('what a partner tells (%s)', (_, open) => {
  let test: TestDatabase;
  let manager: FakeFederationManager;
  let world: FederationWorld;
  let context: string;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await clearFederations(test.db);
    manager = fakeFederationManager({ partners: { op: '1.2.0' } });
    world = federationWorld(test.db, manager);
    context = (await world.side.services.creation.create(world.ctx, { partnerStatusLink: 'https://caller.example/status', partnerCallbackCredentials: { tokenUrl: 'https://caller.example/token', clientId: 'me', clientSecret: 'canary' } })).federationContextId;
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const tell = (event: object) => world.tell(context, 'PARTNER_STATUS', event);
  const changes = async () => (await world.events()).slice(1).map((event) => `${event.change} ${event.status}`);
  const zones = async () => Object.fromEntries((await test.db.prisma.partnerZone.findMany({ orderBy: { zoneId: 'asc' } })).map(({ zoneId, phase, status: said }) => [zoneId, `${phase} ${said}`]));
  const addressOf = async () => world.side.services.told;

  it('is heard of the client alone that partners are given for it, where there is one', async () => {
    const guarded = federationWorld(test.db, manager, { tokenUrl: 'https://us.example/token', clientId: 'callbacks', clientSecret: 'canary' });
    const by = (clientId: string) => guarded.tell(context, 'PARTNER_STATUS', status('LOCKED', 10), guarded.as({ kind: 'two-legged', clientId, admin: false, scopes: new Set(['fed-mgmt']) }));
    expect(await refusal(by('guest'))).toMatchObject({ code: 'NOT_FOUND', message: 'There is nothing at this address.' });
    expect((await world.row(context)).status).toBe('AVAILABLE');
    expect(await by('callbacks')).toBe(true);
    expect((await world.row(context)).status).toBe('LOCKED');
  });

  it('of the federation stands until it tells another; what is older or told again changes nothing', async () => {
    await tell(status('LOCKED', 10));
    await tell(status('LOCKED', 10));
    await tell(status('AVAILABLE', 5));
    await world.live(POLL_MS + 1_000);
    expect(await world.row(context)).toMatchObject({ status: 'LOCKED', statusReason: 'The partner says so.' });
    await tell(status('AVAILABLE', 20));
    expect(await changes()).toEqual(['STATUS LOCKED', 'STATUS AVAILABLE']);
  });

  it('is believed for an hour: the word that takes it back may be lost', async () => {
    await tell(status('NOT_AVAILABLE', 10));
    await tell({ objectType: 'ZONES', operationType: 'STATUS', zoneStatus: [{ zoneId: 'zone-1', status: 'LOCKED' }], modificationDate: at(10) });
    await world.live(POLL_MS + 1_000);
    expect([(await world.row(context)).status, await zones()]).toEqual(['NOT_AVAILABLE', { 'zone-1': 'OFFERED LOCKED', 'zone-2': 'OFFERED AVAILABLE' }]);
    world.clock.pass(WORD_MS);
    await world.live(POLL_MS + 1_000);
    expect([(await world.row(context)).status, await zones()]).toEqual(['AVAILABLE', { 'zone-1': 'OFFERED AVAILABLE', 'zone-2': 'OFFERED AVAILABLE' }]);
  });

  it('of its zones is so at once, and then as it answers', async () => {
    const offer = { zoneId: 'zone-3', geolocation: '48.8566,2.3522', geographyDetails: 'Paris' };
    manager.federations.get(context)!.offered = [FAKE_OFFER[0]!, offer];
    await tell({ objectType: 'ZONES', operationType: 'ADD', addZones: [offer], modificationDate: at(1) });
    expect(Object.keys(await zones())).toEqual(['zone-1', 'zone-2', 'zone-3']);
    await tell({ objectType: 'ZONES', operationType: 'REMOVE', removeZones: ['zone-2'], modificationDate: at(2) });
    expect(Object.keys(await zones())).toEqual(['zone-1', 'zone-3']);
    await tell({ objectType: 'ZONES', operationType: 'ADD', addZones: [{ ...offer, zoneId: 'zone-4' }], modificationDate: at(3) });
    await world.step();
    expect(Object.keys(await zones())).toEqual(['zone-1', 'zone-3']);
  });

  it('of an accepted zone that it takes back withdraws it', async () => {
    await world.side.services.zones.accept(world.ctx, { federationContextId: context, zoneIds: ['zone-1'] });
    await tell({ objectType: 'ZONES', operationType: 'REMOVE', removeZones: ['zone-1'], modificationDate: at(2) });
    expect(await zones()).toEqual({ 'zone-1': 'WITHDRAWN AVAILABLE', 'zone-2': 'OFFERED AVAILABLE' });
  });

  it('of its endpoints and networks is so at once', async () => {
    await tell({ objectType: 'LCM_SERVICE', operationType: 'UPDATE', lcmSvcEndPoint: { port: 8443, fqdn: 'lcm.example' }, modificationDate: at(1) });
    await tell({ objectType: 'EDGE_DISCOVERY_SERVICE', operationType: 'ADD', edgeDiscoverySvcEndPoint: {}, modificationDate: at(1) });
    await tell({ objectType: 'MOBILE_NETWORK_CODES', operationType: 'UPDATE', addMobileNetworkIds: { mcc: '202', mncs: ['05'] }, removeMobileNetworkIds: { mcc: '202', mncs: ['01'] }, modificationDate: at(2) });
    await tell({ objectType: 'FIXED_NETWORK_CODES', operationType: 'ADD', addFixedNetworkIds: ['31'], modificationDate: at(3) });
    await tell({ objectType: 'SERVICE_APIS', operationType: 'ADD', addServiceAPIs: ['QualityOnDemand'], modificationDate: at(4) });
    expect(await world.row(context)).toMatchObject({ lcmEndpoint: { port: 8443, fqdn: 'lcm.example' }, edgeDiscoveryEndpoint: null, allowedNetworks: { mobile: { mcc: '202', mncs: ['05'] }, fixed: ['30', '31'] } });
    expect(await changes()).toEqual(['ENDPOINTS AVAILABLE', 'NETWORK_CODES AVAILABLE', 'NETWORK_CODES AVAILABLE']);
  });

  it('is passed on once to whoever created the federation', async () => {
    await tell(status('LOCKED', 10));
    await tell(status('LOCKED', 10));
    await tell(status('FAILED', 5));
    expect(world.sent.map(({ link, body }) => [link, body])).toEqual([['https://caller.example/status', { federationContextId: context, ...status('LOCKED', 10) }]]);
    expect(world.sent[0]!.credentials).not.toBeNull();
    await tell({ objectType: 'ZONES', operationType: 'REMOVE', removeZones: ['zone-1'], modificationDate: at(11) });
    await tell({ objectType: 'ZONES', operationType: 'REMOVE', removeZones: ['zone-2'], modificationDate: at(12) });
    expect(new Set(world.sent.map(({ key }) => key)).size).toBe(3);
  });

  it('of what is free in a zone is kept as it is, without an announcement', async () => {
    const zoneResUpdInfo = [{ availableCompResources: [{ cpuArchType: 'ISA_X86_64', numCPU: '4', memory: 1024 }] }];
    expect(await world.tell(context, 'ZONE_RESOURCES', { zoneId: 'zone-1', zoneResUpdInfo })).toBe(true);
    expect(await world.tell(context, 'ZONE_RESOURCES', { zoneId: 'zone-9', zoneResUpdInfo })).toBe(true);
    const [row] = await world.store.zones((await test.db.prisma.partnerZone.findMany({ where: { zoneId: 'zone-1' } })).map(({ id }) => id));
    expect([row!.availability, await changes()]).toEqual([zoneResUpdInfo, []]);
  });

  it('that cannot be kept is refused, whatever it is about', async () => {
    for (const kind of ['PARTNER_STATUS', 'ZONE_RESOURCES', 'ONBOARDING_STATUS', 'INSTANCE_STATUS'] as const)
      expect((await refusal(world.tell(context, kind, { appId: 'a\0', zoneId: 'zone-1', zoneResUpdInfo: [{ 'a\ud800': 1 }] }))).code).toBe('INVALID_ARGUMENT');
    expect(world.handed).toEqual([]);
  });

  it('of onboardings and instances is handed on', async () => {
    await world.tell(context, 'ONBOARDING_STATUS', { appId: 'a1', statusInfo: [] });
    await world.tell(context, 'INSTANCE_STATUS', { appId: 'a1' });
    expect(world.handed).toEqual([['onboarding', { federationContextId: context, appId: 'a1', statusInfo: [] }], ['instance', { federationContextId: context, appId: 'a1' }]]);
  });

  it.each([
    [{ federationContextId: 'another' }, 'federationContextId'],
    [{ ...status('LOCKED', 1), objectType: 'WEATHER' }, 'objectType'],
    [{ ...status('BROKEN', 1) }, 'federationStatus'],
    [{ ...status('LOCKED', 1), modificationDate: 'yesterday' }, 'modificationDate'],
    [{ objectType: 'ZONES', operationType: 'ADD', addZones: [{ zoneId: 'z' }], modificationDate: at(1) }, 'addZones.0.geolocation'],
    [{ objectType: 'ZONES', operationType: 'ADD', addZones: [{ zoneId: '../z', geolocation: '1,1', geographyDetails: 'x' }], modificationDate: at(1) }, 'addZones.0.zoneId'],
    [{ objectType: 'ZONES', operationType: 'ADD', addZones: [{ zoneId: 'z', geolocation: '1,1', geographyDetails: 'a\n' }], modificationDate: at(1) }, 'addZones.0.geographyDetails'],
  ])('that is no event is refused: %o', async (event, field) => {
    expect(await refusal(tell(event))).toMatchObject({ code: 'INVALID_ARGUMENT', field });
    expect(await changes()).toEqual([]);
  });

  it('at an address that is none of ours is not found, and after the end is taken without a word', async () => {
    const told = await addressOf();
    for (const address of ['', 'x', `${(await world.row(context)).id}.${'A'.repeat(22)}`]) expect((await refusal(told.tell(world.ctx, address, 'PARTNER_STATUS', {}))).code).toBe('NOT_FOUND');
    expect((await refusal(tell([] as object))).code).toBe('INVALID_ARGUMENT');
    const { id } = await world.row(context);
    const address = manager.federations.get(context)!.request.partnerStatusLink.split('/').at(-2)!;
    expect(address.startsWith(id)).toBe(true);
    await world.side.services.changes.remove(world.ctx, context);
    expect(await told.tell(world.ctx, address, 'PARTNER_STATUS', { federationContextId: context, ...status('LOCKED', 1) })).toBe(true);
  });
});
