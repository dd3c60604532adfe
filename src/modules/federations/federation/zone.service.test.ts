import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, describeOnServer, type TestDatabase } from '../../../../test/support/databases.js';
import { clearFederations, federationWorld, FM_TIMEOUT_MS, POLL_MS, type FederationWorld } from '../../../../test/support/federation-world.js';
import { Prisma } from '../../../generated/prisma/client.js';
import { newId } from '../../../kernel/id.js';
import { Refusal } from '../../../kernel/refusal.js';
import { PeerRefused } from '../../../outbound/peer-answers.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import { FAKE_OFFER, fakeFederationManager, type FakeFederationManager } from '../manager/fm.source.fake.js';

const LATE_MS = 3 * FM_TIMEOUT_MS;

const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (failure: unknown) => (failure instanceof Refusal ? failure.code : Promise.reject(failure as Error)));

/** An app of ours at the partner, as the onboarding side writes it. */
async function onboard(tx: Tx, federationId: string, zoneId: string): Promise<string> {
  const id = newId();
  const now = new Date();
  await tx.partnerOnboarding.create({ data: { id, clientId: 'me', federationId, appId: newId(), partnerAppId: 'a1', providerId: 'p1', artefactId: newId(), kept: true, zoneIds: [zoneId], status: 'ONBOARDED', createdAt: now, updatedAt: now } });
  return id;
}

