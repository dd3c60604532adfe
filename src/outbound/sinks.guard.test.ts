import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refusal } from '../kernel/refusal.js';
import { createSinkGuard, PrivateNetwork, type ResolveName, type SinkGuardOptions } from './sinks.guard.js';

const SINK = { name: 'sink', code: 'INVALID_SINK', field: 'subscription.sink' } as const;
const guardWith = (options: Partial<SinkGuardOptions> = {}) => createSinkGuard({ allowedHosts: [], allowLoopback: false, ...options });

/** What the guard says to an address: `admitted`, or the sentence of the refusal. */
function verdict(sink: string, options: Partial<SinkGuardOptions> = {}): string {
  try {
    guardWith(options).admit(sink, SINK);
    return 'admitted';
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    expect(thrown).toMatchObject({ code: 'INVALID_SINK', field: 'subscription.sink' });
    return thrown.message;
  }
}

const INSIDE = 'sink must not lead into a private network.';
const NO_HTTPS = 'sink must be an https address.';

describe('the sink guard, asked whether an address may be called', () => {
  it.each([
    'https://consumer.example/events', 'https://consumer.example:8443/', 'https://8.8.8.8/', 'https://[2a00:1450:4001::1]/', 'https://100.63.255.255/', 'https://100.128.0.1/',
    'https://172.15.0.1/', 'https://172.32.0.1/', 'https://notlocalhost/', 'https://localhost.example/',
  ])('admits %s', (sink) => expect(verdict(sink)).toBe('admitted'));

  it.each([
    '10.0.0.1', '127.0.0.1', '127.255.255.254', '0.0.0.0', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '100.127.255.255',
    '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '192.0.2.1',
    // The same in other clothes
    '2130706433', '0177.0.0.1', '0x7f000001', '0x7f.1', '127.1', '0', '127.0.0.1.', '127.0.0.1..', '%31%30.0.0.1', '①②⑦.⓪.⓪.①',
    '[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[::ffff:10.0.0.1]', '[::ffff:7f00:1]', '[::ffff:8.8.8.8]', '[::10.0.0.1]', '[64:ff9b::10.0.0.1]', '[2002:a00:1::]', '[2001::1]',
    '[::ffff:0:10.0.0.1]', '[fc00::1]', '[fd12:3456::1]', '[fe80::1]', '[fec0::1]', '[ff02::1]', '[2001:db8::1]', '[3fff::1]', '[5f00::1]',
    'localhost', 'LOCALHOST', 'localhost.', 'localhost..', 'metadata.localhost', 'x.LocalHost.',
  ])('refuses the host %s', (host) => expect(verdict(`https://${host}/events`)).toBe(INSIDE));

  it.each([
    ['http://consumer.example/', NO_HTTPS],
    ['ftp://consumer.example/', NO_HTTPS],
    ['file:///etc/passwd', NO_HTTPS],
    ['javascript:alert(1)', NO_HTTPS],
    ['http://127.0.0.1/', NO_HTTPS],
    ['https://user@consumer.example/', 'sink must not hold a user or a password; use sinkCredential.'],
    ['https://:password@consumer.example/', 'sink must not hold a user or a password; use sinkCredential.'],
    ['/events', 'sink must be an absolute URI of at most 2048 characters.'],
    ['https://', 'sink must be an absolute URI of at most 2048 characters.'],
    ['https://[fe80::1%25eth0]/', 'sink must be an absolute URI of at most 2048 characters.'],
    [`https://consumer.example/${'x'.repeat(2048)}`, 'sink must be an absolute URI of at most 2048 characters.'],
    ['https://consumer.example/\u0000', 'sink must be an absolute URI of at most 2048 characters.'],
    ['https://consumer.example/\ud800', 'sink must be an absolute URI of at most 2048 characters.'],
  ])('refuses %s', (sink, sentence) => expect(verdict(sink)).toBe(sentence));

  it('admits loopback in the sandbox, by http too, and nothing else that is private', () => {
    const sandbox = { allowLoopback: true };
    for (const sink of ['http://localhost:4000/', 'http://localhost./', 'http://127.0.0.1:1/', 'http://[::1]:1/', 'https://localhost/', 'https://127.9.9.9/']) expect(verdict(sink, sandbox)).toBe('admitted');
    for (const sink of ['https://10.0.0.1/', 'https://169.254.169.254/', 'https://0.0.0.0/', 'https://[::]/']) expect(verdict(sink, sandbox)).toBe(INSIDE);
    for (const sink of ['http://10.0.0.1/', 'http://0.0.0.0/', 'http://consumer.example/', 'http://127.0.0.1.example/', 'http://x.localhost/']) expect(verdict(sink, sandbox)).toBe(NO_HTTPS);
  });

  it('admits the hosts of the configuration in each of their forms, by https alone', () => {
    const options = { allowedHosts: ['10.0.0.7', 'fd00:0::7', '[fd00::8]', 'localhost', 'Sinks.Internal.'] };
    for (const host of ['10.0.0.7', '10.7', '[fd00::7]', '[fd00:0:0::8]', 'localhost', 'LOCALHOST.', 'sinks.internal', 'sinks.internal.']) expect(verdict(`https://${host}/`, options)).toBe('admitted');
    for (const host of ['10.0.0.8', '[fd00::9]', 'a.localhost', '127.0.0.1']) expect(verdict(`https://${host}/`, options)).toBe(INSIDE);
    expect(verdict('http://10.0.0.7/', options)).toBe(NO_HTTPS);
  });

  it('refuses each address of the private networks, whatever way it is written', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const inside = fc.oneof(
      fc.tuple(fc.constantFrom(0, 10, 127), octet, octet, octet),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
      fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
      fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
      fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
      fc.tuple(fc.integer({ min: 224, max: 255 }), octet, octet, octet),
    );
    const forms = ([a, b, c, d]: readonly [number, number, number, number]): string[] => {
      const whole = ((a * 256 + b) * 256 + c) * 256 + d;
      const plain = `${a}.${b}.${c}.${d}`;
      return [plain, `${plain}.`, String(whole), `0x${whole.toString(16)}`, [a, b, c, d].map((part) => `0${part.toString(8)}`).join('.'), `${a}.${b}.${c * 256 + d}`, `[::ffff:${plain}]`, `[::${plain}]`];
    };
    fc.assert(fc.property(inside, (address) => forms(address).every((host) => verdict(`https://${host}/`) === INSIDE)));
  });
});

