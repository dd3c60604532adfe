import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { AddressInfo } from 'node:net';
import { UPDATED } from '../../src/kernel/peering/messages.js';
import { phaseOf } from '../../src/modules/peerings/heartbeat/schedule.rules.js';
import { openDatabase } from '../../src/outbound/storage/database.js';
import { builtProgram } from '../faults/built.js';
import { createClient, type Client } from '../journeys/client.js';
import { eventually } from '../support/eventually.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { collectLog } from '../support/log.js';
import { databaseMissing, freshDatabase } from '../support/servers.js';

const PEERINGS = 200;
/** One tick a second. */
const CRON = '* * * * * *';
const TICK_MS = 1_000;
/** A dead process's beats are another's when its leases have ended. */
const LEASE_MS = 15_000;

const CREATE = 'mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id } } }';
const ADD = 'mutation ($input: AddPeeringInput!) { addPeering(input: $input) { peering { status } } }';

/** Many OSSs behind one address, each with one specification; it sees who asks, and whether two ask at once. */
async function startPeers() {
  const asked: { readonly peer: number; readonly at: number }[] = [];
  const open = new Set<number>();
  const state = { version: '1', together: 0 };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const peer = Number(/^\/(\d+)\//.exec(request.url ?? '')?.[1]);
    asked.push({ peer, at: Date.now() });
    if (open.has(peer)) state.together += 1;
    open.add(peer);
    const { version } = state;
    await sleep(20);
    open.delete(peer);
    const spec = { id: `spec-${peer}`, uuid: `spec-${peer}`, name: `Spec ${peer}`, version, lifecycleStatus: 'Active', lastUpdate: '2026-03-01T00:00:00Z', '@type': 'CustomerFacingServiceSpecification' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(request.url?.endsWith(`/spec-${peer}`) ? spec : [spec]));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { asked, state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, [Symbol.asyncDispose]: close };
}

async function peerWith(client: Client, url: string, peer: number): Promise<string> {
  const input = { name: `Peer ${peer}`, connection: { baseUrl: `${url}/${peer}` } };
  const { id } = (await client.ask<{ createOrganization: { organization: { id: string } } }>(CREATE, { input })).createOrganization.organization;
  await client.ask(ADD, { input: { organizationId: id, select: [{ id: `spec-${peer}`, name: `Spec ${peer}` }] } });
  return id;
}

const missing = databaseMissing === undefined ? '' : ` (skipped: ${databaseMissing})`;

it.skipIf(missing !== '')(`two replicas beat ${PEERINGS} peerings once a tick each; one is killed, and no beat and no change is lost or doubled${missing}`, { timeout: 240_000 }, async () => {
  builtProgram();
  await using peers = await startPeers();
  const url = await freshDatabase();
  const shared = { DATABASE_URL: url, SECRET_KEY: randomBytes(32).toString('hex'), HEARTBEAT_CRON: CRON, LOG_LEVEL: 'warn' };
  const start = (): Promise<TestGateway> => startGateway({ readyWithin: 90_000, env: shared });
  await using doomed = await start();
  await using survivor = await start();
  const db = await openDatabase({ url, log: collectLog() });
  try {
    const clients = [createClient(doomed.url), createClient(survivor.url)];
    const ids: string[] = [];
    for (let n = 0; n < PEERINGS; n += 10) ids.push(...(await Promise.all(Array.from({ length: 10 }, (_, at) => peerWith(clients[at % 2]!, peers.url, n + at)))));
    /** Which of an organization's beats a request belongs to. */
    const tickOf = ({ peer, at }: { readonly peer: number; readonly at: number }): string => `${peer} ${Math.floor((at - Math.floor(phaseOf(ids[peer]!) * TICK_MS)) / TICK_MS)}`;
    const beatsSince = (from: number) => peers.asked.filter(({ at }) => at >= from);
    const expectOnce = (from: number): void => {
      const ticks = beatsSince(from).map(tickOf);
      expect(ticks.filter((tick, at) => ticks.indexOf(tick) !== at)).toEqual([]);
      expect(peers.state.together).toBe(0);
    };

    const settled = Date.now() + TICK_MS;
    await sleep(9_000);
    expectOnce(settled);
    const seen = new Set(beatsSince(settled).map(({ peer }) => peer));
    expect(seen.size).toBe(PEERINGS);
    const beats = beatsSince(settled).length;
    console.info(`${beats} beats of ${PEERINGS} peerings in 8 s: ${((100 * beats) / (PEERINGS * 8)).toFixed(0)} % of the ticks`);

    peers.state.version = '2';
    await doomed.kill();
    const killed = Date.now();
    const updates = async (): Promise<number> => db.prisma.outboxEvent.count({ where: { type: UPDATED } });
    await eventually(async () => expect(await updates()).toBe(PEERINGS), LEASE_MS + 30_000);
    await sleep(3_000);
    expectOnce(settled);
    expect(new Set(beatsSince(Date.now() - 3_000).map(({ peer }) => peer)).size).toBeGreaterThan(0);
    await eventually(() => expect(new Set(beatsSince(killed + LEASE_MS).map(({ peer }) => peer)).size).toBe(PEERINGS), 30_000);

    const rows = await db.prisma.peering.findMany({ select: { status: true, generation: true, failures: true } });
    expect(new Set(rows.map((row) => JSON.stringify({ ...row, generation: String(row.generation) })))).toEqual(new Set([JSON.stringify({ status: 'active', generation: '2', failures: 0 })]));
    expect(await updates()).toBe(PEERINGS);
    expect(await db.prisma.alarm.count()).toBe(0);
    await eventually(async () => {
      const { rows: versions } = await db.pool.query<{ version: string; specs: number }>(`SELECT document ->> 'version' AS version, count(*)::int AS specs FROM "ServiceSpecification" GROUP BY 1`);
      expect(versions).toEqual([{ version: '2', specs: PEERINGS }]);
    }, 60_000);
    console.info(`the catalog has all ${PEERINGS} changes ${((Date.now() - killed) / 1_000).toFixed(1)} s after the kill`);
  } finally {
    await db.close();
  }
});
