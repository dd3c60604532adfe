import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandboxFm, type SandboxFm } from '../../src/sandbox/index.js';
import { eventually } from '../support/eventually.js';
import type { Client, RestAnswer } from './client.js';
import { accept, release, untilDeboarded } from './federation.stories.js';
import { DELETE_INSTANCE, OEG, submitApp, untilGone } from './stories.js';
import { startWorld, type World } from './world.js';

/** Holds rest-compat/federation-behaviour.md true: its columns about the Open Exposure Gateway by the record, those about this gateway by the program. */

const RECORDED = new URL('../../../shared/specs/oeg/recorded-behaviour.json', import.meta.url);
const isRecorded = existsSync(RECORDED);

interface Recorded {
  readonly case: string;
  readonly upstreamBehaviour: string;
  readonly request: { readonly method: string; readonly path: string; readonly body: object | null };
  readonly response: { readonly status: number; readonly contentType: string; readonly body: unknown };
}

interface Row {
  readonly name: string;
  readonly before: string;
  readonly manager: string;
  readonly oeg: string;
  readonly here: string;
}

const text = readFileSync(new URL('../../rest-compat/federation-behaviour.md', import.meta.url), 'utf8');
const rows: readonly Row[] = [...text.matchAll(/^\|(.+)\|$/gm)].slice(2).map(([, line]) => {
  const [name, before, manager, oeg, here] = line!.split('|').map((cell) => cell.trim());
  return { name: name!, before: before!, manager: manager!, oeg: oeg!, here: here! };
});
const cases: readonly Recorded[] = isRecorded ? (JSON.parse(readFileSync(RECORDED, 'utf8')) as { readonly cases: readonly Recorded[] }).cases : [];
const recordedOf = (name: string): Recorded => cases.find((recorded) => recorded.case === name)!;

/** What a body is, in the table's words. */
function wordOf(body: unknown): string {
  if (body === undefined) return 'nothing';
  if (typeof body === 'string') return 'text';
  const members = Object.keys(body as object);
  const known: readonly (readonly [string, readonly string[]])[] = [
    ['problem', ['type', 'title', 'detail', 'status']], ['federation', ['federationContextId', 'partnerOPFederationId', 'platformCaps']],
    ['details', ['edgeDiscoveryServiceEndPoint', 'lcmServiceEndPoint']], ['id', ['FederationContextId']], ['instances', ['appInstances']],
    ['error, details', ['error', 'details']], ['Error', ['Error']], ['error', ['error']],
  ];
  return known.find(([, needed]) => needed.every((member) => members.includes(member)))?.[0] ?? 'upstream';
}

const IS_OF_FEDERATIONS = /federation|fed-context|partner/;

describe.skipIf(!isRecorded)(`the table of federation-behaviour.md${isRecorded ? '' : ' (skipped: ../shared/specs is not there)'}`, () => {
  let fm: SandboxFm;
  let world: World;
  let me: Client;
  /** The federation that stands, by its id. */
  let standing: string | undefined;

  beforeAll(async () => {
    fm = await startSandboxFm({ dialect: '1.2.0', behaviour: { onboardMs: [20, 60], settleMs: [20, 60] } });
    const credentials = `${fm.client.clientId}:${fm.client.clientSecret}`;
    // Long polls: what the worker asks of its own accord is no part of these stories.
    const env = {
      FEDERATION_MANAGER_HOST: fm.url, FEDERATION_TOKEN_URL: fm.tokenUrl, FEDERATION_CLIENTS: `betica=${credentials}`, FEDERATION_POLL_MS: '3600000',
      FEDERATION_CALLBACK_TOKEN_URL: fm.tokenUrl, FEDERATION_CALLBACK_CLIENT: credentials,
    };
    world = await startWorld({ env });
    me = world.as();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await fm.close();
  });

  /** As far as the row takes for granted. */
  async function prepare({ before }: Row): Promise<void> {
    fm.clear();
    await fm.set({ down: 'no' });
    if (before === 'one' && standing === undefined) standing = (await send('create federation')).body.federationContextId;
    if (before === 'none' && standing !== undefined) {
      expect((await me.rest('DELETE', `${OEG}/${standing}/partner`)).status).toBe(200);
      standing = undefined;
    }
  }

  async function script({ manager, name }: Row): Promise<void> {
    if (manager === 'up') return;
    if (manager === 'down') return fm.set({ down: 'refuse' });
    const isDelete = recordedOf(name).request.method === 'DELETE';
    const status = Number(manager);
    fm.fault({ operation: isDelete ? 'deleteFederation' : '*', answer: { status, ...(status >= 400 && { body: { detail: 'fm-detail' } }) }, done: status < 400, times: null });
  }

  const send = (name: string): Promise<RestAnswer<{ federationContextId: string }>> => {
    const { method, path, body } = recordedOf(name).request;
    return me.rest(method, OEG + (standing === undefined ? path : path.replace('/abc/', `/${standing}/`)), body ?? undefined);
  };

  it('has a row for each recorded case of federations, in order', () => {
    expect(rows.map(({ name }) => name)).toEqual(cases.filter((recorded) => IS_OF_FEDERATIONS.test(recorded.request.path + recorded.case)).map((recorded) => recorded.case));
  });

  it.each(rows.map((row) => [row.name, row] as const))('tells what was recorded: %s', (name, { oeg }) => {
    const { response } = recordedOf(name);
    expect(`${response.status} ${wordOf(response.body)}`).toBe(oeg);
  });

  it.each(rows.filter(({ here }) => !here.endsWith('instances')).map((row) => [row.name, row] as const))('tells what is answered: %s', async (name, row) => {
    await prepare(row);
    await script(row);
    const answer = await send(name);
    expect(`${answer.status} ${wordOf(answer.body)}`).toBe(row.here);
    if (answer.status >= 400) expect(answer.headers.get('content-type')).toBe('application/problem+json');
    if (row.here === '200 federation') standing = answer.body.federationContextId;
    if (row.here === '200 nothing') standing = undefined;
  });

  it.each(rows.filter(({ here }) => here.endsWith('instances')).map((row) => [row.name, row] as const))('tells what is answered: %s', async (name, row) => {
    await prepare(row);
    const federation = standing!;
    const { body: { offeredAvailabilityZones: [zone] } } = await me.rest<{ offeredAvailabilityZones: { zoneId: string }[] }>('GET', `${OEG}/${federation}/partner`);
    const [edgeCloudZoneId = ''] = await accept(me, federation, [zone!.zoneId]);
    const appId = await submitApp(me);
    const { body: recorded } = recordedOf(name).request as { readonly body: { readonly appZones: readonly { readonly EdgeCloudZone: object }[] } };
    const wanted = { ...recorded, appId, appZones: recorded.appZones.map(({ EdgeCloudZone }) => ({ EdgeCloudZone: { ...EdgeCloudZone, edgeCloudZoneId } })) };
    const answer = await me.rest<{ appInstances: { appInstanceId: string }[] }>('POST', `${OEG}/appinstances`, wanted);
    expect(`${answer.status} ${wordOf(answer.body)}`).toBe(row.here);
    await eventually(() => expect(fm.state.instances.list()).toHaveLength(1));
    const [{ appInstanceId }] = answer.body.appInstances as [{ appInstanceId: string }];
    await me.ask(DELETE_INSTANCE, { id: appInstanceId });
    await untilGone(me, appInstanceId);
    await untilDeboarded(me, appId);
    await release(me, federation, edgeCloudZoneId);
  });
});
