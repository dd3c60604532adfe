import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';
import { aSpecification, heartbeatWorld, localId, type HeartbeatWorld } from '../../../../test/support/heartbeat-world.js';
import { ALARMS, IMPORTED, PEERING_MESSAGES, UNREACHABLE, UPDATED, type Topic } from '../../../kernel/peering/messages.js';
import type { FakePeer, FakePeerSource } from '../client/peer.source.fake.js';
import { PeerFault } from '../client/peer.types.js';
import { createBeats } from './beat.service.js';

const away = new PeerFault('CONNECT', 'The OSS cannot be connected to.', { retryable: true });

describe.each(databaseKinds)('beats (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: HeartbeatWorld;
  let id: string;
  let oss: FakePeer;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    world = heartbeatWorld(test.db);
    [id] = (await world.plant(1, ['a', 'b'])) as [string];
    oss = (world.source as FakePeerSource).peer(id);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const types = async (): Promise<readonly string[]> => (await world.messages(id)).map(({ type }) => type);
  const latest = async () => (await world.messages(id)).at(-1);
  const beat = async () => (world.clock.pass(300_000), (await world.check(id)).outcome);

  it('says nothing of what is the same', async () => {
    oss.specs.set('a', aSpecification('a', { lastUpdate: '2026-03-01T09:00:00+03:00', specCharacteristic: [] }));
    oss.specs.set('a', { ...aSpecification('a'), lastUpdate: '2026-03-01T09:00:00+03:00' });
    expect(await beat()).toEqual({ status: 'active', previousStatus: 'active', reachable: true, failure: null, added: 0, updated: 0, removed: 0, missing: 0 });
    expect(await types()).toEqual([]);
    expect((await world.specs.of([id])).get(id)).toMatchObject([{ lastUpdate: new Date('2026-03-01T06:00:00Z'), lastVerifiedAt: world.clock.now() }, {}]);
    expect(await world.peerings.find(id)).toMatchObject({ generation: 1, lastCheckAt: world.clock.now(), lastSuccessAt: world.clock.now(), revision: 1 });
  });

  it('tells of a new version, whatever else is the same', async () => {
    oss.specs.set('a', aSpecification('a', { version: '2.0' }));
    expect(await beat()).toMatchObject({ updated: 1, added: 0, removed: 0 });
    expect(await world.messages(id)).toMatchObject([{ type: UPDATED, data: { reason: 'heartbeat', generation: 2, updated: [{ remoteId: 'a', localId: localId(id, 'a'), serviceSpecification: { id: localId(id, 'a'), version: '2.0' } }], added: [], removed: [] } }]);
    expect(await beat()).toMatchObject({ updated: 0 });
  });

  it('takes out what is gone by two signs, and keeps what is listed still', async () => {
    oss.specs.delete('a');
    oss.listedOnly.add('a');
    expect(await beat()).toMatchObject({ removed: 0, missing: 1 });
    expect(await types()).toEqual([ALARMS]);
    oss.listedOnly.delete('a');
    expect(await beat()).toMatchObject({ removed: 1 });
    expect(await latest()).toMatchObject({ type: UPDATED, data: { removed: [{ remoteId: 'a', localId: localId(id, 'a'), reason: 'deleted-at-source' }] } });
    oss.specs.set('a', aSpecification('a'));
    expect(await beat()).toMatchObject({ added: 1, missing: 0 });
    expect((await world.messages(id)).slice(-2)).toMatchObject([{ type: UPDATED, data: { added: [{ remoteId: 'a' }] } }, { type: ALARMS, data: { operation: 'clear', alarm: { externalAlarmId: `peering:${id}:partial` } } }]);
  });

  it('keeps what is listed still when nothing else is chosen', async () => {
    const [only] = (await world.plant(1, ['c'])) as [string];
    const peer = (world.source as FakePeerSource).peer(only);
    peer.specs.delete('c');
    peer.listedOnly.add('c');
    expect((await world.check(only)).outcome).toMatchObject({ status: 'active', reachable: true, removed: 0, missing: 1 });
  });

  it('tells of a loss once, raises one alarm, and brings everything back', async () => {
    oss.fault = away;
    expect(await beat()).toMatchObject({ status: 'unreachable', previousStatus: 'active', reachable: false, failure: { code: 'CONNECT' }, removed: 2 });
    expect(await beat()).toMatchObject({ status: 'unreachable', removed: 0 });
    expect(await beat()).toMatchObject({ status: 'unreachable' });
    expect(await world.messages(id)).toMatchObject([
      { type: UNREACHABLE, data: { generation: 2, action: 'remove-specs', consecutiveFailures: 1, threshold: 1, affectedSpecs: [{ remoteId: 'a' }, { remoteId: 'b' }] } },
      { type: ALARMS, data: { generation: 3, operation: 'raise', alarm: { externalAlarmId: `peering:${id}:heartbeat`, perceivedSeverity: 'major', probableCause: 'connectionEstablishmentError', affectedService: [{ id: localId(id, 'a') }, { id: localId(id, 'b') }] } } },
    ]);
    world.clock.pass(3_600_000);
    await beat();
    expect(await latest()).toMatchObject({ type: ALARMS, data: { operation: 'update' } });

    oss.fault = undefined;
    expect(await beat()).toMatchObject({ status: 'active', previousStatus: 'unreachable', added: 2 });
    expect((await world.messages(id)).slice(-2)).toMatchObject([
      { type: IMPORTED, data: { reason: 'recovered', specs: [{ remoteId: 'a' }, { remoteId: 'b' }], serviceCatalogs: [{ name: 'Peers', categories: [{ specifications: [{ id: 'a' }, { id: 'b' }] }] }] } },
      { type: ALARMS, data: { operation: 'clear', alarm: { externalAlarmId: `peering:${id}:heartbeat`, state: 'cleared' } } },
    ]);
    expect((await world.statuses(id)).map(({ data }) => data)).toMatchObject([{ status: 'unreachable', reason: { code: 'CONNECT' }, consecutiveFailures: 1 }, { previousStatus: 'unreachable', status: 'active', reason: { code: 'RECOVERED' } }]);
    expect(await beat()).toMatchObject({ added: 0, updated: 0 });
  });

  it('says with an alarm of its own that it is refused', async () => {
    oss.fault = new PeerFault('AUTH_TOKEN', 'The token endpoint refused us.', { httpStatus: 401 });
    expect(await beat()).toMatchObject({ status: 'unreachable', failure: { code: 'AUTH_TOKEN' } });
    expect(await latest()).toMatchObject({ type: ALARMS, data: { operation: 'raise', alarm: { externalAlarmId: `peering:${id}:auth`, alarmType: 'securityService' } } });
    oss.fault = away;
    await beat();
    expect(await latest()).toMatchObject({ data: { operation: 'raise', alarm: { externalAlarmId: `peering:${id}:heartbeat` } } });
    oss.fault = undefined;
    await beat();
    expect((await types()).slice(-3)).toEqual([IMPORTED, ALARMS, ALARMS]);
    expect(await world.peerings.find(id)).toMatchObject({ openAlarms: {} });
  });

  it('fails over a setting that cannot be used', async () => {
    world.parties.known.set(id, { ...world.parties.known.get(id)!, characteristics: [] });
    expect(await beat()).toMatchObject({ status: 'unreachable', failure: { code: 'CONFIG_INVALID' } });
  });

  it('sends what every message is to be', async () => {
    oss.specs.set('a', aSpecification('a', { version: '2.0' }));
    await beat();
    oss.fault = away;
    await beat();
    oss.fault = undefined;
    await beat();
    const messages = await world.messages(id);
    expect(messages.map(({ data }) => data.generation)).toEqual([2, 3, 4, 5, 6]);
    for (const { type, data } of messages) expect(PEERING_MESSAGES[type as Topic].safeParse(data).error).toBeUndefined();
  });

  it('asks an OSS that is away for one thing at a time, and another each time', async () => {
    const [many] = (await world.plant(1, Array.from({ length: 20 }, (_, n) => `s${n}`))) as [string];
    const source = world.source as FakePeerSource;
    source.peer(many).fault = away;
    for (let n = 0; n < 4; n++) await world.check(many);
    const asked = source.asked.filter(({ organizationId }) => organizationId === many).map(({ what }) => what);
    expect(asked).toHaveLength(4 + 3);
    expect(new Set(asked.slice(4)).size).toBe(3);
  });

  it('lets a beat be that was overtaken, and refuses one where none can be', async () => {
    oss.delayMs = 50;
    const running = world.check(id);
    await eventually(() => expect((world.source as FakePeerSource).asked).not.toEqual([]));
    await test.db.prisma.peering.update({ where: { organizationId: id }, data: { revision: 7 } });
    await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(world.check('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await test.db.prisma.peering.update({ where: { organizationId: id }, data: { status: 'discovered' } });
    await expect(world.check(id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await world.leaseRows.take(id, '5f0c4a9e-0f3a-4b5c-8d7e-6a1b2c3d4e5f', 60_000, world.clock.now());
    await test.db.prisma.peering.update({ where: { organizationId: id }, data: { status: 'active' } });
    await expect(world.check(id)).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('say nothing when time is up before anything was heard', async () => {
    oss.delayMs = 10_000;
    const { settle, specs, parties, source, schedule, clock } = world;
    const beats = createBeats({ settle, specs, parties, source, schedule, clock, tolerances: { tolerance: 1, specTolerance: 3 }, deadlineMs: 50 });
    const before = (await world.peerings.find(id))!;
    expect(await beats.beat(before, { signal: new AbortController().signal, correlator: 'c' })).toEqual({ kind: 'open' });
    expect(await world.peerings.find(id)).toEqual({ ...before, nextBeatAt: world.schedule.first(id, clock.now()), revision: before.revision + 1, updatedAt: clock.now() });
  });
});
