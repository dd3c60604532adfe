import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandboxOss, type SandboxOss } from '../../src/sandbox/oss.js';
import { eventually } from '../support/eventually.js';
import type { Client } from './client.js';
import { startWorld, type World } from './world.js';

/** The heartbeat as a portal sees it, in front of an OSS that answers as OpenSlice does, with a beat every second. */

const HEARTBEATS = `subscription ($id: ID, $ticks: Boolean, $after: String) {
  peeringHeartbeat(organizationId: $id, ticks: $ticks, after: $after) {
    kind cursor organizationId previousStatus status reason { code } consecutiveFailures latencyMs peering { status heartbeat { consecutiveFailures nextCheckAt } }
  }
}`;

interface Heartbeat {
  readonly kind: 'STATUS' | 'TICK';
  readonly cursor: string | null;
  readonly status: string;
}

const isStatus = (status: string) => (heartbeat: Heartbeat) => heartbeat.kind === 'STATUS' && heartbeat.status === status;

describe('the heartbeat of a peered OSS', () => {
  let world: World;
  let oss: SandboxOss;
  let me: Client;
  let id: string;
  let chosen: { readonly id: string; readonly name: string };

  beforeAll(async () => {
    [world, oss] = await Promise.all([startWorld({ env: { HEARTBEAT_CRON: '* * * * * *' } }), startSandboxOss()]);
    me = world.as();
    const connection = { baseUrl: oss.url, tokenUri: oss.tokenUri, clientId: 'osapiWebClientId', username: 'admin', password: 'openslice' };
    const made = await me.ask<{ createOrganization: { organization: { id: string } } }>('mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id } } }', { input: { tradingName: 'Heartbeat', connection } });
    id = made.createOrganization.organization.id;
    const found = await me.ask<{ discoverPeering: { specs: readonly { readonly id: string; readonly name: string }[] } }>('mutation ($id: ID!) { discoverPeering(organizationId: $id) { specs { id name } } }', { id });
    chosen = found.discoverPeering.specs.find(({ name }) => name === 'K8aaS')!;
  });
  afterAll(async () => {
    await oss.close();
    await world[Symbol.asyncDispose]();
  });

  const check = () =>
    me.ask<{ checkPeering: unknown }>('mutation ($id: ID!) { checkPeering(organizationId: $id) { peering { status } outcome { status previousStatus reachable failure { code } added updated removed missing } } }', { id });
  const offers = async () => (await me.ask<{ organization: { serviceSpecifications: { nodes: readonly { readonly name: string; readonly version: string }[] } } }>('query ($id: ID!) { organization(id: $id) { serviceSpecifications { nodes { name version } } } }', { id })).organization.serviceSpecifications.nodes;
  const openAlarms = async () => (await me.ask<{ alarms: { nodes: readonly { readonly externalAlarmId: string; readonly state: string }[] } }>('{ alarms(first: 100) { nodes { externalAlarmId state } } }')).alarms.nodes.filter(({ state }) => state !== 'cleared').map(({ externalAlarmId }) => externalAlarmId);

  it('needs something that was chosen', async () => {
    expect((await me.graphql('mutation ($id: ID!) { checkPeering(organizationId: $id) { outcome { status } } }', { id })).errors[0]?.extensions.code).toBe('CONFLICT');
    await me.ask('mutation ($input: AddPeeringInput!) { addPeering(input: $input) { peering { status } } }', { input: { organizationId: id, select: [chosen], serviceCatalogs: [{ name: 'Peers', categories: [{ name: 'All', specifications: [chosen.name] }] }] } });
    await eventually(async () => expect(await offers()).toMatchObject([{ name: chosen.name }]));
  });

  it.each(['sse', 'websocket'] as const)('is watched live (%s)', async (door) => {
    await using stream = me.stream<Heartbeat>(door, HEARTBEATS, { id, ticks: true });
    for (let n = 0; n < 2; n++) expect(await stream.next()).toMatchObject({ kind: 'TICK', cursor: null, organizationId: id, previousStatus: null, status: 'active', reason: null, consecutiveFailures: 0, latencyMs: expect.any(Number) as number, peering: { status: 'active' } });
  });

  it('finds what has changed', async () => {
    oss.catalog.change(chosen.id, { version: '9.9' });
    await eventually(async () => expect(await offers()).toMatchObject([{ version: '9.9' }]));
    expect((await check()).checkPeering).toEqual({ peering: { status: 'active' }, outcome: { status: 'active', previousStatus: 'active', reachable: true, failure: null, added: 0, updated: 0, removed: 0, missing: 0 } });
  });

  it('takes the offers away when the OSS lets us in no more, and brings them back', async () => {
    await using stream = me.stream<Heartbeat>('sse', HEARTBEATS, { id });
    await world.streaming(1);
    await oss.set({ password: 'another' });
    oss.revoke();
    const lost = (await stream.until(isStatus('unreachable'))).at(-1)!;
    expect(lost).toMatchObject({ previousStatus: 'active', reason: { code: 'AUTH_TOKEN' }, consecutiveFailures: 1, latencyMs: null });
    await eventually(async () => expect([await offers(), await openAlarms()]).toEqual([[], [`peering:${id}:auth`]]));
    await oss.set({ password: 'openslice' });
    expect((await stream.until(isStatus('active'))).at(-1)).toMatchObject({ previousStatus: 'unreachable', reason: { code: 'RECOVERED' } });
    await eventually(async () => expect([await offers(), await openAlarms()]).toMatchObject([[{ version: '9.9' }], []]));
    await using later = me.stream<Heartbeat>('websocket', HEARTBEATS, { id, after: lost.cursor });
    expect(await later.next()).toMatchObject({ kind: 'STATUS', status: 'active', peering: { status: 'active', heartbeat: { consecutiveFailures: 0 } } });
  });

  it('asks for one token at a beat, and for none while it has one', () => {
    const tokens = oss.requests.filter(({ grant }) => grant !== null).length;
    expect(tokens).toBeLessThan(oss.requests.length / 2);
    expect(world.log()).not.toContain('openslice"');
  });
});
