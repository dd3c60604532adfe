/**
 * The limits of the network's requests: the shapes that validate are made of this table, and `networkCapabilities`
 * tells it, so that neither can say what the other does not do.
 */
export const LIMITS = {
  /** CAMARA's 1.1.0 begins at 0, later definitions at 1. */
  port: { least: 0, most: 65_535 },
  /** Of each list in a PortsSpec. */
  portRanges: 100,
  /** Addresses in `applicationServer.ipAddresses`. */
  serverAddresses: 16,
  serverFormats: ['ipv4Address', 'ipv6Address', 'ipAddresses'],
  /** In the order in which one of several is chosen. */
  deviceIdentifiers: ['phoneNumber', 'ipv4Address', 'ipv6Address'],
  /** Seconds that a session may last when its profile says nothing. */
  duration: { least: 1, most: 2_147_483_647 },
  /** Sessions of one device that have not ended. */
  sessionsPerDevice: 100,
  /** Sessions in one answer about a device. */
  sessionsPerAnswer: 100,
  sinkProtocols: ['HTTP'],
  credentialTypes: ['ACCESSTOKEN', 'PRIVATE_KEY_JWT'],
} as const;

export type DeviceIdentifierKind = (typeof LIMITS.deviceIdentifiers)[number];

/** @param privateKeyJwt whether the gateway has a key of its own to sign with. */
export const credentialTypes = (privateKeyJwt: boolean): readonly (typeof LIMITS.credentialTypes)[number][] => LIMITS.credentialTypes.filter((type) => type !== 'PRIVATE_KEY_JWT' || privateKeyJwt);

/** Seconds that a session may last, of one profile. */
export interface DurationBounds {
  readonly minSeconds: number;
  readonly maxSeconds: number;
}

/** The least and the most over all profiles; nothing fits when there is none. */
export function widest(bounds: readonly DurationBounds[]): DurationBounds {
  if (bounds.length === 0) return { minSeconds: 0, maxSeconds: 0 };
  return { minSeconds: Math.min(...bounds.map(({ minSeconds }) => minSeconds)), maxSeconds: Math.max(...bounds.map(({ maxSeconds }) => maxSeconds)) };
}
