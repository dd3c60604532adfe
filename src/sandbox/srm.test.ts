import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SANDBOX_ZONES, startSandboxSrm, type SandboxSrm, type SandboxSrmOptions } from './srm.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(options: SandboxSrmOptions): Promise<SandboxSrm> {
  const srm = await startSandboxSrm(options);
  closers.push(() => srm.close());
  return srm;
}

interface Said {
  readonly status: number;
  readonly json: unknown;
}

async function say(srm: SandboxSrm, method: string, path: string, body?: unknown): Promise<Said> {
  const answer = await fetch(srm.url + path, { method, ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) });
  const text = await answer.text();
  return { status: answer.status, json: text === '' ? undefined : JSON.parse(text) };
}

const APP_ID = '5b1f6a7e-30c4-4f6e-9c8e-6a2f5c0d9e11';

const aManifest = (name = 'shop', appId = APP_ID): object => ({
  appId,
  name,
  appProvider: 'Provider_1',
  version: '1.0',
  packageType: 'CONTAINER',
  appRepo: { type: 'PRIVATEREPO', imagePath: 'https://registry.example/shop:1', credentials: 's3cret' },
  requiredResources: { infraKind: 'container' },
  componentSpec: [{ componentName: 'front', networkInterfaces: [{ interfaceId: 'http', protocol: 'TCP', port: 8080, visibilityType: 'VISIBILITY_EXTERNAL' }] }],
});

const placing = (appId: string, zone = 0): object => {
  const { edgeCloudZoneId, edgeCloudZoneName, edgeCloudProvider } = SANDBOX_ZONES[zone]!;
  return { appId, appZones: [{ EdgeCloudZone: { edgeCloudZoneId, edgeCloudZoneName, edgeCloudProvider } }] };
};

const idIn = (said: Said, member: 'appId' | 'appInstanceId'): string => (said.json as Record<string, string>)[member]!;

describe('generation A', () => {
  it('answers as documented for it, traps included', async () => {
    const srm = await start({ generation: 'A', settleMs: [0, 0] });
    expect(srm.url).toMatch(/\/piedge-connector\/2\.0\.0$/);
    const registered = await say(srm, 'POST', '/serviceFunction', aManifest());
    expect(registered.status).toBe(200);
    const id = idIn(registered, 'appId');
    expect(id).toMatch(/^[0-9a-f]{24}$/);
    expect(await say(srm, 'POST', '/serviceFunction', aManifest())).toEqual({ status: 200, json: 'Service function already exists in the catalogue' });
    expect((await say(srm, 'POST', '/serviceFunction', { name: 'x' })).status).toBe(500);
    const bare = { appId: id, name: 'shop', packageType: 'CONTAINER', appRepo: { imagePath: 'https://registry.example/shop:1' }, componentSpec: [{ componentName: 'shop', networkInterfaces: [{ protocol: 'TCP', port: 8080 }] }] };
    expect(await say(srm, 'GET', `/serviceFunction/${id}`)).toEqual({ status: 200, json: bare });
    expect(await say(srm, 'GET', '/serviceFunction')).toEqual({ status: 200, json: [bare] });
    expect(await say(srm, 'GET', '/serviceFunction/000')).toEqual({ status: 200, json: [] });

    const placed = await say(srm, 'POST', '/deployedServiceFunction', placing(id));
    expect(placed.status).toBe(200);
    expect(idIn(await say(srm, 'POST', '/deployedServiceFunction', placing(id)), 'appInstanceId')).toMatch(/ /);
    expect(await say(srm, 'POST', '/deployedServiceFunction', placing('000'))).toEqual({ status: 404, json: 'Application with ID: 000 not found' });
    const shown = { appInstanceId: idIn(placed, 'appInstanceId'), status: 'ready', componentEndpointInfo: {}, kubernetesClusterRef: '', edgeCloudZone: {} };
    expect(await say(srm, 'GET', '/deployedServiceFunction')).toEqual({ status: 200, json: [shown] });
    expect((await say(srm, 'GET', `/deployedServiceFunction/${shown.appInstanceId}`)).status).toBe(500);
    expect((await say(srm, 'DELETE', '/deployedServiceFunction/nobody')).status).toBe(204);
    expect((await say(srm, 'DELETE', `/deployedServiceFunction/${shown.appInstanceId}`)).status).toBe(204);
    expect(srm.instances.size).toBe(0);
    expect((await say(srm, 'DELETE', `/serviceFunction/${id}`)).status).toBe(500);
    expect(srm.apps.size).toBe(0);
    expect(await say(srm, 'GET', '/node')).toEqual({ status: 200, json: SANDBOX_ZONES });
  });
});

