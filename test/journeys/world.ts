import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect } from 'vitest';
import { startApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { createLog } from '../../src/outbound/log.js';
import { openDatabase, type Database } from '../../src/outbound/storage/database.js';
import { startSandboxSrm, type SandboxSrm, type SandboxSrmOptions } from '../../src/sandbox/srm.js';
import { freePorts } from '../support/child.js';
import { serverUrl } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { freshDatabase } from '../support/servers.js';
import { createClient, type Client } from './client.js';

export interface WorldOptions {
  /** Of the simulated SRM; instances settle within 150 ms unless it says otherwise. */
  readonly srm?: Partial<SandboxSrmOptions>;
  /** Settings beyond those that every world has. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The whole gateway in this process, behind its real doors, in front of a simulated SRM that the test may break. */
export interface World extends AsyncDisposable {
  readonly url: string;
  /** Address of the subgraph servers, when SUBGRAPH_PORT is set. */
  readonly subgraphs: string | undefined;
  readonly srm: SandboxSrm;
  readonly db: Database;
  /** Everything logged so far. */
  log(): string;
  /** Moves the gateway's clock on, in milliseconds. */
  pass(ms: number): void;
  /** Waits until so many subscriptions are open. */
  streaming(count: number): Promise<void>;
  /** A caller with this token; without one, whoever may come without. */
  as(token?: string): Client;
}

export const SETTLE_MS = [20, 150] as const;

/** Milliseconds that one SRM call may take in a world. */
export const SRM_TIMEOUT_MS = 400;

/** On the server of TEST_DATABASE_URL when there is one, else embedded in memory. */
export async function startWorld({ srm: srmOptions = {}, env = {} }: WorldOptions = {}): Promise<World> {
  const srm = await startSandboxSrm({ generation: 'B', settleMs: SETTLE_MS, core: { grantMs: SETTLE_MS }, ...srmOptions });
  const dataDir = await mkdtemp(join(tmpdir(), 'northbound-world-'));
  const [port] = (await freePorts(1)) as [number];
  const lines: string[] = [];
  const destination = new Writable({ decodeStrings: false, write: (line, _encoding, done) => (lines.push(String(line)), done()) });
  const log = createLog({ level: 'trace', destination });
  const config = readConfig({ PORT: String(port), DATA_DIR: dataDir, SRM_HOST: srm.url, SRM_TIMEOUT_MS: String(SRM_TIMEOUT_MS), ...env });
  const db = await openDatabase({ ...(serverUrl === undefined ? { memory: true } : { url: await freshDatabase() }), log });
  let ahead = 0;
  const app = await startApp({ config, db, log, clock: { now: () => new Date(Date.now() + ahead) } });
  const url = app.addresses['gateway']!;
  return {
    url,
    subgraphs: app.addresses['subgraphs'],
    srm,
    db,
    log: () => lines.join(''),
    pass: (ms) => void (ahead += ms),
    streaming: (count) => eventually(async () => expect(await openStreams(url)).toBe(count)),
    as: (token) => createClient(url, token),
    async [Symbol.asyncDispose]() {
      await app.stop();
      await srm.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function openStreams(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return [...metrics.matchAll(/^northbound_subscriptions_open\{.*\} (\d+)$/gm)].reduce((sum, match) => sum + Number(match[1]), 0);
}
