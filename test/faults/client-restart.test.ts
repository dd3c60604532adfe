import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { AppInstanceStatusChangedDocument } from '../../client/src/index.js';
import { startSandboxSrm, type SandboxSrm } from '../../src/sandbox/srm.js';
import { createClient } from '../journeys/client.js';
import { createInstance, DELETE_INSTANCE, LISBON, submitApp, VIENNA } from '../journeys/stories.js';
import { layCable } from '../support/cable.js';
import { eventually } from '../support/eventually.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { builtProgram } from './built.js';

let srm: SandboxSrm;
let dataDir: string;
beforeAll(async () => {
  builtProgram();
  srm = await startSandboxSrm({ generation: 'B', settleMs: [20, 100] });
  dataDir = await mkdtemp(join(tmpdir(), 'northbound-restart-'));
});
afterAll(async () => {
  await srm.close();
  await rm(dataDir, { recursive: true, force: true });
});

const start = (): Promise<TestGateway> => startGateway({ dataDir, env: { SRM_HOST: srm.url, LOG_LEVEL: 'warn' }, readyWithin: 60_000 });

it('a subscription outlives a gateway that stops and one that is killed, and is told every change once', async () => {
  let gateway = await start();
  try {
    await using cable = await layCable(gateway.url);
    const me = createClient(cable.url);
    const appId = await submitApp(me);
    const onRetry = vi.fn();
    const seen: string[] = [];
    const watched = (async () => {
      for await (const { appInstanceStatusChanged: { previousStatus, status, removed } } of me.portal.subscribe(AppInstanceStatusChangedDocument, { appId }, { onRetry })) {
        seen.push(`${previousStatus} → ${status}`);
        if (removed) return;
      }
    })();
    await eventually(async () => expect(await (await fetch(`${gateway.url}/metrics`)).text()).toMatch(/^northbound_subscriptions_open\{.*sse.*\} 1$/m));
    const id = await createInstance(me, appId, VIENNA);
    const told = ['null → instantiating', 'instantiating → ready'];
    await eventually(() => expect(seen).toEqual(told));

    await gateway.stop();
    // A gateway that stops says when to come back.
    await eventually(() => expect(onRetry.mock.calls[0]).toMatchObject([{ code: 'NETWORK', retryAfter: expect.any(Number) }, expect.any(Number)]));
    gateway = await start();
    cable.server = gateway.url;
    await createInstance(me, appId, LISBON);
    told.push('null → instantiating', 'instantiating → ready');
    await eventually(() => expect(seen).toEqual(told), 40_000);

    await gateway.kill();
    gateway = await start();
    cable.server = gateway.url;
    await me.ask(DELETE_INSTANCE, { id });
    await watched;
    expect(seen).toEqual([...told, 'ready → terminating', 'terminating → terminating']);
  } finally {
    await gateway[Symbol.asyncDispose]();
  }
}, 240_000);