describe.each(databaseKinds)('zones of a partner (%s)', (_, open) => {
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
    context = await world.founded();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const accept = (...zoneIds: string[]) => world.side.services.zones.accept(world.ctx, { federationContextId: context, zoneIds });
  const release = (zoneId: string) => world.side.services.zones.release(world.ctx, { federationContextId: context, zoneId });
  const phases = async () => Object.fromEntries((await test.db.prisma.partnerZone.findMany({ orderBy: { zoneId: 'asc' } })).map(({ zoneId, phase }) => [zoneId, phase]));
  const shown = async () => Object.fromEntries((await world.side.shownZones()).map(({ name, status }) => [name, status]));
  const there = () => manager.federations.get(context)!;
  const sent = (method: string) => manager.calls.filter(([name]) => name === method).length;

  it('are shown as places for apps, inactive until they are accepted', async () => {
    expect(await world.side.shownZones()).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'Barcelona', provider: 'op-op', countryCode: 'PT', region: null, status: 'inactive', federationContextId: context })]));
    const { zones } = await accept('zone-1');
    expect(zones).toMatchObject([{ zoneId: 'zone-1', phase: 'ACCEPTED', resources: { zoneId: 'zone-1' } }]);
    expect(await shown()).toEqual({ Barcelona: 'active', Lisbon: 'inactive' });
    expect(there().zones.get('zone-1')).toMatch(/\/callbacks\/.+\/zone-resources$/);
    expect((await world.events()).map(({ change }) => change)).toEqual(['STATUS', 'ZONES']);
  });

  it('are named by the partner’s id or by ours, each once, and accepted in one request', async () => {
    const [barcelona] = (await world.side.shownZones()).filter(({ name }) => name === 'Barcelona');
    const { zones } = await accept(barcelona!.id, 'zone-2', 'zone-1');
    expect(zones.map(({ zoneId }) => zoneId)).toEqual(['zone-1', 'zone-2']);
    expect(manager.calls.filter(([method]) => method === 'acceptZones')).toEqual([['acceptZones', 'zone-1,zone-2']]);
    await accept('zone-1');
    expect(sent('acceptZones')).toBe(1);
  });

  it('that nobody offers are not found; none or too many are refused', async () => {
    expect(await codeOf(accept('zone-9'))).toBe('NOT_FOUND');
    expect(await codeOf(release('zone-9'))).toBe('NOT_FOUND');
    expect(await codeOf(accept())).toBe('INVALID_ARGUMENT');
    expect(await codeOf(accept(...Array.from({ length: 101 }, () => 'zone-1')))).toBe('INVALID_ARGUMENT');
    expect(await codeOf(world.side.services.zones.accept(world.ctx, { federationContextId: 'no\0such', zoneIds: ['zone-1'] }))).toBe('NOT_FOUND');
  });

  it('that the partner refuses stay offered, and so does one that it leaves out', async () => {
    manager.fail('acceptZones', new Refusal('CONFLICT', 'No.', { cause: new PeerRefused(409, true, 'no') }));
    expect(await codeOf(accept('zone-1'))).toBe('CONFLICT');
    expect(await phases()).toEqual({ 'zone-1': 'OFFERED', 'zone-2': 'OFFERED' });
    const half = federationWorld(test.db, { ...manager, acceptZones: async (ref, wanted, call) => (await manager.acceptZones(ref, wanted, call)).slice(0, 1) });
    const { zones } = await half.side.services.zones.accept(world.ctx, { federationContextId: context, zoneIds: ['zone-1', 'zone-2'] });
    expect(zones.map(({ phase }) => phase)).toEqual(['ACCEPTED', 'OFFERED']);
  });

  it.each([['unanswered but done', 'ACCEPTED'], ['unanswered', 'OFFERED']] as const)('without an answer to their acceptance (%s) become what the partner says: %s', async (failure, phase) => {
    manager.fail('acceptZones', failure);
    expect(await codeOf(accept('zone-1'))).toBe('TIMEOUT');
    expect(await codeOf(accept('zone-1'))).toBe('ABORTED');
    expect(await codeOf(release('zone-1'))).toBe('ABORTED');
    await world.live(LATE_MS + 2_000);
    expect(await phases()).toMatchObject({ 'zone-1': phase });
    await accept('zone-1');
    expect(await phases()).toMatchObject({ 'zone-1': 'ACCEPTED' });
  });

  it('are released, and nothing of them stays', async () => {
    await accept('zone-1');
    await world.tell(context, 'ZONE_RESOURCES', { zoneId: 'zone-1', zoneResUpdInfo: [{ availableNetResources: { dedicatedNIC: 1 } }] });
    const { zones } = await release('zone-1');
    expect(zones).toMatchObject([{ phase: 'OFFERED', resources: null, availability: null }]);
    expect([there().zones.size, await shown()]).toEqual([0, { Barcelona: 'inactive', Lisbon: 'inactive' }]);
    await release('zone-1');
    expect(sent('releaseZone')).toBe(1);
  });

  it.each(['unanswered but done', 'unanswered'] as const)('without an answer to their release (%s) are released all the same', async (failure) => {
    await accept('zone-1');
    manager.fail('releaseZone', failure);
    expect(await codeOf(release('zone-1'))).toBe('TIMEOUT');
    await world.live(2_000);
    expect([there().zones.size, await phases()]).toMatchObject([0, { 'zone-1': 'OFFERED' }]);
  });

  it('that cannot be released now stay as they were', async () => {
    await accept('zone-1');
    manager.fail('releaseZone', 'unreachable');
    expect(await codeOf(release('zone-1'))).toBe('UNAVAILABLE');
    expect(await phases()).toMatchObject({ 'zone-1': 'ACCEPTED' });
  });

  it('whose process died are settled by what is there', async () => {
    await accept('zone-1', 'zone-2');
    there().zones.delete('zone-2');
    // As the rows were before the answers came: one was accepted, one was released.
    await test.db.prisma.partnerZone.updateMany({ where: { zoneId: 'zone-1' }, data: { phase: 'ACCEPTING', resources: Prisma.DbNull } });
    await test.db.prisma.partnerZone.updateMany({ where: { zoneId: 'zone-2' }, data: { phase: 'RELEASING' } });
    await world.live(2_000);
    expect(await phases()).toEqual({ 'zone-1': 'ACCEPTED', 'zone-2': 'OFFERED' });
    await test.db.prisma.partnerZone.updateMany({ where: { zoneId: 'zone-1' }, data: { phase: 'RELEASING', updatedAt: world.clock.now() } });
    await world.live(LATE_MS + POLL_MS + 2_000);
    expect([there().zones.size, await phases()]).toEqual([0, { 'zone-1': 'OFFERED', 'zone-2': 'OFFERED' }]);
  });

  it('in use are not released, and it is told what stands', async () => {
    await accept('zone-1');
    const { id } = await world.row(context);
    const onboardingId = await test.db.prisma.$transaction((tx) => onboard(tx, id, 'zone-1'));
    await expect(release('zone-1')).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringMatching(/^The zone is in use: 1 onboarded app \([0-9a-f-]{36}\)\. Remove these first\.$/) });
    const [zone] = await world.store.zonesOf([id]);
    await test.db.prisma.partnerInstance.create({ data: { id: newId(), onboardingId, partnerZoneId: zone!.id, createdAt: new Date(), updatedAt: new Date() } });
    await expect(release('zone-1')).rejects.toMatchObject({ message: expect.stringMatching(/^The zone is in use: 1 onboarded app \([0-9a-f-]{36}\), 1 instance \([0-9a-f-]{36}\)\. Remove these first\.$/) });
    expect(sent('releaseZone')).toBe(0);
  });

  it('that the partner takes back go, or are withdrawn; offered again they are what the partner says', async () => {
    await accept('zone-1');
    there().offered = [];
    await world.live(POLL_MS + 2_000);
    expect(await phases()).toEqual({ 'zone-1': 'WITHDRAWN' });
    expect(await shown()).toEqual({ Barcelona: 'inactive' });
    expect(await codeOf(accept('zone-1'))).toBe('INCOMPATIBLE_STATE');
    there().offered = FAKE_OFFER;
    await world.live(POLL_MS + 2_000);
    expect(await phases()).toEqual({ 'zone-1': 'ACCEPTED', 'zone-2': 'OFFERED' });
    there().offered = [];
    await world.live(POLL_MS + 2_000);
    expect((await release('zone-1')).zones).toEqual([]);
    expect([await phases(), there().zones.size]).toEqual([{}, 0]);
  });

  it('of a federation that is being removed are left alone', async () => {
    await test.db.prisma.federation.updateMany({ data: { phase: 'REMOVING' } });
    expect(await codeOf(accept('zone-1'))).toBe('INCOMPATIBLE_STATE');
  });
});

