import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeOnServer, type TestDatabase } from '../../../../test/support/databases.js';
import { gatedSource, peeringWorld, select, type PeeringWorld } from '../../../../test/support/peering-world.js';
import { IMPORTED, TERMINATED } from '../../../kernel/peering/messages.js';
import type { Database } from '../../../outbound/storage/database.js';

const settled = async (work: readonly Promise<unknown>[]): Promise<readonly string[]> =>
  (await Promise.allSettled(work)).map((result) => (result.status === 'fulfilled' ? 'done' : String((result.reason as { code?: string }).code)));

describeOnServer('two at one peering', (open) => {
  let test: TestDatabase;
  let other: Database;
  /** Two processes: they share the OSSs and nothing else. */
  let here: PeeringWorld;
  let there: PeeringWorld;
  let gate: ReturnType<typeof gatedSource>;
  beforeAll(async () => {
    test = await open();
    other = await test.another();
  });
  beforeEach(() => {
    gate = gatedSource();
    here = peeringWorld(test.db, { source: gate.source });
    there = peeringWorld(other, { source: here.source, parties: here.parties });
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const add = (world: PeeringWorld, organizationId: string, ...ids: readonly string[]) => world.changes.add(world.ctx(), { organizationId, select: select(...ids) });

  it('additions come one after the other, and both are there then', async () => {
    const { id, oss } = here.organization('a', 'b');
    oss.delayMs = 50;
    expect(await settled([add(here, id, 'a'), add(there, id, 'b')])).toEqual(['done', 'done']);
    expect((await here.peerings.get(id)).selection).toEqual({ a: 'Spec a', b: 'Spec b' });
    expect((await here.messages(id)).map(({ data }) => data.generation)).toEqual([1, 2]);
  });

  it('an addition waits no longer than it may', async () => {
    const { id } = here.organization('a', 'b');
    const hasty = peeringWorld(other, { source: here.source, parties: here.parties, patienceMs: 150 });
    const asked = gate.hold();
    const first = add(here, id, 'a');
    await asked;
    expect(await settled([add(hasty, id, 'b')])).toEqual(['ABORTED']);
    gate.release();
    expect(await settled([first])).toEqual(['done']);
  });

  it('an addition and a beat take turns', async () => {
    const { id, oss } = here.organization('a', 'b');
    await add(here, id, 'a');
    oss.delayMs = 50;
    expect(await settled([there.checks.check(there.ctx(), id), add(here, id, 'b')])).toEqual(['done', 'done']);
    expect(await here.specs(id)).toMatchObject({ a: [expect.any(String), 'visible'], b: [expect.any(String), 'visible'] });
  });

  it('an end does not wait, and discards what runs', async () => {
    const { id } = here.organization('a', 'b');
    await add(here, id, 'a');
    const asked = gate.hold();
    const adding = settled([add(here, id, 'b')]);
    await asked;
    await there.peerings.end(there.ctx(), id);
    gate.release();
    expect(await adding).toEqual(['ABORTED']);
    await expect(here.peerings.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await here.specs(id)).toEqual({});
    expect((await here.messages(id)).map(({ type }) => type)).toEqual([IMPORTED, TERMINATED]);
  });

  it('an end discards a beat that runs, whatever it found', async () => {
    const { id, oss } = here.organization('a');
    await add(here, id, 'a');
    oss.specs.clear();
    const asked = gate.hold();
    const beating = settled([there.checks.check(there.ctx(), id)]);
    await asked;
    await here.peerings.end(here.ctx(), id);
    gate.release();
    expect(await beating).toEqual(['ABORTED']);
    expect((await here.messages(id)).map(({ type }) => type)).toEqual([IMPORTED, TERMINATED]);
  });

  it('an organization that goes while its OSS is asked takes the work with it', async () => {
    const { id } = here.organization('a');
    const asked = gate.hold();
    const adding = settled([add(here, id, 'a')]);
    await asked;
    here.parties.known.delete(id);
    gate.release();
    expect(await adding).toEqual(['NOT_FOUND']);
    expect(await here.messages(id)).toEqual([]);
  });

  it('a discovery goes on beside an addition, and spoils nothing', async () => {
    const { id } = here.organization('a', 'b');
    await add(here, id, 'a');
    const asked = gate.hold();
    const adding = settled([add(there, id, 'b')]);
    await asked;
    expect(await settled([here.changes.discover(here.ctx(), id)])).toEqual(['done']);
    gate.release();
    expect(await adding).toEqual(['done']);
  });

  it('many peers with the same specifications each get ids of their own', async () => {
    const shared = Array.from({ length: 30 }, (_, n) => `shared-${n}`);
    const organizations = Array.from({ length: 6 }, () => here.organization(...shared));
    const mixed = (at: number): readonly string[] => (at % 2 === 0 ? shared : shared.toReversed());
    expect(new Set(await settled(organizations.map(({ id }, at) => add(at % 3 === 0 ? here : there, id, ...mixed(at)))))).toEqual(new Set(['done']));
    const all = await Promise.all(organizations.map(({ id }) => here.specs(id)));
    const localIds = all.flatMap((specs) => Object.values(specs).map(([localId]) => localId));
    expect(new Set(localIds).size).toBe(6 * 30);
    for (const remoteId of shared) expect(all.filter((specs) => specs[remoteId]![0] === remoteId)).toHaveLength(1);
  });

  it('generations have no gap and no double, whoever gives them', async () => {
    const { id, oss } = here.organization('a', 'b', 'c', 'd');
    await add(here, id, 'a');
    oss.delayMs = 5;
    const work = ['b', 'c', 'd'].flatMap((spec, at) => [add(at % 2 === 0 ? here : there, id, spec), there.checks.check(there.ctx(), id), here.changes.discover(here.ctx(), id)]);
    expect(new Set(await settled(work))).toEqual(new Set(['done']));
    const generations = (await here.messages(id)).map(({ data }) => data.generation);
    expect(generations).toEqual(generations.map((_, at) => at + 1));
    expect((await here.peerings.get(id)).generation).toBe(generations.length);
  });
});
