import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../src/kernel/refusal.js';
import { createSrm } from '../../src/modules/edge/srm.source.js';
import type { SrmCall, SrmManifest, SrmSource } from '../../src/modules/edge/srm.types.js';
import { createPeer } from '../../src/outbound/http.js';
import { isDefinite } from '../../src/outbound/peer-answers.js';
import { startSandboxSrm, type SandboxSrm, type SrmFaults } from '../../src/sandbox/srm.js';

const TIMEOUT_MS = 800;
/** What a loaded machine may add to a deadline. */
const SLACK_MS = 600;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const lines: object[] = [];
const note = (fields: object): void => void lines.push(fields);
const log = { debug: note, info: note, warn: note, error: note };

async function aWorld(generation: 'A' | 'B', faults: SrmFaults = {}): Promise<{ sandbox: SandboxSrm; srm: SrmSource }> {
  const sandbox = await startSandboxSrm({ generation, faults });
  const srm = createSrm({ peer: createPeer({ name: 'SRM', baseUrl: sandbox.url, timeoutMs: TIMEOUT_MS, log }), timeoutMs: TIMEOUT_MS });
  closers.push(() => srm.close(), () => sandbox.close());
  return { sandbox, srm };
}

const call = (correlator = 'faults'): SrmCall => ({ signal: new AbortController().signal, correlator });

const SECRET = 'planted-registry-secret';
const aManifest = (): SrmManifest => ({
  appId: randomUUID(),
  name: 'shop',
  appProvider: 'Provider_1',
  version: '1.0',
  packageType: 'CONTAINER',
  appRepo: { type: 'PRIVATEREPO', imagePath: 'https://registry.example/shop:1', credentials: SECRET },
  componentSpec: [{ componentName: 'front', networkInterfaces: [{ interfaceId: 'http', protocol: 'TCP', port: 8080, visibilityType: 'VISIBILITY_EXTERNAL' }] }],
});

async function refusalOf(work: Promise<unknown>, limitMs: number): Promise<Refusal> {
  const from = performance.now();
  const error: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
  expect(performance.now() - from).toBeLessThan(limitMs + SLACK_MS);
  expect(error).toBeInstanceOf(Refusal);
  const refusal = error as Refusal;
  expect(refusal.message).not.toMatch(/http|127\.0\.0\.1|ECONN|something went wrong/);
  return refusal;
}

const FAULTS: readonly (readonly [string, SrmFaults, string, boolean])[] = [
  ['refused', { refuse: true }, 'UNAVAILABLE', true],
  ['silent', { silent: true }, 'TIMEOUT', false],
  ['slow', { latencyMs: 5000 }, 'TIMEOUT', false],
  ['trickling', { trickle: true }, 'TIMEOUT', false],
  ['500', { status: 500 }, 'BAD_GATEWAY', false],
  ['503', { status: 503 }, 'BAD_GATEWAY', false],
  ['400', { status: 400 }, 'INVALID_ARGUMENT', true],
  ['401', { status: 401 }, 'BAD_GATEWAY', true],
  ['429', { status: 429 }, 'UNAVAILABLE', true],
  ['malformed', { malformed: true }, 'BAD_GATEWAY', false],
  ['oversized', { oversized: true }, 'BAD_GATEWAY', false],
  ['cut off', { cut: true }, 'BAD_GATEWAY', false],
];

