import { lookup as systemLookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { Agent } from 'undici';
import { Refusal, type RefusalCode } from '../kernel/refusal.js';

/** What an address is to the caller who gave it, for the words of a refusal. */
export interface AddressRole {
  /** As the caller knows it, e.g. `sink`. */
  readonly name: string;
  readonly code: RefusalCode;
  /** Where it stands in the caller's input. */
  readonly field: string;
}

/** Keeps addresses that callers give us from leading into our own network. */
export interface SinkGuard {
  /**
   * The address in a form that may be called.
   * @throws Refusal with the role's code: no https, credentials in it, or a host in a private network.
   */
  admit(address: string, role: AddressRole): URL;
  /**
   * As `admit`, and the name is looked up. One that leads nowhere now is let through: it is looked up again for each call.
   * @throws Refusal as `admit`; also for a name that leads into a private network.
   */
  resolve(address: string, role: AddressRole): Promise<URL>;
  /**
   * Connects to the very address that was checked, and to no other: a name is resolved here and nowhere else. An IP
   * literal is never resolved, so each URL must come from `admit`.
   */
  readonly agent: Agent;
}

export type ResolveName = (host: string, options: LookupAllOptions, done: (error: Error | null, found: LookupAddress[]) => void) => void;

export interface SinkGuardOptions {
  /** Hosts that may be called whatever their address. */
  readonly allowedHosts: readonly string[];
  /** The sandbox: sinks on this machine, also by http. */
  readonly allowLoopback: boolean;
  /** Name and connection together, in milliseconds. @default 2000 */
  readonly connectTimeoutMs?: number;
  /** How long `resolve` waits for a name, in milliseconds. @default 2000 */
  readonly resolveTimeoutMs?: number;
  /** How names are resolved. @default the system's resolver */
  readonly resolveName?: ResolveName;
}

/** A name that leads to no public address; nothing was connected. */
export class PrivateNetwork extends Error {
  constructor() {
    super('The name leads into a private network');
    this.name = 'PrivateNetwork';
  }
}

/** Not the public internet (IANA special-purpose registries). */
const PRIVATE_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
];

/** All but 2000::/3, which is what has been given out; in there Teredo, documentation and 6to4. IPv4 in IPv6 clothes is outside. */
const PRIVATE_V6: readonly (readonly [string, number])[] = [
  ['::', 3], ['4000::', 2], ['8000::', 1], ['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20],
];

/** A list for each family: a BlockList compares an IPv4 address with IPv6 networks too, as `::ffff:a.b.c.d`. */
function privateNetworks(allowLoopback: boolean): (address: string) => boolean {
  const [v4, v6, loopback] = [new BlockList(), new BlockList(), new BlockList()];
  for (const [net, prefix] of PRIVATE_V4) v4.addSubnet(net, prefix, 'ipv4');
  for (const [net, prefix] of PRIVATE_V6) v6.addSubnet(net, prefix, 'ipv6');
  loopback.addSubnet('127.0.0.0', 8, 'ipv4');
  loopback.addAddress('::1', 'ipv6');
  return (address) => {
    if (isIP(address) === 0) return true;
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (allowLoopback && loopback.check(address, family)) return false;
    return (family === 'ipv6' ? v6 : v4).check(address, family);
  };
}

/** Without brackets and the dots of the root. */
const bare = (host: string): string => host.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.+$/, '');

/** As the URL parser writes the host, so that the forms of one address are one. */
function canonical(host: string): string {
  const url = `https://${isIPv6(host) ? `[${host}]` : host}/`;
  return bare(URL.canParse(url) ? new URL(url).hostname : host);
}

const isLocalName = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost');
const isLoopbackLiteral = (host: string): boolean => host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const refuse = ({ name, code, field }: AddressRole, words: string): Refusal => new Refusal(code, `${name} ${words}`, { field });

export function createSinkGuard({ allowedHosts, allowLoopback, connectTimeoutMs = 2_000, resolveTimeoutMs = 2_000, resolveName = systemLookup }: SinkGuardOptions): SinkGuard {
  const isPrivate = privateNetworks(allowLoopback);
  const allowed = new Set(allowedHosts.map(canonical));
  // One private address among public ones is refused too: which one is taken is not ours to choose.
  const leadsInside = (host: string, found: readonly LookupAddress[]): boolean => !allowed.has(bare(host)) && found.some(({ address }) => isPrivate(address));

  const lookup: LookupFunction = (host, options, done) => {
    resolveName(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, []);
      if (found.length === 0 || leadsInside(host, found)) return done(new PrivateNetwork(), []);
      if (options.all) return done(null, found);
      done(null, found[0]!.address, found[0]!.family);
    });
  };

  function admit(address: string, role: AddressRole): URL {
    const url = address.length <= 2048 && !/[\p{Cc}\p{Cs}]/u.test(address) && URL.canParse(address) ? new URL(address) : undefined;
    if (!url) throw refuse(role, 'must be an absolute URI of at most 2048 characters.');
    const host = bare(url.hostname);
    const isPlainLocal = allowLoopback && url.protocol === 'http:' && (host === 'localhost' || isLoopbackLiteral(host));
    if (url.protocol !== 'https:' && !isPlainLocal) throw refuse(role, 'must be an https address.');
    if (url.username || url.password) throw refuse(role, 'must not hold a user or a password; use sinkCredential.');
    const isInside = isIP(host) > 0 ? isPrivate(host) : !allowLoopback && isLocalName(host);
    if (isInside && !allowed.has(host)) throw refuse(role, INSIDE);
    return url;
  }

  return {
    admit,
    async resolve(address, role) {
      const url = admit(address, role);
      const host = bare(url.hostname);
      if (isIP(host) === 0 && leadsInside(host, await addressesOf(host, resolveName, resolveTimeoutMs))) throw refuse(role, INSIDE);
      return url;
    },
    agent: new Agent({ connections: 16, pipelining: 1, connect: { timeout: connectTimeoutMs, lookup } }),
  };
}

const INSIDE = 'must not lead into a private network.';

/** None when the name is not known, or not in time. */
export function addressesOf(host: string, resolveName: ResolveName, withinMs: number): Promise<readonly LookupAddress[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve([]), withinMs);
    resolveName(host, { all: true }, (error, found) => {
      clearTimeout(timer);
      resolve(error ? [] : found);
    });
  });
}
