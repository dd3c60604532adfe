import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as Aside from '../../src/federation/plan/planner-aside.js';
import type { Planner } from '../../src/federation/plan/planner.js';
import { createLibrary } from '../properties/library.graph.js';
import { builtProgram } from './built.js';

/** As the built program plans; from the sources there is no process to start. */
async function builtPlanner(supergraph: string): Promise<Planner> {
  const file = join(dirname(builtProgram()), 'federation/plan/planner-aside.js');
  const { createPlannerAside } = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as typeof Aside;
  return createPlannerAside(supergraph);
}

const GOOD = '{ books { title } }';
/** Ends the process of Hive's planner 0.0.38. */
const DEADLY = '{ medium(id: "b1") { ... on Book { grade(order: TITLE) } ... on Film { grade } } }';
/** Its time doubles with each level. */
const endless = (levels: number): string => `{ medium(id: "b1") { ${'sequel { '.repeat(levels)} id score ${'}'.repeat(levels)} } }`;

describe('the planning process', () => {
  let planner: Planner;
  beforeAll(async () => {
    planner = await builtPlanner(createLibrary().supergraph);
  });
  const isWell = (): void => expect(planner.plan(GOOD)).toMatchObject({ kind: 'Fetch', serviceName: 'catalog' });

  it('may end at a document: that one is refused, and the next is planned', () => {
    isWell();
    expect(() => planner.plan(DEADLY)).toThrow('The planner failed at it.');
    isWell();
  });

  it('has a second for a plan', () => {
    isWell();
    const started = performance.now();
    expect(() => planner.plan(endless(18))).toThrow('It takes too long to plan.');
    expect(performance.now() - started).toBeLessThan(10_000);
    isWell();
  });

  it('tells what the planner says', () => {
    expect(() => planner.plan('{ nothing }')).toThrow("Field 'nothing' not found");
  });

  it('refuses a supergraph that cannot be planned on, and goes on with the others', async () => {
    await expect(builtPlanner('type Nothing { at: Int }')).rejects.toThrow();
    isWell();
  });

  it('keeps several supergraphs apart, and finds one that it let go', async () => {
    const others = await Promise.all(Array.from({ length: 5 }, (_, index) => builtPlanner(`${createLibrary().supergraph}\n# ${index}`)));
    for (const other of others) expect(other.plan(GOOD)).toMatchObject({ kind: 'Fetch' });
    isWell();
  });
});
