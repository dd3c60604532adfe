import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SETTINGS } from '../../src/config.js';
import { openDatabase } from '../../src/outbound/storage/database.js';
import { startChild } from '../support/child.js';
import { startGateway } from '../support/gateway.js';
import { collectLog } from '../support/log.js';
import { builtProgram } from './built.js';

const folder = mkdtempSync(join(tmpdir(), 'northbound-process-'));
beforeAll(() => void builtProgram());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the program to its end. */
async function run(env: Record<string, string>, ...args: string[]): Promise<{ code: number | NodeJS.Signals; output: string }> {
  const { PATH, HOME } = process.env;
  const child = startChild(process.execPath, [builtProgram(), ...args], { env: { PATH, HOME, PORT: '0', DATA_DIR: join(folder, 'unused'), ...env } });
  return { code: await child.ended, output: child.output() };
}

describe('the program', () => {
  it('tells every setting with --help, and starts nothing', async () => {
    const { code, output } = await run({}, '--help');
    expect(code).toBe(0);
    for (const name of Object.keys(SETTINGS)) expect(output).toMatch(new RegExp(`^${name} `, 'm'));
  });

  it('refuses an argument that it does not know', async () => {
    expect(await run({}, '--port=1')).toMatchObject({ code: 78, output: expect.stringContaining('--port=1') });
  });

  it('ends with 78 and tells every mistake of the configuration at once, without repeating a secret', async () => {
    const { code, output } = await run({
      PORT: '70000', HOST: '0.0.0.0', SECRET_KEY: 'planted-short-key', DATABASE_URL: 'mysql://user:planted-password@db/x', SRM_HOST: 'nowhere', SUBGRAPH_PORT: '4001', OAUTH_AUDIENCE: 'x', LOG_LEVEL: 'loud', NORTHBOUND_PROT: '1',
    });
    expect(code).toBe(78);
    for (const name of ['PORT', 'HOST', 'SECRET_KEY', 'DATABASE_URL', 'SRM_HOST', 'SUBGRAPH_SECRET', 'OAUTH_ISSUER', 'LOG_LEVEL', 'NORTHBOUND_PROT']) expect(output).toMatch(new RegExp(`^ *${name}: `, 'm'));
    expect(output).not.toContain('planted');
  });

  it('is refused a folder that another one has, whose process id it tells, and a port', async () => {
    const dataDir = join(folder, 'held');
    await using first = await startGateway({ dataDir });
    const [sameFolder, samePort] = [await run({ DATA_DIR: dataDir }), await run({ PORT: new URL(first.url).port, DATA_DIR: join(folder, 'port') })];
    expect(sameFolder.code).toBe(1);
    expect(sameFolder.output).toContain(`northbound cannot start: The database is in use by process ${first.pid} `);
    expect(samePort.code).toBe(1);
    expect(samePort.output).toMatch(/northbound cannot start: the port is in use/);
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200);
  });

  it('is refused a database that a newer release has used, and leaves it alone', async () => {
    const dataDir = join(folder, 'newer');
    const db = await openDatabase({ dataDir, log: collectLog() });
    await db.pool.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ('x', 'x', now(), '29991231235959_from_the_future', 1)`,
    );
    await db.close();
    const { code, output } = await run({ DATA_DIR: dataDir });
    expect(code).toBe(78);
    expect(output).toMatch(/northbound cannot start: .*29991231235959_from_the_future.* newer release/);
  });
});
