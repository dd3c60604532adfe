import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../kernel/tmf/document.js';
import { newAlarm, patchedAlarm, toldAlarm, type Operation } from './alarm.rules.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const SENT = {
  alarmType: 'communicationsAlarm',
  perceivedSeverity: 'major',
  probableCause: 'timeoutExpired',
  alarmedObject: {},
  sourceSystemId: 'lab',
  state: 'raised',
  alarmRaisedTime: '2026-11-21T11:59:00+00:00',
};
const held: JsonObject = { id: 'a-1', href: 'https://gateway.example/a-1', ...newAlarm(SENT, NOW) };
const patch = (changes: JsonObject, before = held) => patchedAlarm(before, changes, NOW);
const over = patch({ state: 'cleared' })!.next;

describe('a new alarm', () => {
  it('is kept as it was sent, without nulls and without an id of the client', () => {
    expect(newAlarm({ ...SENT, id: 'mine', href: 'http://elsewhere', specificProblem: null, vendor: { code: 7 } }, NOW)).toEqual({
      ...SENT, alarmedObject: {}, vendor: { code: 7 }, ackState: 'unacknowledged', alarmReportingTime: NOW.toISOString(),
    });
  });

  it.each(Object.keys(SENT))('needs %s', (member) => {
    const sent: Record<string, unknown> = { ...SENT };
    delete sent[member];
    expect(() => newAlarm(sent as JsonObject, NOW)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: member }));
  });

  it.each([
    ['alarmType', 'toothache'],
    ['perceivedSeverity', 'fatal'],
    ['state', 'open'],
    ['ackState', 'seen'],
    ['alarmRaisedTime', 'yesterday'],
    ['alarmRaisedTime', '2026-13-45T00:00:00Z'],
    ['alarmedObject', 'router-1'],
    ['probableCause', ''],
    ['serviceAffecting', 'yes'],
    ['specificProblem', 7],
    ['comment', {}],
    ['externalAlarmId', 'x'.repeat(256)],
  ])('refuses %s: %j', (member, value) => {
    expect(() => newAlarm({ ...SENT, [member]: value } as JsonObject, NOW)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: member }));
  });

  it('names the member within a list', () => {
    expect(() => newAlarm({ ...SENT, parentAlarm: [{ id: 'a' }, {}] }, NOW)).toThrow(expect.objectContaining({ field: 'parentAlarm.1.id' }));
  });

  it.each([{ state: 'cleared' }, { perceivedSeverity: 'cleared' }])('that is over already is cleared in all of it: %j', (said) => {
    expect(newAlarm({ ...SENT, ...said }, NOW)).toMatchObject({ state: 'cleared', perceivedSeverity: 'cleared', alarmClearedTime: NOW.toISOString() });
  });
});

describe('a patch', () => {
  it('merges objects, replaces lists and lets null delete', () => {
    const before = { ...held, comment: [{ comment: 'first' }], alarmDetails: 'old', alarmedObject: { id: 'x' } };
    const step = patch({ comment: [{ comment: 'second', userId: null }], alarmDetails: null, alarmedObject: { href: 'y' } }, before)!;
    expect(step.next).toMatchObject({ comment: [{ comment: 'second' }], alarmedObject: { id: 'x', href: 'y' }, alarmChangedTime: NOW.toISOString() });
    expect(step.next).not.toHaveProperty('alarmDetails');
    expect(step.next['comment']).toEqual([{ comment: 'second' }]);
    expect(step.stateChanged).toBe(false);
    expect([...step.changed].sort()).toEqual(['alarmDetails', 'alarmedObject', 'comment']);
  });

  it('without a state leaves it, and one that changes nothing is nothing', () => {
    expect(patch({ probableCause: 'lossOfSignal' })!.next['state']).toBe('raised');
    expect(patch({ probableCause: 'timeoutExpired' })).toBeUndefined();
    expect(patch({})).toBeUndefined();
  });

  it('may hold what cannot be changed as it is', () => {
    expect(patch({ id: 'a-1', href: held['href']!, alarmRaisedTime: '2026-11-21T11:59:00Z', sourceSystemId: 'lab', alarmType: 'equipmentAlarm' })!.next).toMatchObject({ id: 'a-1', alarmRaisedTime: SENT.alarmRaisedTime });
  });

  it.each(['id', 'href', 'alarmRaisedTime', 'sourceSystemId'])('cannot change or take away %s', (member) => {
    for (const value of ['another', null]) expect(() => patch({ [member]: value })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: member }));
  });

  it.each(['alarmType', 'perceivedSeverity', 'probableCause', 'alarmedObject', 'state'])('cannot take away %s', (member) => {
    expect(() => patch({ [member]: null })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: member }));
  });

  it.each([{ state: 'cleared' }, { perceivedSeverity: 'cleared' }, { state: 'cleared', perceivedSeverity: 'minor' }])('clears: %j', (said) => {
    expect(patch(said)).toMatchObject({ stateChanged: true, changed: [], next: { state: 'cleared', perceivedSeverity: 'cleared', alarmClearedTime: NOW.toISOString() } });
  });

  it('cannot say both that it stands and that it is cleared', () => {
    expect(() => patch({ state: 'updated', perceivedSeverity: 'cleared' })).toThrow(expect.objectContaining({ field: 'state' }));
  });

  it('changes neither severity nor state of a cleared alarm, but may say more of it', () => {
    expect(() => patch({ perceivedSeverity: 'minor' }, over)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'perceivedSeverity' }));
    expect(() => patch({ state: 'raised' }, over)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'state' }));
    expect(patch({ state: 'cleared', alarmClearedTime: null }, over)).toBeUndefined();
    expect(patch({ ackState: 'acknowledged' }, over)).toMatchObject({ stateChanged: false, changed: ['ackState'] });
  });

  const changes = fc.record(
    { state: fc.constantFrom('raised', 'updated', 'cleared'), perceivedSeverity: fc.constantFrom('major', 'minor', 'cleared'), alarmClearedTime: fc.constantFrom(null, NOW.toISOString()), alarmDetails: fc.constantFrom('x', null) },
    { requiredKeys: [] },
  );
  it('never leaves an alarm half cleared, and never brings one back', () => {
    fc.assert(
      fc.property(fc.array(changes, { maxLength: 6 }), (patches) => {
        let now = held;
        for (const one of patches) {
          const before = now;
          try {
            now = patch(one, now)?.next ?? now;
          } catch (refusal) {
            expect(refusal).toMatchObject({ code: 'INVALID_ARGUMENT' });
          }
          const isOver = now['state'] === 'cleared';
          expect([now['perceivedSeverity'] === 'cleared', now['alarmClearedTime'] !== undefined || !isOver]).toEqual([isOver, true]);
          if (before['state'] === 'cleared') expect(isOver).toBe(true);
        }
      }),
    );
  });
});

