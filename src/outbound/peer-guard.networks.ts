import { BlockList, isIP, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Where a server of this process listens. */
export interface ListenAddress {
  /** An address, `localhost`, or `0.0.0.0` or `::` for all of this machine's. */
  readonly host: string;
  readonly port: number;
}

/** This network, link-local, multicast and reserved; and where clouds tell a machine its secrets outside of those. */
const REFUSED_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], ['169.254.0.0', 16], ['224.0.0.0', 4], ['240.0.0.0', 4], ['100.100.100.200', 32], ['168.63.129.16', 32], ['192.0.0.192', 32],
];

/** The same, and link-local IPv4 in the clothes of IPv6: compatible, translated, NAT64 and 6to4. Mapped addresses are read as IPv4. */
const REFUSED_V6: readonly (readonly [string, number])[] = [
  ['::', 128], ['fe80::', 10], ['fec0::', 10], ['ff00::', 8], ['fd00:ec2::', 32], ['fd20:ce::', 32], ['fd00:42::42', 128], ['::a9fe:0', 112], ['::ffff:0:a9fe:0', 112], ['64:ff9b::a9fe:0', 112], ['64:ff9b:1::a9fe:0', 112], ['2002:a9fe::', 32],
];

const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::', '']);

function listOf(v4: readonly (readonly [string, number])[], v6: readonly (readonly [string, number])[]): (address: string) => boolean {
  const [four, six] = [new BlockList(), new BlockList()];
  for (const [net, prefix] of v4) four.addSubnet(net, prefix, 'ipv4');
  for (const [net, prefix] of v6) six.addSubnet(net, prefix, 'ipv6');
  return (address) => (isIPv6(address) ? six.check(address, 'ipv6') : four.check(address, 'ipv4'));
}

const isRefused = listOf(REFUSED_V4, REFUSED_V6);
const isLoopback = listOf([['127.0.0.0', 8]], [['::1', 128]]);

/** Without brackets, the dots of the root, and the zone of a link-local address. */
export const bare = (host: string): string => host.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.+$/, '').replace(/%.*$/s, '');

/** In one form; IPv4 that is mapped into IPv6 as what it is. */
function plain(address: string): string {
  const one = bare(address);
  if (!isIPv6(one)) return one;
  const canonical = bare(new URL(`http://[${one}]/`).hostname);
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical) ?? [];
  if (high === undefined || low === undefined) return canonical;
  return [parseInt(high, 16), parseInt(low, 16)].flatMap((pair) => [pair >> 8, pair & 255]).join('.');
}

/**
 * Whether an address is never to be called: one of a network above, or one where this process listens itself.
 * @param address an IP address; anything else is refused.
 */
export function isForbidden(address: string, port: number, own: readonly ListenAddress[]): boolean {
  const at = plain(address);
  if (isIP(at) === 0 || isRefused(at)) return true;
  const mine = own.filter((listener) => listener.port === port).map(({ host }) => plain(host));
  return mine.some((host) => (WILDCARDS.has(host) ? isLoopback(at) || isOurs(at) : host === 'localhost' ? isLoopback(at) : host === at));
}

const isOurs = (address: string): boolean => Object.values(networkInterfaces()).flatMap((all) => all ?? []).some((one) => plain(one.address) === address);
