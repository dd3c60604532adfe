import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { aSpecification } from '../../../../test/support/heartbeat-world.js';
import { into, peeringWorld, select, type PeeringWorld } from '../../../../test/support/peering-world.js';
import { derivedId, type Uuid } from '../../../kernel/id.js';
import { ALARMS, FAILED, IMPORTED, PEERING_MESSAGES, UPDATED } from '../../../kernel/peering/messages.js';
import { PeerFault, type PeerConnection } from '../client/peer.types.js';
import type { FakePeer } from '../client/peer.source.fake.js';

const away = new PeerFault('CONNECT', 'The OSS cannot be connected to.', { retryable: true });
const slow = new PeerFault('TIMEOUT', 'The OSS did not answer in time.', { retryable: true });
const refused = new PeerFault('AUTH_TOKEN', 'The token endpoint refused us.', { httpStatus: 401 });

describe.each(databaseKinds)('what is chosen of an OSS (%s)', (_kind, open) => {
  let test: TestDatabase;
  let world: PeeringWorld;
  let id: string;
  let oss: FakePeer;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(() => {
    world = peeringWorld(test.db);
    ({ id, oss } = world.organization('a', 'b', 'c'));
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const add = (input: object) => world.changes.add(world.ctx(), { organizationId: id, ...input });
  const update = (input: object = {}) => world.changes.update(world.ctx(), { organizationId: id, ...input });
  const types = async () => (await world.messages(id)).map(({ type }) => type);
  const latest = async () => (await world.messages(id)).at(-1);

  describe('discovery', () => {
    it('lists what there is, and changes nothing of a peering that stands', async () => {
      const { row, offered } = await world.changes.discover(world.ctx(), id);
      expect(row).toMatchObject({ status: 'discovered', generation: 0, nextBeatAt: null });
      expect(offered.map((spec) => spec['id'])).toEqual(['a', 'b', 'c']);
      await add({ select: select('a') });
      const before = await world.peerings.get(id);
      expect((await world.changes.discover(world.ctx(), id)).row).toEqual({ ...before, updatedAt: world.clock.now() });
      expect(await types()).toEqual([IMPORTED]);
      expect((await world.statuses(id)).map(({ previousStatus, status, reason }) => [previousStatus, status, reason?.code])).toEqual([['terminated', 'discovered', 'DISCOVERED'], ['discovered', 'active', 'CHOSEN']]);
    });

    it('that fails is told, raises an alarm, and leaves nothing that counts as a peering', async () => {
      oss.fault = away;
      await expect(world.changes.discover(world.ctx(), id)).rejects.toMatchObject({ code: 'PEER_UNREACHABLE', status: 502 });
      await expect(world.peerings.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await world.peerings.page({ status: ['terminated', 'discovered'] })).rows.filter(({ organizationId }) => organizationId === id)).toEqual([]);
      expect(await world.messages(id)).toMatchObject([
        { type: FAILED, data: { generation: 1, phase: 'discover', failure: { code: 'CONNECT', retryable: true } } },
        { type: ALARMS, data: { generation: 2, operation: 'raise', alarm: { externalAlarmId: `peering:${id}:discover`, perceivedSeverity: 'minor', alarmType: 'communicationsAlarm', probableCause: 'connectionEstablishmentError' } } },
      ]);
      oss.fault = undefined;
      await world.changes.discover(world.ctx(), id);
      expect(await latest()).toMatchObject({ type: ALARMS, data: { generation: 3, operation: 'clear', alarm: { externalAlarmId: `peering:${id}:discover`, state: 'cleared', perceivedSeverity: 'cleared' } } });
    });

    it('refuses an organization that is not there, or cannot be reached as it is set up', async () => {
      await expect(world.changes.discover(world.ctx(), derivedId(id as Uuid, 'x'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
      world.parties.known.set(id, { ...world.parties.known.get(id)!, characteristics: [{ name: 'EXTERNAL_TMF_API_BASE_URL', value: 'ftp://oss' }] });
      await expect(world.changes.discover(world.ctx(), id)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'organizationId', message: expect.stringContaining('EXTERNAL_TMF_API_BASE_URL') });
      expect(await world.messages(id)).toMatchObject([{ data: { failure: { code: 'CONFIG_INVALID' } } }, { data: { alarm: { probableCause: 'configurationOrCustomizationError' } } }]);
    });
  });

  describe('an addition', () => {
    it('imports what was chosen, with everything that the catalog needs', async () => {
      const { row, failed } = await add({ select: select('a', 'b'), serviceCatalogs: into('Peers', 'Edge', 'Spec a') });
      expect(failed).toEqual([]);
      expect(row).toMatchObject({ status: 'active', generation: 1, selection: { a: 'Spec a', b: 'Spec b' }, lastSuccessAt: world.clock.now(), failures: 0 });
      expect(row.nextBeatAt!.getTime()).toBeGreaterThan(world.clock.now().getTime());
      const [message] = await world.messages(id);
      expect(message).toMatchObject({
        type: IMPORTED,
        data: {
          reason: 'add', generation: 1, organization: { id, '@referredType': 'Organization' },
          specs: [{ remoteId: 'a', serviceSpecification: { name: 'Spec a', relatedParty: [{ id, role: 'ORGANIZATION', extendedInfo: 'a' }] } }, { remoteId: 'b' }],
          serviceCatalogs: [{ name: 'Peers', categories: [{ name: 'Edge', specifications: [{ id: 'a', name: 'Spec a', version: '1.0' }] }] }],
        },
      });
      expect(PEERING_MESSAGES[IMPORTED].safeParse(message!.data).error).toBeUndefined();
    });

    it('does not need a discovery, joins what was chosen before, and is the same the second time', async () => {
      await add({ select: select('a'), serviceCatalogs: into('Peers', 'Edge', 'Spec a') });
      const { row } = await add({ select: select('b'), serviceCatalogs: into('Peers', 'Edge', 'Spec a', 'b') });
      expect(row.assignments).toEqual(into('Peers', 'Edge', 'a', 'b'));
      const again = await add({ select: select('b'), serviceCatalogs: into('Peers', 'Edge', 'Spec a', 'b') });
      expect({ ...again.row, generation: 0, revision: 0 }).toEqual({ ...row, generation: 0, revision: 0 });
      const [, second, third] = await world.messages(id);
      expect(second!.data['specs']).toMatchObject([{ remoteId: 'b' }]);
      expect({ ...third!.data, generation: 2 }).toEqual(second!.data);
    });

    it('takes the name that the source gives', async () => {
      const { row } = await add({ select: [{ id: 'a', name: 'My own word' }], serviceCatalogs: into('Peers', 'Edge', 'My own word') });
      expect(row.selection).toEqual({ a: 'Spec a' });
      expect(world.log.lines).toContainEqual(expect.objectContaining({ fields: { organizationId: id, specs: ['a'], count: 1 } }));
      expect((await latest())!.data['serviceCatalogs']).toMatchObject([{ categories: [{ specifications: [{ id: 'a', name: 'Spec a' }] }] }]);
    });

    it('is all or nothing', async () => {
      oss.faults.set('b', slow);
      await expect(add({ select: select('a', 'b') })).rejects.toMatchObject({ code: 'PEER_TIMEOUT', status: 504 });
      expect(await world.messages(id)).toMatchObject([
        { type: FAILED, data: { phase: 'add', failure: { code: 'PARTIAL' }, failedSpecs: [{ id: 'b', name: 'Spec b', code: 'TIMEOUT' }] } },
        { type: ALARMS, data: { operation: 'raise', alarm: { externalAlarmId: `peering:${id}:add` } } },
      ]);
      expect(await world.specs(id)).toEqual({});
      oss.faults.clear();
      await add({ select: select('a', 'b') });
      expect((await types()).slice(2)).toEqual([IMPORTED, ALARMS]);
      expect(await latest()).toMatchObject({ data: { operation: 'clear' } });
    });

    it.each([[away, 'PEER_UNREACHABLE'], [slow, 'PEER_TIMEOUT'], [refused, 'PEER_REFUSED'], [new PeerFault('INVALID_RESPONSE', 'The OSS answered no JSON.'), 'PEER_INVALID_RESPONSE'], [new PeerFault('HTTP_4XX', 'The OSS answered 418.'), 'PEER_REFUSED']])('refuses over %s', async (fault, code) => {
      oss.fault = fault;
      await expect(add({ select: select('a', 'b') })).rejects.toMatchObject({ code });
      expect(await types()).toEqual([FAILED, ALARMS]);
    });

    it('refuses what the source does not have, naming it', async () => {
      await expect(add({ select: select('a', 'nothing') })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'select', message: 'The OSS has no specification nothing.' });
      expect((await world.messages(id))[0]).toMatchObject({ data: { failedSpecs: [{ id: 'nothing', code: 'SPEC_NOT_FOUND' }] } });
    });

    it('refuses what the source has itself imported, unless it may', async () => {
      oss.specs.set('a', aSpecification('a', { relatedParty: [{ id: 'x', role: 'ORGANIZATION', extendedInfo: 'far' }] }));
      await expect(add({ select: select('a', 'b') })).rejects.toMatchObject({ code: 'TRANSIT_SPEC', status: 400 });
      expect(await types()).toEqual([]);
      const may = peeringWorld(test.db, { source: world.source, parties: world.parties, allowTransit: true });
      expect((await may.changes.add(may.ctx(), { organizationId: id, select: select('a') })).row.status).toBe('active');
    });

    it('refuses a specification that cannot be kept', async () => {
      oss.specs.set('a', aSpecification('a', { description: 'a\u0000b' }));
      await expect(add({ select: select('a') })).rejects.toMatchObject({ code: 'PEER_INVALID_RESPONSE' });
      oss.specs.set('a', aSpecification('a', { description: 'long '.repeat(300_000) }));
      await expect(add({ select: select('a') })).rejects.toMatchObject({ code: 'PEER_INVALID_RESPONSE' });
    });

    it('imports in part where that is allowed', async () => {
      const some = peeringWorld(test.db, { source: world.source, parties: world.parties, addPartial: true });
      oss.faults.set('b', slow);
      const { row, failed } = await some.changes.add(some.ctx(), { organizationId: id, select: select('a', 'b', 'nothing'), serviceCatalogs: into('Peers', 'Edge', 'Spec a', 'Spec b', 'nothing') });
      expect(failed).toMatchObject([{ remoteId: 'b', code: 'TIMEOUT' }, { remoteId: 'nothing', code: 'SPEC_NOT_FOUND' }]);
      expect(row).toMatchObject({ status: 'active', selection: { a: 'Spec a', b: 'Spec b' }, assignments: into('Peers', 'Edge', 'a', 'b') });
      expect(await world.specs(id)).toEqual({ a: [expect.any(String), 'visible'], b: [expect.any(String), 'missing'] });
      oss.fault = away;
      await expect(some.changes.add(some.ctx(), { organizationId: id, select: select('c') })).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
    });

    it('in part takes out what was chosen again and cannot be had once too often', async () => {
      world = peeringWorld(test.db, { addPartial: true, source: world.source, parties: world.parties, clock: world.clock });
      await add({ select: select('a', 'b') });
      oss.faults.set('b', slow);
      for (const _ of [1, 2, 3]) await add({ select: select('a', 'b') });
      expect(await world.specs(id)).toMatchObject({ b: [expect.any(String), 'missing'] });
      expect((await world.messages(id)).filter(({ type }) => type === UPDATED)).toMatchObject([{ data: { reason: 'patch', added: [], updated: [], removed: [{ remoteId: 'b', reason: 'unverifiable' }] } }]);
      oss.faults.clear();
      await add({ select: select('b') });
      expect((await world.messages(id)).filter(({ type }) => type === IMPORTED).at(-1)!.data['specs']).toMatchObject([{ remoteId: 'b' }]);
    });

    it('does not ask for the rest when there is nobody', async () => {
      const ids = Array.from({ length: 100 }, (_, n) => `x${n}`);
      oss.fault = away;
      await expect(add({ select: select(...ids) })).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
      expect(world.source.asked.length).toBeLessThanOrEqual(8);
      expect((await world.messages(id))[0]!.data).toMatchObject({ failure: { code: 'CONNECT' } });
    });

    it('leaves no trace when the caller has left', async () => {
      oss.delayMs = 50;
      const leaving = AbortSignal.timeout(10);
      await expect(world.changes.add(world.ctx(leaving), { organizationId: id, select: select('a') })).rejects.toMatchObject({ name: 'TimeoutError' });
      expect(await types()).toEqual([]);
      oss.delayMs = 0;
      expect((await add({ select: select('a') })).row.status).toBe('active');
    });
  });

  it('gives two peers the same specification under two ids', async () => {
    const shared = derivedId(id as Uuid, 'shared');
    const other = world.organization(shared);
    oss.specs.set(shared, aSpecification(shared));
    await add({ select: select(shared) });
    await world.changes.add(world.ctx(), { organizationId: other.id, select: select(shared) });
    expect(await world.specs(id)).toEqual({ [shared]: [shared, 'visible'] });
    const localId = derivedId(other.id as Uuid, shared);
    expect(await world.specs(other.id)).toEqual({ [shared]: [localId, 'visible'] });
    expect((await world.messages(other.id))[0]!.data['specs']).toMatchObject([{ remoteId: shared, localId, serviceSpecification: { id: localId } }]);
    await world.peerings.end(world.ctx(), id);
    other.oss.specs.set(shared, aSpecification(shared, { version: '2.0' }));
    await world.changes.update(world.ctx(), { organizationId: other.id });
    expect(await world.specs(other.id)).toEqual({ [shared]: [localId, 'visible'] });
  });

  it('gives a specification another id than what the catalog has for a specification of its own', async () => {
    const aware = peeringWorld(test.db, { source: world.source, parties: world.parties, taken: async (ids) => new Set(ids.filter((one) => one === 'b')) });
    const remoteId = derivedId(id as Uuid, 'free');
    oss.specs.set(remoteId, aSpecification(remoteId));
    await aware.changes.add(aware.ctx(), { organizationId: id, select: select(remoteId, 'b') });
    expect(await world.specs(id)).toEqual({ [remoteId]: [remoteId, 'visible'], b: [derivedId(id as Uuid, 'b'), 'visible'] });
  });

  describe('an update', () => {
    beforeEach(() => add({ select: select('a', 'b'), serviceCatalogs: into('Peers', 'Edge', 'Spec a', 'Spec b') }));

    it('with nothing refreshes, and says nothing of what is the same', async () => {
      world.clock.pass(60_000);
      expect(await update()).toMatchObject({ generation: 1, lastCheckAt: world.clock.now() });
      expect(await types()).toEqual([IMPORTED]);
      oss.specs.set('a', aSpecification('a', { version: '2.0' }));
      await update();
      expect(await latest()).toMatchObject({ type: UPDATED, data: { reason: 'patch', generation: 2, added: [], updated: [{ remoteId: 'a' }], removed: [] } });
      expect((await latest())!.data).not.toHaveProperty('serviceCatalogs');
    });

    it('selects and deselects', async () => {
      const row = await update({ select: select('c'), deselect: ['b', 'never chosen'] });
      expect(row).toMatchObject({ selection: { a: 'Spec a', c: 'Spec c' }, assignments: into('Peers', 'Edge', 'a') });
      const message = await latest();
      expect(message).toMatchObject({
        type: UPDATED,
        data: { added: [{ remoteId: 'c' }], updated: [], removed: [{ remoteId: 'b', name: 'Spec b', reason: 'deselected' }], serviceCatalogs: [{ categories: [{ specifications: [{ id: 'a' }] }] }] },
      });
      expect(PEERING_MESSAGES[UPDATED].safeParse(message!.data).error).toBeUndefined();
      expect(Object.keys(await world.specs(id)).sort()).toEqual(['a', 'c']);
    });

    it('replaces the assignments, and leaves them when none are given', async () => {
      await update({ serviceCatalogs: into('Others', 'Edge', 'Spec b') });
      expect(await latest()).toMatchObject({ type: UPDATED, data: { added: [], updated: [], removed: [], serviceCatalogs: [{ name: 'Others', categories: [{ name: 'Edge', specifications: [{ id: 'b' }] }] }] } });
      expect((await update()).assignments).toEqual(into('Others', 'Edge', 'b'));
      expect((await update({ serviceCatalogs: [] })).assignments).toEqual([]);
      expect((await latest())!.data['serviceCatalogs']).toEqual([]);
    });

    it('removes what is gone by two signs only', async () => {
      oss.specs.delete('b');
      oss.listedOnly.add('b');
      expect(await update()).toMatchObject({ failedSpecs: [{ remoteId: 'b' }] });
      expect(await types()).toEqual([IMPORTED, ALARMS]);
      oss.listedOnly.clear();
      await update();
      expect((await world.messages(id)).slice(2)).toMatchObject([{ type: UPDATED, data: { removed: [{ remoteId: 'b', reason: 'deleted-at-source' }] } }]);
      expect(await world.specs(id)).toMatchObject({ b: [expect.any(String), 'removed'] });
    });

    it('that fails changes nothing', async () => {
      const before = await world.peerings.get(id);
      oss.faults.set('b', away);
      await expect(update({ deselect: ['a'], serviceCatalogs: [] })).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
      expect(await world.peerings.get(id)).toEqual({ ...before, generation: 3, openAlarms: expect.objectContaining({ [`peering:${id}:update`]: expect.anything() }) });
      expect((await world.messages(id)).slice(1)).toMatchObject([{ type: FAILED, data: { phase: 'update' } }, { type: ALARMS, data: { alarm: { externalAlarmId: `peering:${id}:update` } } }]);
      await expect(update({ select: select('nothing') })).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
    });

    it('does not empty a peering, and needs one', async () => {
      await expect(update({ deselect: ['a', 'b'] })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'deselect' });
      const other = world.organization('a');
      await expect(world.changes.update(world.ctx(), { organizationId: other.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect(await world.db.prisma.peering.count({ where: { organizationId: other.id } })).toBe(0);
    });
  });

  it.each(['add', 'update'] as const)('takes an %s that succeeds for the recovery of an OSS that was away', async (how) => {
    await add({ select: select('a', 'b'), serviceCatalogs: into('Peers', 'Edge', 'a', 'b') });
    oss.fault = away;
    await world.checks.check(world.ctx(), id);
    expect(await world.specs(id)).toMatchObject({ a: [expect.any(String), 'removed'] });
    oss.fault = undefined;
    const before = (await types()).length;
    await (how === 'add' ? add({ select: select('c') }) : update({ select: select('c'), deselect: ['b'] }));
    const after = (await world.messages(id)).slice(before);
    expect(after).toMatchObject([{ type: IMPORTED, data: { reason: 'recovered' } }, { type: ALARMS, data: { operation: 'clear', alarm: { externalAlarmId: `peering:${id}:heartbeat` } } }]);
    expect((after[0]!.data['specs'] as { remoteId: string }[]).map(({ remoteId }) => remoteId).sort()).toEqual(how === 'add' ? ['a', 'b', 'c'] : ['a', 'c']);
    expect((await world.statuses(id)).at(-1)).toMatchObject({ previousStatus: 'unreachable', status: 'active', reason: { code: 'RECOVERED' } });
  });

  it('asks as the organization is set up', async () => {
    await add({ select: select('a') });
    const { connection } = world.source.asked.at(-1) as { connection: PeerConnection };
    expect(connection).toMatchObject({ organizationId: id, baseUrl: `http://oss.example/${id}` });
  });
});
