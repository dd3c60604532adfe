import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as examples from '../../rest-compat/ewbi/ewbi.examples.js';
import { startSandboxFm, type SandboxFm } from '../../src/sandbox/index.js';
import { eventually } from '../support/eventually.js';
import { gsmaDefinition, hasGsma, type GsmaCallback } from '../support/gsma.js';
import { officialFetch } from '../support/official.js';
import { startSink, type TestSink } from '../support/sink.js';
import type { Client, RestAnswer } from './client.js';
import { accept, release, untilDeboarded } from './federation.stories.js';
import { cases, isRecorded, recordedOf, rows, wordOf, type Row } from './federation.table.js';
import { aManifest, DELETE_INSTANCE, LISBON, NOBODY, OEG, PORTO, submitApp, untilGone } from './stories.js';
import { startWorld, type World } from './world.js';

/** Federations through the REST doors, from the first request to the last. The client holds every answer to its official definition. */

const EWBI = '/operatorplatform/federation/v1';

let fm: SandboxFm;
let world: World;
let me: Client;
let sink: TestSink;
beforeAll(async () => {
  [fm, sink] = await Promise.all([startSandboxFm({ dialect: '1.2.0', behaviour: { onboardMs: [20, 60], settleMs: [20, 60] } }), startSink()]);
  const { clientId, clientSecret } = fm.client;
  // Long polls: what the worker asks of its own accord is no part of these stories.
  const env = {
    FEDERATION_MANAGER_HOST: fm.url, FEDERATION_TOKEN_URL: fm.tokenUrl, FEDERATION_CLIENTS: `betica=${clientId}:${clientSecret}`, FEDERATION_POLL_MS: '3600000',
    FEDERATION_CALLBACK_TOKEN_URL: fm.tokenUrl, FEDERATION_CALLBACK_CLIENT: `${clientId}:${clientSecret}`,
    FEDERATION_OPERATOR_ID: 'op-alpha', FEDERATION_OPERATOR_COUNTRY: 'PT', FEDERATION_OPERATOR_NETWORKS: '268-01,351', FEDERATION_ZONES: '*=38.7223:-9.1393',
  };
  world = await startWorld({ env });
  me = world.as();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
  await Promise.all([fm.close(), sink.stop()]);
});

describe('the Open Exposure Gateway’s paths', () => {
  interface ListedInstances {
    readonly appInstanceInfo: readonly { readonly appInstanceId: string; readonly status: string; readonly edgeCloudZone: object }[];
  }

  it('take a federation from its creation to its end, with an app at the partner between', async () => {
    expect((await me.rest('GET', `${OEG}/fed-context-id`)).status).toBe(404);
    const request = { ...examples.FEDERATION_REQUEST, partnerStatusLink: `${sink.url}/oeg` };
    const created = await me.rest<{ federationContextId: string; offeredAvailabilityZones: { zoneId: string }[] }>('POST', `${OEG}/partner`, request);
    const { federationContextId: id, offeredAvailabilityZones: [first] } = created.body;
    expect([created.status, first?.zoneId]).toEqual([200, expect.any(String)]);
    expect(created.text).not.toContain('example-secret');
    const path = new URL(created.headers.get('location')!).pathname;
    expect(path).toBe(`${OEG}/${id}/partner`);
    expect(await me.rest('POST', `${OEG}/partner`, request)).toMatchObject({ status: 409, body: { type: 'about:blank', title: 'Conflict', status: 409 } });
    expect((await me.rest('GET', `${OEG}/fed-context-id`)).body).toEqual({ FederationContextId: id });
    expect((await me.rest('GET', path)).body).toMatchObject({ offeredAvailabilityZones: created.body.offeredAvailabilityZones });

    const [zone = ''] = await accept(me, id, [first!.zoneId]);
    expect((await me.rest<object[]>('GET', `${OEG}/edge-cloud-zones`)).body).toContainEqual({ EdgeCloudZone: expect.objectContaining({ edgeCloudZoneId: zone, edgeCloudZoneStatus: 'active' }) });
    expect(await me.rest('DELETE', path)).toMatchObject({ status: 409, body: { detail: expect.stringContaining('accepted zone') } });

    const { body: { appId } } = await me.rest<{ appId: string }>('POST', `${OEG}/apps`, aManifest());
    const wanted = { appId, appZones: [{ EdgeCloudZone: { edgeCloudZoneId: zone, edgeCloudZoneName: 'any', edgeCloudProvider: 'any' } }] };
    const placed = await me.rest<{ appInstances: { appInstanceId: string }[] }>('POST', `${OEG}/appinstances`, wanted);
    expect(placed.status).toBe(202);
    const listed = async () => (await me.rest<ListedInstances>('GET', `${OEG}/appinstances?appId=${appId}`)).body.appInstanceInfo;
    await eventually(async () => expect(await listed()).toMatchObject([{ status: 'ready', edgeCloudZone: { edgeCloudZoneId: zone } }]));
    expect(fm.state.instances.list()).toHaveLength(1);

    expect((await me.rest('DELETE', `${OEG}/appinstances/${placed.body.appInstances[0]!.appInstanceId}`)).status).toBe(202);
    await eventually(async () => expect(await listed()).toEqual([]));
    await eventually(() => expect(fm.state.artefacts.list()).toEqual([]));
    expect((await me.rest('DELETE', `${OEG}/apps/${appId}`)).status).toBe(202);
    await release(me, id, zone);
    expect(await me.rest('DELETE', path)).toMatchObject({ status: 200, text: '' });
    expect((await me.rest('GET', path)).status).toBe(404);
    expect((await me.rest('GET', `${OEG}/fed-context-id`)).status).toBe(404);
    expect(fm.state.federations.list()).toEqual([]);
  });
});

