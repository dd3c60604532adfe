import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { gatedSource, into, peeringWorld, select, type PeeringWorld } from '../../../../test/support/peering-world.js';
import type { LoggedEvent } from '../../../kernel/event.js';
import { newId } from '../../../kernel/id.js';
import { ALARMS, IMPORTED, PEERING_MESSAGES, TERMINATED } from '../../../kernel/peering/messages.js';
import { PeerFault } from '../client/peer.types.js';
import type { FakePeer } from '../client/peer.source.fake.js';

const away = new PeerFault('CONNECT', 'The OSS cannot be connected to.', { retryable: true });

describe.each(databaseKinds)('peerings (%s)', (_kind, open) => {
  let test: TestDatabase;
  let world: PeeringWorld;
  let id: string;
  let oss: FakePeer;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(() => {
    world = peeringWorld(test.db);
    ({ id, oss } = world.organization('a', 'b'));
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const add = (...ids: readonly string[]) => world.changes.add(world.ctx(), { organizationId: id, select: select(...ids), serviceCatalogs: into('Peers', 'Edge', ...ids) });
  const end = () => world.peerings.end(world.ctx(), id);
  const leave = () => test.db.transact((tx) => world.module.leaving(tx, id));
  const organizationEvent = (type: string, data: object): LoggedEvent => ({ id: newId(), type, subject: id, owner: { clientId: 'x', userId: null }, time: world.clock.now(), correlator: null, data, position: 1n });
  const hear = (type: 'changed' | 'deleted', data: object = {}) => test.db.prisma.$transaction((tx) => world.module.consumer.handle(organizationEvent(`organizations.organization.${type}`, data), tx));

  describe('the end', () => {
    it('takes everything away without asking the OSS, and is told', async () => {
      await add('a', 'b');
      oss.fault = away;
      const asked = world.source.asked.length;
      const peering = await end();
      expect(peering).toMatchObject({ status: 'terminated', generation: 2, selection: { a: 'Spec a', b: 'Spec b' }, nextBeatAt: null });
      expect(world.source.asked).toHaveLength(asked);
      const message = (await world.messages(id)).at(-1)!;
      expect(message).toMatchObject({ type: TERMINATED, data: { reason: 'admin-delete', generation: 2, removedSpecs: [{ remoteId: 'a', name: 'Spec a' }, { remoteId: 'b' }] } });
      expect(PEERING_MESSAGES[TERMINATED].safeParse(message.data).error).toBeUndefined();
      expect(await world.specs(id)).toEqual({});
      await expect(world.peerings.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(end()).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await world.statuses(id)).at(-1)).toMatchObject({ previousStatus: 'active', status: 'terminated', reason: { code: 'ENDED' }, generation: 2 });
    });

    it('clears every alarm', async () => {
      await add('a');
      oss.fault = away;
      await world.checks.check(world.ctx(), id);
      await expect(world.changes.update(world.ctx(), { organizationId: id })).rejects.toThrow();
      await end();
      const messages = await world.messages(id);
      const cleared = messages.filter(({ type, data }) => type === ALARMS && data['operation'] === 'clear').map(({ data }) => (data['alarm'] as { externalAlarmId: string }).externalAlarmId);
      expect(cleared.sort()).toEqual([`peering:${id}:heartbeat`, `peering:${id}:update`]);
      expect(messages.map(({ data }) => data.generation)).toEqual(messages.map((_, at) => at + 1));
    });

    it('lets another peering begin, which counts on', async () => {
      await add('a');
      await end();
      world.clock.pass(1_000);
      const { row } = await add('b');
      expect(row).toMatchObject({ status: 'active', generation: 3, selection: { b: 'Spec b' }, createdAt: world.clock.now(), assignments: into('Peers', 'Edge', 'b') });
      expect((await world.messages(id)).map(({ type }) => type)).toEqual([IMPORTED, TERMINATED, IMPORTED]);
    });

    it('of what was only discovered tells the catalog nothing', async () => {
      await world.changes.discover(world.ctx(), id);
      expect(await end()).toMatchObject({ status: 'terminated' });
      expect(await world.messages(id)).toEqual([]);
    });
  });

  describe('lists', () => {
    beforeEach(() => test.clear());

    it('have those that stand, oldest first, unless others are asked for', async () => {
      const ids: string[] = [];
      for (let n = 0; n < 3; n += 1) {
        const { id: organizationId } = world.organization('a');
        world.clock.pass(10);
        ids.push(organizationId);
        await world.changes.add(world.ctx(), { organizationId, select: select('a') });
      }
      await world.changes.discover(world.ctx(), id);
      const listed = async (query: object) => (await world.peerings.page(query)).rows.map(({ organizationId }) => organizationId);
      expect(await listed({})).toEqual(ids);
      expect(await listed({ status: ['discovered'] })).toEqual([id]);
      expect(await listed({ status: ['terminated'] })).toEqual([]);
      expect(await world.peerings.page({ first: 2 })).toMatchObject({ totalCount: 3, hasNextPage: true });
      expect(await listed({ first: 2, offset: 2 })).toEqual(ids.slice(2));
      await expect(world.peerings.page({ first: 0 })).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
      await expect(world.peerings.page({ after: 'x' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      await end();
      expect(await world.peerings.find([ids[1]!, id, newId()])).toEqual([expect.objectContaining({ organizationId: ids[1] }), null, null]);
    });
  });

  describe('an organization that goes', () => {
    it('is kept while its peering stands', async () => {
      await add('a');
      await expect(leave()).rejects.toMatchObject({ code: 'CONFLICT' });
      oss.fault = away;
      await world.checks.check(world.ctx(), id);
      await expect(leave()).rejects.toMatchObject({ code: 'CONFLICT' });
      await end();
      await leave();
    });

    it('takes what was only discovered with it, in silence', async () => {
      await leave();
      await world.changes.discover(world.ctx(), id);
      await leave();
      await expect(world.peerings.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await world.statuses(id)).toHaveLength(1);
    });

    it('by force ends its peering', async () => {
      await add('a');
      world.parties.known.delete(id);
      await hear('deleted', { organization: { id, name: 'Gone', href: 'https://gateway.example/gone' } });
      const told = (await world.messages(id)).slice(1);
      expect(told).toMatchObject([{ type: TERMINATED, data: { reason: 'organization-deleted', organization: { id, name: 'Gone', href: 'https://gateway.example/gone' }, removedSpecs: [{ remoteId: 'a' }] } }]);
      await hear('deleted', { organization: { id, name: 'Gone' } });
      expect(await world.messages(id)).toHaveLength(2);
    });

    it('has the alarms about it cleared, even if it never was peered with', async () => {
      oss.fault = away;
      await expect(world.changes.discover(world.ctx(), id)).rejects.toThrow();
      await leave();
      await hear('deleted', { organization: { id, tradingName: 'Gone' } });
      expect((await world.messages(id)).at(-1)).toMatchObject({ type: ALARMS, data: { operation: 'clear', organization: { name: 'Gone' } } });
      expect(await world.statuses(id)).toEqual([]);
    });
  });

  describe('an organization that is edited', () => {
    const nextBeat = async () => (await world.peerings.get(id)).nextBeatAt;

    it('is asked at once, when it is about how its OSS is reached', async () => {
      await add('a');
      const planned = await nextBeat();
      await hear('changed', { organization: { id }, fieldPaths: ['contactMedium'] });
      expect(await nextBeat()).toEqual(planned);
      await hear('changed', { organization: { id }, fieldPaths: ['name', 'partyCharacteristic'] });
      expect(await nextBeat()).toEqual(world.clock.now());
    });

    it('is not asked where there is no heartbeat', async () => {
      world = peeringWorld(test.db, { source: world.source, parties: world.parties, cron: undefined });
      await add('a');
      await hear('changed');
      expect(await nextBeat()).toBeNull();
    });

    it('while an addition runs is asked again after it', async () => {
      const gate = gatedSource();
      const gated = peeringWorld(test.db, { source: gate.source, clock: world.clock });
      const { id: edited } = gated.organization('a', 'b');
      const chooseOne = (remoteId: string) => gated.changes.add(gated.ctx(), { organizationId: edited, select: select(remoteId) });
      await chooseOne('a');
      const asked = gate.hold();
      const adding = chooseOne('b');
      await asked;
      world.clock.pass(10);
      const at = world.clock.now();
      await test.db.transact((tx) => gated.module.consumer.handle({ ...organizationEvent('organizations.organization.changed', {}), subject: edited }, tx));
      world.clock.pass(10);
      gate.release();
      await adding;
      expect((await gated.peerings.get(edited)).nextBeatAt).toEqual(at);
    });
  });

  describe('a plan', () => {
    beforeEach(() => test.clear());

    const plan = (input: object) => world.plans.plan(world.ctx(), { organizationId: id, ...input });
    const ids = (specs: readonly { readonly remoteId: string }[]) => specs.map(({ remoteId }) => remoteId);

    it('of an addition names what would be made, and makes nothing', async () => {
      expect(await plan({ select: select('a', 'b'), serviceCatalogs: into('Peers', 'Edge', 'a') })).toEqual({
        create: [{ remoteId: 'a', name: 'Spec a', version: '1.0' }, { remoteId: 'b', name: 'Spec b', version: '1.0' }],
        change: [], remove: [], catalogsToCreate: ['Peers'], categoriesToCreate: ['Peers/Edge'], conflicts: [],
      });
      expect(await test.db.prisma.peering.count()).toBe(0);
      expect(await test.db.prisma.outboxEvent.count()).toBe(0);
    });

    it('of an update names what would change and go', async () => {
      await add('a', 'b');
      oss.specs.set('a', { ...oss.specs.get('a'), version: '2.0' });
      oss.specs.set('c', { id: 'c', name: 'C' });
      const planned = await plan({ select: [{ id: 'c', name: 'C' }], deselect: ['b'], serviceCatalogs: into('Peers', 'Core', 'C') });
      expect([ids(planned.create), ids(planned.change), ids(planned.remove), planned.catalogsToCreate, planned.categoriesToCreate]).toEqual([['c'], ['a'], ['b'], [], ['Peers/Core']]);
      expect(await world.messages(id)).toHaveLength(1);
    });

    it('tells what stands in the way', async () => {
      oss.specs.set('b', { ...oss.specs.get('b'), relatedParty: [{ id: 'x', role: 'ORGANIZATION' }] });
      oss.faults.set('c', away);
      expect((await plan({ select: select('a', 'b', 'nothing') })).conflicts).toEqual(['The OSS has no specification nothing.', 'b was imported by the OSS from another organization.']);
      await expect(plan({ select: select('c') })).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
      await expect(plan({ select: [] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'select' });
      expect(await world.messages(id)).toEqual([]);
    });
  });
});
