import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePorts } from '../support/child.js';
import { eventually } from '../support/eventually.js';
import { gsmaDefinition, hasGsma } from '../support/gsma.js';
import { startTwoOperators, type TwoOperators } from '../support/two-gateways.js';
import { createClient, type Client } from './client.js';
import {
  accept, DELETE_FEDERATION, federate, federationOf, FEDERATION_CHANGES, onboardingsOf, refusalOf, release, RELEASE_ZONE, untilDeboarded, zonesOf, type FederationChange, type InstanceChange,
} from './federation.stories.js';
import { createInstance, DELETE_APP, DELETE_INSTANCE, EAM, INSTANCE_CHANGES, LISBON, submitApp, untilGone, VIENNA } from './stories.js';
import { startWorld, type World } from './world.js';

const EWBI = '/operatorplatform/federation/v1';

let operators: TwoOperators;
let a: World;
let b: World;
/** A's developer, and B's administrator. */
let developer: Client;
let admin: Client;

beforeAll(async () => {
  operators = await startTwoOperators();
  const [portA, portB] = (await freePorts(2)) as [number, number];
  const settings = operators.settings(`http://127.0.0.1:${portA}`, `http://127.0.0.1:${portB}`);
  b = await startWorld({ env: { PORT: String(portB), ...settings.b } });
  a = await startWorld({ env: { PORT: String(portA), ...settings.a } });
  developer = a.as(await operators.atA.token({ client: 'developer' }));
  admin = b.as(await operators.atB.token({ client: 'admin' }));
});
afterAll(async () => {
  await a[Symbol.asyncDispose]();
  await b[Symbol.asyncDispose]();
  await operators[Symbol.asyncDispose]();
});

const partnerClient = async (client: 'op-a' | 'op-c'): Promise<Client> => createClient(b.url, await operators.atB.token({ client }));

