import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import fc from 'fast-check';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SELF_SIGNED } from '../../test/support/certificate.js';
import { Refusal } from '../kernel/refusal.js';
import { createPeerGuard, type PeerGuard, type PeerGuardOptions } from './peer-guard.js';
import type { ResolveName } from './sinks.guard.js';

const BASE = { name: 'baseUrl', code: 'INVALID_ARGUMENT', field: 'input.baseUrl' } as const;
const guards: PeerGuard[] = [];
const servers: Server[] = [];
afterAll(async () => {
  for (const guard of guards) await guard.close();
  for (const server of servers) server.close();
});

function guardWith(options: Partial<PeerGuardOptions> = {}): PeerGuard {
  const guard = createPeerGuard({ allowedHosts: ['*'], insecureHosts: [], ownAddresses: () => [{ host: '127.0.0.1', port: 4000 }], ...options });
  guards.push(guard);
  return guard;
}

const told = (error: unknown): string => {
  if (!(error instanceof Refusal)) throw error;
  expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'input.baseUrl' });
  return error.message;
};
function verdict(address: string, options?: Partial<PeerGuardOptions>): string {
  try {
    guardWith(options).admit(address, BASE);
    return 'admitted';
  } catch (error) {
    return told(error);
  }
}
const resolved = (address: string, options?: Partial<PeerGuardOptions>): Promise<string> => guardWith(options).resolve(address, BASE).then(() => 'resolved', told);

