import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { systemClock } from '../../../kernel/clock.js';
import { newId } from '../../../kernel/id.js';
import { deviceDirectory } from './device-directory.source.js';
import { deviceStore, type DeviceStore } from './device.store.js';
import type { DeviceKey, KnownDevice } from './device.types.js';
import { knownDeviceService, type KnownDeviceService } from './known-device.service.js';
import { SANDBOX_DEVICES } from '../../../sandbox/index.js';
import { seedDevices } from './seed-devices.store.js';

const call = { signal: new AbortController().signal, correlator: 'c' };
const v4 = (publicAddress: string, privateAddress: string | null, publicPort: number | null = null): DeviceKey => ({ kind: 'ipv4Address', publicAddress, privateAddress, publicPort });
const v6 = (ipv6Address: string): DeviceKey => ({ kind: 'ipv6Address', ipv6Address });

describe.each(databaseKinds)('the embedded directory (%s)', (_name, open) => {
  let test: TestDatabase;
  let store: DeviceStore;
  let service: KnownDeviceService;
  beforeAll(async () => {
    test = await open();
    store = deviceStore(test.db);
    service = knownDeviceService({ db: test.db, devices: store, clock: systemClock });
  });
  beforeEach(() => test.clear());
  afterAll(() => test[Symbol.asyncDispose]());

  const find = (key: DeviceKey, kind: 'table' | 'any' = 'table'): Promise<KnownDevice | undefined> => deviceDirectory(store, kind).find(key, call);

  it('finds a device by whatever names it, and always as the same one', async () => {
    const { id } = await service.upsert({
      phoneNumber: '+351910000001',
      subject: 'alice',
      publicAddress: '198.51.100.1',
      privateAddress: '10.45.0.1',
      publicPort: 4_000,
      ipv6Address: '2001:DB8:0:0::1',
      country: 'PT',
      network: '26801',
      services: ['quality-on-demand'],
      edgeCloudZones: [newId()],
    });
    await service.upsert({ publicAddress: '198.51.100.1', privateAddress: '10.45.0.2', publicPort: 4_001, services: [] });
    const keys: DeviceKey[] = [{ kind: 'phoneNumber', phoneNumber: '+351910000001' }, { kind: 'subject', subject: 'alice' }, v4('198.51.100.1', '10.45.0.1'), v4('198.51.100.1', null, 4_000), v6('2001:db8::1'), v6('2001:0db8:0000::0001')];
    for (const key of keys) expect(await find(key)).toMatchObject({ id, country: 'PT', network: '26801', ipv6Address: '2001:db8::1', services: ['quality-on-demand'] });
    expect(await find(v4('198.51.100.1', '10.45.0.3'))).toBeUndefined();
    expect(await find({ kind: 'phoneNumber', phoneNumber: '+351910000002' })).toBeUndefined();
    expect(await find({ kind: 'subject', subject: 'bob' })).toBeUndefined();
  });

  it('takes any address of a subnet for the only device in it', async () => {
    const one = await service.upsert({ ipv6Address: '2001:db8:45:2::1', services: [] });
    for (const address of ['2001:db8:45:2::', '2001:db8:45:2:ffff:ffff:ffff:ffff', '2001:db8:45:2:a:b:c:d']) expect((await find(v6(address)))?.id).toBe(one.id);
    for (const address of ['2001:db8:45:1:ffff:ffff:ffff:ffff', '2001:db8:45:3::']) expect(await find(v6(address))).toBeUndefined();
    const other = await service.upsert({ ipv6Address: '2001:db8:45:2::2', services: [] });
    expect(await find(v6('2001:db8:45:2::3'))).toBeUndefined();
    expect([(await find(v6('2001:db8:45:2::1')))?.id, (await find(v6('2001:db8:45:2::2')))?.id]).toEqual([one.id, other.id]);
  });

  it('makes devices of addresses that it does not know, where it is told to', async () => {
    const { id } = await service.upsert({ publicAddress: '198.51.100.1', privateAddress: '10.0.0.1', services: [] });
    expect((await find(v4('198.51.100.1', '10.0.0.1'), 'any'))?.id).toBe(id);
    expect(await find(v4('198.51.100.1', '10.0.0.2'), 'any')).toMatchObject({ publicAddress: '198.51.100.1', privateAddress: '10.0.0.2' });
    expect(await find({ kind: 'phoneNumber', phoneNumber: '+351910000002' }, 'any')).toBeUndefined();
  });

  it('lets no two devices be found by the same', async () => {
    await service.upsert({ phoneNumber: '+351910000001', subject: 'alice', publicAddress: '198.51.100.1', privateAddress: '10.0.0.1', publicPort: 7, ipv6Address: '2001:db8::1', services: [] });
    await service.upsert({ publicAddress: '198.51.100.9', services: [] });
    const rivals = [
      [{ phoneNumber: '+351910000001' }, 'phoneNumber'],
      [{ subject: 'alice' }, 'subject'],
      [{ ipv6Address: '2001:db8:0::1' }, 'ipv6Address'],
      [{ publicAddress: '198.51.100.1', privateAddress: '10.0.0.1' }, 'publicAddress'],
      [{ publicAddress: '198.51.100.1', privateAddress: '10.0.0.2', publicPort: 7 }, 'publicAddress'],
      [{ publicAddress: '198.51.100.9' }, 'publicAddress'],
      // An address without translation is one device's alone.
      [{ publicAddress: '198.51.100.9', privateAddress: '198.51.100.9' }, 'publicAddress'],
      [{ publicAddress: '198.51.100.9', privateAddress: '10.0.0.1' }, 'publicAddress'],
      [{ publicAddress: '198.51.100.1', privateAddress: '198.51.100.1' }, 'publicAddress'],
    ] as const;
    for (const [members, field] of rivals) await expect(service.upsert({ ...members, services: [] })).rejects.toMatchObject({ code: 'ALREADY_EXISTS', field });
    await service.upsert({ publicAddress: '198.51.100.1', privateAddress: '10.0.0.2', publicPort: 8, services: [] });
    expect(await test.db.prisma.device.count()).toBe(3);
  });

  it('lets one of several win that come at the same time', async () => {
    const another = knownDeviceService({ db: await test.another(), devices: store, clock: systemClock });
    const results = await Promise.allSettled([service, another, service, another].map((one) => one.upsert({ publicAddress: '198.51.100.1', privateAddress: '10.0.0.1', services: [] })));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    expect(await test.db.prisma.device.count()).toBe(1);
  });

  it('writes the whole device again, under its id', async () => {
    const first = await service.upsert({ phoneNumber: '+351910000001', country: 'PT', services: ['quality-on-demand'] });
    const again = await service.upsert({ id: first.id, phoneNumber: '+351910000001', network: '26801', services: [] });
    expect(again).toMatchObject({ id: first.id, country: null, network: '26801', services: [], createdAt: first.createdAt });
    await expect(service.upsert({ id: newId(), phoneNumber: '+351910000002', services: [] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each<[string, object, string]>([
    ['nothing to find it by', { country: 'PT' }, ''],
    ['a private address alone', { phoneNumber: '+351910000001', privateAddress: '10.0.0.1' }, 'publicAddress'],
    ['a service that there is not', { phoneNumber: '+351910000001', services: ['telepathy'] }, 'services.0'],
    ['a service twice', { phoneNumber: '+351910000001', services: ['qos-profiles', 'qos-profiles'] }, 'services'],
    ['an id of its own', { id: 'mine', phoneNumber: '+351910000001' }, 'id'],
    ['a zone that is no id', { phoneNumber: '+351910000001', edgeCloudZones: ['lisbon'] }, 'edgeCloudZones.0'],
    ['a country in full', { phoneNumber: '+351910000001', country: 'Portugal' }, 'country'],
    ['a line break in the subject', { subject: 'a\nb' }, 'subject'],
  ])('refuses a device with %s', async (_what, members, field) => {
    await expect(service.upsert({ services: [], ...members })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', ...(field && { field }) });
  });

  it('forgets a device, once', async () => {
    const { id } = await service.upsert({ phoneNumber: '+351910000001', services: [] });
    expect(await service.delete(id)).toBe(id);
    await expect(service.delete(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(service.delete('mine')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is not kept where another directory is asked', async () => {
    const idle = knownDeviceService({ db: test.db, devices: store, clock: systemClock, elsewhere: true });
    for (const work of [() => idle.page(1, null), () => idle.upsert({ phoneNumber: '+351910000001', services: [] }), () => idle.delete(newId())]) await expect(work()).rejects.toMatchObject({ code: 'NOT_IMPLEMENTED' });
    expect(await test.db.prisma.device.count()).toBe(0);
  });

  it('lists its devices in pages', async () => {
    await seedDevices(test.db, SANDBOX_DEVICES, new Date());
    const first = await service.page(10, null);
    expect(first).toMatchObject({ totalCount: SANDBOX_DEVICES.length, hasNextPage: true });
    const rest = await service.page(10, Buffer.from(`k${first.rows[9]!.createdAt.getTime()}:${first.rows[9]!.id}`).toString('base64url'));
    expect([...first.rows, ...rest.rows].map(({ id }) => id)).toEqual(SANDBOX_DEVICES.map(({ id }) => id));
    expect(rest.hasNextPage).toBe(false);
  });

  it('keeps what an admin made of the devices of the sandbox', async () => {
    await seedDevices(test.db, SANDBOX_DEVICES, new Date());
    await service.upsert({ id: SANDBOX_DEVICES[0]!.id, phoneNumber: '+351910000001', country: 'ES', services: [] });
    await seedDevices(test.db, SANDBOX_DEVICES, new Date());
    expect(await find({ kind: 'phoneNumber', phoneNumber: '+351910000001' })).toMatchObject({ country: 'ES', services: [] });
    expect(await test.db.prisma.device.count()).toBe(SANDBOX_DEVICES.length);
  });

  it('has sandbox devices that are found by each of their names', async () => {
    await seedDevices(test.db, SANDBOX_DEVICES, new Date());
    for (const { id, phoneNumber, publicAddress, privateAddress, publicPort, ipv6Address } of SANDBOX_DEVICES) {
      expect((await find({ kind: 'phoneNumber', phoneNumber: phoneNumber! }))?.id).toBe(id);
      if (publicAddress) expect((await find(v4(publicAddress, privateAddress)))?.id).toBe(id);
      if (publicAddress && publicPort) expect((await find(v4(publicAddress, null, publicPort)))?.id).toBe(id);
      if (ipv6Address) expect((await find(v6(ipv6Address)))?.id).toBe(id);
    }
    expect((await find({ kind: 'subject', subject: 'alice' }))?.phoneNumber).toBe('+351910000003');
  });
});
