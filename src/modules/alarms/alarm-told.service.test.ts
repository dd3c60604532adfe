import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alarmMessage as message, alarmsWorld, HEARTBEAT, ORG, reader, SPEC, type AlarmsWorld } from '../../../test/support/alarms.js';
import { databaseKinds, describeOnServer, type TestDatabase } from '../../../test/support/databases.js';
import { newId } from '../../kernel/id.js';
import type { JsonObject } from '../../kernel/tmf/document.js';

describe.each(databaseKinds)('alarms that are told of (%s)', (_name, open) => {
  let test: TestDatabase;
  let w: AlarmsWorld;
  beforeAll(async () => {
    test = await open();
    w = await alarmsWorld(test.db);
  });
  beforeEach(async () => {
    await test.clear();
    w.reset();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  describe('of peerings', () => {
    it('are raised, updated and cleared, one at a time, and anew after that', async () => {
      for (const told of [message(5, 'raise'), message(6, 'update', { perceivedSeverity: 'critical' }), message(9, 'clear'), message(12, 'raise')]) {
        expect(await w.tell(told)).toBe('handled');
        w.pass(1);
      }
      const rows = await w.rows();
      expect(rows.map(({ isOpen, externalAlarmId, organizationId, document }) => [isOpen, externalAlarmId, organizationId, (document as JsonObject)['specificProblem']])).toEqual([
        [false, HEARTBEAT, ORG, 'generation 6'],
        [true, HEARTBEAT, ORG, 'generation 12'],
      ]);
      expect((await w.told()).map(([type]) => type)).toEqual(['raised', 'changed', 'state-changed', 'state-changed', 'raised']);
      expect((await w.told())[3]![1]).toMatchObject({ alarm: { id: rows[0]!.id, state: 'cleared', perceivedSeverity: 'cleared' }, organizationId: ORG, previousState: 'updated' });
    });

    it('stay as the last message left them, whatever comes late or twice', async () => {
      for (const told of [message(9, 'clear'), message(5, 'raise'), message(12, 'raise'), message(6, 'update'), message(9, 'clear'), message(12, 'raise')]) await w.tell(told);
      expect(await w.rows()).toMatchObject([{ isOpen: true, document: { specificProblem: 'generation 12', state: 'raised' } }]);
      expect((await w.told()).map(([type]) => type)).toEqual(['raised']);
    });

    it('of two organizations have nothing to do with each other', async () => {
      await w.tell(message(5, 'raise'));
      await w.tell(message(1, 'clear', {}, newId()));
      await w.tell(message(2, 'raise', {}, newId()));
      expect((await w.rows()).map(({ isOpen }) => isOpen)).toEqual([true, true]);
    });

    it('are given up when they are no messages', async () => {
      expect(await w.tell({ ...message(1, 'raise'), data: { schemaVersion: '2.0' } })).toBe('parked');
      expect(await w.rows()).toEqual([]);
    });

    it('name what is there: the organization, and the services that are in the catalog now', async () => {
      for (const externalAlarmId of [HEARTBEAT, 'other', 'third']) {
        await w.tell(message(5, 'raise', { externalAlarmId }, externalAlarmId === 'third' ? newId() : ORG));
        w.pass(1);
      }
      const { alarms } = await w.ask<{ alarms: { nodes: object[] } }>('{ alarms { nodes { externalAlarmId organization { id } affectedService { id } } } }');
      const shown = (externalAlarmId: string) => ({ externalAlarmId, organization: { id: ORG }, affectedService: [{ id: SPEC }] });
      expect(alarms.nodes).toEqual([shown(HEARTBEAT), shown('other'), { ...shown('third'), organization: null }]);
      expect(w.asked).toEqual([[ORG, expect.any(String)], [SPEC, 'gone']]);
    });

    it('are found from their organization, those that stand or those that are over', async () => {
      for (const told of [message(5, 'raise'), message(6, 'clear'), message(7, 'raise'), message(1, 'raise', {}, newId())]) {
        await w.tell(told);
        w.pass(1);
      }
      const of = async (args: string) => {
        const query = `query($of: [_Any!]!) { _entities(representations: $of) { ... on Organization { alarms${args} { totalCount nodes { state } pageInfo { hasNextPage endCursor } } } } }`;
        const { _entities } = await w.ask<{ _entities: { alarms: { totalCount: number; nodes: { state: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } }[] }>(query, { of: [{ __typename: 'Organization', id: ORG }, { __typename: 'Organization', id: 'none' }] }, reader());
        return _entities.map(({ alarms }) => alarms);
      };
      const none = { totalCount: 0, nodes: [] };
      expect(await of('')).toMatchObject([{ totalCount: 2, nodes: [{ state: 'cleared' }, { state: 'raised' }] }, none]);
      expect(await of('(open: true)')).toMatchObject([{ totalCount: 1, nodes: [{ state: 'raised' }] }, none]);
      const [first] = await of('(first: 1)');
      expect(first).toMatchObject({ totalCount: 2, nodes: [{ state: 'cleared' }], pageInfo: { hasNextPage: true } });
      expect(await of(`(after: "${first!.pageInfo.endCursor}")`)).toMatchObject([{ totalCount: 2, nodes: [{ state: 'raised' }], pageInfo: { hasNextPage: false } }, none]);
      await expect(of('(first: 0)')).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
    });
  });

  describe('of the gateway itself', () => {
    const dead = { externalAlarmId: 'dead-letters:topic-1', alarmType: 'processingErrorAlarm', perceivedSeverity: 'major', probableCause: 'corruptData', specificProblem: 'one', alarmedObjectType: 'Topic', alarmedObject: { id: 'topic-1' } } as const;
    const raise = (about = {}) => test.db.transact((tx) => w.alarms.raiseOwn(tx, { ...dead, ...about }));

    it('may be named by what others sent, however long and whatever it holds', async () => {
      const externalAlarmId = `dead-letters:${'\u0000\ud800'}${'x'.repeat(10_000)}`;
      await raise({ externalAlarmId, specificProblem: `bad \u0000 ${'y'.repeat(10_000)}` });
      await raise({ externalAlarmId, specificProblem: 'another' });
      expect(await w.rows()).toMatchObject([{ isOpen: true, document: { specificProblem: 'another' } }]);
      await test.db.transact((tx) => w.alarms.clearOwn(tx, externalAlarmId));
      expect(await w.rows()).toMatchObject([{ isOpen: false }]);
    });

    it('are raised once, say what is new, and can be cleared', async () => {
      await raise();
      await raise();
      await raise({ specificProblem: 'two' });
      expect(await w.rows()).toMatchObject([{ isOpen: true, organizationId: null, document: { specificProblem: 'two', sourceSystemId: 'northbound', state: 'updated' } }]);
      await test.db.prisma.$transaction((tx) => w.alarms.clearOwn(tx, dead.externalAlarmId));
      await test.db.transact((tx) => w.alarms.clearOwn(tx, dead.externalAlarmId));
      await raise();
      expect((await w.rows()).map(({ isOpen }) => isOpen).sort()).toEqual([false, true]);
      expect((await w.told()).map(([type]) => type)).toEqual(['raised', 'changed', 'state-changed', 'state-changed', 'raised']);
    });
  });
});

describeOnServer('alarms that several processes hear of', (open) => {
  it('are raised once and end as the last message says', async () => {
    const test = await open();
    try {
      const others = await Promise.all([test.db, await test.another(), await test.another()].map(alarmsWorld));
      for (let round = 0; round < 8; round += 1) {
        const name = `${HEARTBEAT}:${round}`;
        const story = [message(1, 'raise'), message(2, 'update'), message(3, 'clear'), message(4, 'raise')].map((told) => ({ ...told, data: { ...told.data, alarm: { ...(told.data as { alarm: object }).alarm, externalAlarmId: name } } }));
        await Promise.all(others.flatMap((each, turn) => story.map((_told, at) => each.tell(story[(at + turn) % story.length]!))));
        const rows = await test.db.prisma.alarm.findMany({ where: { externalAlarmId: name } });
        expect(rows.filter(({ isOpen }) => isOpen)).toMatchObject([{ document: { specificProblem: 'generation 4' } }]);
      }
    } finally {
      await test[Symbol.asyncDispose]();
    }
  });
});
