import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { edgeModule, SRM_TIMEOUT_MS, type EdgeModule } from '../../../test/journeys/edge-module.js';
import { anAppInput } from '../../../test/journeys/stories.js';
import { databaseKinds, type TestDatabase } from '../../../test/support/databases.js';
import type { Refusal } from '../../kernel/refusal.js';
import type { SubmitAppInput } from './app.types.js';
import { fakeSrm, noAnswer, noConnection, type FakeSrm } from './srm.source.fake.js';

/** After this a registration without an end counts as interrupted. */
const INTERRUPTED_MS = 3 * SRM_TIMEOUT_MS;

const cases = databaseKinds.flatMap(([name, open]) => (['A', 'B'] as const).map((generation) => [generation, name, open] as const));

describe.each(cases)('registering apps in an SRM of generation %s (%s)', (generation, _, open) => {
  let test: TestDatabase;
  let srm: FakeSrm;
  let edge: EdgeModule;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await test.clear();
    srm = fakeSrm({ generation });
    edge = edgeModule(test.db, srm);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const submit = (input = anAppInput(), ctx = edge.ctx) => edge.apps.submitApp(input as SubmitAppInput, ctx).then(({ app }) => app.id);
  const refused = async (work: Promise<unknown>): Promise<string> => work.then(() => 'accepted', (failure: Refusal) => failure.code);
  const rows = () => test.db.prisma.app.findMany({ select: { state: true } });
  /** Carries a registration out after its caller has given up. */
  async function register(input: object): Promise<void> {
    const appId = generation === 'B' ? (await test.db.prisma.job.findFirst({ where: { kind: 'edge.app-settle' } }))!.key : 'unknown-to-A';
    await srm.registerApp({ ...(input as SubmitAppInput), appId } as Parameters<FakeSrm['registerApp']>[0], edge.call);
  }

  it('that surely failed leaves nothing and can be tried again at once', async () => {
    const input = anAppInput();
    srm.fail('registerApp', noConnection());
    expect(await refused(submit(input))).toBe('UNAVAILABLE');
    expect(await rows()).toEqual([]);
    expect(await refused(submit(input))).toBe('accepted');
  });

  it('that got no answer is taken back, and can be tried again afterwards', async () => {
    const input = anAppInput();
    srm.fail('registerApp', noAnswer(), { done: true });
    expect(await refused(submit(input))).toBe('TIMEOUT');
    expect(srm.apps.size).toBe(1);
    expect(await refused(submit(input))).toBe('ABORTED');
    srm.fail('findApp', noConnection());
    await edge.live(2_000);
    expect([srm.apps.size, await rows()]).toEqual([0, []]);
    expect(await refused(submit(input))).toBe('accepted');
    await edge.live(INTERRUPTED_MS + 5_000);
    expect(srm.apps.size).toBe(1);
  });

  it('that is carried out after it was looked for is taken back as well', async () => {
    const input = anAppInput();
    srm.fail('registerApp', noAnswer());
    expect(await refused(submit(input))).toBe('TIMEOUT');
    await edge.step();
    expect(await rows()).toEqual([]);
    await register(input);
    expect(srm.apps.size).toBe(1);
    await edge.live(INTERRUPTED_MS + 5_000);
    expect(srm.apps.size).toBe(0);
    expect(await test.db.prisma.job.count()).toBe(0);
  });

  it('that failed does not take away what a second try has made', async () => {
    const input = anAppInput();
    srm.fail('registerApp', noAnswer());
    expect(await refused(submit(input))).toBe('TIMEOUT');
    await edge.step();
    const id = await submit(input);
    await edge.live(INTERRUPTED_MS + 5_000);
    expect(await rows()).toEqual([{ state: 'REGISTERED' }]);
    expect(srm.apps.size).toBe(1);
    expect(await edge.apps.app(id, edge.ctx)).toMatchObject({ id });
  });

  it('that failed does not take away another client’s app of the same name and image', async () => {
    const input = anAppInput();
    const other = edge.as({ clientId: 'other', admin: false, kind: 'two-legged' });
    await submit(input, other);
    srm.fail('registerApp', noAnswer());
    expect(await refused(submit(input))).toBe('TIMEOUT');
    await edge.live(INTERRUPTED_MS + 5_000);
    expect(await rows()).toEqual([{ state: 'REGISTERED' }]);
    expect(srm.apps.size).toBe(1);
  });

  it('of two clients at a time, both without an answer, are both taken back', async () => {
    const input = anAppInput();
    srm.fail('registerApp', noAnswer(), { done: true });
    srm.fail('registerApp', noAnswer());
    expect(await refused(submit(input))).toBe('TIMEOUT');
    expect(await refused(submit(input, edge.as({ clientId: 'other' })))).toBe('TIMEOUT');
    await edge.live(2 * INTERRUPTED_MS);
    expect([srm.apps.size, await rows(), await test.db.prisma.job.count()]).toEqual([0, [], 0]);
  });

  it('that died with its process is taken back when it must have ended', async () => {
    const id = await submit();
    // As the row was before the answer came.
    await test.db.prisma.app.update({ where: { id }, data: { state: 'REGISTERING', upstreamId: null } });
    await edge.live(INTERRUPTED_MS - 2_000);
    expect(await rows()).toEqual([{ state: 'REGISTERING' }]);
    await edge.live(5_000);
    expect([srm.apps.size, await rows()]).toEqual([0, []]);
  });

  it('ends with their deletion, as often as that takes', async () => {
    const id = await submit();
    await edge.apps.deleteApp(id, edge.ctx);
    expect(await refused(edge.apps.app(id, edge.ctx))).toBe('NOT_FOUND');
    srm.fail('deregisterApp', noConnection());
    srm.fail('deregisterApp', noAnswer(), { done: true });
    await edge.live(1_000);
    expect(await rows()).toEqual([{ state: 'DELETING' }]);
    await edge.live(6_000);
    expect([srm.apps.size, await rows()]).toEqual([0, []]);
  });

  it('keeps credentials sealed, gives them to the SRM alone, and announces none', async () => {
    const given: unknown[] = [];
    const { registerApp } = srm;
    Object.assign(srm, { registerApp: (...args: Parameters<FakeSrm['registerApp']>) => (given.push(args[0].appRepo.credentials), registerApp(...args)) });
    await submit(anAppInput({ appRepo: { type: 'PRIVATEREPO', imagePath: 'https://registry.example/a', userName: 'ci', credentials: 'planted-credential' } }));
    expect(given).toEqual(['planted-credential']);
    const [apps, events, jobs] = [await test.db.prisma.app.findMany(), await test.db.prisma.outboxEvent.findMany(), await test.db.prisma.job.findMany()];
    expect(apps[0]!.repoCredentials!.length).toBeGreaterThan(16);
    const text = JSON.stringify({ apps, events, jobs }, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(text + Buffer.from(apps[0]!.repoCredentials!).toString('latin1')).not.toContain('planted-credential');
  });
});
