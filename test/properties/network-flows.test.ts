import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUnanswered } from '../../src/modules/network/flow/flow.rules.js';
import { FlowWorld, LIMITS } from './network-flows.world.js';

const RUNS = 250;

type Act = 'step' | 'pass' | 'release' | 'execute' | 'answer' | 'lose' | 'drop' | 'grant' | 'end' | 'vanish' | 'deliver' | 'repeat' | 'silence' | 'flaky' | 'reconcile' | 'crash';
const action = fc.record({
  act: fc.constantFrom<Act>('step', 'step', 'step', 'pass', 'pass', 'release', 'execute', 'execute', 'answer', 'answer', 'lose', 'drop', 'grant', 'grant', 'end', 'vanish', 'deliver', 'deliver', 'repeat', 'silence', 'flaky', 'reconcile', 'crash'),
  pick: fc.nat(3),
  ms: fc.constantFrom(0, 250, 1_000, 3_000, 5_000, 20_000),
  status: fc.constantFrom('REQUESTED' as const, 'REQUESTED' as const, 'AVAILABLE' as const, 'UNAVAILABLE' as const),
});
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const among = <T>(all: Iterable<T>, pick: number): T | undefined => {
  const list = [...all];
  return list[pick % Math.max(1, list.length)];
};

/** What can be relied on in the end; everything else may be lost. */
type Sure = 'list' | 'notices' | 'answers';

function perform(world: FlowWorld, { act, pick, ms, status }: Action, sure: Sure): void {
  const request = among(world.requests, pick);
  const upstreamId = among(world.network.keys(), pick);
  const notice = among(world.notices, pick);
  const does: Readonly<Record<Act, () => void>> = {
    step: () => world.step(),
    pass: () => world.pass(ms),
    release: () => world.release(),
    execute: () => world.execute(request, status),
    answer: () => world.answer(request, false),
    lose: () => world.answer(request, sure !== 'answers'),
    drop: () => (sure === 'answers' ? world.answer(request, false) : world.drop(request)),
    grant: () => world.change(upstreamId, 'granted'),
    end: () => world.change(upstreamId, 'ended'),
    vanish: () => world.change(upstreamId, 'vanished'),
    deliver: () => world.deliver(notice),
    repeat: () => world.deliver(notice, true),
    silence: () => sure !== 'notices' && world.loseNotice(notice),
    flaky: () => void (world.flaky = (['no', 'before', 'after'] as const)[pick % 3]!),
    reconcile: () => world.reconcile(),
    crash: () => (sure !== 'answers' || world.requests.every(({ answer }) => answer === undefined)) && world.crash(),
  };
  does[act]();
}

/** Nothing goes wrong any more, and time passes until all is quiet. @param late round in which the network takes what is still on its way */
async function calmDown(world: FlowWorld, sure: Sure, late: number): Promise<void> {
  world.flaky = 'no';
  for (let round = 0; round < 50; round += 1) {
    for (const request of round < late ? [] : [...world.requests]) {
      world.execute(request, 'REQUESTED');
      world.answer(request, false);
    }
    for (const upstreamId of world.network.keys()) world.change(upstreamId, 'granted');
    for (let notice = world.notices[0]; notice; notice = world.notices[0]) {
      if (sure === 'notices') world.deliver(notice);
      else world.loseNotice(notice);
    }
    await turn();
    world.pass(LIMITS.graceMs);
    world.step();
    await turn();
    world.reconcile();
    await turn();
  }
}

/** What its resource was told makes sense, whatever happened. */
function expectSense(facts: readonly string[], released: boolean): void {
  const count = (kind: string): number => facts.filter((fact) => fact === kind).length;
  for (const kind of ['accepted', 'granted', 'refused', 'terminated', 'gone']) expect(count(kind)).toBeLessThanOrEqual(1);
  const end = facts.findIndex((fact) => ['refused', 'terminated', 'gone'].includes(fact));
  if (end >= 0) expect(end).toBe(facts.length - 1);
  if (count('terminated')) expect(facts).toContain('granted');
  if (count('refused')) expect(facts).not.toContain('granted');
  if (count('gone')) expect(released).toBe(true);
  if (count('accepted') && count('granted')) expect(facts.indexOf('accepted')).toBeLessThan(facts.indexOf('granted'));
}

describe.each<[string, Sure]>([
  ['a network that lists what it has', 'list'],
  ['a network that lists nothing, and tells of everything', 'notices'],
  ['a network that neither lists nor tells, and answers each request', 'answers'],
])('%s', (_name, sure) => {
  it('has no orphan and leaves no ghost, whatever else happened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 3, maxLength: 40 }), fc.constantFrom(0, 2, 10), async (actions, late) => {
        const world = new FlowWorld(sure === 'list');
        for (const one of actions) {
          perform(world, one, sure);
          await turn();
        }
        expectSense(world.facts(), world.released);
        await calmDown(world, sure, late);
        const facts = world.facts();
        expectSense(facts, world.released);
        const over = facts.some((fact) => ['refused', 'terminated', 'gone'].includes(fact));
        const rows = [...world.rows.values()];
        if (world.released) expect(over).toBe(true);
        if (over) {
          expect([...world.network.keys()]).toEqual([]);
          // At most the memory of a request without an answer is left.
          expect(rows.filter((row) => !isUnanswered(row) || row.resourceId === world.resourceId)).toEqual([]);
        } else {
          expect(facts.at(-1)).toBe('granted');
          expect(rows).toMatchObject([{ phase: 'GRANTED' }]);
          expect([...world.network].map(([id, { status }]) => [id, status])).toEqual([[rows[0]!.upstreamId, 'AVAILABLE']]);
        }
      }),
      { numRuns: RUNS },
    );
  });
});
