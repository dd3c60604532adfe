import { maySee, type Caller } from '../../../kernel/caller.js';
import { isGiven } from '../../../kernel/given.js';
import { Refusal } from '../../../kernel/refusal.js';
import { isIPv4 } from 'node:net';
import { LIMITS, type DurationBounds } from '../capabilities.rules.js';
import type { SessionRequest } from '../upstream/network.types.js';
import type { PortsManifest, SessionManifest } from './qod-session.manifest.js';
import { isLive, standsInTheWay } from './qod-session.rules.js';
import type { QodSessionRow } from './qod-session.store.js';
import { flowOf, inWords, meeting, overlap, plainIpv4 } from './server-ranges.rules.js';

/** @throws Refusal DURATION_OUT_OF_RANGE */
export function requireDuration(seconds: number, { minSeconds, maxSeconds }: DurationBounds): void {
  if (seconds >= minSeconds && seconds <= maxSeconds) return;
  throw new Refusal('DURATION_OUT_OF_RANGE', `The requested duration is out of the allowed range for the specific QoS profile: ${minSeconds} to ${maxSeconds} seconds.`, { field: 'duration' });
}

/**
 * Whether a device may have another session beside those that it has, of whichever client.
 * @throws Refusal CONFLICT (it would be for packets that another is for; of one that the caller may not see, only what the
 * caller asked for is named), QUOTA_EXCEEDED
 */
export function requireRoom(caller: Caller, wanted: SessionManifest, others: readonly QodSessionRow[], now: Date): void {
  const flow = flowOf(wanted);
  // One that the caller knows is the better answer.
  const mineFirst = others.filter((other) => standsInTheWay(other, now)).toSorted((a, b) => Number(maySee(caller, b)) - Number(maySee(caller, a)));
  for (const other of mineFirst) {
    const shared = overlap(flow, flowOf(sentOf(other)));
    if (!shared) continue;
    if (maySee(caller, other)) throw new Refusal('CONFLICT', `Session ${other.id} of the device is for the same packets: ${inWords(shared)}.`);
    throw new Refusal('CONFLICT', `Another session of the device is for some of the same packets, among these: ${inWords(meeting(flow, shared))}.`);
  }
  if (others.filter((other) => isLive(other, now)).length < LIMITS.sessionsPerDevice) return;
  throw new Refusal('QUOTA_EXCEEDED', `The device has ${LIMITS.sessionsPerDevice} sessions already.`);
}

type Sent = Pick<SessionManifest, 'applicationServer' | 'devicePorts' | 'applicationServerPorts'>;

const sentOf = ({ applicationServer, devicePorts, applicationServerPorts }: QodSessionRow): Sent => ({
  applicationServer: applicationServer as unknown as Sent['applicationServer'],
  devicePorts: (devicePorts ?? undefined) as Sent['devicePorts'],
  applicationServerPorts: (applicationServerPorts ?? undefined) as Sent['applicationServerPorts'],
});

/**
 * What the network is asked for: one flow, or one for each address of a list.
 *
 * The network is asked for as long as the profile allows, not for the session's own duration: it knows no extension, and
 * one that counts for itself would always be a little before us, since it began before we knew. The session's end is ours
 * to keep, by letting the network go of it.
 */
export function flowRequests(wanted: SessionManifest, device: SessionRequest['device'], profile: DurationBounds & { readonly networkName: string }): readonly SessionRequest[] {
  const { applicationServer: server, devicePorts, applicationServerPorts } = wanted;
  const request = (applicationServer: SessionRequest['applicationServer']): SessionRequest => ({
    kind: 'session',
    device,
    applicationServer,
    ...(devicePorts && { devicePorts: toPorts(devicePorts) }),
    ...(applicationServerPorts && { applicationServerPorts: toPorts(applicationServerPorts) }),
    qosProfile: profile.networkName,
    duration: profile.maxSeconds,
  });
  if (server.ipAddresses) return server.ipAddresses.map((address) => request(isIPv4(address) ? { ipv4Address: address } : { ipv6Address: address }));
  return [request({ ...(isGiven(server.ipv4Address) && { ipv4Address: plainIpv4(server.ipv4Address) }), ...(isGiven(server.ipv6Address) && { ipv6Address: server.ipv6Address }) })];
}

const toPorts = ({ ranges, ports }: PortsManifest) => ({ ...(ranges && { ranges }), ...(ports && { ports }) });
