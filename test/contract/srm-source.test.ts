import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../src/kernel/refusal.js';
import { createSrm } from '../../src/modules/edge/srm.source.js';
import { fakeSrm } from '../../src/modules/edge/srm.source.fake.js';
import type { SrmCall, SrmManifest, SrmSource } from '../../src/modules/edge/srm.types.js';
import { createPeer } from '../../src/outbound/http.js';
import { isDefinite } from '../../src/outbound/peer-answers.js';
import { startSandboxSrm, type SandboxSrmOptions } from '../../src/sandbox/srm.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

const sandboxed = (options: SandboxSrmOptions) => async (): Promise<SrmSource> => {
  const sandbox = await startSandboxSrm(options);
  const source = createSrm({ peer: createPeer({ name: 'SRM', baseUrl: sandbox.url, timeoutMs: 5000, log: quiet }) });
  closers.push(() => source.close(), () => sandbox.close());
  return source;
};

const call = (): SrmCall => ({ signal: new AbortController().signal, correlator: 'contract' });

const aManifest = (name = 'shop'): SrmManifest => ({
  appId: randomUUID(),
  name,
  appProvider: 'Provider_1',
  version: '1.0',
  packageType: 'CONTAINER',
  appRepo: { type: 'PRIVATEREPO', imagePath: `https://registry.example/${name}:1`, credentials: 's3cret' },
  componentSpec: [{ componentName: 'front', networkInterfaces: [{ interfaceId: 'http', protocol: 'TCP', port: 8080, visibilityType: 'VISIBILITY_EXTERNAL' }] }],
});

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const error: unknown = await work.then(() => undefined, (thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
}

describe.each([
  ['fake A', 'A', () => Promise.resolve<SrmSource>(fakeSrm({ generation: 'A' }))],
  ['fake B', 'B', () => Promise.resolve<SrmSource>(fakeSrm({ generation: 'B' }))],
  ['HTTP to a generation A', 'A', sandboxed({ generation: 'A' })],
  ['HTTP to a generation B', 'B', sandboxed({ generation: 'B' })],
  ['HTTP to a generation B on Kubernetes', 'B', sandboxed({ generation: 'B', onePerApp: true })],
] as const)('SRM source (%s)', (_, generation, make) => {
  it('lists zones in our words', async () => {
    const srm = await make();
    const zones = await srm.zones(call());
    expect(zones.length).toBeGreaterThan(1);
    for (const zone of zones) expect(zone).toEqual({ id: expect.any(String), name: expect.any(String), provider: expect.any(String), region: zone.region, status: expect.stringMatching(/^(active|inactive)$/) });
    expect(zones.map(({ status }) => status)).toContain('inactive');
    await expect(srm.check()).resolves.toBeUndefined();
    expect(srm.state().ok).toBe(true);
  });

  it('registers, finds and deregisters an app', async () => {
    const srm = await make();
    const manifest = aManifest();
    const { appId, name } = manifest;
    expect(await srm.findApp({ appId, name }, call())).toBeUndefined();
    const { upstreamId } = await srm.registerApp(manifest, call());
    expect(await srm.findApp({ appId, name, upstreamId }, call())).toBe(upstreamId);
    expect(await srm.findApp({ appId, name }, call())).toBe(upstreamId);
    expect(await srm.findApp({ appId, name, imagePath: manifest.appRepo.imagePath }, call())).toBe(upstreamId);
    expect(await srm.findApp({ appId: randomUUID(), name: 'another' }, call())).toBeUndefined();
    expect(await srm.findApp({ appId: randomUUID(), name, imagePath: 'https://registry.example/other:1' }, call())).toBeUndefined();
    await srm.deregisterApp(upstreamId, call());
    expect(await srm.findApp({ appId, name, upstreamId }, call())).toBeUndefined();
    expect(await srm.findApp({ appId, name }, call())).toBeUndefined();
    await expect(srm.deregisterApp(upstreamId, call())).resolves.toBeUndefined();
  });

  it('refuses an app that is there already, for certain and without repeating secrets', async () => {
    const srm = await make();
    const manifest = aManifest();
    await srm.registerApp(manifest, call());
    const refusal = await refusalOf(srm.registerApp(manifest, call()));
    expect(refusal).toMatchObject({ code: 'ALREADY_EXISTS', message: 'The SRM has such an app already.' });
    expect(isDefinite(refusal)).toBe(true);
    expect(String(refusal.cause)).not.toContain('s3cret');
  });

  it('deploys, shows and removes an instance', async () => {
    const srm = await make();
    const [zone] = await srm.zones(call());
    expect(await srm.instances(call())).toEqual([]);
    const { upstreamId: upstreamAppId } = await srm.registerApp(aManifest(), call());
    const { upstreamId } = await srm.deploy({ upstreamAppId, zone: zone! }, call());
    const [instance, ...others] = await srm.instances(call());
    expect(others).toEqual([]);
    expect(instance).toEqual({ upstreamId, status: expect.stringMatching(/^(instantiating|unknown)$/), endpoints: [], ...(generation === 'B' && { upstreamAppId }) });
    await srm.undeploy(upstreamId, call());
    expect(await srm.instances(call())).toEqual([]);
    await expect(srm.undeploy(upstreamId, call())).resolves.toBeUndefined();
  });

  it('refuses to deploy an unknown app, for certain', async () => {
    const srm = await make();
    const [zone] = await srm.zones(call());
    const refusal = await refusalOf(srm.deploy({ upstreamAppId: '65f0c0ffee65f0c0ffee65f0', zone: zone! }, call()));
    expect(refusal.code).toBe('NOT_FOUND');
    expect(isDefinite(refusal)).toBe(true);
  });

  it('does not deploy an app twice in a zone', async () => {
    const srm = await make();
    const [zone] = await srm.zones(call());
    const { upstreamId: upstreamAppId } = await srm.registerApp(aManifest(), call());
    await srm.deploy({ upstreamAppId, zone: zone! }, call());
    const refusal = await refusalOf(srm.deploy({ upstreamAppId, zone: zone! }, call()));
    // Generation A puts an error text in the place of the id: whether it did something is not said.
    expect(refusal.code).toBe(generation === 'A' ? 'BAD_GATEWAY' : 'ALREADY_EXISTS');
    expect(isDefinite(refusal)).toBe(generation === 'B');
    expect(await srm.instances(call())).toHaveLength(1);
  });

  it('knows its generation once an answer has told', async () => {
    const srm = await make();
    await srm.instances(call());
    expect(srm.generation()).toBe(generation);
    expect(srm.state()).toMatchObject({ ok: true, generation });
  });

  it('does nothing for a caller who has left', async () => {
    const srm = await make();
    const refusal = await refusalOf(srm.registerApp(aManifest(), { signal: AbortSignal.abort(), correlator: 'contract' }));
    expect(refusal.code).toBe('TIMEOUT');
    expect(isDefinite(refusal)).toBe(true);
  });
});
