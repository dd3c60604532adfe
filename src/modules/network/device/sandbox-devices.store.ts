import type { Database } from '../../../outbound/storage/database.js';
import { deviceStore, type DeviceRow } from './device.store.js';
import { DEVICE_SERVICES } from './device.types.js';

/** Zones of the simulated SRM. */
const [LISBON, PORTO, VIENNA, GRAZ] = ['01', '02', '03', '04'].map((last) => `3d4c7f52-6a0b-4c1e-9b53-0f6a1d2e8a${last}`) as [string, string, string, string];

type SandboxDevice = Omit<DeviceRow, 'createdAt' | 'updatedAt'>;

/** A subscriber in Portugal, whose numbers and addresses all end alike. */
function portuguese(last: number, members: Partial<SandboxDevice> = {}): SandboxDevice {
  const two = String(last).padStart(2, '0');
  return {
    id: `de71ce00-0000-4000-8000-0000000000${two}`,
    phoneNumber: `+3519100000${two}`,
    subject: null,
    publicAddress: `198.51.100.${last}`,
    privateAddress: `10.45.0.${last}`,
    publicPort: null,
    ipv6Address: null,
    country: 'PT',
    network: '26801',
    services: [...DEVICE_SERVICES],
    edgeCloudZones: [LISBON, PORTO],
    ...members,
  };
}

/** Devices for development. The simulated core looks at the last number of the public address: 66, 77 and 88 have lives of their own there. */
export const SANDBOX_DEVICES: readonly SandboxDevice[] = [
  portuguese(1),
  portuguese(2, { ipv6Address: '2001:db8:45:2::1', edgeCloudZones: [PORTO, LISBON] }),
  // The device of the user whose `sub` is alice.
  portuguese(3, { subject: 'alice' }),
  // Many share a public address; a port of it tells them apart.
  portuguese(4, { publicAddress: '198.51.100.200', publicPort: 40_004 }),
  portuguese(5, { publicAddress: '198.51.100.200', publicPort: 40_005 }),
  // IPv6 alone.
  portuguese(6, { publicAddress: null, privateAddress: null, ipv6Address: '2001:db8:45:6::1' }),
  // In another country and network.
  portuguese(7, { phoneNumber: '+436600000007', country: 'AT', network: '23201', edgeCloudZones: [GRAZ, VIENNA] }),
  // Served with nothing.
  portuguese(8, { services: [], edgeCloudZones: [] }),
  // Near no active zone.
  portuguese(9, { edgeCloudZones: [GRAZ] }),
  // The core refuses its sessions.
  portuguese(66),
  // The core ends its sessions 5 s after it granted them.
  portuguese(77),
  // The core never grants its sessions.
  portuguese(88),
  // The core grants its sessions after 2 s, also those that were deleted meanwhile.
  portuguese(99),
];

/** Inserts those that are not there. */
export const seedDevices = (db: Database, now: Date): Promise<void> => deviceStore(db).insertMissing(SANDBOX_DEVICES.map((device) => ({ ...device, createdAt: now, updatedAt: now })));
