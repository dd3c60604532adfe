import { lookup as resolve, type LookupAddress } from 'node:dns';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { Agent } from 'undici';
import { Refusal } from '../kernel/refusal.js';

/** Keeps addresses that callers give us from leading into our own network. */
export interface SinkGuard {
  /**
   * The address in a form that may be called.
   * @throws Refusal INVALID_ARGUMENT: no https, credentials in it, or a host in a private network.
   */
  admit(sink: string): URL;
  /** Connects to the very address that was checked, and to no other; a name is resolved here and nowhere else. */
  readonly agent: Agent;
}

export interface SinkGuardOptions {
  /** Hosts that may be called whatever their address. */
  readonly allowedHosts: readonly string[];
  /** The sandbox: sinks on this machine, also by http. */
  readonly allowLoopback: boolean;
  readonly connectTimeoutMs?: number;
  /** How names are resolved. @default the system's resolver */
  readonly resolveName?: typeof resolve;
}

/** Everything that is not the public internet (IANA special-purpose registries). */
const PRIVATE: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'], ['10.0.0.0', 8, 'ipv4'], ['100.64.0.0', 10, 'ipv4'], ['127.0.0.0', 8, 'ipv4'], ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'], ['192.0.0.0', 24, 'ipv4'], ['192.0.2.0', 24, 'ipv4'], ['192.88.99.0', 24, 'ipv4'], ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'], ['198.51.100.0', 24, 'ipv4'], ['203.0.113.0', 24, 'ipv4'], ['224.0.0.0', 4, 'ipv4'], ['240.0.0.0', 4, 'ipv4'],
  ['::', 96, 'ipv6'], ['64:ff9b::', 96, 'ipv6'], ['64:ff9b:1::', 48, 'ipv6'], ['100::', 64, 'ipv6'], ['2001::', 23, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'], ['2002::', 16, 'ipv6'], ['fc00::', 7, 'ipv6'], ['fe80::', 10, 'ipv6'], ['ff00::', 8, 'ipv6'],
];

function blockList(allowLoopback: boolean): (address: string) => boolean {
  const blocked = new BlockList();
  for (const [net, prefix, family] of PRIVATE) blocked.addSubnet(net, prefix, family);
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8, 'ipv4');
  loopback.addAddress('::1', 'ipv6');
  const within = (list: BlockList, address: string): boolean => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  return (address) => within(blocked, address) && !(allowLoopback && within(loopback, address));
}

const invalid = (message: string): Refusal => new Refusal('INVALID_ARGUMENT', message, { field: 'subscriptionRequest.sink' });

export function createSinkGuard({ allowedHosts, allowLoopback, connectTimeoutMs = 2_000, resolveName = resolve }: SinkGuardOptions): SinkGuard {
  const isBlocked = blockList(allowLoopback);
  const allowed = new Set(allowedHosts.map((host) => host.toLowerCase()));
  const mayReach = (host: string, address: string): boolean => allowed.has(host.toLowerCase()) || !isBlocked(address);

  function lookup(host: string, options: object, done: (error: Error | null, found: LookupAddress[]) => void): void {
    resolveName(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      // One private address among public ones is refused too: which one is taken is not ours to choose.
      if (found.every(({ address }) => mayReach(host, address))) return done(null, found);
      done(new Error('The name leads into a private network'), []);
    });
  }

  return {
    agent: new Agent({ connections: 8, pipelining: 1, connect: { timeout: connectTimeoutMs, lookup: lookup as never } }),
    admit(sink) {
      const url = URL.canParse(sink) && sink.length <= 2048 ? new URL(sink) : undefined;
      if (!url) throw invalid('sink must be an absolute URI of at most 2048 characters.');
      const host = url.hostname.replace(/^\[|\]$/g, '');
      const isLocal = allowLoopback && (host === 'localhost' || (isIP(host) > 0 && !isBlocked(host) && new RegExp('^(127\\.|::1$)').test(host)));
      if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) throw invalid('sink must be an https address.');
      if (url.username || url.password) throw invalid('sink must not hold a user or a password; use sinkCredential.');
      if (isIP(host) > 0 && !mayReach(host, host)) throw invalid('sink must not lead into a private network.');
      if (host === 'localhost' && !isLocal && !allowed.has(host)) throw invalid('sink must not lead into a private network.');
      return url;
    },
  };
}
