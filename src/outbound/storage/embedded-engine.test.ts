import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type pg from 'pg';
import { eventually } from '../../../test/support/eventually.js';
import { collectLog } from '../../../test/support/log.js';
import { startEngine, type Engine } from './embedded-engine.js';
import { connectTo } from './embedded.js';

const INTERVAL = 20;
const faults: unknown[] = [];
let engine: Engine;
let pool: pg.Pool;
beforeAll(async () => {
  engine = await startEngine({ sync: false, fresh: true }, (fault) => faults.push(fault), INTERVAL);
  ({ pool } = connectTo(engine, collectLog()));
});
afterAll(async () => {
  await pool.end();
  await engine.close();
  expect(faults).toEqual([]);
});
beforeEach(async () => {
  await pool.query('DROP TABLE IF EXISTS many; CREATE TABLE many AS SELECT generate_series(1, 20000) AS a');
});

const one = async (sql: string): Promise<unknown> => Object.values((await pool.query<Record<string, unknown>>(sql)).rows[0]!)[0];

it('moves the checkpoint on while it is used', async () => {
  const checkpoint = () => one('SELECT checkpoint_lsn FROM pg_control_checkpoint()');
  const before = await checkpoint();
  await pool.query('UPDATE many SET a = a + 1');
  await eventually(async () => expect(await checkpoint()).not.toBe(before));
});
it('gives the room of dead rows back', async () => {
  await pool.query('DELETE FROM many');
  // A vacuum cuts the empty end off, once in ten rounds of housekeeping.
  await eventually(async () => expect(await one(`SELECT pg_relation_size('many')::int`)).toBe(0));
});
it('keeps away while a transaction stands open', async () => {
  const client = await pool.connect();
  await client.query('BEGIN');
  for (let n = 0; n < 15; n++) {
    await client.query('UPDATE many SET a = a + 1 WHERE a = 1');
    await sleep(INTERVAL * 1.5);
  }
  expect((await client.query('SELECT 1 AS a')).rows).toEqual([{ a: 1 }]);
  expect((await client.query('COMMIT')).command).toBe('COMMIT');
  client.release();
});
it('begins a new session for a new client', async () => {
  const client = await pool.connect();
  await client.query(`BEGIN; SET application_name = 'left behind'; CREATE TEMP TABLE left_behind (a int); UPDATE many SET a = 0`);
  client.release(true);
  expect(await one('SHOW application_name')).not.toBe('left behind');
  expect(await one(`SELECT to_regclass('left_behind')`)).toBeNull();
  expect(await one('SELECT min(a) FROM many')).toBe(1);
});
it('answers an error of SQL and goes on', async () => {
  await expect(pool.query('SELECT nonsense')).rejects.toMatchObject({ code: '42703' });
  expect(await one('SELECT 1')).toBe(1);
});
