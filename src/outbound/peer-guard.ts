import { lookup as systemLookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { Refusal } from '../kernel/refusal.js';
import { bare, isForbidden, type ListenAddress } from './peer-guard.networks.js';
import { addressesOf, type AddressRole, type ResolveName } from './sinks.guard.js';

export type { ListenAddress } from './peer-guard.networks.js';

/**
 * Keeps addresses that administrators give us (peered OSSs, hubs, jobs) from leading to a cloud's metadata, to link-local addresses
 * or back to ourselves. Private networks are where such systems live, and allowed.
 */
export interface PeerGuard {
  /**
   * The address in a form that may be called.
   * @throws Refusal with the role's code: no http(s) URL, credentials in it, or a host that may not be called.
   */
  admit(address: string, role: AddressRole): URL;
  /**
   * As `admit`, and the name is looked up. One that leads nowhere now is let through: it is looked up again for each call.
   * @throws Refusal as `admit`; also for a name that leads where no call may go.
   */
  resolve(address: string, role: AddressRole): Promise<URL>;
  /** For any origin. Connects to the very address that was checked, whatever the request says; idle connections end after 4 s. */
  readonly agent: Dispatcher;
  close(): Promise<void>;
}

export interface PeerGuardOptions {
  /** Names of hosts that may be called, `*` for any text. */
  readonly allowedHosts: readonly string[];
  /** Hosts whose certificates are not looked at, in the same form. */
  readonly insecureHosts: readonly string[];
  /** Where this process listens; asked at each connection, since ports are known late. */
  readonly ownAddresses: () => readonly ListenAddress[];
  /** To each origin, which may serve many organizations. @default 16 */
  readonly connections?: number;
  /** Name, connection and TLS together, in milliseconds. @default 5000 */
  readonly connectTimeoutMs?: number;
  /** How long `resolve` waits for a name, in milliseconds. @default 2000 */
  readonly resolveTimeoutMs?: number;
  /** How names are resolved. @default the system's resolver */
  readonly resolveName?: ResolveName;
}

/** `code` of the error of a connection that was not made. */
export const REFUSED_ADDRESS = 'REFUSED_ADDRESS';

class RefusedAddress extends Error {
  readonly code = REFUSED_ADDRESS;

  constructor() {
    super('The address may not be called');
    this.name = 'RefusedAddress';
  }
}

const MAX_URL = 2048;
/** Whatever a server offers: there may be thousands of them. */
const IDLE_MS = 4_000;
/** Connectors that are kept; there is one for each port. */
const MAX_CONNECTORS = 256;

export function createPeerGuard(options: PeerGuardOptions): PeerGuard {
  const { ownAddresses, connections = 16, connectTimeoutMs = 5_000, resolveTimeoutMs = 2_000, resolveName = systemLookup } = options;
  const isAllowed = matcher(options.allowedHosts);
  const isInsecure = matcher(options.insecureHosts);
  const forbidden = (address: string, port: number): boolean => isForbidden(address, port, ownAddresses());

  function admit(address: string, role: AddressRole): URL {
    const url = address.length <= MAX_URL && !/[\p{Cc}\p{Cs}]/u.test(address) && URL.canParse(address) ? new URL(address) : undefined;
    if (!url || !['http:', 'https:'].includes(url.protocol)) throw refuse(role, `must be an absolute http or https URL of at most ${MAX_URL} characters.`);
    if (url.username || url.password) throw refuse(role, 'must not hold a user or a password.');
    const host = bare(url.hostname);
    if (!isAllowed(host) || (isIP(host) > 0 && forbidden(host, portOf(url)))) throw refuse(role, NOT_CALLED);
    return url;
  }

  async function resolve(address: string, role: AddressRole): Promise<URL> {
    const url = admit(address, role);
    const host = bare(url.hostname);
    const found = isIP(host) > 0 ? [] : await addressesOf(host, resolveName, resolveTimeoutMs);
    if (found.some((one) => forbidden(one.address, portOf(url)))) throw refuse(role, NOT_CALLED);
    return url;
  }

  /** One forbidden address among others is refused too: which one is taken is not ours to choose. */
  const lookupFor = (port: number): LookupFunction => (host, wanted, done) => {
    resolveName(host, { ...wanted, all: true }, (error, found) => {
      if (error) return done(error, []);
      if (found.length === 0 || found.some(({ address }) => forbidden(address, port))) return done(new RefusedAddress(), []);
      if (wanted.all) return done(null, found);
      done(null, found[0]!.address, found[0]!.family);
    });
  };

  const connectors = new Map<string, buildConnector.connector>();
  function connectorFor(port: number, insecure: boolean): buildConnector.connector {
    const key = `${port} ${insecure}`;
    const known = connectors.get(key);
    if (known) return known;
    if (connectors.size >= MAX_CONNECTORS) connectors.clear();
    const made = buildConnector({ timeout: connectTimeoutMs, lookup: lookupFor(port), rejectUnauthorized: !insecure });
    connectors.set(key, made);
    return made;
  }

  const connect: buildConnector.connector = (to, done) => {
    const [host, port] = [bare(to.hostname), portOf(to)];
    if (isAllowed(host) && (isIP(host) === 0 || !forbidden(host, port))) return connectorFor(port, isInsecure(host))(to, done);
    process.nextTick(() => done(new RefusedAddress(), null));
  };

  const agent = new Agent({ connections, pipelining: 1, headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: IDLE_MS, keepAliveMaxTimeout: IDLE_MS, connect });
  return { admit, resolve, agent, close: () => agent.destroy() };
}

const NOT_CALLED = 'must not lead to a host that may not be called.';

const refuse = ({ name, code, field }: AddressRole, words: string): Refusal => new Refusal(code, `${name} ${words}`, { field });

const portOf = ({ protocol, port }: { readonly protocol: string; readonly port: string }): number => Number(port || (protocol === 'https:' ? 443 : 80));

function matcher(patterns: readonly string[]): (host: string) => boolean {
  const tests = patterns.map((pattern) => new RegExp(`^${bare(pattern).split(/\*+/).map((text) => text.replace(/[^a-z0-9]/g, '\\$&')).join('.*')}$`, 's'));
  return (host) => tests.some((test) => test.test(host));
}
