import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alarmMessage as message, alarmsWorld, as, HEARTBEAT, NOW, ORG, reader, SENT, type AlarmsWorld } from '../../../test/support/alarms.js';
import { databaseKinds, type TestDatabase } from '../../../test/support/databases.js';
import { collectLog } from '../../../test/support/log.js';
import type { JsonObject } from '../../kernel/tmf/document.js';
import { createRelay } from '../../outbound/relay.js';

describe.each(databaseKinds)('alarms (%s)', (_name, open) => {
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

  describe('that clients keep', () => {
    it('are kept whole, told of, and shown by their members', async () => {
      const document = await w.create({ ...SENT, vendor: { code: 7 }, id: 'mine', specificProblem: null });
      const id = document['id'] as string;
      const href = `https://gateway.example/tmf-api/alarmManagement/v4/alarm/${id}`;
      expect(document).toEqual({ ...SENT, id, href, vendor: { code: 7 }, ackState: 'unacknowledged', alarmReportingTime: NOW.toISOString() });
      const { alarm } = await w.ask<{ alarm: object }>('query($id: ID!) { alarm(id: $id) { id href alarmType perceivedSeverity state ackState alarmRaisedTime alarmClearedTime serviceAffecting organization { id } affectedService { id } document } }', { id }, reader());
      expect(alarm).toEqual({
        id, href, alarmType: 'communicationsAlarm', perceivedSeverity: 'major', state: 'raised', ackState: 'unacknowledged', alarmRaisedTime: '2026-11-21T11:59:00.000Z', alarmClearedTime: null, serviceAffecting: null, organization: null, affectedService: [], document,
      });
      expect(await w.told()).toEqual([['raised', { alarm: document, organizationId: null }]]);
    });

    it('may be given by typed members, which win', async () => {
      const input = { ...SENT, perceivedSeverity: 'minor', document: { perceivedSeverity: 'critical', alarmEscalation: true } };
      const { createAlarm } = await w.ask<{ createAlarm: { alarm: { document: JsonObject } } }>('mutation($input: CreateAlarmInput!) { createAlarm(input: $input) { alarm { document } } }', { input });
      expect(createAlarm.alarm.document).toMatchObject({ perceivedSeverity: 'minor', alarmEscalation: true, alarmedObject: {}, alarmRaisedTime: '2026-11-21T11:59:00.000Z' });
    });

    it.each([
      [{}, 'alarmType'],
      [{ ...SENT, state: 'open' }, 'state'],
      [{ ...SENT, specificProblem: 'a\u0000b' }, 'document'],
      ['no object', 'document'],
    ])('are refused when they are none: %j', async (document, field) => {
      await expect(w.create(document as object)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field });
      expect(await w.rows()).toEqual([]);
    });

    it('are created once for an idempotency key', async () => {
      const ctx = as({}, { idempotencyKey: 'key-1', requestHash: 'hash-1' });
      expect(await w.create(SENT, ctx)).toEqual(await w.create(SENT, ctx));
      expect(await w.rows()).toHaveLength(1);
    });

    it('are patched, and each kind of change is told', async () => {
      const { id } = await w.create(SENT);
      w.pass(1_000);
      const time = new Date(NOW.getTime() + 1_000).toISOString();
      expect(await w.patch(id, { probableCause: 'lossOfSignal', state: 'updated' })).toMatchObject({ probableCause: 'lossOfSignal', state: 'updated', alarmChangedTime: time });
      const over = await w.patch(id, { state: 'cleared' });
      expect(over).toMatchObject({ perceivedSeverity: 'cleared', alarmClearedTime: time });
      await w.patch(id, { state: 'cleared' });
      const told = await w.told();
      expect(told.map(([type]) => type)).toEqual(['raised', 'changed', 'state-changed', 'state-changed']);
      expect(told[1]![1]).toMatchObject({ fieldPaths: ['probableCause'] });
      expect(told[3]![1]).toEqual({ alarm: over, organizationId: null, previousState: 'updated' });
      expect(await w.rows()).toMatchObject([{ isOpen: false }]);
      await expect(w.patch(id, { perceivedSeverity: 'minor' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'perceivedSeverity' });
      await expect(w.patch(id, [])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'patch' });
    });

    it('lose nothing when they are patched by many at once', async () => {
      const { id } = await w.create(SENT);
      await Promise.all(Array.from({ length: 10 }, (_, at) => w.patch(id, { [`note${at}`]: at })));
      const [row] = await w.rows();
      expect(row!.document).toMatchObject(Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`note${at}`, at])));
      expect((await w.told()).map(([type]) => type)).toEqual(['raised', ...Array<string>(10).fill('changed')]);
    });

    it('are deleted, and then not found', async () => {
      const { id } = await w.create(SENT);
      const remove = () => w.ask('mutation($id: ID!) { deleteAlarm(id: $id) { id } }', { id });
      expect(await remove()).toEqual({ deleteAlarm: { id } });
      expect((await w.told()).at(-1)).toMatchObject(['deleted', { alarm: { id } }]);
      await expect(remove()).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(w.patch(id, {})).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(w.ask('query($id: ID!) { alarm(id: $id) { id } }', { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('are listed by their members and their address, page after page', async () => {
      const ids: unknown[] = [];
      for (const probableCause of ['one', 'two', 'two']) {
        ids.push((await w.create({ ...SENT, probableCause }))['id']);
        w.pass(1);
      }
      const list = async (variables: object) => {
        const { alarms } = await w.ask<{ alarms: { totalCount: number; nodes: { id: string }[]; pageInfo: { endCursor: string } } }>(
          'query($filter: [ResourceFilter!], $first: Int, $after: String, $offset: Int) { alarms(filter: $filter, first: $first, after: $after, offset: $offset) { totalCount nodes { id } pageInfo { endCursor } } }', variables as Record<string, unknown>, reader());
        return { total: alarms.totalCount, ids: alarms.nodes.map(({ id }) => id), cursor: alarms.pageInfo.endCursor };
      };
      expect(await list({ filter: [{ path: 'probableCause', anyOf: ['two'] }] })).toMatchObject({ total: 2, ids: ids.slice(1) });
      for (const path of ['id', 'href']) {
        const value = path === 'id' ? String(ids[0]) : `https://gateway.example/tmf-api/alarmManagement/v4/alarm/${String(ids[0])}`;
        expect(await list({ filter: [{ path, anyOf: [value] }] })).toMatchObject({ total: 1, ids: [ids[0]] });
      }
      const first = await list({ first: 2 });
      expect(first).toMatchObject({ total: 3, ids: ids.slice(0, 2) });
      expect((await list({ after: first.cursor })).ids).toEqual([ids[2]]);
      expect((await list({ offset: 1, first: 1 })).ids).toEqual([ids[1]]);
    });
  });

  describe('as a stream', () => {
    it('are told as they are raised, to every reader, by organization, and after a cursor', async () => {
      const relay = createRelay({ db: test.db, log: collectLog(), pollMs: 20 });
      await w.events.start();
      await relay.start();
      const stop = new AbortController();
      const ctx = { ...reader(), signal: stop.signal };
      const open = async (args = '') => {
        const stream = await w.near.open(`subscription { alarmRaised${args} { cursor at alarm { externalAlarmId state } } }`)({}, ctx);
        if (!(Symbol.asyncIterator in stream)) throw stream.errors![0]!;
        const events = stream[Symbol.asyncIterator]();
        return async () => ((await events.next()).value as { data: { alarmRaised: { cursor: string; alarm: JsonObject } } }).data.alarmRaised;
      };
      try {
        const [all, ofOrg] = [await open(), await open(`(organizationId: "${ORG}")`)];
        await w.create(SENT);
        await w.tell(message(5, 'raise'));
        const first = await all();
        expect(first.alarm).toEqual({ externalAlarmId: null, state: 'raised' });
        expect((await all()).alarm).toEqual({ externalAlarmId: HEARTBEAT, state: 'raised' });
        expect((await ofOrg()).alarm).toEqual({ externalAlarmId: HEARTBEAT, state: 'raised' });
        expect((await (await open(`(after: "${first.cursor}")`))()).alarm).toEqual({ externalAlarmId: HEARTBEAT, state: 'raised' });
      } finally {
        stop.abort();
        await relay.stop();
        await w.events.close();
      }
    });
  });

  it('need the scope to be read and the role to be written', async () => {
    const stranger = as({ kind: 'two-legged', admin: false, scopes: new Set(['other:read']) });
    for (const ctx of [stranger, as({ kind: 'anonymous', admin: false })]) {
      await expect(w.ask('{ alarms { totalCount } }', {}, ctx)).rejects.toMatchObject({ code: ctx === stranger ? 'PERMISSION_DENIED' : 'UNAUTHENTICATED' });
    }
    await expect(w.create(SENT, reader())).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});
