import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startSandboxSrm, type SandboxSrm } from '../../src/sandbox/srm.js';
import { createClient } from '../journeys/client.js';
import { aManifest, EAM, INSTANCE_CHANGES, OEG, submitApp } from '../journeys/stories.js';
import { eventually } from '../support/eventually.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { builtProgram } from './built.js';

let srm: SandboxSrm;
let gateway: TestGateway;
beforeAll(async () => {
  builtProgram();
  srm = await startSandboxSrm({ generation: 'B' });
  gateway = await startGateway({ env: { SRM_HOST: srm.url, LOG_LEVEL: 'warn' } });
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await srm.close();
});

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** `refused`: there was nobody to accept it. `cut`: it was accepted and not answered whole. Otherwise its status. */
function ask(path: string, body?: object): Promise<number | 'refused' | 'cut'> {
  const { hostname, port } = new URL(gateway.url);
  return new Promise((resolve) => {
    const call = request({ hostname, port, path, agent, method: body ? 'POST' : 'GET', headers: body ? { 'content-type': 'application/json' } : {} }, (answer) => {
      answer.on('error', () => resolve('cut'));
      answer.on('end', () => resolve(answer.complete ? answer.statusCode! : 'cut'));
      answer.resume();
    });
    call.on('error', (failure: NodeJS.ErrnoException) => resolve(failure.code === 'ECONNREFUSED' ? 'refused' : 'cut'));
    call.end(body ? JSON.stringify(body) : undefined);
  });
}

/** Opens an event stream; `text` is all of it, at its end. */
async function readStream(): Promise<{ readonly text: Promise<string> }> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST', headers: { 'content-type': 'application/json', accept: 'text/event-stream' }, body: JSON.stringify({ query: INSTANCE_CHANGES }),
  });
  return { text: response.text() };
}

function openSocket(): Promise<{ readonly closed: Promise<number> }> {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  return new Promise((resolve) => {
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    socket.on('message', (message) => {
      if (!String(message).includes('connection_ack')) return;
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: INSTANCE_CHANGES } }));
      resolve({ closed });
    });
  });
}

describe('SIGTERM under load', () => {
  it('cuts no request that was accepted, tells streams to come back, and ends with 0', async () => {
    await submitApp(createClient(gateway.url));
    const [{ text }, { closed }] = await Promise.all([readStream(), openSocket()]);
    const outcomes: (number | 'refused' | 'cut')[] = [];
    const worker = async (path: string, body?: object): Promise<void> => {
      for (let refused = 0; refused < 3; ) {
        const outcome = await ask(path, body);
        outcomes.push(outcome);
        if (outcome === 'refused') refused += 1;
      }
    };
    const load = [`${EAM}/apps`, `${OEG}/apps`, `${EAM}/edge-cloud-zones`].flatMap((path) => [worker(path), worker(path)]);
    load.push(worker('/graphql', { query: '{ apps { totalCount } }' }), worker('/graphql', { query: '{ apps { totalCount } }' }));
    await eventually(() => expect(outcomes.length).toBeGreaterThan(20));
    // A write that waits for a slow SRM when the signal comes.
    await srm.set({ latencyMs: 800, only: 'POST /serviceFunction' });
    const slow = ask(`${EAM}/apps`, aManifest());
    await sleep(200);
    const ending = gateway.stop();
    expect(await slow).toBe(201);
    await Promise.all(load);
    expect(await ending).toBe(0);

    expect(outcomes).not.toContain('cut');
    expect([...new Set(outcomes)].sort()).toEqual([200, 'refused']);
    expect(await text).toMatch(/retry: \d+\n: the gateway is going down, come back\n\n$/);
    expect(await text).not.toContain('event: complete');
    expect(await closed).toBe(1012);
  });
});
