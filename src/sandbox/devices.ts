import { SANDBOX_ZONES } from './srm.js';

const [LISBON, PORTO, VIENNA, GRAZ] = SANDBOX_ZONES.map(({ edgeCloudZoneId }) => edgeCloudZoneId) as [string, string, string, string];

/** Where apps of simulated zones are said to be reached. */
export const SANDBOX_APP_ADDRESS = '203.0.113.80';

/** A device that the simulated operator serves. */
export interface SandboxDevice {
  readonly id: string;
  readonly phoneNumber: string | null;
  readonly subject: string | null;
  readonly publicAddress: string | null;
  readonly privateAddress: string | null;
  readonly publicPort: number | null;
  readonly ipv6Address: string | null;
  readonly country: string | null;
  readonly network: string | null;
  /** Names of CAMARA APIs. */
  readonly services: string[];
  /** Nearest first. */
  readonly edgeCloudZones: string[];
}

const SERVICES = ['quality-on-demand', 'qos-profiles', 'qos-provisioning', 'traffic-influence', 'simple-edge-discovery'];

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
    services: [...SERVICES],
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
