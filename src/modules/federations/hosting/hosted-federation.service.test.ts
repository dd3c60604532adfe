import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer, type TestDatabase } from '../../../../test/support/databases.js';
import { anApplication, anArtefact, anInstallation, aRequest, clearHosting, hostingWorld, NORTH, SECRETS, SHED, SOUTH, type HostingWorld } from '../../../../test/support/hosting-world.js';
import { DEVELOPER } from '../../../kernel/caller.js';
import { Refusal } from '../../../kernel/refusal.js';

const words = async (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (failure: unknown) => (failure instanceof Refusal ? `${failure.code} ${failure.field ?? ''} ${failure.message}` : String(failure)));

describe.each(databaseKinds)('federations that partners open (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: HostingWorld;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await clearHosting(test.db);
    world = hostingWorld(test.db);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('are one for a client, with what we are and offer', async () => {
    const federation = await world.federations.open(world.ctx('op-a'), aRequest());
    expect(federation.federationContextId).toMatch(/^c[0-9a-f]{35}$/);
    expect(await world.federations.document(federation)).toEqual({
      partnerOPFederationId: 'op-b', partnerOPCountryCode: 'ES', federationContextId: federation.federationContextId, partnerOPMobileNetworkCodes: { mcc: '214', mncs: ['07'] }, partnerOPFixedNetworkCodes: ['34'],
      edgeDiscoveryServiceEndPoint: { port: 443, fqdn: 'op-b.example' }, lcmServiceEndPoint: { port: 443, fqdn: 'op-b.example' },
      offeredAvailabilityZones: [{ zoneId: NORTH, geolocation: '41.3874,2.1686', geographyDetails: 'North, upper' }, { zoneId: SOUTH, geolocation: '41.3874,2.1686', geographyDetails: 'South' }],
      platformCaps: [],
    });
    expect(await words(world.federations.open(world.ctx('op-a'), aRequest()))).toMatch(/^ALREADY_EXISTS/);
    expect(await world.federations.ofCaller(world.ctx('op-a'))).toEqual(federation);
    await world.federations.open(world.ctx('op-c'), aRequest());
    expect((await world.federations.page(null, null)).totalCount).toBe(2);
  });

  it('are not for the client whose secret every partner has', async () => {
    expect(await words(world.federations.open(world.ctx('op-b-callbacks'), aRequest()))).toMatch(/^PERMISSION_DENIED/);
    expect((await world.federations.page(null, null)).totalCount).toBe(0);
  });

  it('are not told apart from absent ones when they are another client’s, whatever is asked', async () => {
    const mine = await world.standing({ upTo: 'instance' });
    const asked = (id: string) => {
      const [ctx, other] = [world.ctx('op-x'), { appId: 'a0application', appInstanceId: 'i0123456789abcdef', zoneId: NORTH }];
      return [
        world.federations.get(ctx, id), world.federations.update(ctx, id, { objectType: 'FIXED_NETWORK_CODES', operationType: 'ADD_CODES', addFixedNetworkIds: ['1'], modificationDate: '2026-03-01T09:00:00Z' }), world.federations.close(ctx, id),
        world.zones.accept(ctx, id, { acceptedAvailabilityZones: [NORTH], availZoneNotifLink: 'https://op-a.example/zones' }), world.zones.get(ctx, id, NORTH), world.zones.release(ctx, id, NORTH),
        world.artefacts.upload(ctx, id, anArtefact()), world.artefacts.get(ctx, id, anArtefact().artefactId), world.artefacts.remove(ctx, id, anArtefact().artefactId),
        world.applications.onboard(ctx, id, anApplication()), world.applications.get(ctx, id, 'a0application'), world.applications.update(ctx, id, 'a0application', {}), world.applications.remove(ctx, id, 'a0application'),
        world.instances.install(ctx, id, anInstallation()), world.instances.get(ctx, id, other), world.instances.list(ctx, id, 'a0application', 'a0provider'), world.instances.remove(ctx, id, other),
      ];
    };
    const absent = await Promise.all(asked('c0').map(words));
    expect(new Set(absent)).toEqual(new Set(['NOT_FOUND  The federation is not found.']));
    expect(await Promise.all(asked(mine).map(words))).toEqual(absent);
    expect(await words(world.federations.ofCaller(world.ctx('op-x')))).toBe(absent[0]);
    expect(await world.federations.find(world.ctx('op-x'), mine)).toBeNull();
    expect(await world.federations.get(world.ctx({ ...DEVELOPER, clientId: 'operator' }), mine)).toMatchObject({ originatorId: 'op-a' });
  });

  it('end in the reverse order only, and say what still stands', async () => {
    const id = await world.standing({ upTo: 'instance' });
    const ctx = world.ctx('op-a');
    expect(await words(world.federations.close(ctx, id))).toBe(`CONFLICT  The federation cannot be removed; what still stands there: accepted zones ${NORTH}, ${SOUTH}; artefacts ${anArtefact().artefactId}. Remove that first.`);
    expect(await words(world.zones.release(ctx, id, NORTH))).toBe('CONFLICT  The zone cannot be removed; what still stands there: applications a0application. Remove that first.');
    expect(await words(world.artefacts.remove(ctx, id, anArtefact().artefactId))).toContain('applications a0application');
    expect(await words(world.applications.remove(ctx, id, 'a0application'))).toContain('instances i0123456789abcdef');
    await world.instances.remove(ctx, id, { appId: 'a0application', appInstanceId: 'i0123456789abcdef', zoneId: NORTH });
    await world.work();
    world.edge.vanish([...world.edge.running.keys()][0]!);
    world.pass(1_000);
    await world.work();
    await world.applications.remove(ctx, id, 'a0application');
    await world.work();
    expect(world.edge.apps.size).toBe(0);
    await world.artefacts.remove(ctx, id, anArtefact().artefactId);
    await world.zones.release(ctx, id, NORTH);
    expect(await words(world.zones.release(ctx, id, NORTH))).toMatch(/^NOT_FOUND/);
    await world.zones.release(ctx, id, SOUTH);
    expect(await world.federations.close(ctx, id)).toBe(id);
    expect(await words(world.federations.get(ctx, id))).toMatch(/^NOT_FOUND/);
  });

  it('keep no secret in the clear, neither in rows nor in answers nor in the log', async () => {
    const id = await world.standing({ upTo: 'instance' });
    const ctx = world.ctx('op-a');
    const answers = [await world.federations.details(await world.federations.get(ctx, id)), await world.artefacts.get(ctx, id, anArtefact().artefactId), await world.applications.get(ctx, id, 'a0application')];
    const { prisma } = world.db;
    const rows = await Promise.all([prisma.hostedFederation.findMany(), prisma.hostedArtefact.findMany(), prisma.hostedApplication.findMany(), prisma.hostedInstance.findMany(), prisma.job.findMany()]);
    const shown = JSON.stringify([answers, rows, world.log.lines]);
    for (const secret of SECRETS) expect(shown).not.toContain(secret);
    expect(answers[2]).toMatchObject({ appMetaData: { accessToken: expect.stringMatching(/^[A-Za-z][A-Za-z0-9_]{31,63}$/) as unknown } });
    expect([...world.edge.apps.values()][0]!.manifest.appRepo).toEqual({ type: 'PRIVATEREPO', imagePath: 'registry.example/web:1', userName: 'puller', credentials: SECRETS[1] });
  });

  it('change the networks that may use them, of one country', async () => {
    const id = await world.standing({ upTo: 'federation' });
    const change = (members: object) => world.federations.update(world.ctx('op-a'), id, { objectType: 'MOBILE_NETWORK_CODES', modificationDate: '2026-03-01T09:00:00Z', ...members });
    expect((await change({ operationType: 'ADD_CODES', addMobileNetworkIds: { mcc: '202', mncs: ['05', '01'] } })).networks.mobile).toEqual({ mcc: '202', mncs: ['01', '05'] });
    expect((await change({ operationType: 'REMOVE_CODES', removeMobileNetworkIds: { mcc: '202', mncs: ['01'] } })).networks.mobile).toEqual({ mcc: '202', mncs: ['05'] });
    expect((await change({ operationType: 'UPDATE_CODES', addMobileNetworkIds: { mcc: '202', mncs: ['09'] }, removeMobileNetworkIds: {} })).networks.mobile).toEqual({ mcc: '202', mncs: ['09'] });
    expect(await words(change({ operationType: 'ADD_CODES', addMobileNetworkIds: { mcc: '214', mncs: ['01'] } }))).toBe('CONFLICT addMobileNetworkIds.mcc The MCC does not match the one that is registered, 202.');
    expect(await words(change({ operationType: 'ADD_CODES', removeMobileNetworkIds: { mcc: '202', mncs: ['01'] } }))).toMatch(/^INVALID_ARGUMENT addMobileNetworkIds /);
    const emptied = await change({ operationType: 'REMOVE_CODES', removeMobileNetworkIds: { mcc: '202', mncs: ['09'] } });
    expect(await world.federations.details(emptied)).toMatchObject({ allowedMobileNetworkIds: { mcc: '202' } });
  });

  it('refuse what is illegal in both definitions, and addresses that lead inside', async () => {
    const open = (more: object) => words(world.federations.open(world.ctx('op-a'), aRequest(more)));
    expect(await open({ origOPFederationId: 'op_a' })).toMatch(/^INVALID_ARGUMENT origOPFederationId /);
    expect(await open({ initialDate: 'yesterday' })).toMatch(/^INVALID_ARGUMENT initialDate /);
    expect(await open({ origOPMobileNetworkCodes: { mcc: '20', mncs: ['01'] } })).toMatch(/^INVALID_ARGUMENT origOPMobileNetworkCodes.mcc /);
    expect(await open({ partnerStatusLink: 'https://10.0.0.1/x' })).toMatch(/^INVALID_ARGUMENT partnerStatusLink /);
    expect(await open({ partnerCallbackCredentials: { tokenUrl: 'https://169.254.169.254/', clientId: 'a', clientSecret: 'b' } })).toMatch(/^INVALID_ARGUMENT partnerCallbackCredentials.tokenUrl /);
    expect(await words(world.federations.open(world.ctx('op-a'), null))).toMatch(/^INVALID_ARGUMENT /);
    const id = await world.standing();
    expect(await words(world.zones.accept(world.ctx('op-a'), id, { acceptedAvailabilityZones: [NORTH], availZoneNotifLink: 'https://op-a.example/zones' }))).toMatch(/^ALREADY_EXISTS/);
    expect(await words(world.zones.accept(world.ctx('op-a'), id, { acceptedAvailabilityZones: [SHED], availZoneNotifLink: 'https://op-a.example/zones' }))).toMatch(/^NOT_FOUND acceptedAvailabilityZones.0/);
    expect(await words(world.zones.get(world.ctx('op-a'), id, 'no_zone'))).toMatch(/^INVALID_ARGUMENT zoneId /);
    expect(await words(world.zones.get(world.ctx('op-a'), id, SHED))).toMatch(/^NOT_FOUND zoneId /);
  });

  it('have as many children and codes as is good for all, and no more', async () => {
    const id = await world.standing({ upTo: 'artefact' });
    const ctx = world.ctx('op-a');
    await world.db.pool.query(`INSERT INTO "HostedArtefact" ("contextId", "artefactId", document, "createdAt") SELECT $1, 'a-' || n, '{}', now() FROM generate_series(2, 1000) AS n`, [id]);
    await world.db.pool.query(
      `INSERT INTO "HostedApplication" (id, "contextId", "appId", document, "statusLink", "zoneIds", status, "createdAt", "updatedAt") SELECT gen_random_uuid(), $1, 'app-' || n, '{}', '', '{}', 'PENDING', now(), now() FROM generate_series(1, 1000) AS n`,
      [id],
    );
    expect(await words(world.artefacts.upload(ctx, id, anArtefact({ artefactId: 'one-more' })))).toBe('QUOTA_EXCEEDED  The federation has 1000 artefacts, and may not have more.');
    expect(await words(world.applications.onboard(ctx, id, anApplication()))).toMatch(/^QUOTA_EXCEEDED/);
    const add = (from: number) => words(world.federations.update(ctx, id, { objectType: 'FIXED_NETWORK_CODES', operationType: 'ADD_CODES', addFixedNetworkIds: Array.from({ length: 1_000 }, (_, at) => String(from + at)), modificationDate: '2026-03-01T09:00:00Z' }));
    expect([await add(0), await add(1)]).toEqual(['done', 'INVALID_ARGUMENT addFixedNetworkIds A federation may have 1000 codes of one kind.']);
  });

  it('take no text that cannot be kept, and any depth of what nobody reads', async () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown;
    const { federationContextId: id } = await world.federations.open(world.ctx('op-a'), aRequest({ origOPCountryCode: null, vendor: deep }));
    expect(await words(world.artefacts.upload(world.ctx('op-a'), id, anArtefact({ artefactDescription: 'a\0b' })))).toMatch(/^INVALID_ARGUMENT artefactDescription /);
    expect(await words(world.artefacts.upload(world.ctx('op-a'), id, anArtefact({ artefactVersionInfo: '\ud800' })))).toMatch(/^INVALID_ARGUMENT artefactVersionInfo /);
    expect(await words(world.federations.get(world.ctx('op-a'), 'c\0'))).toMatch(/^NOT_FOUND/);
    expect(await words(world.federations.close(world.ctx('op-a'), 'c\0'))).toMatch(/^NOT_FOUND/);
    expect(await world.federations.find(world.ctx('op-a'), 'c\0')).toBeNull();
    expect(await words(world.instances.get(world.ctx('op-a'), id, { appId: 'a0application', appInstanceId: 'i\0', zoneId: NORTH }))).toMatch(/^NOT_FOUND/);
  });

  it('hear of zones that come and go, each by itself', async () => {
    const id = await world.standing({ upTo: 'federation' });
    await world.zones.accept(world.ctx('op-a'), id, { acceptedAvailabilityZones: [NORTH], availZoneNotifLink: 'https://op-a.example/zones' });
    const look = async () => (world.pass(60_000), await world.work(), world.told());
    expect(await look()).toEqual({});
    const all = await world.edge.zones();
    world.edge.zonesAre(all.filter(({ id: zone }) => zone === SHED).map((zone) => ({ ...zone, status: 'active' })));
    const head = { federationContextId: id, objectType: 'ZONES', modificationDate: '2026-03-01T09:02:00.000Z' };
    const link = 'https://op-a.example/partner-status';
    expect(await look()).toEqual({
      [`hosted-zone:${id}:${NORTH}`]: { link, body: { ...head, operationType: 'STATUS', zoneStatus: [{ zoneId: NORTH, status: 'NOT_AVAILABLE' }] } },
      [`hosted-zone:${id}:${SOUTH}`]: { link, body: { ...head, operationType: 'REMOVE', removeZones: [SOUTH] } },
      [`hosted-zone:${id}:${SHED}`]: { link, body: { ...head, operationType: 'ADD', addZones: [{ zoneId: SHED, geolocation: '41.3874,2.1686', geographyDetails: 'Shed' }] } },
    });
    expect(await look()).toEqual({});
    world.edge.zonesAre(all);
    expect(Object.values(await look()).map(({ body }) => (body as { operationType: string }).operationType).sort()).toEqual(['ADD', 'REMOVE', 'STATUS']);
  });

  it('tell the partner when an operator ends them, and then nothing more', async () => {
    const id = await world.standing({ upTo: 'federation' });
    await world.federations.close(world.ctx({ ...DEVELOPER, clientId: 'operator' }), id);
    expect(await world.told()).toMatchObject({ [`hosted-federation:${id}`]: { body: { objectType: 'FEDERATION', operationType: 'STATUS', federationStatus: 'NOT_AVAILABLE' } } });
    world.pass(60_000);
    expect(await world.work()).toEqual([]);
    expect(await world.db.prisma.job.count()).toBe(0);
  });
});