describeOnServer('a zone that is released while an app is put there', (open) => {
  /** As the onboarding side does: the federation first, then the zone. */
  async function intend(db: Database, world: FederationWorld, id: string): Promise<'intended' | 'refused'> {
    return db.prisma.$transaction(async (tx) => {
      await world.store.lock(tx, id);
      const [zone] = (await world.store.zonesOf([id], tx)).filter(({ zoneId }) => zoneId === 'zone-1');
      if (zone?.phase !== 'ACCEPTED') return 'refused';
      await onboard(tx, id, 'zone-1');
      return 'intended';
    });
  }

  it('is either released or in use, never both', async () => {
    await using test = await open();
    const another = await test.another();
    for (let round = 0; round < 10; round++) {
      await clearFederations(test.db);
      const manager = fakeFederationManager({ partners: { op: '1.2.0' } });
      const world = federationWorld(test.db, manager);
      const context = await world.founded();
      await world.side.services.zones.accept(world.ctx, { federationContextId: context, zoneIds: ['zone-1'] });
      const { id } = await world.row(context);
      const release = () => codeOf(world.side.services.zones.release(world.ctx, { federationContextId: context, zoneId: 'zone-1' }));
      const [intended, released] = await Promise.all(round % 2 ? [intend(another, world, id), release()] : [release(), intend(another, world, id)].reverse() as [Promise<string>, Promise<string>]);
      expect([intended, released]).toEqual(intended === 'intended' ? ['intended', 'CONFLICT'] : ['refused', 'done']);
    }
  });
});