describe('generation B', () => {
  it('answers as documented for it', async () => {
    const srm = await start({ generation: 'B', settleMs: [0, 0] });
    expect(srm.url).toMatch(/\/srm\/1\.0\.0$/);
    expect(await say(srm, 'POST', '/serviceFunction', aManifest())).toEqual({ status: 201, json: { appId: APP_ID } });
    expect(await say(srm, 'POST', '/serviceFunction', aManifest())).toEqual({ status: 409, json: { message: 'App already exists' } });
    expect((await say(srm, 'POST', '/serviceFunction', { ...aManifest(), appId: undefined })).status).toBe(500);
    expect(await say(srm, 'GET', `/serviceFunction/${APP_ID}`)).toMatchObject({ status: 200, json: { appManifest: { appId: APP_ID, version: '1.0', requiredResources: { infraKind: 'container' } } } });
    expect(await say(srm, 'GET', '/serviceFunction/none')).toMatchObject({ status: 404, json: { code: 'NOT_FOUND' } });

    const placed = await say(srm, 'POST', '/deployedServiceFunction', placing(APP_ID));
    expect(placed).toMatchObject({ status: 202, json: { appId: APP_ID, status: 'instantiating', edgeCloudZoneId: SANDBOX_ZONES[0]!.edgeCloudZoneId } });
    expect(await say(srm, 'POST', '/deployedServiceFunction', placing(APP_ID))).toMatchObject({ status: 409, json: { code: 'CONFLICT' } });
    expect((await say(srm, 'POST', '/deployedServiceFunction', placing(APP_ID, 1))).status).toBe(202);
    const id = idIn(placed, 'appInstanceId');
    expect(await say(srm, 'GET', `/deployedServiceFunction/${id}`)).toMatchObject({ status: 200, json: { appInstance: { appInstanceId: id, status: 'ready', edgeCloudZoneId: null, kubernetesClusterRef: '' } } });
    expect((await say(srm, 'GET', '/deployedServiceFunction')).json).toMatchObject({ appInstances: [{ appId: APP_ID }, { appId: APP_ID }] });
    expect((await say(srm, 'DELETE', `/deployedServiceFunction/${id}`)).status).toBe(204);
    expect((await say(srm, 'DELETE', `/deployedServiceFunction/${id}`)).status).toBe(404);
    expect((await say(srm, 'DELETE', `/serviceFunction/${APP_ID}`)).status).toBe(204);
    expect((await say(srm, 'DELETE', `/serviceFunction/${APP_ID}`)).status).toBe(404);
    expect(await say(srm, 'GET', `/node/${SANDBOX_ZONES[1]!.edgeCloudZoneId}`)).toMatchObject({ status: 200, json: { zoneId: SANDBOX_ZONES[1]!.edgeCloudZoneId } });
  });

  it('runs one instance for each app name in the manner of its Kubernetes adapter', async () => {
    const srm = await start({ generation: 'B', onePerApp: true });
    await say(srm, 'POST', '/serviceFunction', aManifest());
    expect(await say(srm, 'POST', '/deployedServiceFunction', placing(APP_ID))).toMatchObject({ status: 202, json: { name: 'shop', status: 'unknown' } });
    expect((await say(srm, 'POST', '/deployedServiceFunction', placing(APP_ID, 1))).status).toBe(409);
  });
});

