import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { startSandboxSrm } from '../../src/sandbox/srm.js';
import { builtProgram } from '../faults/built.js';
import { createClient, type Client } from '../journeys/client.js';
import { freePorts } from '../support/child.js';
import { eventually } from '../support/eventually.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { databaseMissing, freshDatabase } from '../support/servers.js';

const SESSIONS = 40;
const CREATE = 'mutation ($input: CreateQodSessionInput!) { createQodSession(input: $input) { session { id } } }';
const LIST = 'query ($first: Int) { qodSessions(first: $first) { nodes { id qosStatus } } }';
const DELETE = 'mutation ($id: ID!) { deleteQodSession(id: $id) { session { id } } }';

interface Listed {
  readonly qodSessions: { readonly nodes: readonly { readonly id: string; readonly qosStatus: string }[] };
}

async function create(client: Client, n: number): Promise<string> {
  const input = { device: { phoneNumber: '+351980000001' }, applicationServer: { ipv4Address: `198.51.100.${n}` }, qosProfile: 'QOS_E', duration: 3600 };
  return (await client.ask<{ createQodSession: { session: { id: string } } }>(CREATE, { input })).createQodSession.session.id;
}

const missing = databaseMissing === undefined ? '' : ` (skipped: ${databaseMissing})`;

it.skipIf(missing !== '')(`two replicas on one PostgreSQL, one of them killed: no session is lost, none is twice in the network${missing}`, { timeout: 300_000 }, async () => {
  builtProgram();
  const srm = await startSandboxSrm({ generation: 'B', core: { grantMs: [20, 60] } });
  const [onePort, otherPort] = (await freePorts(2)) as [number, number];
  // The network reaches whoever is there, as through a load balancer.
  const shared = { DATABASE_URL: await freshDatabase(), SECRET_KEY: randomBytes(32).toString('hex'), SRM_HOST: srm.url, SRM_TIMEOUT_MS: '2000', LOG_LEVEL: 'warn', CALLBACK_URL: `http://127.0.0.1:${otherPort}` };
  const start = (port: number): Promise<TestGateway> => startGateway({ readyWithin: 90_000, env: { ...shared, PORT: String(port) } });
  const doomed = await start(onePort);
  await using survivor = await start(otherPort);
  const [one, other] = [createClient(doomed.url), createClient(survivor.url)];
  await other.ask('mutation ($input: KnownDeviceInput!) { upsertKnownDevice(input: $input) { device { id } } }', {
    input: { phoneNumber: '+351980000001', publicAddress: '203.0.113.1', privateAddress: '10.49.0.1', services: ['quality-on-demand'] },
  });

  const creating = Promise.allSettled(Array.from({ length: SESSIONS }, (_, n) => create(n % 2 ? one : other, n + 1)));
  await eventually(() => expect(srm.sessions.size).toBeGreaterThan(SESSIONS / 4));
  await doomed.kill();
  const acknowledged = (await creating).flatMap((made) => (made.status === 'fulfilled' ? [made.value] : []));
  expect(acknowledged.length).toBeGreaterThanOrEqual(SESSIONS / 2);

  const sessions = await eventually(async () => {
    const { nodes } = (await other.ask<Listed>(LIST, { first: 100 })).qodSessions;
    expect(nodes.filter(({ qosStatus }) => qosStatus === 'REQUESTED')).toEqual([]);
    // Each that is in force is there once, and nothing else is.
    expect(srm.sessions.size).toBe(nodes.filter(({ qosStatus }) => qosStatus === 'AVAILABLE').length);
    return nodes;
  }, 120_000);
  const available = sessions.filter(({ qosStatus }) => qosStatus === 'AVAILABLE').map(({ id }) => id);
  expect(available).toEqual(expect.arrayContaining(acknowledged));
  await Promise.all(sessions.map(({ id }) => other.ask(DELETE, { id })));
  await eventually(() => expect([...srm.sessions.keys()]).toEqual([]), 120_000);
  await doomed[Symbol.asyncDispose]();
  await srm.close();
});
