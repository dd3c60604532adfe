import { afterEach, describe, expect, it } from 'vitest';
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../kernel/refusal.js';
import { createLog } from '../outbound/log.js';
import { createHealth, registerHealth, type HealthOptions } from './health.js';
import { createHttp } from './http.js';

const silent = createLog({ level: 'silent' });
const apps: FastifyInstance[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

function aHost(options: Partial<HealthOptions> = {}) {
  const app = createHttp({ log: silent });
  apps.push(app);
  registerHealth(app, createHealth({ checks: {}, sources: {}, log: silent, ...options }));
  return async (path: string) => {
    const { statusCode, body, headers } = await app.inject(path);
    return { status: statusCode, body: JSON.parse(body) as Record<string, unknown>, headers };
  };
}

const well = () => ({ ok: true });
const ill = () => ({ ok: false, reason: 'no connection' });

describe('/health/live', () => {
  it('tells that the process runs, whatever is ill', async () => {
    const ask = aHost({ checks: { storage: ill }, drain: { draining: true } });
    expect(await ask('/health/live')).toMatchObject({ status: 200, body: { status: 'alive' } });
  });
});

describe('/health/ready', () => {
  it('shows every check and every source with its state', async () => {
    const ask = aHost({ checks: { storage: () => undefined, relay: () => ({ ok: true, lag: 3n }) }, sources: { srm: async () => ({ ok: true, mode: 'sandbox' }) } });
    const answer = await ask('/health/ready');
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    expect(answer.body).toEqual({ status: 'ready', checks: { storage: { ok: true }, relay: { ok: true, lag: '3' }, sources: { srm: { ok: true, mode: 'sandbox' } } } });
  });

  it('is 503 when something of our own is ill', async () => {
    expect(await aHost({ checks: { storage: ill }, sources: { srm: well } })('/health/ready')).toMatchObject({ status: 503, body: { status: 'unavailable', checks: { storage: { ok: false, reason: 'no connection' } } } });
  });

  it('stays 200 when a source is ill', async () => {
    expect(await aHost({ checks: { storage: well }, sources: { srm: ill } })('/health/ready')).toMatchObject({ status: 200, body: { status: 'degraded' } });
  });

  it('is 503 while the gateway drains', async () => {
    const drain = { draining: false };
    const ask = aHost({ checks: { storage: well }, drain });
    expect((await ask('/health/ready')).status).toBe(200);
    drain.draining = true;
    expect(await ask('/health/ready')).toMatchObject({ status: 503, body: { status: 'draining' } });
  });

  it('does not wait longer than the deadline, and ends the check', async () => {
    let signal: AbortSignal | undefined;
    const silentCheck = (given: AbortSignal) => {
      signal = given;
      return new Promise<never>(() => undefined);
    };
    const start = performance.now();
    expect(await aHost({ checks: { storage: silentCheck, relay: well }, timeoutMs: 50 })('/health/ready')).toMatchObject({ status: 503, body: { checks: { storage: { ok: false, reason: 'no answer within 50 ms' }, relay: { ok: true } } } });
    expect(performance.now() - start).toBeLessThan(500);
    expect(signal?.aborted).toBe(true);
  });

  it('shows the words of a refusal, and of nothing else that is thrown', async () => {
    const checks = {
      a: () => Promise.reject(new Refusal('UNAVAILABLE', 'The database does not answer.')),
      b: () => {
        throw new Error('connect ECONNREFUSED postgres://app:hunter2@10.0.0.7/db');
      },
      c: () => ({ ok: false, reason: 'gone: postgres://app:hunter2@db/x' }),
    };
    const { body } = await aHost({ checks })('/health/ready');
    expect(body).toMatchObject({ checks: { a: { reason: 'The database does not answer.' }, b: { reason: 'it failed; the log says why' }, c: { reason: 'gone: postgres://[redacted]@db/x' } } });
    expect(JSON.stringify(body)).not.toMatch(/hunter2|10\.0\.0\.7/);
  });

  it('looks once for everybody within a second', async () => {
    let looks = 0;
    let now = 0;
    const ask = aHost({ checks: { storage: () => void looks++ }, clock: { now: () => new Date(now) } });
    await Promise.all([ask('/health/ready'), ask('/health/ready'), ask('/health/ready')]);
    now = 999;
    await ask('/health/ready');
    expect(looks).toBe(1);
    now = 1_000;
    await ask('/health/ready');
    expect(looks).toBe(2);
  });

  it('logs a change, not every look', async () => {
    const messages: string[] = [];
    const say = (_fields: object, message: string): void => void messages.push(message);
    const state = { ok: false };
    const health = createHealth({ checks: { storage: () => state }, sources: {}, cacheMs: 0, log: { debug: say, info: say, warn: say, error: say } });
    await health.ready();
    await health.ready();
    state.ok = true;
    await health.ready();
    await health.ready();
    expect(messages).toEqual(['a health check fails', 'a health check is well again']);
  });
});
