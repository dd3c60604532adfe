import type { RequestedDevice } from './device.types.js';
import type { UpstreamDevice } from '../upstream/network.types.js';

/** The device as the network is told of it: what the directory knows, and what was sent where that knows less. */
export function upstreamDevice({ known, sent }: RequestedDevice): UpstreamDevice {
  const phoneNumber = known.phoneNumber ?? sent?.phoneNumber ?? undefined;
  const ipv6Address = known.ipv6Address ?? sent?.ipv6Address ?? undefined;
  const publicAddress = known.publicAddress ?? sent?.ipv4Address?.publicAddress ?? undefined;
  const privateAddress = known.privateAddress ?? sent?.ipv4Address?.privateAddress ?? undefined;
  const publicPort = known.publicPort ?? sent?.ipv4Address?.publicPort ?? undefined;
  return {
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
    ...(ipv6Address === undefined ? {} : { ipv6Address }),
    ...(publicAddress === undefined
      ? {}
      : { ipv4Address: { publicAddress, ...(privateAddress === undefined ? {} : { privateAddress }), ...(publicPort === undefined ? {} : { publicPort }) } }),
  };
}
