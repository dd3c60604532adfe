import 'reflect-metadata';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEVELOPER } from '../../kernel/caller.js';
import type { RequestContext } from '../../kernel/context.js';
import { Refusal } from '../../kernel/refusal.js';
import { closestZone } from './closest-zone.rules.js';
import { closestZoneService } from './closest-zone.service.js';
import { deviceAt } from './device/device.rules.js';
import type { DeviceResolution } from './device/device.types.js';
import type { KnownZone } from './neighbours.types.js';

const zone = (id: string, isActive = true): KnownZone => ({ id, name: `${id}-name`, provider: 'Atlantic', region: null, isActive, upstreamId: id, address: null });
const sent = { phoneNumber: '+351910000001', networkAccessIdentifier: null, ipv4Address: null, ipv6Address: null };

/** The device is near these; the SRM lists those. */
function aService(near: readonly string[], zones: () => Promise<readonly KnownZone[]>) {
  const asked: string[] = [];
  const devices: Pick<DeviceResolution, 'required'> = {
    required: async (_ctx, _device, service) => {
      asked.push(service);
      return { known: { ...deviceAt({ kind: 'ipv6Address', ipv6Address: '2001:db8::1' })!, edgeCloudZones: near }, sent };
    },
  };
  return { asked, service: closestZoneService({ devices: devices as DeviceResolution, neighbours: { zones } }) };
}
const ctx = { caller: DEVELOPER } as RequestContext;

describe('the zone that is nearest to a device', () => {
  it('is the first active one of those near it', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e')), fc.uniqueArray(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), isActive: fc.boolean() }), { selector: ({ id }) => id }), (near, listed) => {
        const expected = near.find((id) => listed.some((one) => one.id === id && one.isActive));
        expect(closestZone(near, listed.map(({ id, isActive }) => zone(id, isActive)))?.id).toBe(expected);
      }),
    );
  });

  it('is told with its names, and with the device as it was sent', async () => {
    const { asked, service } = aService(['x', 'off', 'b', 'a'], async () => [zone('a'), zone('b'), zone('off', false)]);
    expect(await service.find(ctx, { phoneNumber: '+351910000001' })).toEqual({ edgeCloudZoneId: 'b', edgeCloudZoneName: 'b-name', edgeCloudProvider: 'Atlantic', edgeCloudZone: { id: 'b' }, device: sent });
    expect(asked).toEqual(['simple-edge-discovery']);
  });

  it('is not there when no active one is near, and then the SRM need not answer', async () => {
    await expect(aService(['off'], async () => [zone('off', false), zone('a')]).service.find(ctx, null)).rejects.toMatchObject({ code: 'SERVICE_NOT_APPLICABLE' });
    await expect(aService([], () => Promise.reject(new Error('asked'))).service.find(ctx, null)).rejects.toMatchObject({ code: 'SERVICE_NOT_APPLICABLE' });
  });

  it('is not known while the SRM does not answer', async () => {
    const down = new Refusal('UNAVAILABLE', 'The SRM cannot be reached.');
    await expect(aService(['a'], () => Promise.reject(down)).service.find(ctx, null)).rejects.toBe(down);
  });
});
