import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from './client.js';
import {
  aManifest, aName, anAppInput, CREATE_DEPLOYMENT, CREATE_INSTANCE, createInstance, DELETE_APP, DELETE_DEPLOYMENT, DELETE_INSTANCE, EAM, GRAZ, LISBON, NOBODY, OEG, SUBMIT, submitApp, untilStatus, UPDATE_DEPLOYMENT,
} from './stories.js';
import { startWorld, type World } from './world.js';

let world: World;
let me: Client;
/** An app with an instance in Lisbon. */
let appId: string;
const taken = aManifest();

beforeAll(async () => {
  world = await startWorld();
  me = world.as();
  appId = await submitApp(me, { name: taken.name, version: taken.version });
  await untilStatus(me, await createInstance(me, appId), 'ready');
});
afterAll(() => world[Symbol.asyncDispose]());

interface Case {
  readonly what: string;
  readonly graphql: readonly [query: string, variables: () => object];
  readonly camara: readonly [method: string, path: () => string, body?: () => object];
  readonly oeg?: readonly [method: string, path: () => string, body?: () => object];
  readonly status: number;
  readonly code: string;
}

const { requiredResources: { infraKind: _kind, ...container }, ...rest } = taken;
const zoneOf = (id: string): object => ({ EdgeCloudZone: { edgeCloudZoneId: id, edgeCloudZoneName: 'some', edgeCloudProvider: 'some' } });
const instance = (id: string, zone: string) => ({ name: 'inst', appId: id, edgeCloudZoneId: zone });

const cases: readonly Case[] = [
  {
    what: 'an app that is not there', status: 404, code: 'NOT_FOUND',
    graphql: ['query ($id: ID!) { app(id: $id) { id } }', () => ({ id: NOBODY })],
    camara: ['GET', () => `${EAM}/apps/${NOBODY}`], oeg: ['GET', () => `${OEG}/apps/${NOBODY}`],
  },
  {
    what: 'the end of an app that is not there', status: 404, code: 'NOT_FOUND',
    graphql: [DELETE_APP, () => ({ id: NOBODY })], camara: ['DELETE', () => `${EAM}/apps/${NOBODY}`], oeg: ['DELETE', () => `${OEG}/apps/${NOBODY}`],
  },
  {
    what: 'the end of an app with instances', status: 409, code: 'INCOMPATIBLE_STATE',
    graphql: [DELETE_APP, () => ({ id: appId })], camara: ['DELETE', () => `${EAM}/apps/${appId}`], oeg: ['DELETE', () => `${OEG}/apps/${appId}`],
  },
  {
    what: 'an app of a name and version that are taken', status: 409, code: 'ALREADY_EXISTS',
    graphql: [SUBMIT, () => ({ input: { ...rest, requiredResources: { container } } })], camara: ['POST', () => `${EAM}/apps`, () => taken], oeg: ['POST', () => `${OEG}/apps`, () => taken],
  },
  {
    what: 'a second instance in a zone', status: 409, code: 'ALREADY_EXISTS',
    graphql: [CREATE_INSTANCE, () => ({ input: instance(appId, LISBON) })],
    camara: ['POST', () => `${EAM}/app-instances`, () => instance(appId, LISBON)], oeg: ['POST', () => `${OEG}/appinstances`, () => ({ appId, appZones: [zoneOf(LISBON)] })],
  },
  {
    what: 'an instance of no app', status: 404, code: 'NOT_FOUND',
    graphql: [CREATE_INSTANCE, () => ({ input: instance(NOBODY, LISBON) })],
    camara: ['POST', () => `${EAM}/app-instances`, () => instance(NOBODY, LISBON)], oeg: ['POST', () => `${OEG}/appinstances`, () => ({ appId: NOBODY, appZones: [zoneOf(LISBON)] })],
  },
  {
    what: 'an instance in no zone', status: 404, code: 'NOT_FOUND',
    graphql: [CREATE_INSTANCE, () => ({ input: instance(appId, NOBODY) })],
    camara: ['POST', () => `${EAM}/app-instances`, () => instance(appId, NOBODY)], oeg: ['POST', () => `${OEG}/appinstances`, () => ({ appId, appZones: [zoneOf(NOBODY)] })],
  },
  {
    what: 'an instance in a zone out of service', status: 409, code: 'INCOMPATIBLE_STATE',
    graphql: [CREATE_INSTANCE, () => ({ input: instance(appId, GRAZ) })],
    camara: ['POST', () => `${EAM}/app-instances`, () => instance(appId, GRAZ)], oeg: ['POST', () => `${OEG}/appinstances`, () => ({ appId, appZones: [zoneOf(GRAZ)] })],
  },
  {
    what: 'the end of an instance that is not there', status: 404, code: 'NOT_FOUND',
    graphql: [DELETE_INSTANCE, () => ({ id: NOBODY })], camara: ['DELETE', () => `${EAM}/app-instances/${NOBODY}`], oeg: ['DELETE', () => `${OEG}/appinstances/${NOBODY}`],
  },
  {
    what: 'a zone that is not there', status: 404, code: 'NOT_FOUND',
    graphql: ['query ($id: ID!) { edgeCloudZone(id: $id) { id } }', () => ({ id: NOBODY })], camara: ['GET', () => `${OEG}/edge-cloud-zones/${NOBODY}`],
  },
  {
    what: 'a change of a deployment that is not there', status: 404, code: 'NOT_FOUND',
    graphql: [UPDATE_DEPLOYMENT, () => ({ input: { id: NOBODY, name: 'some' } })], camara: ['PATCH', () => `${EAM}/deployments/${NOBODY}`, () => ({ appDeploymentName: 'some' })],
  },
  {
    what: 'the end of a deployment that is not there', status: 404, code: 'NOT_FOUND',
    graphql: [DELETE_DEPLOYMENT, () => ({ id: NOBODY })], camara: ['DELETE', () => `${EAM}/deployments/${NOBODY}`],
  },
  {
    what: 'a deployment over no zone', status: 400, code: 'INVALID_ARGUMENT',
    graphql: [CREATE_DEPLOYMENT, () => ({ input: { name: 'some', appId, edgeCloudZoneIds: [] } })],
    camara: ['POST', () => `${EAM}/deployments`, () => ({ appDeploymentName: 'some', appId, edgeCloudZones: [] })],
  },
];

