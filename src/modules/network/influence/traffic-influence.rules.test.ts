import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterFact, type InfluenceFact, type InfluenceState, type RoundFlow } from './traffic-influence.rules.js';

type State = InfluenceState['state'];
const inState = (state: State): InfluenceState => ({ state, stateReason: null });
const flow = (phase: RoundFlow['phase'], round = 1, of = 1, id = `${round}-${phase}`): RoundFlow => ({ id, phase, round, of });
const LOST = { reason: 'The network said so.' };

describe('the life of an influence', () => {
  it.each<[string, State, InfluenceFact, readonly RoundFlow[], State]>([
    ['is created when the network has all of it', 'ORDERED', { kind: 'advanced' }, [flow('PENDING', 1, 2, 'a'), flow('PENDING', 1, 2, 'b')], 'CREATED'],
    ['waits for the last one', 'ORDERED', { kind: 'advanced' }, [flow('PENDING', 1, 2, 'a'), flow('SENT', 1, 2, 'b')], 'ORDERED'],
    ['waits while some are granted', 'CREATED', { kind: 'advanced' }, [flow('GRANTED', 1, 2, 'a'), flow('PENDING', 1, 2, 'b')], 'CREATED'],
    ['is active when all are granted', 'CREATED', { kind: 'advanced' }, [flow('GRANTED', 1, 2, 'a'), flow('GRANTED', 1, 2, 'b')], 'ACTIVE'],
    ['is active at once where the network grants at once', 'ORDERED', { kind: 'advanced' }, [flow('GRANTED')], 'ACTIVE'],
    ['fails with the first that is refused', 'CREATED', { kind: 'refused', ...LOST }, [flow('GRANTED', 1, 2, 'a')], 'ERROR'],
    ['fails with the first that is ended', 'ACTIVE', { kind: 'terminated', ...LOST }, [flow('GRANTED', 1, 2, 'a')], 'ERROR'],
    ['fails when one was ended before all were granted', 'CREATED', { kind: 'terminated', ...LOST }, [flow('PENDING', 1, 2, 'b')], 'ERROR'],
    ['does not mind the end of what it is leaving', 'ORDERED', { kind: 'terminated', ...LOST }, [flow('PENDING', 2)], 'ORDERED'],
    ['does not mind the end of what it has left', 'ACTIVE', { kind: 'terminated', ...LOST }, [flow('GRANTED', 2), flow('REMOVING', 1, 2)], 'ACTIVE'],
    ['does not wait for a round that is lost', 'ORDERED', { kind: 'terminated', ...LOST }, [flow('GRANTED', 1)], 'ERROR'],
    ['fails when what it has moved to ends while the old goes', 'ACTIVE', { kind: 'terminated', ...LOST }, [flow('REMOVING', 1)], 'ERROR'],
    ['stays failed', 'ERROR', { kind: 'advanced' }, [flow('GRANTED')], 'ERROR'],
    ['stays on its way out', 'DELETION_IN_PROGRESS', { kind: 'refused', ...LOST }, [flow('REMOVING')], 'DELETION_IN_PROGRESS'],
  ])('%s', (_what, before, fact, flows, after) => {
    expect(afterFact(inState(before), fact, flows).state.state).toBe(after);
  });

  it('lets go of an earlier round when the newest is in force, and not before', () => {
    expect(afterFact(inState('CREATED'), { kind: 'advanced' }, [flow('GRANTED', 1), flow('PENDING', 2)]).keep).toBeUndefined();
    expect(afterFact(inState('CREATED'), { kind: 'advanced' }, [flow('GRANTED', 1), flow('GRANTED', 2)])).toMatchObject({ state: { state: 'ACTIVE' }, keep: ['2-GRANTED'] });
  });

  it('lets go of both when a change fails', () => {
    expect(afterFact(inState('CREATED'), { kind: 'refused', ...LOST }, [flow('GRANTED', 1)])).toMatchObject({ state: { state: 'ERROR', stateReason: LOST.reason }, keep: [] });
  });

  it('ends when the network has let go of the last', () => {
    expect(afterFact(inState('DELETION_IN_PROGRESS'), { kind: 'gone' }, [flow('REMOVING')]).removed).toBe(false);
    expect(afterFact(inState('DELETION_IN_PROGRESS'), { kind: 'gone' }, []).removed).toBe(true);
  });

  it('goes one way in every order of events, and holds nothing in the network once it failed or is to go', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(9)), { maxLength: 40 }), (steps) => {
        const world = model();
        for (const [what, which] of steps) world.step(what, which);
        world.letGo();
        expect(world.leftOver()).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

/** An influence with its flows, as the network and the owner move them; checks each step. */
function model() {
  let state: InfluenceState = inState('ORDERED');
  let removed = false;
  let round = 0;
  let flows: RoundFlow[] = [];
  const want = (count: number): void => {
    round += 1;
    flows.push(...Array.from({ length: count }, (_, index) => ({ id: `${round}.${index}`, phase: 'WANTED' as const, round, of: count })));
  };
  const ALLOWED: Readonly<Record<State, readonly State[]>> = {
    ORDERED: ['CREATED', 'ACTIVE', 'ERROR', 'DELETION_IN_PROGRESS'],
    CREATED: ['ACTIVE', 'ERROR', 'DELETION_IN_PROGRESS'],
    ACTIVE: ['ERROR', 'DELETION_IN_PROGRESS'],
    ERROR: ['DELETION_IN_PROGRESS'],
    DELETION_IN_PROGRESS: [],
    DELETED: [],
  };
  const apply = (fact: InfluenceFact): void => {
    if (removed) return;
    const outcome = afterFact(state, fact, flows);
    if (outcome.state !== state && outcome.state.state !== state.state) expect(ALLOWED[state.state]).toContain(outcome.state.state);
    state = outcome.state;
    removed = outcome.removed;
    const { keep } = outcome;
    if (keep) flows = flows.map((one) => (keep.includes(one.id) ? one : { ...one, phase: 'REMOVING' }));
    if (state.state === 'ACTIVE') {
      const newest = flows.filter((one) => one.round === round);
      expect(newest.length > 0 && newest.length === newest[0]!.of && newest.every(({ phase }) => phase === 'GRANTED')).toBe(true);
    }
    if (state.state === 'ERROR' || state.state === 'DELETION_IN_PROGRESS') expect(flows.every(({ phase }) => phase === 'REMOVING')).toBe(true);
  };
  const lose = (one: RoundFlow): void => void (flows = flows.filter(({ id }) => id !== one.id));
  const set = (one: RoundFlow, phase: RoundFlow['phase']): void => void (flows = flows.map((other) => (other.id === one.id ? { ...other, phase } : other)));
  const MOVES: readonly ((one: RoundFlow) => void)[] = [
    (one) => {
      if (one.phase !== 'WANTED') return;
      set(one, 'PENDING');
      apply({ kind: 'advanced' });
    },
    (one) => {
      if (one.phase !== 'WANTED' && one.phase !== 'PENDING') return;
      set(one, 'GRANTED');
      apply({ kind: 'advanced' });
    },
    (one) => {
      if (one.phase !== 'WANTED' && one.phase !== 'PENDING') return;
      lose(one);
      apply({ kind: 'refused', reason: 'no' });
    },
    (one) => {
      if (one.phase !== 'GRANTED') return;
      lose(one);
      apply({ kind: 'terminated', reason: 'over' });
    },
    (one) => {
      if (one.phase !== 'REMOVING') return;
      lose(one);
      apply({ kind: 'gone' });
    },
  ];
  want(2);
  return {
    step(what: number, which: number): void {
      if (what === 5) {
        if (which < 2) apply({ kind: 'delete' });
        else if (state.state === 'ACTIVE') {
          want(1 + (which % 3));
          state = { ...state, state: 'ORDERED' };
        }
        return;
      }
      const one = flows[which % Math.max(1, flows.length)];
      if (one) MOVES[what]!(one);
    },
    /** The owner deletes it, and the network lets go. */
    letGo(): void {
      apply({ kind: 'delete' });
      for (const one of flows) MOVES[4]!(one);
    },
    leftOver: (): readonly RoundFlow[] => flows,
  };
}
