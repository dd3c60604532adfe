import 'reflect-metadata';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { collectLog } from '../../../../test/support/log.js';
import { DEVELOPER, type Caller } from '../../../kernel/caller.js';
import { systemClock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { deviceDirectory } from '../device/device-directory.source.js';
import { deviceResolution } from '../device/device.service.js';
import { deviceStore } from '../device/device.store.js';
import { NETWORK_EVENTS, PROFILE_CHANGED } from '../network.events.js';
import { qosProfileService, type QosProfileService } from './qos-profile.service.js';
import { qosProfileStore } from './qos-profile.store.js';
import { QosProfileStatus, RateUnit, TimeUnit, type QosProfileInput } from './qos-profile.types.js';
import { SANDBOX_DEVICES } from '../../../sandbox/index.js';
import { seedDevices } from '../device/seed-devices.store.js';
import { seedProfiles } from './seed-profiles.store.js';

const as = (caller: Caller): RequestContext => ({ caller, correlator: 'corr-1', idempotencyKey: null, requestHash: null, signal: new AbortController().signal, log: collectLog() });
const admin = as(DEVELOPER);
const alice = as({ kind: 'three-legged', clientId: 'c', userId: 'alice', scopes: new Set(), admin: false });
const input = (name: string, members: Partial<QosProfileInput> = {}): QosProfileInput => ({ name, status: QosProfileStatus.ACTIVE, ...members });
const inPortugal = { ...SANDBOX_DEVICES[0]!, services: [] };

describe.each(databaseKinds)('the catalogue of profiles (%s)', (_name, open) => {
  let test: TestDatabase;
  let profiles: QosProfileService;
  beforeAll(async () => {
    test = await open();
    profiles = qosProfileService({ db: test.db, profiles: qosProfileStore(test.db), devices: deviceResolution({ directory: deviceDirectory(deviceStore(test.db), 'table') }), clock: systemClock });
  });
  beforeEach(async () => {
    await test.clear();
    await seedProfiles(test.db, new Date());
    await seedDevices(test.db, SANDBOX_DEVICES, new Date());
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const namesFor = async (ctx: RequestContext, filter: Parameters<QosProfileService['page']>[1]): Promise<string[]> => (await profiles.page(ctx, filter, 100, null)).rows.map(({ name }) => name);
  const events = () => test.db.prisma.outboxEvent.findMany({ where: { type: PROFILE_CHANGED }, orderBy: { seq: 'asc' } });

  it('begins with the four that the cores know', async () => {
    expect(await namesFor(admin, null)).toEqual(['QOS_E', 'QOS_L', 'QOS_M', 'QOS_S']);
    expect(await profiles.forSession(inPortugal, 'QOS_E')).toEqual({ networkName: 'qos-e', minSeconds: 1, maxSeconds: 86_400 });
    expect(await profiles.get(admin, 'QOS_E')).toMatchObject({ status: 'ACTIVE', maxUpstreamRate: { value: 5, unit: 'Mbps', bitsPerSecond: '5000000' }, maxDuration: { value: 86_400, unit: 'Seconds', nanoseconds: '86400000000000' }, l4sQueueType: null });
  });

  it('keeps what an admin made of them when it starts again', async () => {
    await profiles.upsert(admin, input('QOS_E', { status: QosProfileStatus.DEPRECATED }));
    await seedProfiles(test.db, new Date());
    expect((await profiles.get(admin, 'QOS_E')).status).toBe('DEPRECATED');
  });

  it('keeps a profile as it was written, and its network name until another is given', async () => {
    const written = await profiles.upsert(
      admin,
      input('Video_4K', {
        description: 'for films',
        networkName: 'slice.7',
        countryAvailability: [{ countryName: 'PT', networks: ['26801'] }, { countryName: 'AT', networks: null }],
        maxDownstreamRate: { value: 1, unit: RateUnit.Gbps },
        minDuration: { value: 1500, unit: TimeUnit.Milliseconds },
        maxDuration: { value: 2, unit: TimeUnit.Hours },
        priority: 7,
        packetErrorLossRate: 5,
        l4sQueueType: 'l4s-queue',
        serviceClass: 'broadcast_video',
      }),
    );
    expect(written).toEqual(await profiles.get(admin, 'Video_4K'));
    expect(written.countryAvailability).toEqual([{ countryName: 'PT', networks: ['26801'] }, { countryName: 'AT' }]);
    expect(await profiles.forSession(inPortugal, 'Video_4K')).toEqual({ networkName: 'slice.7', minSeconds: 2, maxSeconds: 7_200 });
    await profiles.upsert(admin, input('Video_4K'));
    expect(await profiles.get(admin, 'Video_4K')).toMatchObject({ description: null, maxDownstreamRate: null, priority: null });
    expect(await profiles.forSession(inPortugal, 'Video_4K')).toEqual({ networkName: 'slice.7', minSeconds: 1, maxSeconds: 2_147_483_647 });
  });

  it('announces what changed, and nothing else', async () => {
    await profiles.upsert(admin, input('QOS_X'));
    await profiles.setStatus(admin, 'QOS_X', QosProfileStatus.INACTIVE);
    await profiles.setStatus(admin, 'QOS_X', QosProfileStatus.INACTIVE);
    await expect(profiles.upsert(admin, input('QOS_X', { priority: 0 }))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'priority' });
    const told = await events();
    expect(told.map(({ data }) => data)).toEqual([{ name: 'QOS_X', status: 'ACTIVE' }, { name: 'QOS_X', status: 'INACTIVE' }]);
    for (const { subject, clientId, correlator, data } of told) {
      expect([subject, clientId, correlator]).toEqual(['QOS_X', 'developer', 'corr-1']);
      NETWORK_EVENTS[PROFILE_CHANGED].parse(data);
    }
  });

  it('knows no profile that is not there, and no name that is none', async () => {
    await expect(profiles.get(admin, 'QOS_Z')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(profiles.get(admin, 'Q Z')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'name' });
    await expect(profiles.get(admin, 'QZ')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(profiles.setStatus(admin, 'QOS_Z', QosProfileStatus.ACTIVE)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(profiles.forSession(inPortugal, 'QOS_Z')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'qosProfile' });
    expect(await profiles.find(['QOS_E', 'QOS_Z', 'QOS_E'])).toMatchObject([{ name: 'QOS_E' }, null, { name: 'QOS_E' }]);
  });

  it('gives only what is active, and where the device is', async () => {
    await profiles.upsert(admin, input('QOS_AT', { countryAvailability: [{ countryName: 'AT', networks: ['23201'] }] }));
    await profiles.setStatus(admin, 'QOS_S', QosProfileStatus.DEPRECATED);
    await profiles.setStatus(admin, 'QOS_M', QosProfileStatus.INACTIVE);
    for (const name of ['QOS_AT', 'QOS_S', 'QOS_M']) {
      await expect(profiles.forSession(inPortugal, name)).rejects.toMatchObject({ code: 'QOS_PROFILE_NOT_APPLICABLE', message: 'The requested QoS Profile is currently not available for session creation.' });
      await expect(profiles.forAssignment(inPortugal, name)).rejects.toMatchObject({ code: 'QOS_PROFILE_NOT_APPLICABLE', message: 'The requested QoS Profile is currently not available for QoS provisioning.' });
    }
    expect(await profiles.boundsOf('QOS_S')).toEqual({ minSeconds: 1, maxSeconds: 86_400 });
    expect(await profiles.boundsOf('QOS_GONE')).toEqual({ minSeconds: 1, maxSeconds: 2_147_483_647 });
    expect((await profiles.active()).profiles.map(({ name }) => name)).toEqual(['QOS_AT', 'QOS_E', 'QOS_L']);
  });

  it('lists what fits: by name, by status, by device, by token', async () => {
    await profiles.upsert(admin, input('QOS_AT', { countryAvailability: [{ countryName: 'AT', networks: ['23201'] }] }));
    await profiles.setStatus(admin, 'QOS_S', QosProfileStatus.DEPRECATED);
    expect(await namesFor(admin, { name: 'QOS_S' })).toEqual(['QOS_S']);
    expect(await namesFor(admin, { name: 'QOS_S', status: QosProfileStatus.ACTIVE })).toEqual([]);
    expect(await namesFor(admin, { name: 'QOS_Z' })).toEqual([]);
    expect(await namesFor(admin, { status: QosProfileStatus.DEPRECATED })).toEqual(['QOS_S']);
    expect(await namesFor(admin, {})).toEqual(['QOS_AT', 'QOS_E', 'QOS_L', 'QOS_M', 'QOS_S']);
    expect(await namesFor(admin, { device: { phoneNumber: '+351910000001' } })).toEqual(['QOS_E', 'QOS_L', 'QOS_M', 'QOS_S']);
    expect(await namesFor(admin, { device: { phoneNumber: '+436600000007' } })).toContain('QOS_AT');
    expect(await namesFor(alice, null)).not.toContain('QOS_AT');
    await expect(namesFor(admin, { name: 'Q' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'filter.name' });
    await expect(namesFor(alice, { device: { phoneNumber: '+351910000001' } })).rejects.toMatchObject({ code: 'UNNECESSARY_IDENTIFIER' });
    await expect(namesFor(admin, { device: { phoneNumber: '+351910000008' } })).rejects.toMatchObject({ code: 'SERVICE_NOT_APPLICABLE' });
    await expect(namesFor(admin, { device: {} })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('reads one for the device that a token tells', async () => {
    await profiles.upsert(admin, input('QOS_AT', { countryAvailability: [{ countryName: 'AT', networks: ['23201'] }] }));
    expect((await profiles.get(admin, 'QOS_AT')).name).toBe('QOS_AT');
    expect((await profiles.get(alice, 'QOS_E')).name).toBe('QOS_E');
    await expect(profiles.get(alice, 'QOS_AT')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await test.db.prisma.device.update({ where: { subject: 'alice' }, data: { services: [] } });
    await expect(profiles.get(alice, 'QOS_E')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('comes in pages', async () => {
    const first = await profiles.page(admin, null, 3, null);
    expect(first).toMatchObject({ totalCount: 4, hasNextPage: true, offset: 0 });
    const rest = await profiles.page(admin, null, 3, Buffer.from('o3').toString('base64url'));
    expect([...first.rows, ...rest.rows].map(({ name }) => name)).toEqual(['QOS_E', 'QOS_L', 'QOS_M', 'QOS_S']);
    expect(rest.hasNextPage).toBe(false);
    await expect(profiles.page(admin, null, 101, null)).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
  });

  it('is written by several at the same time without losing a word', async () => {
    const another = qosProfileService({ db: await test.another(), profiles: qosProfileStore(test.db), devices: deviceResolution({ directory: deviceDirectory(deviceStore(test.db), 'table') }), clock: systemClock });
    await profiles.upsert(admin, input('QOS_X', { description: 'kept' }));
    await Promise.all([profiles, another, profiles, another].map((one, index) => one.setStatus(admin, 'QOS_X', index % 2 === 0 ? QosProfileStatus.INACTIVE : QosProfileStatus.DEPRECATED)));
    const told = await events();
    expect((await profiles.get(admin, 'QOS_X')).status).toBe((told.at(-1)!.data as { status: string }).status);
    expect((await profiles.get(admin, 'QOS_X')).description).toBe('kept');
  });
});