describe.each(cases)('$what', ({ graphql, camara, oeg, status, code }) => {
  it('is refused in the same words through every door, and nothing is done', async () => {
    const before = [world.srm.apps.size, world.srm.instances.size];
    const { errors } = await me.graphql(graphql[0], graphql[1]());
    expect(errors).toHaveLength(1);
    expect(errors[0]!.extensions.code).toBe(code);
    for (const door of [camara, ...(oeg ? [oeg] : [])]) {
      const [method, path, body] = door;
      const answer = await me.rest<{ code: string }>(method, path(), body?.(), { 'x-correlator': 'told-apart' });
      expect(answer).toMatchObject({ status, body: { status, message: errors[0]!.message } });
      expect(answer.body.code).toBe(path().startsWith(OEG) && status === 409 ? 'CONFLICT' : code);
      expect(answer.headers.get('x-correlator')).toBe('told-apart');
    }
    expect([world.srm.apps.size, world.srm.instances.size]).toEqual(before);
  });
});

describe('what is wrong in a manifest', () => {
  it.each([
    ['a name', { name: '1st' }], ['a provider', { appProvider: 'short' }], ['a checksum', { appRepo: { type: 'PUBLICREPO', imagePath: 'https://registry.example/a', checksum: 'xyz' } }],
    ['a port', { componentSpec: [{ componentName: 'web', networkInterfaces: [{ interfaceId: 'http', protocol: 'TCP', port: 70_000, visibilityType: 'VISIBILITY_EXTERNAL' }] }] }],
  ])('%s is INVALID_ARGUMENT through every door, naming the member', async (_, about) => {
    const { errors } = await me.graphql(SUBMIT, { input: { ...anAppInput(), ...about } });
    expect(errors[0]?.extensions).toMatchObject({ code: 'INVALID_ARGUMENT', field: expect.stringContaining(Object.keys(about)[0]!) });
    for (const base of [EAM, OEG]) {
      const answer = await me.rest('POST', `${base}/apps`, aManifest(about));
      expect(answer).toMatchObject({ status: 400, body: { status: 400, code: 'INVALID_ARGUMENT', message: expect.stringContaining(Object.keys(about)[0]!) } });
    }
  });

  it('repeats no credential', async () => {
    const appRepo = { type: 'PRIVATEREPO', imagePath: 'no scheme', credentials: 'never-repeated' };
    const said = [await me.graphql(SUBMIT, { input: anAppInput({ name: aName(), appRepo }) }), ...(await Promise.all([EAM, OEG].map((base) => me.rest('POST', `${base}/apps`, aManifest({ appRepo })))))];
    for (const { text } of said) expect(text).not.toContain('never-repeated');
    expect(world.log()).not.toContain('never-repeated');
  });
});
