import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { clearFederations, federationWorld, FM_TIMEOUT_MS, type FederationWorld } from '../../../../test/support/federation-world.js';
import { Refusal } from '../../../kernel/refusal.js';
import { PeerRefused } from '../../../outbound/peer-answers.js';
import { fakeFederationManager, managerSilent, type FakeFederationManager } from '../manager/fm.source.fake.js';
import { CreateFederationInput } from './federation-input.types.js';

const INTERRUPTED_MS = 3 * FM_TIMEOUT_MS;
const CREDENTIALS = { tokenUrl: 'https://caller.example/token', clientId: 'me', clientSecret: 'canary-secret' };

describe.each(databaseKinds)('creating a federation (%s)', (_, open) => {
  let test: TestDatabase;
  let manager: FakeFederationManager;
  let world: FederationWorld;
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await clearFederations(test.db);
    manager = fakeFederationManager({ partners: { op: '1.2.0' } });
    world = federationWorld(test.db, manager);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const create = (input: Partial<CreateFederationInput> = {}, ctx = world.ctx) => world.side.services.creation.create(ctx, Object.assign(new CreateFederationInput(), input));
  const refusal = async (work: Promise<unknown>): Promise<Pick<Refusal, 'code' | 'field' | 'message'>> =>
    work.then(() => { throw new Error('accepted'); }, (failure: unknown) => (failure instanceof Refusal ? failure : Promise.reject(failure as Error)));
  const rows = () => test.db.prisma.federation.findMany({ select: { phase: true, contextId: true } });

  it('is sent whole, with an address of ours, and stands with the zones that are offered', async () => {
    const federation = await create();
    const [there] = [...manager.federations.values()];
    expect(there!.request).toMatchObject({ origOPFederationId: 'northbound', origOPCountryCode: 'GR', origOPMobileNetworkCodes: { mcc: '202', mncs: ['01'] }, origOPFixedNetworkCodes: ['30'], initialDate: '2026-11-22T12:00:00.000Z' });
    expect(there!.request.partnerStatusLink).toMatch(/^http:\/\/gateway\.example\/operatorplatform\/federation\/v1\/callbacks\/[0-9a-f-]{36}\.[\w-]{22}\/partner-status$/);
    expect(federation).toMatchObject({ federationContextId: there!.contextId, status: 'AVAILABLE', partner: { name: 'op', federationId: 'op-op', countryCode: 'PT' }, createdAt: world.clock.now() });
    const { rows: [row] } = await world.side.services.federations.page(null, null);
    expect((await world.store.zonesOf([row!.id])).map(({ zoneId, phase }) => [zoneId, phase]).sort()).toEqual([['zone-1', 'OFFERED'], ['zone-2', 'OFFERED']]);
    expect(await world.events()).toEqual([expect.objectContaining({ change: 'STATUS', previousStatus: null, status: 'AVAILABLE', removed: false })]);
  });

  it('takes the settings’ credentials, else the caller’s, and keeps neither in the open', async () => {
    await create({ partnerStatusLink: 'https://caller.example/status', partnerCallbackCredentials: CREDENTIALS });
    expect([...manager.federations.values()][0]!.request.partnerCallbackCredentials).toEqual(CREDENTIALS);
    const dump = JSON.stringify([await test.db.prisma.federation.findMany(), await test.db.prisma.job.findMany(), await test.db.prisma.outboxEvent.findMany()], (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(dump).not.toContain('canary');
    expect((await world.row([...manager.federations.keys()][0]!)).statusCredentials).not.toBeNull();

    manager = fakeFederationManager({ partners: { op: '1.2.0' } });
    const own = { tokenUrl: 'https://issuer.example/token', clientId: 'partner', clientSecret: 'ours' };
    await clearFederations(test.db);
    world = federationWorld(test.db, manager, own);
    await create({ partnerCallbackCredentials: CREDENTIALS });
    expect([...manager.federations.values()][0]!.request.partnerCallbackCredentials).toEqual(own);
  });

  it('refuses what is illegal, naming the member, and asks nobody', async () => {
    const cases: readonly [Partial<CreateFederationInput>, string][] = [
      [{ partner: 'nobody' }, 'partner'],
      [{ origOPFederationId: 'op_a' }, 'origOPFederationId'],
      [{ origOPCountryCode: 'gr' }, 'origOPCountryCode'],
      [{ origOPMobileNetworkCodes: { mcc: '20', mncs: ['01'] } }, 'origOPMobileNetworkCodes.mcc'],
      [{ origOPMobileNetworkCodes: { mcc: '202', mncs: [] } }, 'origOPMobileNetworkCodes.mncs'],
      [{ origOPMobileNetworkCodes: { mcc: '202', mncs: ['1'] } }, 'origOPMobileNetworkCodes.mncs.0'],
      [{ partnerStatusLink: 'ftp://caller.example' }, 'partnerStatusLink'],
      [{ partnerCallbackCredentials: { ...CREDENTIALS, tokenUrl: 'no' } }, 'partnerCallbackCredentials.tokenUrl'],
    ];
    for (const [input, field] of cases) expect(await refusal(create(input))).toMatchObject({ code: 'INVALID_ARGUMENT', field });
    expect([manager.calls, await rows()]).toEqual([[], []]);
  });

  it('names the partners when none is meant', async () => {
    world = federationWorld(test.db, fakeFederationManager({ partners: { north: '1.2.0', south: '1.3.0' } }));
    expect(await refusal(create())).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'partner', message: 'partner must be one of north, south.' });
    expect((await create({ partner: 'south' })).partner.name).toBe('south');
  });

  it('is made once for an idempotency key', async () => {
    const ctx = world.as({}, { idempotencyKey: 'k-1', requestHash: 'h' });
    const first = await create({}, ctx);
    expect(await create({}, ctx)).toEqual(first);
    expect(manager.calls.filter(([method]) => method === 'create')).toHaveLength(1);
  });

  it('is refused where there is one already', async () => {
    await create();
    expect(await refusal(create())).toMatchObject({ code: 'ALREADY_EXISTS' });
    await clearFederations(test.db);
    expect(await refusal(create())).toMatchObject({ code: 'ALREADY_EXISTS', message: expect.stringContaining('does not know') as string });
    expect(await rows()).toEqual([]);
  });

  it('never takes away what the partner had before, or may have had', async () => {
    await create();
    await clearFederations(test.db);
    manager.fail('create', 'unanswered');
    expect(await refusal(create())).toMatchObject({ code: 'ALREADY_EXISTS' });
    // The manager does not say, and then does not answer.
    manager.fail('contextId', new Refusal('CONFLICT', 'No.', { cause: new PeerRefused(409, true, 'no') }));
    expect(await refusal(create())).toMatchObject({ code: managerSilent().code });
    await world.live(INTERRUPTED_MS + 3_000);
    world.clock.pass(600_000);
    await world.step();
    expect([manager.federations.size, await rows()]).toEqual([1, []]);
  });

  it('asks nobody when the partner cannot be reached', async () => {
    manager.down(true);
    expect(await refusal(create())).toMatchObject({ code: 'UNAVAILABLE' });
    expect([manager.calls.map(([method]) => method), await rows()]).toEqual([['contextId'], []]);
  });

  it('that surely failed leaves nothing and can be tried again at once', async () => {
    manager.fail('create', 'unreachable');
    expect(await refusal(create())).toMatchObject({ code: 'UNAVAILABLE' });
    expect(await rows()).toEqual([]);
    await create();
    expect(manager.federations.size).toBe(1);
  });

  it('that got no answer is taken back, and can be tried again afterwards', async () => {
    manager.fail('create', 'unanswered but done');
    expect(await refusal(create())).toMatchObject({ code: managerSilent().code });
    expect(manager.federations.size).toBe(1);
    expect(await refusal(create())).toMatchObject({ code: 'ABORTED' });
    expect((await world.side.services.federations.page(null, null)).rows).toEqual([]);
    manager.fail('contextId', 'unreachable');
    manager.fail('remove', 'unanswered');
    await world.live(10_000);
    expect([manager.federations.size, await rows(), await world.events()]).toEqual([0, [], []]);
    await create();
    expect(manager.federations.size).toBe(1);
  });

  it('that failed at the partner can be tried again once that is known to have nothing, and what it may lack is named', async () => {
    const error = () => new Refusal('BAD_GATEWAY', 'The partner met an error of its own.', { cause: new PeerRefused(500, false, 'Internal Server Error') });
    manager.fail('create', error());
    expect(await refusal(create())).toMatchObject({ code: 'BAD_GATEWAY', message: 'The partner met an error of its own. It may need partnerCallbackCredentials.' });
    await world.step();
    expect(await rows()).toEqual([]);
    manager.fail('create', error());
    expect(await refusal(create({ partnerCallbackCredentials: CREDENTIALS }))).toMatchObject({ message: 'The partner met an error of its own.' });
  });

  it('that is carried out after it was looked for is taken back as well', async () => {
    manager.fail('create', 'unanswered');
    await refusal(create());
    await world.step();
    expect(await rows()).toHaveLength(1);
    await manager.create('op', { origOPFederationId: 'northbound', initialDate: '', partnerStatusLink: '' }, world.ctx);
    await world.live(INTERRUPTED_MS + 1_000);
    expect([manager.federations.size, await rows()]).toEqual([0, []]);
  });

  it('that was not carried out is forgotten when nothing can come of it any more', async () => {
    manager.fail('create', 'unanswered');
    await refusal(create());
    await world.live(INTERRUPTED_MS - 1_000);
    expect(await rows()).toHaveLength(1);
    await world.live(3_000);
    expect(await rows()).toEqual([]);
    expect(world.log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  it.each([true, false])('that the partner carries out much later is taken back, unless there is a federation by then: %s', async (late) => {
    manager.fail('create', 'unanswered');
    await refusal(create());
    await world.live(INTERRUPTED_MS + 2_000);
    await (late ? manager.create('op', { origOPFederationId: 'northbound', initialDate: '', partnerStatusLink: '' }, world.ctx) : create());
    world.clock.pass(600_000);
    await world.step();
    expect([manager.federations.size, (await rows()).length]).toEqual(late ? [0, 0] : [1, 1]);
    expect(await test.db.prisma.job.count()).toBe(late ? 0 : 1);
  });

  it('that died with its process is taken back when it must have ended, and not before', async () => {
    // The answer never comes to anybody.
    const dying = federationWorld(test.db, { ...manager, create: async (...asked) => manager.create(...asked).then(() => new Promise(() => undefined)) });
    void dying.side.services.creation.create(dying.ctx, new CreateFederationInput());
    while (manager.federations.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await world.live(INTERRUPTED_MS - 1_000);
    expect([manager.federations.size, (await rows()).length]).toEqual([1, 1]);
    expect(await refusal(create())).toMatchObject({ code: 'ABORTED' });
    await world.live(3_000);
    expect([manager.federations.size, await rows()]).toEqual([0, []]);
  });

  it('is given up when the partner cannot be asked for a day, and says so', async () => {
    manager.fail('create', 'unanswered but done');
    await refusal(create());
    manager.down(true);
    await world.step();
    world.clock.pass(86_400_000);
    await world.live(2_000);
    expect(await rows()).toEqual([]);
    expect(world.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('takes back what was made when the row is gone meanwhile', async () => {
    world = federationWorld(test.db, { ...manager, create: async (...asked) => {
      const made = await manager.create(...asked);
      await test.db.prisma.federation.deleteMany();
      return made;
    } });
    expect(await refusal(create())).toMatchObject({ code: 'ABORTED' });
    expect(manager.federations.size).toBe(1);
    await world.live(2_000);
    expect(manager.federations.size).toBe(0);
  });

  it('of two at a time for one partner makes one', async () => {
    const outcomes = await Promise.allSettled([create(), create(), create()]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as Refusal).code] : []));
    expect(refused.every((code) => code === 'ABORTED' || code === 'ALREADY_EXISTS')).toBe(true);
    expect([manager.federations.size, (await rows()).length]).toEqual([1, 1]);
  });

  it('takes it back where another partner names its federation so', async () => {
    const twins = fakeFederationManager({ partners: { north: '1.2.0', south: '1.2.0' } });
    world = federationWorld(test.db, { ...twins, create: async (partner, request, call) => ({ ...(await twins.create(partner, request, call)), contextId: 'the-same' }) });
    await create({ partner: 'north' });
    expect(await refusal(create({ partner: 'south' }))).toMatchObject({ code: 'CONFLICT' });
    await world.live(INTERRUPTED_MS + 2_000);
    expect(await rows()).toEqual([{ phase: 'STANDING', contextId: 'the-same' }]);
  });
});
