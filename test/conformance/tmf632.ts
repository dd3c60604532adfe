import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import newman, { type Summary } from 'newman';
import { K8AAS_ID, startSandboxOss, type SandboxOss } from '../../src/sandbox/index.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import type { Counts } from './judge.js';

/**
 * TM Forum's conformance kit for TMF632, on a gateway that holds what peering makes: an organization as OSS operators
 * send it, and an organization that is peered with, whose specifications are in the catalog.
 */

/** Of the kit on an empty store; its tests of lists have some more for each resource that is there. */
const ASSERTIONS = 320;

const SPECS = join(process.cwd(), '../shared/specs/tmf');
const KIT = join(SPECS, 'ctk/TMF632/TMF632-Party-v4.0.0.testkit.json');
const SEED = join(SPECS, 'seed/organization.json');
const PARTY = '/tmf-api/party/v4';

interface Characteristic {
  readonly name: string;
  readonly value: { readonly value: string };
}

type Organization = Readonly<Record<string, unknown>> & { readonly partyCharacteristic: readonly Characteristic[] };

export async function playTmf632(): Promise<Counts> {
  if (![KIT, SEED].every(existsSync)) {
    console.log(`TM Forum's kit for TMF632 is not beside this project (${KIT}): nothing to run.`);
    return { passed: 0, failed: 0, skipped: ASSERTIONS };
  }
  await using oss = await sandboxOss();
  await using gateway = await startGateway({ env: { LOG_LEVEL: 'warn' }, readyWithin: 60_000 });
  await prepare(gateway, oss);
  return report(await runKit(`${gateway.url}${PARTY}/`));
}

async function sandboxOss(): Promise<SandboxOss & AsyncDisposable> {
  const oss = await startSandboxOss();
  return Object.assign(oss, { [Symbol.asyncDispose]: () => oss.close() });
}

async function prepare({ url }: TestGateway, oss: SandboxOss): Promise<void> {
  const seed = JSON.parse(readFileSync(SEED, 'utf8')) as Organization;
  await post(`${url}${PARTY}/organization`, seed, 201);
  const organization = await post(`${url}${PARTY}/organization`, reaching(seed, oss), 201);
  await post(`${url}/peering-api/peering/add`, { organization, serviceSpecs: { [K8AAS_ID]: 'K8aaS' }, peeredSpecs: {}, serviceCatalogs: [] }, 200);
  await imported(`${url}/tmf-api/serviceCatalogManagement/v4/serviceSpecification?name=K8aaS`);
}

/** The seed's organization, with the addresses of the simulated OSS. */
function reaching(seed: Organization, { url, tokenUri }: SandboxOss): Organization {
  const addresses: Readonly<Record<string, string>> = { EXTERNAL_TMF_API_BASE_URL: url, EXTERNAL_TMF_API_OAUTH2_TOKEN_URI: tokenUri };
  const partyCharacteristic = seed.partyCharacteristic.map((each) => ({ ...each, value: { ...each.value, value: addresses[each.name] ?? each.value.value } }));
  return { ...seed, name: 'Simulated OSS', partyCharacteristic };
}

async function post(url: string, body: object, expected: number): Promise<unknown> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal: AbortSignal.timeout(20_000) });
  const text = await response.text();
  assert.equal(response.status, expected, `fixture: POST ${url} answered ${response.status} ${text}`);
  return JSON.parse(text);
}

async function imported(url: string): Promise<void> {
  for (const until = Date.now() + 20_000; ; await sleep(100)) {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    if (response.ok && ((await response.json()) as readonly unknown[]).length > 0) return;
    assert.ok(Date.now() < until, 'fixture: the imported specification is not in the catalog after 20 s');
  }
}

const runKit = (address: string): Promise<Summary> =>
  new Promise((resolve, reject) => {
    newman.run({ collection: KIT, envVar: [{ key: 'Party', value: address }], timeoutRequest: 10_000, timeout: 60_000 }, (error, summary) => (error === null ? resolve(summary) : reject(error)));
  });

function report({ run: { stats, failures } }: Summary): Counts {
  for (const { error, source } of failures) console.log(`FAILED     TMF632 ${source?.request?.method ?? ''} ${source?.request?.url?.toString() ?? ''}: ${error.test ?? error.name}: ${error.message}`);
  const { total, failed } = stats.assertions;
  console.log(`TMF632 conformance kit: ${stats.requests.total} requests, ${total - failed} of ${total} assertions (${ASSERTIONS} on an empty store)`);
  const passed = total - failed;
  // Of a kit that ends early nothing has failed; requests that fail count too, though they are no assertions.
  const missing = Math.max(0, ASSERTIONS - total);
  return { passed, failed: Math.max(failed, failures.length) + missing, skipped: 0 };
}