describe('two gateways', () => {
  it('federate with no third program between them, from the first request to the last', async () => {
    await using federations = developer.stream<FederationChange>('sse', FEDERATION_CHANGES, {});
    const { federationContextId: id, partner, offeredZones } = await federate(developer);
    expect(partner).toEqual({ name: 'danube', federationId: 'op-b' });
    expect(offeredZones.map(({ zoneId }) => zoneId)).toContain(VIENNA);
    const [zone = ''] = await accept(developer, id, [VIENNA]);
    expect(zone).not.toBe(VIENNA);
    const zones = await zonesOf(developer);
    expect(zones.find((one) => one.id === zone)?.federation).toEqual({ federationContextId: id });
    expect(zones.find((one) => one.id === LISBON)?.federation).toBeNull();

    const appId = await submitApp(developer);
    await using atA = developer.stream<InstanceChange>('sse', INSTANCE_CHANGES, { appId });
    await using atB = admin.stream<InstanceChange>('websocket', INSTANCE_CHANGES, {});
    await a.streaming(2);
    await b.streaming(1);
    const instance = await createInstance(developer, appId, zone);
    const [here, there] = await Promise.all([atA.until(({ status }) => status === 'ready'), atB.until(({ status }) => status === 'ready')]);
    expect(here.at(-1)).toMatchObject({ appInstanceId: instance, previousStatus: 'instantiating' });
    expect(there.at(-1)).toMatchObject({ previousStatus: 'instantiating' });
    expect([...b.srm.instances.values()].map(({ zoneId }) => zoneId)).toEqual([VIENNA]);
    expect(a.srm.instances.size).toBe(0);

    expect(await refusalOf(developer, DELETE_FEDERATION, { id })).toMatchObject({ code: 'CONFLICT' });
    expect(await refusalOf(developer, RELEASE_ZONE, { input: { federationContextId: id, zoneId: zone } })).toMatchObject({ code: 'CONFLICT' });
    await developer.ask(DELETE_INSTANCE, { id: instance });
    await untilGone(developer, instance);
    await atB.until(({ removed }) => removed);
    await untilDeboarded(developer, appId);
    await eventually(() => expect([b.srm.instances.size, b.srm.apps.size]).toEqual([0, 0]));
    await release(developer, id, zone);
    await developer.ask(DELETE_FEDERATION, { id });
    expect(await federationOf(developer, id)).toBeUndefined();
    expect((await (await partnerClient('op-a')).rest('GET', `${EWBI}/${id}/partner`)).status).toBe(404);
    await developer.ask(DELETE_APP, { id: appId });
    const told = await federations.until(({ removed }) => removed);
    expect(told.at(-1)).toMatchObject({ federationContextId: id, removed: true });
  });

  it('refuse who may not, what is illegal, and what still stands', async () => {
    const { federationContextId: id } = await federate(developer);
    const [zone = ''] = await accept(developer, id, [VIENNA]);
    const path = `${EWBI}/${id}/partner`;
    expect((await createClient(b.url).rest('GET', path)).status).toBe(401);
    expect((await createClient(b.url, await operators.atB.token({ client: 'somebody' })).rest('GET', path)).status).toBe(403);

    const other = await partnerClient('op-c');
    const foreign = await other.rest<object>('GET', path);
    const absent = await other.rest<object>('GET', `${EWBI}/c0123456789abcdef0123456789abcdef/partner`);
    expect([foreign.status, absent.status]).toEqual([404, 404]);
    expect(JSON.stringify(foreign.body).replaceAll(id, '')).toBe(JSON.stringify(absent.body).replaceAll('c0123456789abcdef0123456789abcdef', ''));
    expect((await other.rest('DELETE', path)).status).toBe(404);

    const mine = await partnerClient('op-a');
    const artefact = await mine.rest<{ invalidParams: { param: string }[] }>('POST', `${EWBI}/${id}/artefact`, { artefactId: 'Not an id', appProviderId: '-', artefactName: '', componentSpec: [] });
    expect(artefact.status).toBe(422);
    expect(artefact.headers.get('content-type')).toContain('application/problem+json');
    expect(artefact.body.invalidParams.map(({ param }) => param)).toContain('artefactId');
    expect(await mine.rest('DELETE', path)).toMatchObject({ status: 409 });
    expect((await mine.rest('POST', `${EWBI}/partner`, { origOPFederationId: 'op-a', initialDate: '2026-11-22T00:00:00Z', partnerStatusLink: `${a.url}/x` })).status).toBe(409);

    const appId = await submitApp(developer);
    const instance = await createInstance(developer, appId, zone);
    await eventually(async () => expect(await onboardingsOf(developer, appId)).toMatchObject([{ status: 'ONBOARDED', instances: [{ state: 'READY' }] }]));
    expect((await mine.rest('DELETE', `${EWBI}/${id}/zones/${VIENNA}`)).status).toBe(409);
    await developer.ask(DELETE_INSTANCE, { id: instance });
    await untilGone(developer, instance);
    await untilDeboarded(developer, appId);
    await release(developer, id, zone);
    await developer.ask(DELETE_FEDERATION, { id });
    await developer.ask(DELETE_APP, { id: appId });
  });

  it.skipIf(!hasGsma)(`answer each other as both definitions say${hasGsma ? '' : ' (not here: there is no ../shared/specs/gsma)'}`, async () => {
    const { federationContextId: id } = await federate(developer);
    await accept(developer, id, [VIENNA]);
    const mine = await partnerClient('op-a');
    for (const dialect of ['1.2.0', '1.3.0'] as const) {
      const definition = await gsmaDefinition(dialect);
      for (const path of [`/${id}/partner`, `/${id}/zones/${VIENNA}`, `/${id}/artefact/3fa85f64-5717-4562-b3fc-2c963f66afa6`, `/${id}/application/onboarding/app/a0123456789`]) {
        const { status, headers, body } = await mine.rest('GET', EWBI + path);
        expect(definition.response('GET', path, { status, type: headers.get('content-type')?.split(';', 1)[0], body }), `${dialect} ${path}`).toEqual([]);
      }
    }
    await release(developer, id, VIENNA);
    await developer.ask(DELETE_FEDERATION, { id });
  });

  it('show what is lent on at CAMARA’s door, but do not lend it on', async () => {
    const { federationContextId: id } = await federate(developer);
    const [zone = ''] = await accept(developer, id, [VIENNA]);
    const { body } = await developer.rest<{ edgeCloudZones: { edgeCloudZoneId: string }[] }>('GET', `${EAM}/edge-cloud-zones?perPage=100`);
    expect(body.edgeCloudZones.map(({ edgeCloudZoneId }) => edgeCloudZoneId)).toContain(zone);
    await release(developer, id, zone);
    await developer.ask(DELETE_FEDERATION, { id });
  });
});
