import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterFact, isOver, REQUESTED, type AssignmentFact, type AssignmentState } from './qos-assignment.rules.js';
import { RETENTION_MS } from '../resource.rules.js';

const START = Date.parse('2026-03-01T12:00:00.000Z');
const at = (ms: number): Date => new Date(START + ms);

const fact: fc.Arbitrary<AssignmentFact> = fc.oneof(
  fc.constantFrom<AssignmentFact>({ kind: 'granted' }, { kind: 'revoke' }, { kind: 'gone' }),
  fc.string().map((reason): AssignmentFact => ({ kind: 'lost', reason })),
);
const life = fc.array(fc.record({ fact, wait: fc.integer({ min: 0, max: 2 * RETENTION_MS }) }), { maxLength: 12 });

/** The states that a sequence of facts leads through, until the row goes. */
function run(steps: readonly { readonly fact: AssignmentFact; readonly wait: number }[]): { readonly states: readonly AssignmentState[]; readonly removed: boolean } {
  const states: AssignmentState[] = [REQUESTED];
  let ms = 0;
  for (const step of steps) {
    ms += step.wait;
    const { state, removed } = afterFact(states.at(-1)!, step.fact, at(ms));
    states.push(state);
    if (removed) return { states, removed };
  }
  return { states, removed: false };
}

describe('the life of an assignment', () => {
  it('never goes back', () => {
    const ORDER = ['REQUESTED', 'AVAILABLE', 'UNAVAILABLE'];
    fc.assert(
      fc.property(life, (steps) => {
        const ranks = run(steps).states.map(({ status }) => ORDER.indexOf(status));
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      }),
    );
  });

  it('keeps what CAMARA says of its members in every state', () => {
    fc.assert(
      fc.property(life, (steps) => {
        const { states, removed } = run(steps);
        for (const [index, { status, statusInfo, startedAt, dueAt, statusReason }] of states.entries()) {
          const was = states[index - 1];
          if (status === 'REQUESTED') expect([statusInfo, startedAt, dueAt, statusReason]).toEqual([null, null, null, null]);
          if (status === 'AVAILABLE') expect(startedAt).not.toBeNull();
          if (status === 'AVAILABLE') expect([null, 'DELETE_REQUESTED']).toContain(statusInfo);
          if (status === 'UNAVAILABLE') expect(['NETWORK_TERMINATED', 'DELETE_REQUESTED']).toContain(statusInfo);
          expect(dueAt === null).toBe(statusInfo !== 'NETWORK_TERMINATED');
          if (was?.startedAt) expect(startedAt).toBe(was.startedAt);
        }
        // Only what is revoked goes without its time: UNAVAILABLE by DELETE_REQUESTED is never kept.
        if (states.at(-1)!.statusInfo === 'DELETE_REQUESTED' && states.at(-1)!.status === 'UNAVAILABLE') expect(removed).toBe(true);
      }),
    );
  });

  it('ends when it is revoked and the network has let go, whatever happened before', () => {
    fc.assert(
      fc.property(life, (steps) => {
        const ended = run([...steps, { fact: { kind: 'revoke' }, wait: 0 }, { fact: { kind: 'gone' }, wait: 1 }]);
        expect(ended.removed).toBe(true);
      }),
    );
  });

  it('says nothing new with the same object when nothing changes', () => {
    fc.assert(
      fc.property(life, fact, (steps, last) => {
        const { states, removed } = run(steps);
        fc.pre(!removed);
        const once = afterFact(states.at(-1)!, last, at(0));
        const twice = afterFact(once.state, last, at(1));
        if (!once.removed) expect(twice.removed || twice.state === once.state).toBe(true);
      }),
    );
  });

  it('is over 360 seconds after the network ended it', () => {
    const { state } = afterFact(REQUESTED, { kind: 'lost', reason: 'no' }, at(0));
    expect([RETENTION_MS - 1, RETENTION_MS].map((ms) => isOver(state, at(ms)))).toEqual([false, true]);
    expect(isOver(REQUESTED, at(RETENTION_MS * 9))).toBe(false);
  });
});