const leadsTo = (...addresses: readonly string[]): ResolveName => (_host, _options, done) => done(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
const NOT_CALLED = 'baseUrl must not lead to a host that may not be called.';
const ours = Object.values(networkInterfaces()).flatMap((all) => all ?? []).find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

describe('the peer guard, asked whether an address may be called', () => {
  it.each(['http://192.168.5.160:80/', 'https://oss.example', 'http://127.0.0.1:4001', 'http://localhost:13000/x', 'http://10.0.0.1', 'http://[fd12::1]/', 'http://127.0.0.2:4000', 'http://[::1]:4000'])('admits %s', (address) => expect(verdict(address)).toBe('admitted'));

  it.each([
    '169.254.169.254', '169.254.0.1', '[fe80::1]', '[febf::1]', '0.0.0.0', '[::]', '224.0.0.1', '255.255.255.255', '[ff02::1]', '100.100.100.200', '168.63.129.16', '[fd00:ec2::254]', '[fd00:ec2::23]', '[fd20:ce::254]', '[fd00:42::42]',
    // The same in other clothes
    '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '169.254.43518', '169.254.169.254.', '[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '[::a9fe:a9fe]', '[0:0:0:0:0:ffff:a9fe:a9fe]',
    '[::ffff:0:a9fe:a9fe]', '[64:ff9b::a9fe:a9fe]', '[2002:a9fe:a9fe::]', '[::ffff:0.0.0.0]', '①⑥⑨.②⑤④.①.①', '0',
  ])('refuses the host %s', (host) => expect(verdict(`http://${host}/x`)).toBe(NOT_CALLED));

  it('refuses every link-local address, in every spelling', () => {
    const guard = guardWith();
    const spelled = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(7)).map(([c, d, how]) => {
      const number = ((169 * 256 + 254) * 256 + c) * 256 + d;
      const groups = `a9fe:${(c * 256 + d).toString(16)}`;
      return [`169.254.${c}.${d}`, String(number), `0x${number.toString(16)}`, `0251.0xfe.${c * 256 + d}`, `[::ffff:${groups}]`, `[::ffff:169.254.${c}.${d}]`, `[64:ff9b::${groups}]`, `[fe80::${groups}]`][how]!;
    });
    fc.assert(fc.property(spelled, (host) => {
      expect(() => guard.admit(`http://${host}:8080/`, BASE)).toThrow(NOT_CALLED);
    }));
  });

  it.each(['127.0.0.1:4000', '[::ffff:127.0.0.1]:4000', '[::ffff:7f00:1]:4000', '2130706433:4000', '127.1:4000'])('refuses ourselves as %s', (host) => expect(verdict(`http://${host}`)).toBe(NOT_CALLED));

  it('refuses every address of this machine when we listen on all of them', () => {
    const everywhere = { ownAddresses: () => [{ host: '0.0.0.0', port: 443 }] };
    expect(verdict('https://127.0.0.9', everywhere)).toBe(NOT_CALLED);
    expect(verdict('https://[::1]/', everywhere)).toBe(NOT_CALLED);
    if (ours !== undefined) expect(verdict(`https://${ours}`, everywhere)).toBe(NOT_CALLED);
    expect(verdict('http://127.0.0.9', everywhere)).toBe('admitted');
    expect(verdict('http://127.0.0.9:5000', { ownAddresses: () => [{ host: 'localhost', port: 5000 }] })).toBe(NOT_CALLED);
  });

  it.each([
    ['ftp://oss.example', 'baseUrl must be an absolute http or https URL of at most 2048 characters.'],
    ['/relative', 'baseUrl must be an absolute http or https URL of at most 2048 characters.'],
    ['http://oss.example/\u0000', 'baseUrl must be an absolute http or https URL of at most 2048 characters.'],
    ['http://a:b@oss.example', 'baseUrl must not hold a user or a password.'],
  ])('refuses %j', (address, words) => expect(verdict(address)).toBe(words));

  it('knows hosts by their names', () => {
    const allowedHosts = ['*.oss.example', '10.0.*', 'one'];
    for (const host of ['a.oss.example', 'A.b.OSS.example.', '10.0.7.1', 'one']) expect(verdict(`http://${host}`, { allowedHosts })).toBe('admitted');
    for (const host of ['oss.example', 'a.oss.example.evil', 'aXoss.example', '10.1.0.1', 'one.two']) expect(verdict(`http://${host}`, { allowedHosts })).toBe(NOT_CALLED);
  });

  it('looks names up', async () => {
    expect(await resolved('http://metadata.example', { resolveName: leadsTo('93.184.216.34', '169.254.169.254') })).toBe(NOT_CALLED);
    expect(await resolved('http://us.example:4000', { resolveName: leadsTo('::ffff:127.0.0.1') })).toBe(NOT_CALLED);
    expect(await resolved('http://us.example', { resolveName: leadsTo('127.0.0.1') })).toBe('resolved');
    expect(await resolved('http://nobody.example', { resolveName: (_host, _options, done) => done(new Error('unknown'), []) })).toBe('resolved');
    expect(await resolved('http://silent.example', { resolveName: () => undefined, resolveTimeoutMs: 10 })).toBe('resolved');
  });
});

describe('its agent', () => {
  let port = 0;
  let tlsPort = 0;
  let heard = 0;
  beforeAll(async () => {
    const server = createServer((_, response) => void (heard++, response.end('hello')));
    const secure = createTlsServer(SELF_SIGNED, (_, response) => void response.end('secret'));
    for (const one of [server, secure]) await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
    [port, tlsPort] = [server, secure].map((one) => (one.address() as AddressInfo).port) as [number, number];
    servers.push(server, secure as unknown as Server);
  });
  const get = async (url: string, options?: Partial<PeerGuardOptions>): Promise<string> => (await request(url, { dispatcher: guardWith(options).agent })).body.text();

  it('connects to the address that was checked', async () => {
    expect(await get(`http://oss.example:${port}`, { resolveName: leadsTo('127.0.0.1') })).toBe('hello');
    expect(await get(`http://127.0.0.1:${port}`)).toBe('hello');
  });

  it('connects to no other, whatever the name leads to by then', async () => {
    const before = heard;
    const own = { ownAddresses: () => [{ host: '127.0.0.1', port }] };
    await expect(get(`http://oss.example:${port}`, { ...own, resolveName: leadsTo('127.0.0.1') })).rejects.toMatchObject({ code: 'REFUSED_ADDRESS' });
    await expect(get(`http://127.0.0.1:${port}`, own)).rejects.toMatchObject({ code: 'REFUSED_ADDRESS' });
    await expect(get('http://oss.example', { resolveName: leadsTo('93.184.216.34', 'fe80::1') })).rejects.toMatchObject({ code: 'REFUSED_ADDRESS' });
    await expect(get('http://oss.example', { resolveName: leadsTo() })).rejects.toMatchObject({ code: 'REFUSED_ADDRESS' });
    await expect(get('http://169.254.169.254/latest')).rejects.toMatchObject({ code: 'REFUSED_ADDRESS' });
    await expect(get(`http://127.0.0.1:${port}`, { allowedHosts: ['oss.example'] })).rejects.toMatchObject({ code: 'REFUSED_ADDRESS' });
    expect(heard).toBe(before);
  });

  it('tells apart why there is no connection', async () => {
    await expect(get('http://oss.example', { resolveName: (_host, _options, done) => done(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []) })).rejects.toMatchObject({ code: 'ENOTFOUND' });
    await expect(get('http://oss.example', { resolveName: () => undefined, connectTimeoutMs: 50 })).rejects.toMatchObject({ code: 'UND_ERR_CONNECT_TIMEOUT' });
  });

  it('looks at certificates, but for hosts that are named', async () => {
    await expect(get(`https://127.0.0.1:${tlsPort}`)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    await expect(get(`https://127.0.0.1:${tlsPort}`, { insecureHosts: ['127.0.0.2'] })).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(await get(`https://127.0.0.1:${tlsPort}`, { insecureHosts: ['127.0.0.*'] })).toBe('secret');
  });
});