describeOnServer('what partners do at the same time', (open) => {
  let test: TestDatabase;
  let world: HostingWorld;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await clearHosting(test.db);
    world = hostingWorld(test.db);
  });
  afterAll(() => test[Symbol.asyncDispose]());
  const codes = async (...work: readonly Promise<unknown>[]): Promise<string[]> => (await Promise.all(work.map(words))).map((text) => text.split(' ', 1)[0]!);
  const PATH = { appId: 'a0application', appInstanceId: 'i0123456789abcdef', zoneId: NORTH };

  it('opens one federation, accepts a zone once and takes an artefact once', async () => {
    const ctx = world.ctx('op-a');
    expect((await codes(...[1, 2, 3].map(() => world.federations.open(ctx, aRequest())))).sort()).toEqual(['ALREADY_EXISTS', 'ALREADY_EXISTS', 'done']);
    const { federationContextId: id } = await world.federations.ofCaller(ctx);
    const accept = () => world.zones.accept(ctx, id, { acceptedAvailabilityZones: [NORTH], availZoneNotifLink: 'https://op-a.example/zones' });
    expect((await codes(accept(), accept(), accept())).sort()).toEqual(['ALREADY_EXISTS', 'ALREADY_EXISTS', 'done']);
    expect((await codes(...[1, 2, 3].map(() => world.artefacts.upload(ctx, id, anArtefact())))).sort()).toEqual(['ALREADY_EXISTS', 'ALREADY_EXISTS', 'done']);
    expect((await codes(...[1, 2, 3].map(() => world.applications.onboard(ctx, id, anApplication())))).sort()).toEqual(['ALREADY_EXISTS', 'ALREADY_EXISTS', 'done']);
    await world.work();
    expect((await codes(...['one', 'two', 'three'].map((appInstanceId) => world.instances.install(ctx, id, anInstallation({ appInstanceId }))))).sort()).toEqual(['ALREADY_EXISTS', 'ALREADY_EXISTS', 'done']);
  });

  it('never leaves a child without what it stands on', async () => {
    const ctx = world.ctx('op-a');
    for (let round = 0; round < 4; round += 1) {
      await clearHosting(test.db);
      const id = await world.standing({ upTo: 'federation' });
      const [closed] = await codes(world.federations.close(ctx, id), world.zones.accept(ctx, id, { acceptedAvailabilityZones: [NORTH], availZoneNotifLink: 'https://op-a.example/zones' }));
      expect(await test.db.prisma.hostedZone.count()).toBe(closed === 'done' ? 0 : 1);
      if (closed === 'done') continue;
      await world.artefacts.upload(ctx, id, anArtefact());
      const [released, removed, onboarded] = await codes(world.zones.release(ctx, id, NORTH), world.artefacts.remove(ctx, id, anArtefact().artefactId), world.applications.onboard(ctx, id, anApplication()));
      expect(onboarded === 'done').toBe(released === 'CONFLICT' && removed === 'CONFLICT');
      if (onboarded !== 'done') continue;
      await world.work();
      const [deboarded, installed] = await codes(world.applications.remove(ctx, id, 'a0application'), world.instances.install(ctx, id, anInstallation()));
      expect([['done', 'INCOMPATIBLE_STATE'], ['CONFLICT', 'done']]).toContainEqual([deboarded, installed]);
      if (installed === 'done') expect(await codes(world.instances.remove(ctx, id, PATH), world.instances.remove(ctx, id, PATH), world.work())).toEqual(['done', 'done', 'done']);
    }
  });
});
