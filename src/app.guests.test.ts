import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../test/support/databases.js';
import { collectLog } from '../test/support/log.js';
import { guestEdge } from './app.guests.js';
import { systemClock } from './kernel/clock.js';
import { createEdge } from './modules/edge/index.js';
import { FAKE_ZONES, fakeSrm, noAnswer, type FakeSrm } from './modules/edge/srm.source.fake.js';
import type { GuestCall, GuestManifest, OwnEdge } from './modules/federations/neighbours.types.js';
import { createJobs, type JobHandler, type Jobs } from './outbound/jobs.js';
import { createOnce } from './outbound/once.js';
import { createVault } from './outbound/storage/secrets.js';

const manifest = (more: Partial<GuestManifest> = {}): GuestManifest => ({
  name: 'g_web_0', appProvider: 'a0provider', version: '1.0.0', packageType: 'CONTAINER', appRepo: { type: 'PUBLICREPO', imagePath: 'registry.example/web:1' }, requiredResources: { numCPU: 0.25, memory: 512 },
  componentSpec: [{ componentName: 'web', networkInterfaces: [{ interfaceId: 'eth0', protocol: 'TCP', port: 80, visibilityType: 'VISIBILITY_EXTERNAL' }] }], ...more,
});
const guest = (clientId: string): GuestCall => ({ clientId, correlator: 'test', signal: new AbortController().signal });
const [a, b] = [guest('op-a'), guest('op-b')];
const [{ id: zoneId }, { id: inactive }] = FAKE_ZONES.map((zone) => ({ id: zone.id })) as [{ id: string }, { id: string }];

describe.each(databaseKinds)('partners’ apps at our edge (%s)', (_name, open) => {
  let test: TestDatabase;
  let srm: FakeSrm;
  let edge: OwnEdge;
  const handlers = new Map<string, JobHandler>();
  const unused = new Proxy({}, { get: () => () => undefined }) as never;
  /** What our edge does after it has answered. */
  const settle = async (): Promise<void> => {
    const log = collectLog();
    for (const { id, kind, key, payload } of await test.db.prisma.job.findMany({ where: { kind: { not: 'edge.follow' }, runAt: { lte: new Date() } } })) {
      await handlers.get(kind)?.(payload, { key, attempts: 1, signal: a.signal, log });
      await test.db.prisma.job.delete({ where: { id } });
    }
  };

  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await test.db.pool.query('DELETE FROM "AppInstance"; DELETE FROM "App"; DELETE FROM "Job"; DELETE FROM "OutboxEvent"');
    srm = fakeSrm();
    const log = collectLog();
    const jobs: Jobs = { ...createJobs({ db: test.db, clock: systemClock, log }), handle: (kind, handler) => void handlers.set(kind, handler) };
    const shared = { db: test.db, srm, vault: createVault(Buffer.alloc(32, 1)), jobs, once: createOnce(test.db, systemClock), events: unused, sinks: unused, clock: systemClock };
    edge = guestEdge(createEdge({ ...shared, countries: new Map(), sourceBase: 'http://127.0.0.1', srmTimeoutMs: 1_000 }).services, log);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it.each(['CONTAINER', 'HELM', 'QCOW2', 'OVA'] as const)('are taken as %s', async (packageType) => {
    const id = await edge.submitApp(a, manifest({ packageType }));
    expect(srm.apps.get(id)).toMatchObject({ name: 'g_web_0', packageType });
  });

  it('are one however often they are submitted, and each client’s own', async () => {
    const id = await edge.submitApp(a, manifest());
    expect(await edge.submitApp(a, manifest())).toBe(id);
    expect(await edge.findApp(a, manifest())).toBe(id);
    expect(await edge.findApp(a, manifest({ version: '2.0.0' }))).toBeUndefined();
    expect(await edge.findApp(b, manifest())).toBeUndefined();
    await edge.deleteApp(b, id);
    expect(await edge.submitApp(a, manifest())).toBe(id);
    await edge.deleteApp(a, id);
    await edge.deleteApp(a, id);
    expect(await edge.findApp(a, manifest())).toBeUndefined();
    await expect(edge.submitApp(a, manifest())).rejects.toMatchObject({ code: 'ABORTED' });
    await settle();
    expect(await edge.submitApp(a, manifest())).not.toBe(id);
  });

  it('are refused in the words of our edge', async () => {
    await expect(edge.submitApp(a, manifest({ requiredResources: { numCPU: 1, memory: 1_000_000 } }))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    srm.fail('registerApp', noAnswer());
    await expect(edge.submitApp(a, manifest())).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('run once in a zone, for the client alone, until that is over', async () => {
    const appId = await edge.submitApp(a, manifest());
    await expect(edge.createInstance(b, { appId, zoneId, name: 'i0' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(edge.createInstance(a, { appId, zoneId: inactive, name: 'i0' })).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE' });
    const instance = await edge.createInstance(a, { appId, zoneId, name: 'i0' });
    expect(await edge.createInstance(a, { appId, zoneId, name: 'i0' })).toEqual(instance);
    expect(await edge.instance(a, instance.id)).toEqual({ id: instance.id, status: 'instantiating', statusReason: null, endpoints: [] });
    expect([await edge.findInstance(a, { appId, zoneId }), await edge.findInstance(b, { appId, zoneId }), await edge.instance(b, instance.id)]).toEqual([instance.id, undefined, undefined]);
    await settle();
    expect(srm.running.size).toBe(1);
    await expect(edge.deleteApp(a, appId)).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE' });
    await edge.deleteInstance(a, instance.id);
    await edge.deleteInstance(a, instance.id);
    await expect(edge.createInstance(a, { appId, zoneId, name: 'i0' })).rejects.toMatchObject({ code: 'ABORTED' });
    await settle();
    expect(await edge.instance(a, instance.id)).toBeUndefined();
    await edge.deleteInstance(a, instance.id);
    expect((await edge.createInstance(a, { appId, zoneId, name: 'i0' })).id).not.toBe(instance.id);
  });

  it('are offered our own zones', async () => {
    expect(await edge.zones()).toEqual([{ id: zoneId, name: 'North', region: 'upper', status: 'active' }, { id: inactive, name: 'South', region: null, status: 'inactive' }]);
  });
});