describe('the E/WBI', () => {
  const artefact = (id: string, credentials: object = {}) => ({ ...examples.ARTEFACT, artefactId: id, artefactRepoLocation: { ...examples.ARTEFACT.artefactRepoLocation, ...credentials } });
  const OTHER_ARTEFACT = '1d2e3f4a-5b6c-4d7e-8f90-a1b2c3d4e5f6';

  const upload = (path: string, body: Readonly<Record<string, unknown>>): Promise<Response> => {
    const form = new FormData();
    for (const [name, value] of Object.entries(body)) form.append(name, typeof value === 'string' ? value : JSON.stringify(value));
    return officialFetch(world.url + path, { method: 'POST', body: form });
  };

  it('lends a zone to a partner, from the first request to the last', async () => {
    const request = { ...examples.FEDERATION_REQUEST, partnerStatusLink: `${sink.url}/partner`, partnerCallbackCredentials: { tokenUrl: fm.tokenUrl, ...fm.client } };
    const created = await me.rest<{ federationContextId: string; offeredAvailabilityZones: { zoneId: string }[] }>('POST', `${EWBI}/partner`, request);
    expect(created.status).toBe(200);
    const { federationContextId: id } = created.body;
    const place = `${EWBI}/${id}`;
    expect((await me.rest('GET', new URL(created.headers.get('location')!).pathname)).body).toEqual((await me.rest('GET', `${place}/partner`)).body);
    expect(await me.rest('POST', `${EWBI}/partner`, request)).toMatchObject({ status: 409, body: { cause: 'ALREADY_EXISTS' } });
    expect((await me.rest('GET', `${EWBI}/fed-context-id`)).body).toEqual({ FederationContextId: id, federationContextId: id });
    expect((await me.rest('PATCH', `${place}/partner`, examples.CODES_CHANGE)).body).toMatchObject({ allowedMobileNetworkIds: { mcc: '268', mncs: ['01', '03'] } });
    expect(created.body.offeredAvailabilityZones.map(({ zoneId }) => zoneId)).toEqual(expect.arrayContaining([LISBON, PORTO]));

    const zones = { acceptedAvailabilityZones: [LISBON], availZoneNotifLink: `${sink.url}/zones` };
    const accepted = await me.rest<{ acceptedZoneResourceInfo: { flavoursSupported: { flavourId: string }[] }[] }>('POST', `${place}/zones`, zones);
    const { flavourId } = accepted.body.acceptedZoneResourceInfo[0]!.flavoursSupported[0]!;
    expect((await me.rest('GET', `${place}/zones/${LISBON}`)).body).toEqual(accepted.body.acceptedZoneResourceInfo[0]);
    expect((await me.rest('GET', `${place}/zones/${PORTO}`)).status).toBe(404);
    expect(await me.rest('DELETE', `${place}/partner`)).toMatchObject({ status: 409, body: { detail: expect.stringContaining(LISBON) } });

    expect(await me.rest('POST', `${place}/artefact`, artefact(examples.ARTEFACT_ID))).toMatchObject({ status: 200, body: expect.stringMatching(/^The .*\.$/) });
    expect((await me.rest('POST', `${place}/artefact`, artefact(examples.ARTEFACT_ID))).status).toBe(409);
    expect((await upload(`${place}/artefact`, artefact(OTHER_ARTEFACT, { password: 'canary-password' }))).status).toBe(200);
    const known = await me.rest('GET', `${place}/artefact/${OTHER_ARTEFACT}`);
    expect(known.body).toMatchObject({ artefactId: OTHER_ARTEFACT, artefactRepoLocation: { userName: 'robot' } });
    expect(known.text).not.toContain('canary');

    const app = `${place}/application/onboarding/app/${examples.APP_ID}`;
    const application = { ...examples.APPLICATION, appDeploymentZones: [LISBON], appStatusCallbackLink: `${sink.url}/onboarding` };
    expect(await me.rest('POST', `${place}/application/onboarding`, application)).toMatchObject({ status: 202, body: expect.stringMatching(/^The .*\.$/) });
    await eventually(async () => expect((await me.rest('GET', app)).body).toMatchObject({ statusInfo: [{ zoneId: LISBON, onboardStatusInfo: 'ONBOARDED' }] }));
    expect((await me.rest('POST', `${place}/application/onboarding`, application)).status).toBe(409);
    expect(await me.rest('DELETE', `${place}/artefact/${examples.ARTEFACT_ID}`)).toMatchObject({ status: 409, body: { detail: expect.stringContaining(examples.APP_ID) } });
    expect(await me.rest('DELETE', `${place}/zones/${LISBON}`)).toMatchObject({ status: 409, body: { detail: expect.stringContaining(examples.APP_ID) } });
    expect(await me.rest('PATCH', app, examples.APPLICATION_CHANGE)).toMatchObject({ status: 202, body: expect.stringMatching(/^The .*\.$/) });

    const lcm = `${place}/application/lcm`;
    const installation = { ...examples.INSTALLATION, zoneInfo: { zoneId: LISBON, flavourId }, appInstCallbackLink: `${sink.url}/instance` };
    expect(await me.rest('POST', lcm, installation)).toMatchObject({ status: 202, body: { zoneId: LISBON, appInstIdentifier: examples.INSTANCE_ID } });
    const instance = `${lcm}/app/${examples.APP_ID}/instance/${examples.INSTANCE_ID}/zone/${LISBON}`;
    await eventually(async () => expect((await me.rest('GET', instance)).body).toMatchObject({ appInstanceState: 'READY' }));
    const all = `${lcm}/app/${examples.APP_ID}/appProvider/${examples.APP_PROVIDER_ID}`;
    expect((await me.rest('GET', all)).body).toEqual([{ zoneId: LISBON, appInstanceInfo: [{ appInstIdentifier: examples.INSTANCE_ID, appInstanceState: 'READY' }] }]);
    expect(await me.rest('POST', lcm, installation)).toMatchObject({ status: 409 });
    expect(await me.rest('DELETE', app)).toMatchObject({ status: 409, body: { detail: expect.stringContaining(examples.INSTANCE_ID) } });
    expect(world.srm.instances.size).toBe(1);

    expect(await me.rest('DELETE', instance)).toMatchObject({ status: 200, body: expect.stringMatching(/^The .*\.$/) });
    await eventually(async () => expect((await me.rest('GET', instance)).status).toBe(404));
    expect((await me.rest('GET', all)).status).toBe(404);
    expect((await me.rest('DELETE', app)).status).toBe(200);
    await eventually(async () => expect((await me.rest('GET', app)).status).toBe(404));
    for (const artefactId of [examples.ARTEFACT_ID, OTHER_ARTEFACT]) expect((await me.rest('DELETE', `${place}/artefact/${artefactId}`)).status).toBe(200);
    expect(await me.rest('DELETE', `${place}/zones/${LISBON}`)).toMatchObject({ status: 200, body: expect.stringMatching(/^The .*\.$/) });
    expect(await me.rest('DELETE', `${place}/partner`)).toMatchObject({ status: 200, body: expect.stringMatching(/^The .*\.$/) });
    expect(await me.rest('GET', `${place}/partner`)).toMatchObject({ status: 404, body: { cause: 'NOT_FOUND' } });
    expect([world.srm.instances.size, world.srm.apps.size]).toEqual([0, 0]);
    for (const canary of ['canary', 'example-password', fm.client.clientSecret]) expect(world.log()).not.toContain(canary);
  });

  it('has told of the app and of the instance, each state in its order', async () => {
    const told = (kind: string) => sink.deliveries.filter(({ path }) => path === `/events/${kind}`).map(({ body }) => body as { statusInfo: { onboardStatusInfo: string }[]; appInstanceInfo: { appInstanceState: string } });
    await eventually(() => expect(told('instance').map(({ appInstanceInfo }) => appInstanceInfo.appInstanceState)).toContain('READY'));
    await eventually(() => expect(told('onboarding').map(({ statusInfo }) => statusInfo[0]!.onboardStatusInfo)).toContain('ONBOARDED'));
    for (const { headers } of sink.deliveries) expect(headers['authorization']).toMatch(/^Bearer ./);
  });

  it.skipIf(!hasGsma)(`tells it as both definitions have it${hasGsma ? '' : ' (skipped: ../shared/specs is not there)'}`, async () => {
    const names: Readonly<Record<string, GsmaCallback>> = { partner: 'onPartnerStatusEvent', onboarding: 'onApplicationOnboardStatusEvent', instance: 'onInstanceStatusEvent' };
    for (const definition of await Promise.all([gsmaDefinition('1.2.0'), gsmaDefinition('1.3.0')])) {
      for (const { path, body } of sink.deliveries) {
        const name = names[path.split('/').at(-1)!];
        if (name) expect([body, definition.callback(name, body)]).toEqual([body, []]);
      }
    }
  });

  it('refuses what is not its own, and what has another form, in its own words', async () => {
    const place = `${EWBI}/c${NOBODY}`;
    expect(await me.rest('GET', `${place}/partner`)).toMatchObject({ status: 404, body: { title: 'Not Found', cause: 'NOT_FOUND' } });
    expect(await me.rest('POST', `${place}/zones`, examples.ZONE_REQUEST)).toMatchObject({ status: 404 });
    const cases: readonly (readonly [string, object, string])[] = [
      ['/partner', { ...examples.FEDERATION_REQUEST, origOPFederationId: '_x' }, 'origOPFederationId'],
      ['/partner', { ...examples.FEDERATION_REQUEST, initialDate: 'nope' }, 'initialDate'],
      ['/partner', { ...examples.FEDERATION_REQUEST, partnerStatusLink: 'http://169.254.169.254/latest' }, 'partnerStatusLink'],
      ['/partner', { ...examples.FEDERATION_REQUEST, origOPMobileNetworkCodes: { mcc: '1', mncs: ['01'] } }, 'origOPMobileNetworkCodes.mcc'],
    ];
    for (const [path, body, param] of cases) {
      expect([param, await me.rest('POST', EWBI + path, body)]).toMatchObject([param, { status: 422, body: { title: 'Unprocessable Entity', invalidParams: [{ param }] } }]);
    }
    expect((await me.rest('GET', `${EWBI}/fed-context-id`)).status).toBe(404);
  });
});

const IS_OF_FEDERATIONS = /federation|fed-context|partner/;

describe.skipIf(!isRecorded)(`the table of federation-behaviour.md${isRecorded ? '' : ' (skipped: ../shared/specs is not there)'}`, () => {
  /** The federation that stands, by its id. */
  let standing: string | undefined;

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
