import { settled } from './qod-session.rules.js';
import type { QodSessionRow } from './qod-session.store.js';
import type { QodSession } from './qod-session.types.js';

interface SentServer {
  readonly ipv4Address?: string;
  readonly ipv6Address?: string;
  readonly ipAddresses?: string[];
}

interface SentPorts {
  readonly ranges?: { readonly from: number; readonly to: number }[];
  readonly ports?: number[];
}

/** A session as it is shown at this time: one whose end has passed is over, whether or not that is written already. */
export function toQodSession(row: QodSessionRow, now: Date): QodSession {
  const { id, device, qosProfile, sink, appInstanceId, createdAt, updatedAt, ...session } = settled(row, now);
  const { ipv4Address = null, ipv6Address = null, ipAddresses = null } = session.applicationServer as unknown as SentServer;
  return {
    id,
    device: device as unknown as QodSession['device'],
    applicationServer: { ipv4Address, ipv6Address, ipAddresses },
    devicePorts: toPorts(session.devicePorts),
    applicationServerPorts: toPorts(session.applicationServerPorts),
    qosProfile,
    sink,
    duration: session.duration,
    startedAt: session.startedAt,
    expiresAt: session.expiresAt,
    qosStatus: session.status as QodSession['qosStatus'],
    statusInfo: session.statusInfo as QodSession['statusInfo'],
    statusReason: session.statusReason,
    appInstanceId,
    createdAt,
    updatedAt,
  };
}

function toPorts(sent: unknown): QodSession['devicePorts'] {
  if (sent === null) return null;
  const { ranges = null, ports = null } = sent as SentPorts;
  return { ranges, ports };
}

/** A session that went through JSON. */
export const reviveSession = (kept: QodSession): QodSession => ({
  ...kept,
  startedAt: kept.startedAt && new Date(kept.startedAt),
  expiresAt: kept.expiresAt && new Date(kept.expiresAt),
  createdAt: new Date(kept.createdAt),
  updatedAt: new Date(kept.updatedAt),
});