/** The name as its messages leave it: the generation heard last, and the alarms. */
interface Heard {
  readonly generation: number;
  readonly alarms: readonly JsonObject[];
}
interface Said {
  readonly generation: number;
  readonly operation: Operation;
  readonly alarm: JsonObject;
}

function hear({ generation, alarms }: Heard, message: Said): Heard {
  if (message.generation <= generation) return { generation, alarms };
  const open = alarms.find(({ state }) => state !== 'cleared');
  const told = toldAlarm(open, message.operation, message.alarm, NOW);
  if (told.kind === 'raised') return { generation: message.generation, alarms: [...alarms, told.document] };
  return { generation: message.generation, alarms: told.kind === 'changed' ? alarms.map((alarm) => (alarm === open ? told.next : alarm)) : alarms };
}

/** What stands, as far as its source says: whether it was raised by one message or several is not told here. */
const standing = ({ alarms }: Heard) => alarms.filter(({ state }) => state !== 'cleared').map(({ perceivedSeverity, specificProblem }) => [perceivedSeverity, specificProblem]);

describe('an alarm that its source tells of', () => {
  const open: JsonObject = { ...held, specificProblem: 'timeout', comment: [{ comment: 'we look' }], ackState: 'acknowledged' };

  it('is raised once: to raise it again is to update it, and what operators said stays', () => {
    const told = toldAlarm(open, 'raise', { ...SENT, perceivedSeverity: 'critical', ackState: 'unacknowledged', alarmRaisedTime: NOW.toISOString() }, NOW);
    expect(told).toMatchObject({ kind: 'changed', stateChanged: true, next: { state: 'updated', perceivedSeverity: 'critical', ackState: 'acknowledged', comment: open['comment'], alarmRaisedTime: SENT.alarmRaisedTime } });
    expect(told.kind === 'changed' && told.changed).toEqual(expect.arrayContaining(['perceivedSeverity', 'specificProblem']));
  });

  it('is cleared with what was said before, and not cleared when it does not stand', () => {
    const told = toldAlarm(open, 'clear', { ...SENT, perceivedSeverity: 'cleared', clearSystemId: 'peering-api', alarmClearedTime: '2026-11-21T11:59:59Z' }, NOW);
    expect(told).toMatchObject({ kind: 'changed', stateChanged: true, changed: [], next: { state: 'cleared', perceivedSeverity: 'cleared', specificProblem: 'timeout', clearSystemId: 'peering-api', alarmClearedTime: '2026-11-21T11:59:59Z' } });
    expect(toldAlarm(undefined, 'clear', SENT, NOW)).toEqual({ kind: 'nothing' });
  });

  it('is raised by an update when nothing stands', () => {
    expect(toldAlarm(undefined, 'update', { ...SENT, id: 'theirs' }, NOW)).toEqual({ kind: 'raised', document: expect.not.objectContaining({ id: 'theirs' }) as unknown });
  });

  it('ends the same in every order and with every duplication of its messages', () => {
    const operations: readonly Operation[] = ['raise', 'update', 'clear', 'raise', 'update', 'clear', 'raise'];
    const story = fc.record({ length: fc.integer({ min: 1, max: operations.length }) }).chain(({ length }) => {
      const messages: Said[] = operations.slice(0, length).map((operation, index) => ({
        generation: (index + 1) * 3, operation, alarm: { ...SENT, specificProblem: `problem ${index}`, perceivedSeverity: index % 2 ? 'minor' : 'major' },
      }));
      return fc.record({ messages: fc.constant(messages), told: fc.shuffledSubarray([...messages, ...messages, ...messages], { minLength: length * 3, maxLength: length * 3 }) });
    });
    fc.assert(
      fc.property(story, ({ messages, told }) => {
        const start: Heard = { generation: 0, alarms: [] };
        const [inOrder, anyhow] = [messages.reduce(hear, start), told.reduce(hear, start)];
        expect(standing(anyhow)).toEqual(standing(inOrder));
        expect(anyhow.generation).toBe(inOrder.generation);
        const last = messages.at(-1)!;
        expect(standing(anyhow)).toEqual(last.operation === 'clear' ? [] : [[last.alarm['perceivedSeverity'], last.alarm['specificProblem']]]);
      }),
    );
  });
});