describe('the life of an instance', () => {
  it.each([
    ['shop', [[0, 'instantiating'], [3000, 'ready']]],
    ['failing_shop', [[0, 'instantiating'], [3000, 'failed']]],
    ['slow_shop', [[3000, 'instantiating'], [9999, 'instantiating'], [10_000, 'ready']]],
    ['stuck_shop', [[86_400_000, 'instantiating']]],
  ] as const)('of %s', async (name, course) => {
    const begin = Date.UTC(2026, 0, 1);
    let now = begin;
    const srm = await start({ generation: 'B', clock: { now: () => new Date(now) } });
    await say(srm, 'POST', '/serviceFunction', aManifest(name));
    await say(srm, 'POST', '/deployedServiceFunction', placing(APP_ID));
    for (const [after, status] of course) {
      now = begin + after;
      expect((await say(srm, 'GET', '/deployedServiceFunction')).json, `after ${after} ms`).toMatchObject({ appInstances: [{ status }] });
    }
  });

  it.each(['A', 'B'] as const)('does not begin when the name says refuse (%s)', async (generation) => {
    const srm = await start({ generation });
    const id = idIn(await say(srm, 'POST', '/serviceFunction', aManifest('refused_shop')), 'appId');
    const said = await say(srm, 'POST', '/deployedServiceFunction', placing(id));
    expect(said.status).toBe(generation === 'A' ? 200 : 409);
    expect(srm.instances.size).toBe(0);
  });
});

describe('the state', () => {
  it('survives a restart in a file without credentials', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-srm-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const statePath = join(folder, 'deep', 'srm.json');
    const first = await start({ generation: 'B', settleMs: [0, 0], statePath });
    await say(first, 'POST', '/serviceFunction', aManifest());
    await say(first, 'POST', '/serviceFunction', { ...aManifest('bare', 'another-id'), requiredResources: undefined });
    await say(first, 'POST', '/deployedServiceFunction', placing(APP_ID));
    const before = await say(first, 'GET', '/deployedServiceFunction');
    await first.close();
    expect(readFileSync(statePath, 'utf8')).not.toContain('s3cret');
    const second = await start({ generation: 'B', statePath });
    expect(await say(second, 'GET', '/deployedServiceFunction')).toEqual(before);
    expect((await say(second, 'POST', '/serviceFunction', aManifest())).status).toBe(409);

    writeFileSync(statePath, '{"apps": 1}');
    await expect(startSandboxSrm({ generation: 'B', statePath })).rejects.toThrow(/remove it/);
  });
});

describe('faults', () => {
  it('may be kept to one call, and may strike after the work is done', async () => {
    const srm = await start({ generation: 'B', faults: { status: 503, only: 'POST /serviceFunction' } });
    expect((await say(srm, 'GET', '/node')).status).toBe(200);
    expect((await say(srm, 'POST', '/serviceFunction', aManifest())).status).toBe(503);
    expect(srm.apps.size).toBe(0);
    await srm.set({ status: 500, done: true });
    expect((await say(srm, 'POST', '/serviceFunction', aManifest())).status).toBe(500);
    expect(srm.apps.size).toBe(1);
  });

  it('can close the door and open it again at the same address', async () => {
    const srm = await start({ generation: 'B' });
    await srm.set({ refuse: true });
    await expect(say(srm, 'GET', '/node')).rejects.toThrow();
    await srm.set({});
    expect((await say(srm, 'GET', '/node')).status).toBe(200);
  });

  it('leaves other paths and the bare root unknown', async () => {
    const srm = await start({ generation: 'B' });
    expect((await say(srm, 'GET', '/helm')).status).toBe(404);
    expect((await fetch(new URL('/node', srm.url))).status).toBe(404);
    expect(srm.requests.map(({ path }) => path)).toEqual(['/helm', '']);
  });
});
