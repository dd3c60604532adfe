import type { Peer } from '../../../outbound/http.js';
import { deviceAt, servicesOf } from './device.rules.js';
import type { DeviceStore } from './device.store.js';
import type { DeviceDirectory, KnownDevice } from './device.types.js';
import { remoteDirectory } from './remote-directory.source.js';

/** The devices of the table, which an admin keeps. */
export function tableDirectory(devices: Pick<DeviceStore, 'find'>): DeviceDirectory {
  return {
    async find(key): Promise<KnownDevice | undefined> {
      const row = await devices.find(key);
      if (!row) return undefined;
      const { id, phoneNumber, publicAddress, privateAddress, publicPort, ipv6Address, country, network, services, edgeCloudZones } = row;
      return { id, phoneNumber, publicAddress, privateAddress, publicPort, ipv6Address, country, network, services: servicesOf(services), edgeCloudZones };
    },
  };
}

/** For an operator who keeps no table: an address that nobody knows is a device of its own, which every service is for. */
export const anyAddress = (directory: DeviceDirectory): DeviceDirectory => ({
  find: async (key, call) => (await directory.find(key, call)) ?? deviceAt(key),
});

/** @param elsewhere a directory that is not ours; or whether an address that nobody knows is a device. */
export function deviceDirectory(devices: Pick<DeviceStore, 'find'>, elsewhere: Peer | 'table' | 'any'): DeviceDirectory {
  if (typeof elsewhere !== 'string') return remoteDirectory({ peer: elsewhere });
  return elsewhere === 'any' ? anyAddress(tableDirectory(devices)) : tableDirectory(devices);
}
