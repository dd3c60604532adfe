import 'reflect-metadata';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { collectLog } from '../../../../test/support/log.js';
import type { Refusal } from '../../../kernel/refusal.js';
import { createPeer } from '../../../outbound/http.js';
import type { DeviceDirectory, DeviceKey } from './device.types.js';
import { remoteDirectory } from './remote-directory.source.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Heard {
  readonly line: string;
  readonly body: unknown;
  readonly correlator: unknown;
}

const log = collectLog();

/** A directory elsewhere that answers as it is told. */
async function elsewhere(answer: (response: ServerResponse, body: unknown) => void, timeoutMs = 2_000): Promise<{ directory: DeviceDirectory; heard: Heard[] }> {
  const heard: Heard[] = [];
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body: unknown = JSON.parse(await text(request));
    heard.push({ line: `${request.method} ${request.url}`, body, correlator: request.headers['x-correlator'] });
    answer(response, body);
  }
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const peer = createPeer({ name: 'device directory', baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/devices/v1`, timeoutMs, log });
  closers.push(async () => {
    await peer.close();
    server.closeAllConnections();
    server.close();
  });
  return { directory: remoteDirectory({ peer }), heard };
}

const json = (status: number, body: unknown) => (response: ServerResponse) => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const call = { signal: new AbortController().signal, correlator: 'corr-1' };
const phone: DeviceKey = { kind: 'phoneNumber', phoneNumber: '+351910000001' };
const refusalOf = (work: Promise<unknown>): Promise<Refusal> =>
  work.then(
    () => expect.fail('It was not refused.'),
    (thrown: unknown) => thrown as Refusal,
  );

describe('a directory elsewhere', () => {
  it.each<[DeviceKey, object]>([
    [phone, { phoneNumber: '+351910000001' }],
    [{ kind: 'subject', subject: 'alice' }, { subject: 'alice' }],
    [{ kind: 'ipv6Address', ipv6Address: '2001:db8::1' }, { ipv6Address: '2001:db8::1' }],
    [{ kind: 'ipv4Address', publicAddress: '198.51.100.1', privateAddress: null, publicPort: 0 }, { ipv4Address: { publicAddress: '198.51.100.1', publicPort: 0 } }],
    [{ kind: 'ipv4Address', publicAddress: '198.51.100.1', privateAddress: '10.0.0.1', publicPort: null }, { ipv4Address: { publicAddress: '198.51.100.1', privateAddress: '10.0.0.1' } }],
  ])('is asked in the body, never in the address', async (key, body) => {
    const { directory, heard } = await elsewhere(json(404, {}));
    expect(await directory.find(key, call)).toBeUndefined();
    expect(heard).toEqual([{ line: 'POST /devices/v1/retrieve-device', body, correlator: 'corr-1' }]);
  });

  it('tells a device; what it leaves out is not known', async () => {
    const full = { id: 'imsi-1', phoneNumber: '+351910000001', publicAddress: '198.51.100.1', privateAddress: '10.0.0.1', publicPort: 7, ipv6Address: '2001:DB8:0::1', country: 'PT', network: '26801', services: ['quality-on-demand', 'telepathy'], edgeCloudZones: ['z1'], battery: 'low' };
    const { directory } = await elsewhere((response, body) => json(200, 'phoneNumber' in (body as object) ? full : { id: 'imsi-2', country: null, services: [] })(response));
    const { battery: _battery, ...known } = full;
    expect(await directory.find(phone, call)).toEqual({ ...known, ipv6Address: '2001:db8::1', services: ['quality-on-demand'] });
    const nothing = { phoneNumber: null, publicAddress: null, privateAddress: null, publicPort: null, ipv6Address: null, country: null, network: null, edgeCloudZones: [] };
    expect(await directory.find({ kind: 'subject', subject: 'bob' }, call)).toEqual({ id: 'imsi-2', services: [], ...nothing });
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ['a device without an id', json(200, { services: [] }), 'BAD_GATEWAY'],
    ['a device without services', json(200, { id: 'd' }), 'BAD_GATEWAY'],
    ['a device in no country that there is', json(200, { id: 'd', services: [], country: 'Portugal' }), 'BAD_GATEWAY'],
    ['a text', (response) => void response.end('hello'), 'BAD_GATEWAY'],
    ['an error of its own', json(500, { message: 'for +351910000001' }), 'BAD_GATEWAY'],
    ['that we are not welcome', json(401, {}), 'BAD_GATEWAY'],
    ['that there is too much to do', json(429, {}), 'UNAVAILABLE'],
    ['nothing at all', (response) => void response.destroy(), 'BAD_GATEWAY'],
  ])('that answers %s is a failure of ours, not of the caller', async (_what, answer, code) => {
    const { directory } = await elsewhere(answer);
    const refusal = await refusalOf(directory.find(phone, call));
    expect(refusal.code).toBe(code);
    expect(`${refusal.message} ${String(refusal.cause)}`).not.toContain('351910000001');
  });

  it('that says nothing costs the deadline', async () => {
    const { directory } = await elsewhere(() => undefined, 300);
    const started = performance.now();
    expect((await refusalOf(directory.find(phone, call))).code).toBe('TIMEOUT');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('is not waited for by a caller who has left', async () => {
    const { directory } = await elsewhere(() => undefined);
    const leaving = new AbortController();
    const found = refusalOf(directory.find(phone, { ...call, signal: leaving.signal }));
    leaving.abort();
    expect((await found).code).toBe('TIMEOUT');
  });

  it('is nowhere named in the log with a device', () => {
    expect(log.lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(log.lines)).not.toMatch(/351910000001|198\.51\.100|2001:db8/i);
  });
});