describe.each(['A', 'B'] as const)('an SRM of generation %s that is', (generation) => {
  it.each(FAULTS)('%s refuses a registration with the documented code, in time', async (_, faults, code, definite) => {
    const { srm } = await aWorld(generation, faults);
    const refusal = await refusalOf(srm.registerApp(aManifest(), call()), TIMEOUT_MS);
    expect(refusal.code).toBe(code);
    expect(isDefinite(refusal)).toBe(definite);
    expect(refusal.retryAfter !== undefined).toBe(code === 'UNAVAILABLE');
  });

  it.each(FAULTS)('%s refuses a deployment with the documented code, in three times the time', async (_, faults, code, definite) => {
    const { sandbox, srm } = await aWorld(generation);
    const { upstreamId: upstreamAppId } = await srm.registerApp(aManifest(), call());
    const [zone] = await srm.zones(call());
    await sandbox.set(faults);
    // A write onto a connection that closes in that very moment counts as sent; let the client see the end first.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const refusal = await refusalOf(srm.deploy({ upstreamAppId, zone: zone! }, call()), 3 * TIMEOUT_MS);
    expect(refusal.code).toBe(code);
    expect(isDefinite(refusal)).toBe(definite);
  });

  it.each(FAULTS)('%s fails reads and health with a gateway code, in time', async (_, faults, code) => {
    const { srm } = await aWorld(generation, faults);
    const expected = code === 'INVALID_ARGUMENT' ? 'BAD_GATEWAY' : code;
    const reads = [srm.zones(call()), srm.instances(call()), srm.check(), srm.findApp({ appId: randomUUID(), name: 'x' }, call())];
    for (const refusal of await Promise.all(reads.map((read) => refusalOf(read, TIMEOUT_MS)))) expect(refusal.code).toBe(expected);
  });

  // A removal's answer has no body to be malformed or too large.
  it.each(FAULTS.filter(([, { malformed, oversized }]) => !malformed && !oversized))('%s does not let a removal pass for done', async (_, faults, code) => {
    const { sandbox, srm } = await aWorld(generation);
    const { upstreamId } = await srm.registerApp(aManifest(), call());
    await sandbox.set(faults);
    const expected = code === 'INVALID_ARGUMENT' ? 'BAD_GATEWAY' : code;
    const removals = [srm.deregisterApp(upstreamId, call()), srm.undeploy('x1', call())];
    for (const refusal of await Promise.all(removals.map((removal) => refusalOf(removal, TIMEOUT_MS)))) expect(refusal.code).toBe(expected);
  });

  it('of the other generation than before is understood all the same', async () => {
    const { sandbox, srm } = await aWorld(generation);
    const [zone] = await srm.zones(call());
    await srm.instances(call());
    await sandbox.set({ wrongGeneration: true });
    const manifest = aManifest();
    const { upstreamId } = await srm.registerApp(manifest, call());
    await srm.deploy({ upstreamAppId: upstreamId, zone: zone! }, call());
    expect(await srm.findApp({ appId: manifest.appId, name: manifest.name }, call())).toBe(upstreamId);
    expect(await srm.instances(call())).toHaveLength(1);
    expect(srm.generation()).toBe(generation === 'A' ? 'B' : 'A');
    await srm.deregisterApp(upstreamId, call());
    expect(sandbox.apps.size).toBe(0);
  });
});

describe('an outcome that is not known', () => {
  it.each([
    ['silence', { silent: true, done: true }],
    ['a 500', { status: 500, done: true }],
    ['a broken connection', { cut: true }],
  ] as const)('after %s can be found out', async (_, faults) => {
    const { sandbox, srm } = await aWorld('B', { ...faults, only: 'POST' });
    const { appId, name, ...rest } = aManifest();
    expect(isDefinite(await refusalOf(srm.registerApp({ appId, name, ...rest }, call()), TIMEOUT_MS))).toBe(false);
    expect(await srm.findApp({ appId, name }, call())).toBe(appId);
    expect(sandbox.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('of generation A’s removal is settled by looking', async () => {
    const { sandbox, srm } = await aWorld('A');
    const { upstreamId } = await srm.registerApp(aManifest(), call());
    await srm.deregisterApp(upstreamId, call());
    expect(sandbox.requests.map(({ method }) => method)).toEqual(['POST', 'DELETE', 'GET']);

    const again = await srm.registerApp(aManifest(), call());
    await sandbox.set({ status: 500, only: 'DELETE' });
    const refusal = await refusalOf(srm.deregisterApp(again.upstreamId, call()), TIMEOUT_MS);
    expect(refusal.code).toBe('BAD_GATEWAY');
    expect(isDefinite(refusal)).toBe(false);
    expect(sandbox.apps.size).toBe(1);
  });
});

it('a silent SRM is left alone after five calls, and asked again later', async () => {
  const { sandbox, srm } = await aWorld('B', { silent: true });
  for (let i = 0; i < 5; i++) expect((await refusalOf(srm.zones(call()), TIMEOUT_MS)).code).toBe('TIMEOUT');
  const refusal = await refusalOf(srm.zones(call()), 0);
  expect(refusal.code).toBe('UNAVAILABLE');
  expect(refusal.retryAfter).toBeGreaterThanOrEqual(1);
  expect(sandbox.requests).toHaveLength(5);
  expect(srm.state()).toMatchObject({ ok: false, reason: 'timeout' });
});

it('sends credentials and correlator with the registration, and tells neither log nor error of the secret', async () => {
  const { sandbox, srm } = await aWorld('B', { status: 400 });
  const refusal = await refusalOf(srm.registerApp(aManifest(), call('corr-1')), TIMEOUT_MS);
  expect(sandbox.requests[0]).toMatchObject({ headers: { 'x-correlator': 'corr-1' }, body: { appRepo: { credentials: SECRET } } });
  await sandbox.set({ cut: true });
  const broken = await refusalOf(srm.registerApp(aManifest(), call()), TIMEOUT_MS);
  const told = [refusal, broken].flatMap((one) => [one.message, String(one.cause), JSON.stringify(one), JSON.stringify(one.cause)]);
  expect(told.join() + JSON.stringify(lines)).not.toContain(SECRET);
});

it('encodes ids', async () => {
  const { sandbox, srm } = await aWorld('B');
  await srm.undeploy('a/../b?c', call());
  expect(sandbox.requests[0]?.path).toBe('/deployedServiceFunction/a%2F..%2Fb%3Fc');
});
