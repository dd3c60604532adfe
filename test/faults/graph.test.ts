import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startChild } from '../support/child.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { builtProgram } from './built.js';
import { partnerSdl, startPartner, type Partner } from './swap.world.js';

const SECRET = 'planted-secret-of-the-partner';
const folder = mkdtempSync(join(tmpdir(), 'northbound-graph-'));
beforeAll(() => void builtProgram());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let partner: Partner;
beforeEach(async () => {
  partner = await startPartner(partnerSdl());
});
afterEach(async () => partner.close());

async function ask({ url }: TestGateway, query: string): Promise<{ data?: Record<string, unknown>; errors?: { extensions: { code: string } }[] }> {
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
  return (await response.json()) as Awaited<ReturnType<typeof ask>>;
}

interface Ready {
  readonly status: string;
  readonly checks: { readonly sources: { readonly graph: { ok: boolean; reason?: string; generation: number; subgraphs: Record<string, { where: string }> } } };
}

const ready = async ({ url }: TestGateway): Promise<Ready> => (await (await fetch(`${url}/health/ready`)).json()) as Ready;

const settings = (url: string) => ({ SUBGRAPHS: `partner=${url}`, SUBGRAPH_SECRETS: `partner=${SECRET}`, SUBGRAPH_POLL_MS: '100', LOG_LEVEL: 'info' });

async function run(env: Record<string, string>, ...args: string[]): Promise<{ code: number | NodeJS.Signals; output: string }> {
  const { PATH, HOME } = process.env;
  const child = startChild(process.execPath, [builtProgram(), ...args], { env: { PATH, HOME, PORT: '0', DATA_DIR: join(folder, 'unused'), ...env } });
  return { code: await child.ended, output: child.output() };
}

describe('the program with a subgraph of a partner', () => {
  it('follows it, says when it cannot, and after a restart has it although it is down', async () => {
    const dataDir = join(folder, 'data');
    {
      await using gateway = await startGateway({ dataDir, env: settings(partner.url), readyWithin: 60_000 });
      expect(await ask(gateway, '{ partner edgeCloudZones { totalCount } }')).toMatchObject({ data: { partner: 'yes' } });
      partner.become(partnerSdl('more: Int'));
      await vi.waitFor(async () => expect((await ask(gateway, '{ __type(name: "App") { fields { name } } }')).data?.['__type']).toMatchObject({ fields: expect.arrayContaining([{ name: 'more' }]) }), { timeout: 15_000, interval: 100 });
      partner.become(partnerSdl('broken: Nothing'));
      await vi.waitFor(async () => expect(await ready(gateway)).toMatchObject({ status: 'degraded', checks: { sources: { graph: { ok: false, reason: expect.stringContaining('Nothing') } } } }), { timeout: 15_000, interval: 200 });
      expect(await ask(gateway, '{ partner }')).toEqual({ data: { partner: 'yes' } });
      expect(gateway.output()).not.toContain(SECRET);
      await gateway.stop();
    }
    const remembered = join(dataDir, 'subgraphs');
    expect(readdirSync(remembered)).toEqual(['partner.json']);
    expect(readFileSync(join(remembered, 'partner.json'), 'utf8')).not.toMatch(new RegExp(`${SECRET}|127\\.0\\.0\\.1`));
    await partner.close();
    await using gateway = await startGateway({ dataDir, env: settings(partner.url), readyWithin: 60_000 });
    expect(await ask(gateway, '{ partner }')).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
    expect(await ask(gateway, '{ edgeCloudZones { totalCount } }')).toMatchObject({ data: { edgeCloudZones: {} } });
    expect((await ready(gateway)).checks.sources.graph).toMatchObject({ ok: true, subgraphs: { partner: { where: 'far' } } });
    partner = await startPartner(partnerSdl());
  }, 180_000);

  it('composes for CI: 0 and what there is, 1 and the errors, 78 for the configuration', async () => {
    const env = settings(partner.url);
    expect(await run(env, 'compose', '--check')).toMatchObject({ code: 0, output: expect.stringContaining('composed: edge, network, notifications, organizations, catalog, alarms, peerings, federations, partner') });
    partner.become(partnerSdl('broken: Nothing'));
    expect(await run(env, 'compose', '--check')).toMatchObject({ code: 1, output: expect.stringMatching(/^error: .*Nothing/) });
    expect(await run({ SUBGRAPHS: 'partner' }, 'compose', '--check')).toMatchObject({ code: 78, output: expect.stringContaining('SUBGRAPHS: part 1') });
  }, 60_000);

  it('ends with 78 when a ready supergraph is none', async () => {
    const file = join(folder, 'supergraph.graphql');
    writeFileSync(file, 'type Query { a: Int }');
    expect(await run({ SUPERGRAPH: file })).toMatchObject({ code: 78, output: expect.stringContaining('SUPERGRAPH: It is no supergraph') });
  }, 60_000);
});