describe('the sink guard, asked where a name leads', () => {
  const leadsTo = (...addresses: readonly string[]): ResolveName => (_host, _options, done) => done(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  const resolve = (sink: string, options: Partial<SinkGuardOptions>) => guardWith(options).resolve(sink, SINK).then(({ href }) => href);

  it.each([
    ['loopback', ['127.0.0.1']],
    ['loopback in IPv6', ['::1']],
    ['mapped loopback', ['::ffff:127.0.0.1']],
    ['a private network', ['10.0.0.1', 'fd00::1']],
    ['the metadata service among public addresses', ['8.8.8.8', '169.254.169.254']],
  ])('refuses a name that leads to %s', async (_what, addresses) => {
    await expect(resolve('https://sink.example/', { resolveName: leadsTo(...addresses) })).rejects.toMatchObject({ code: 'INVALID_SINK', field: 'subscription.sink', message: INSIDE });
  });

  it('admits a public address, loopback in the sandbox, and a name of the configuration wherever it leads', async () => {
    expect(await resolve('https://sink.example/', { resolveName: leadsTo('8.8.8.8', '2a00:1450:4001::1') })).toBe('https://sink.example/');
    expect(await resolve('https://sink.example/', { resolveName: leadsTo('127.0.0.1'), allowLoopback: true })).toBe('https://sink.example/');
    expect(await resolve('https://sink.internal./', { resolveName: leadsTo('10.0.0.1'), allowedHosts: ['sink.internal'] })).toBe('https://sink.internal./');
  });

  it('looks no address up, and refuses what has the wrong form before it asks', async () => {
    const asked: string[] = [];
    const resolveName: ResolveName = (host, _options, done) => (asked.push(host), done(null, []));
    expect(await resolve('https://8.8.8.8/', { resolveName })).toBe('https://8.8.8.8/');
    for (const sink of ['http://sink.example/', 'https://10.0.0.1/']) await expect(resolve(sink, { resolveName })).rejects.toMatchObject({ code: 'INVALID_SINK' });
    expect(asked).toEqual([]);
  });

  it('lets a name through that leads nowhere now, or for which there is no answer in time', async () => {
    expect(await resolve('https://sink.example/', { resolveName: (_host, _options, done) => done(new Error('no such name'), []) })).toBe('https://sink.example/');
    const start = performance.now();
    expect(await resolve('https://sink.example/', { resolveName: () => undefined, resolveTimeoutMs: 60 })).toBe('https://sink.example/');
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

describe('the agent of the sink guard', () => {
  let connections = 0;
  const server = createServer((_request, response) => response.writeHead(204, { connection: 'close' }).end());
  server.on('connection', () => (connections += 1));
  let port = 0;

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => server.close());

  const resolvesTo = (asked: string[], ...answers: readonly (readonly string[])[]): ResolveName => {
    const left = [...answers];
    return (host, _options, done) => {
      asked.push(host);
      done(null, (left.shift() ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
    };
  };

  async function post(url: string, options: Partial<SinkGuardOptions>): Promise<number> {
    const guard = guardWith(options);
    try {
      const { statusCode, body } = await request(url, { method: 'POST', body: '{}', dispatcher: guard.agent });
      await body.dump();
      return statusCode;
    } finally {
      await guard.agent.close();
    }
  }

  it('connects to the address that it has checked, and asks once', async () => {
    const asked: string[] = [];
    const before = connections;
    expect(await post(`http://sink.example:${port}/`, { allowLoopback: true, resolveName: resolvesTo(asked, ['127.0.0.1'], ['10.0.0.1']) })).toBe(204);
    expect([asked, connections - before]).toEqual([['sink.example'], 1]);
  });

  it.each([
    ['loopback', ['127.0.0.1']],
    ['loopback in IPv6', ['::1']],
    ['mapped loopback', ['::ffff:127.0.0.1']],
    ['link-local with a zone', ['fe80::1%eth0']],
    ['the metadata service among public addresses', ['8.8.8.8', '169.254.169.254']],
    ['nothing', []],
    ['no address', ['sink.internal']],
  ])('connects to nothing when a name leads to %s', async (_what, addresses) => {
    const before = connections;
    await expect(post(`http://sink.example:${port}/`, { resolveName: resolvesTo([], addresses) })).rejects.toBeInstanceOf(PrivateNetwork);
    expect(connections).toBe(before);
  });

  it('reaches a private address under a name that is allowed, also with the dot of the root', async () => {
    const allowedHosts = ['sink.internal'];
    for (const host of ['sink.internal', 'sink.internal.']) expect(await post(`http://${host}:${port}/`, { allowedHosts, resolveName: resolvesTo([], ['127.0.0.1']) })).toBe(204);
  });

  it('passes on that there is no such name', async () => {
    const resolveName: ResolveName = (_host, _options, done) => done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), []);
    await expect(post('http://sink.example/', { resolveName })).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});
