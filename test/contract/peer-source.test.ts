import { afterEach, describe, expect, it } from 'vitest';
import { connectionOf } from '../../src/modules/peerings/client/connection.rules.js';
import { createPeerSource } from '../../src/modules/peerings/client/peer.source.js';
import { createFakePeerSource } from '../../src/modules/peerings/client/peer.source.fake.js';
import { PeerFault, remoteIdOf, type PeerCall, type PeerConnection, type PeerSource } from '../../src/modules/peerings/client/peer.types.js';
import { contentHash, importedForm, isTransit, summaryOf } from '../../src/modules/peerings/client/spec.rules.js';
import { createPeerGuard } from '../../src/outbound/peer-guard.js';
import { BORROWED_ID, K8AAS_ID, OSS_CLIENT, OSS_SPECIFICATIONS, OSS_USER, startSandboxOss, type OssBehaviour } from '../../src/sandbox/index.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const call = (): PeerCall => ({ signal: new AbortController().signal, correlator: 'contract' });

interface Peered {
  readonly source: PeerSource;
  readonly connection: PeerConnection;
  remove(id: string): void;
  fail(): Promise<void>;
}

const organization = (url: string, tokenUri: string) => ({
  id: 'org-1', name: 'East', href: 'h', document: {},
  characteristics: Object.entries({
    EXTERNAL_TMF_API_BASE_URL: `[${url}](${url})`, EXTERNAL_TMF_API_OAUTH2_TOKEN_URI: tokenUri, EXTERNAL_TMF_API_OAUTH2_CLIENT_ID: OSS_CLIENT, EXTERNAL_TMF_API_OAUTH2_CLIENT_SECRET: 'secret', EXTERNAL_TMF_API_OAUTH2_SCOPES: 'admin;read',
    EXTERNAL_TMF_API_USERNAME: OSS_USER.name, EXTERNAL_TMF_API_PASSWORD: OSS_USER.password, EXTERNAL_TMF_API_SERVICE_CATALOG_URL: '/tmf-api/serviceCatalogManagement/v4/serviceSpecification?type=CustomerFacingServiceSpecification',
  }).map(([name, value]) => ({ name, value })),
});

const overHttp = (behaviour: Partial<OssBehaviour>) => async (): Promise<Peered> => {
  const oss = await startSandboxOss({ behaviour });
  const guard = createPeerGuard({ allowedHosts: ['*'], insecureHosts: [], ownAddresses: () => [] });
  const source = createPeerSource({ guard, log: quiet, clientAuth: 'auto', timeoutMs: 5_000, delaysMs: [5, 5] });
  closers.push(() => source.close(), () => guard.close(), () => oss.close());
  return { source, connection: connectionOf(organization(oss.url, oss.tokenUri)), remove: (id) => void oss.catalog.remove(id), fail: () => oss.set({ down: '503' }) };
};

async function faked(): Promise<Peered> {
  const source = createFakePeerSource();
  const peer = source.peer('org-1');
  const { source: real, connection } = await overHttp({})();
  for (const { id } of OSS_SPECIFICATIONS) {
    const answer = await real.spec(connection, id, call());
    if (answer.kind === 'found') peer.specs.set(id, answer.source);
  }
  return { source, connection, remove: (id) => void peer.specs.delete(id), fail: async () => void (peer.fault = new PeerFault('HTTP_5XX', 'The OSS met an error of its own (503).', { httpStatus: 503, retryable: true })) };
}

describe.each([
  ['fake', faked],
  ['HTTP to an OpenSlice', overHttp({})],
  ['HTTP to an OpenSlice that knows no scopes', overHttp({ scopes: [] })],
] as const)('peer source (%s)', (_, make) => {
  it('lists what the OSS has', async () => {
    const { source, connection } = await make();
    const all = await source.list(connection, 'all', call());
    expect(all.complete).toBe(true);
    expect(all.items.map(remoteIdOf).sort()).toEqual(OSS_SPECIFICATIONS.map(({ id }) => id).sort());
    const offered = await source.list(connection, 'offered', call());
    expect(offered.items.map(remoteIdOf)).toContain(K8AAS_ID);
    expect(summaryOf(offered.items.find((item) => remoteIdOf(item) === K8AAS_ID)!)).toMatchObject({ id: K8AAS_ID, name: 'K8aaS', serviceSpecCharacteristics: [] });
  });

  it('finds one, the same each time', async () => {
    const { source, connection } = await make();
    const hashes = new Set<string>();
    for (let count = 0; count < 5; count += 1) {
      const answer = await source.spec(connection, K8AAS_ID, call());
      if (answer.kind !== 'found') throw new Error('It is gone');
      hashes.add(contentHash(answer.source));
      expect(isTransit(answer.source)).toBe(false);
      expect(importedForm(answer.source, { organization: { id: 'org-1', name: 'East' }, remoteId: K8AAS_ID, localId: K8AAS_ID })).toMatchObject({ name: 'K8aaS', specCharacteristic: expect.arrayContaining([expect.objectContaining({ name: 'Node size' })]) });
    }
    expect(hashes.size).toBe(1);
    const borrowed = await source.spec(connection, BORROWED_ID, call());
    expect(borrowed.kind === 'found' && isTransit(borrowed.source)).toBe(true);
  });

  it('says that one is gone', async () => {
    const { source, connection, remove } = await make();
    remove(K8AAS_ID);
    expect(await source.spec(connection, K8AAS_ID, call())).toEqual({ kind: 'gone' });
    expect((await source.list(connection, 'all', call())).items.map(remoteIdOf)).not.toContain(K8AAS_ID);
  });

  it('throws faults', async () => {
    const { source, connection, fail } = await make();
    await fail();
    for (const asked of [source.spec(connection, K8AAS_ID, call()), source.list(connection, 'all', call())]) await expect(asked).rejects.toMatchObject({ name: 'PeerFault', code: 'HTTP_5XX', told: { httpStatus: 503, retryable: true } });
  });

  it('ends with the signal’s reason', async () => {
    const { source, connection } = await make();
    const why = new Error('enough');
    await expect(source.spec(connection, K8AAS_ID, { ...call(), signal: AbortSignal.abort(why) })).rejects.toBe(why);
    await source.close();
  });
});
