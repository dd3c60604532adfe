import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { applicationOf, artefactOf } from '../../src/modules/federations/manager/artefact.rules.js';
import { flavourFor } from '../../src/modules/federations/manager/flavour.rules.js';
import { fakeFederationManager } from '../../src/modules/federations/manager/fm.source.fake.js';
import { createFederationManager } from '../../src/modules/federations/manager/fm.source.js';
import { tokenKeeper } from '../../src/modules/federations/manager/fm-token.source.js';
import type { Application, Artefact, Dialect, FederationManager, FederationRef, FederationRequest, FmCall, Installation } from '../../src/modules/federations/manager/fm.types.js';
import { accessTokenOf, artefactIdOf, partnerIdOf, providerIdOf } from '../../src/modules/federations/manager/identifier.rules.js';
import type { KnownApp } from '../../src/modules/federations/neighbours.types.js';
import { SANDBOX_FM_ZONES, startSandboxFm, type FmRequestNote } from '../../src/sandbox/index.js';
import { eventually } from '../support/eventually.js';
import { gsmaDefinition, hasGsma, type GsmaDefinition } from '../support/gsma.js';
import { collectLog } from '../support/log.js';
import { refusalOf } from '../support/manager-world.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const BASE = '/operatorplatform/federation/v1';
const call = (): FmCall => ({ signal: new AbortController().signal, correlator: 'contract' });
const [FIRST, SECOND] = SANDBOX_FM_ZONES.map(({ zoneId }) => zoneId) as [string, string];
const LINK = 'https://us.example/operatorplatform/federation/v1/callbacks/x';

interface World {
  readonly source: FederationManager;
  readonly dialect: Dialect;
  /** What was asked of it over HTTP. */
  readonly requests: readonly FmRequestNote[];
}

const faked = (dialect: Dialect) => async (): Promise<World> => ({
  source: fakeFederationManager({ partners: { partner: dialect }, zones: SANDBOX_FM_ZONES, instances: 'READY' }),
  dialect,
  requests: [],
});

const sandboxed = (dialect: Dialect) => async (): Promise<World> => {
  const fm = await startSandboxFm({ dialect, behaviour: { onboardMs: [5, 5], settleMs: [5, 5], endMs: 5 } });
  const oauth = { tokenUrl: fm.tokenUrl, ...fm.client };
  const partners = [{ name: 'partner', managerUrl: fm.url, apiRoot: 'https://partner.example', oauth, dialect: undefined }];
  const clock = { now: () => new Date() };
  const store = { find: async () => undefined, keep: async <Token>(_: object, token: Token) => token };
  const log = collectLog();
  const source = createFederationManager({ partners, tokens: tokenKeeper({ partners, store, timeoutMs: 2000, log, clock }), timeoutMs: 2000, log });
  closers.push(fm.close, () => source.close());
  return { source, dialect, requests: fm.requests };
};

const aRequest = (): FederationRequest => ({
  origOPFederationId: 'op-alpha', origOPCountryCode: 'GR', origOPMobileNetworkCodes: { mcc: '202', mncs: ['01'] }, origOPFixedNetworkCodes: ['30'], initialDate: '2026-03-01T09:00:00Z',
  partnerStatusLink: `${LINK}/partner-status`, partnerCallbackCredentials: { tokenUrl: 'https://us.example/token', clientId: 'partner', clientSecret: 'hidden' },
});

const anApp = (changes: Partial<KnownApp> = {}): KnownApp => ({
  id: randomUUID(), owner: { clientId: 'portal', userId: null }, name: 'nginx', appProvider: 'ExampleProvider', version: '1.0.0', packageType: 'HELM',
  appRepo: { type: 'PRIVATEREPO', imagePath: 'https://charts.example/nginx', userName: 'me', credentials: 'hidden' }, requiredResources: { infraKind: 'container', numCPU: '500m', memory: 512 },
  componentSpec: [{ componentName: 'web_front', networkInterfaces: [{ interfaceId: 'eth0', protocol: 'ANY', port: 80, visibilityType: 'VISIBILITY_EXTERNAL' }] }], ...changes,
});

interface Sent {
  readonly artefact: Artefact;
  readonly application: Application;
}
function sentOf(app: KnownApp, zoneIds: readonly string[] = [FIRST]): Sent {
  const artefact = artefactOf(app, artefactIdOf('f-1', app.id));
  return { artefact, application: applicationOf(app, { artefactId: artefact.artefactId, zoneIds, callbackLink: `${LINK}/onboarding-status`, accessToken: accessTokenOf(randomBytes(24)) }) };
}
const installationOf = ({ application }: Sent, flavourId: string): Installation => ({
  appInstanceId: partnerIdOf(randomUUID()), appId: application.appId, appVersion: '1.0.0', appProviderId: application.appProviderId, zoneId: FIRST, flavourId, appInstCallbackLink: `${LINK}/instance-status`,
});

async function federated({ source }: World): Promise<FederationRef> {
  const { contextId } = await source.create('partner', aRequest(), call());
  return { partner: 'partner', contextId, dialect: null };
}

/** An app that is onboarded in the first zone. */
async function onboarded(world: World): Promise<{ readonly ref: FederationRef; readonly sent: Sent; readonly wanted: Installation }> {
  const { source } = world;
  const ref = await federated(world);
  const [zone] = await source.acceptZones(ref, { zoneIds: [FIRST], notifLink: `${LINK}/zone-resources` }, call());
  const sent = sentOf(anApp());
  await source.uploadArtefact(ref, sent.artefact, call());
  await source.onboard(ref, sent.application, call());
  await eventually(async () => expect((await source.application(ref, sent.application.appId, call()))?.statuses.get(FIRST)).toBe('ONBOARDED'));
  return { ref, sent, wanted: installationOf(sent, flavourFor(null, zone!.flavours)!.flavourId) };
}

describe.each([
  ['fake of 1.2.0', faked('1.2.0')],
  ['fake of 1.3.0', faked('1.3.0')],
  ['HTTP to 1.2.0', sandboxed('1.2.0')],
  ['HTTP to 1.3.0', sandboxed('1.3.0')],
] as const)('a Federation Manager (%s)', (_, make) => {
  it('creates a federation, finds it where it can, and removes it', async () => {
    const world = await make();
    const { source, dialect } = world;
    const created = await source.create('partner', aRequest(), call());
    expect(created.offeredZones.map(({ zoneId }) => zoneId)).toEqual(SANDBOX_FM_ZONES.map(({ zoneId }) => zoneId));
    const ref: FederationRef = { partner: 'partner', contextId: created.contextId, dialect: null };
    expect((await refusalOf(source.create('partner', aRequest(), call()))).code).toBe('ALREADY_EXISTS');
    expect(await source.contextId('partner', call())).toBe(dialect === '1.2.0' ? created.contextId : undefined);
    expect(await source.details(ref, call())).toMatchObject({ allowedMobileNetworks: { mcc: '202', mncs: ['01'] }, allowedFixedNetworks: ['30'] });
    await source.remove(ref, call());
    expect(await source.details(ref, call())).toBeUndefined();
    await source.remove(ref, call());
  });

  it('changes the networks of a federation', async () => {
    const world = await make();
    const ref = await federated(world);
    const modificationDate = '2026-03-01T10:00:00Z';
    const change = (more: object): Promise<unknown> => world.source.update(ref, { objectType: 'MOBILE_NETWORK_CODES', operationType: 'ADD_CODES', modificationDate, ...more } as never, call());
    expect(await change({ addMobileNetworkIds: { mcc: '202', mncs: ['05'] } })).toMatchObject({ allowedMobileNetworks: { mcc: '202', mncs: ['01', '05'] } });
    expect(await change({ operationType: 'REMOVE_CODES', removeMobileNetworkIds: { mcc: '202', mncs: ['01'] } })).toMatchObject({ allowedMobileNetworks: { mcc: '202', mncs: ['05'] } });
    expect(await change({ objectType: 'FIXED_NETWORK_CODES', operationType: 'UPDATE_CODES', addFixedNetworkIds: ['31', '32'] })).toMatchObject({ allowedFixedNetworks: ['31', '32'] });
    expect(await change({ objectType: 'FIXED_NETWORK_CODES', operationType: 'REMOVE_CODES', removeFixedNetworkIds: ['31'] })).toMatchObject({ allowedFixedNetworks: ['32'] });
    const refusal = await refusalOf(change({ addMobileNetworkIds: { mcc: '310', mncs: ['05'] } }) as Promise<unknown>);
    expect(refusal.code).toBe('CONFLICT');
  });

  it('lends zones, once or again, and takes them back', async () => {
    const world = await make();
    const { source, dialect } = world;
    const ref = await federated(world);
    const accept = (...zoneIds: string[]) => source.acceptZones(ref, { zoneIds, notifLink: `${LINK}/zone-resources` }, call());
    expect((await refusalOf(accept('nowhere-1'))).code).toBe('NOT_FOUND');
    expect((await accept(FIRST)).map(({ zoneId }) => zoneId)).toEqual([FIRST]);
    expect((await accept(FIRST))[0]!.flavours.length).toBeGreaterThan(0);
    if (dialect === '1.2.0') expect((await refusalOf(accept(FIRST, SECOND))).code).toBe('CONFLICT');
    else expect((await accept(FIRST, SECOND)).map(({ zoneId }) => zoneId)).toEqual([FIRST, SECOND]);
    expect((await source.zone(ref, FIRST, call()))?.zoneId).toBe(FIRST);
    expect((await refusalOf(source.remove(ref, call()))).code).toBe('CONFLICT');
    for (const zoneId of [FIRST, SECOND, FIRST]) await source.releaseZone(ref, zoneId, call());
    expect(await source.zone(ref, FIRST, call())).toBeUndefined();
    await source.remove(ref, call());
  });

  it('runs an app from artefact to instance, refuses what still stands, and ends it in reverse order', async () => {
    const world = await make();
    const { source, dialect } = world;
    const { ref, sent, wanted } = await onboarded(world);
    const { appId, appProviderId } = sent.application;
    expect(await source.artefact(ref, sent.artefact.artefactId, call())).toMatchObject({ artefactId: sent.artefact.artefactId, appProviderId, artefactName: sent.artefact.artefactName, artefactVersionInfo: '1.0.0' });
    const { appInstanceId } = await source.install(ref, wanted, call());
    expect(appInstanceId === wanted.appInstanceId).toBe(dialect === '1.3.0');
    const which = { appId, appInstanceId, zoneId: FIRST };
    await eventually(async () => expect(await source.instance(ref, which, call())).toMatchObject({ state: 'READY' }));
    expect(await source.instances(ref, { appId, appProviderId }, call())).toEqual([{ zoneId: FIRST, appInstanceId, state: 'READY' }]);

    for (const [what, again] of [
      ['ALREADY_EXISTS', () => source.uploadArtefact(ref, sent.artefact, call())],
      ['ALREADY_EXISTS', () => source.onboard(ref, sent.application, call())],
      ['ALREADY_EXISTS', () => source.install(ref, wanted, call())],
      ['CONFLICT', () => source.removeApplication(ref, appId, call())],
      ['CONFLICT', () => source.removeArtefact(ref, sent.artefact.artefactId, call())],
      ['CONFLICT', () => source.releaseZone(ref, FIRST, call())],
    ] as const) expect((await refusalOf(again())).code).toBe(what);

    await source.removeInstance(ref, which, call());
    await eventually(async () => expect(await source.instance(ref, which, call())).toBeUndefined());
    expect(await source.instances(ref, { appId, appProviderId }, call())).toEqual([]);
    await source.removeApplication(ref, appId, call());
    await eventually(async () => expect(await source.application(ref, appId, call())).toBeUndefined());
    await source.removeArtefact(ref, sent.artefact.artefactId, call());
    expect(await source.artefact(ref, sent.artefact.artefactId, call())).toBeUndefined();
    await source.releaseZone(ref, FIRST, call());
    await source.remove(ref, call());
    for (const repeat of [() => source.removeInstance(ref, which, call()), () => source.removeApplication(ref, appId, call()), () => source.removeArtefact(ref, sent.artefact.artefactId, call()), () => source.releaseZone(ref, FIRST, call())]) await repeat();
  });

  it('takes nothing out of order', async () => {
    const world = await make();
    const { source } = world;
    const ref = await federated(world);
    const sent = sentOf(anApp());
    expect((await refusalOf(source.onboard(ref, sent.application, call()))).code).toBe('NOT_FOUND');
    expect((await refusalOf(source.install(ref, installationOf(sent, 'small'), call()))).code).toBe('NOT_FOUND');
    expect(await source.instances(ref, sent.application, call())).toEqual([]);
  });

  it('knows nothing of a federation that is none', async () => {
    const world = await make();
    const { source } = world;
    await federated(world);
    const ref: FederationRef = { partner: 'partner', contextId: '65f9a1c2d3e4f5a6b7c8d9e0', dialect: null };
    const sent = sentOf(anApp());
    const which = { appId: sent.application.appId, appInstanceId: 'a77', zoneId: FIRST };
    for (const read of [source.details(ref, call()), source.zone(ref, FIRST, call()), source.artefact(ref, sent.artefact.artefactId, call()), source.application(ref, which.appId, call()), source.instance(ref, which, call())]) expect(await read).toBeUndefined();
    for (const remove of [source.remove(ref, call()), source.releaseZone(ref, FIRST, call()), source.removeArtefact(ref, sent.artefact.artefactId, call()), source.removeApplication(ref, which.appId, call()), source.removeInstance(ref, which, call())]) await remove;
    for (const write of [source.uploadArtefact(ref, sent.artefact, call()), source.onboard(ref, sent.application, call()), source.acceptZones(ref, { zoneIds: [FIRST], notifLink: LINK }, call())]) expect((await refusalOf(write)).code).toBe('NOT_FOUND');
  });
});

const NAMES = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 64 });
const anyApp = fc
  .record({
    name: NAMES,
    appProvider: NAMES,
    version: fc.string({ maxLength: 64 }),
    packageType: fc.constantFrom('QCOW2', 'OVA', 'CONTAINER', 'HELM'),
    requiredResources: fc.option(fc.record({ numCPU: fc.constantFrom('1', '0.125', '750m', '0', 3), memory: fc.integer({ min: 1, max: 16_384 }) })),
    components: fc.array(fc.record({ componentName: NAMES, interfaces: fc.array(fc.tuple(NAMES, fc.constantFrom('TCP', 'UDP', 'ANY'), fc.integer({ min: 1, max: 65_535 })), { maxLength: 3 }) }), { maxLength: 3 }),
    credentials: fc.option(fc.string({ minLength: 1 })),
  })
  .map(({ components, credentials, ...app }) =>
    anApp({
      ...app,
      appRepo: { type: credentials === null ? 'PUBLICREPO' : 'PRIVATEREPO', imagePath: 'registry.example/nginx:1.27', credentials },
      componentSpec: components.map(({ componentName, interfaces }) => ({
        componentName,
        networkInterfaces: interfaces.map(([interfaceId, protocol, port]) => ({ interfaceId, protocol, port, visibilityType: 'VISIBILITY_INTERNAL' })),
      })),
    }),
  );

describe.skipIf(!hasGsma).each(['1.2.0', '1.3.0'] as const)(`what is sent to %s${hasGsma ? '' : ' (skipped: ../shared/specs/gsma is not there)'}`, (dialect) => {
  const typeOf = (dialectOfBody: Dialect): string => (dialectOfBody === '1.2.0' ? 'application/json' : 'multipart/form-data');

  it('is as the definition has it, in every operation', async () => {
    const definition = await gsmaDefinition(dialect);
    const world = await sandboxed(dialect)();
    const { source, requests } = world;
    const { ref, sent, wanted } = await onboarded(world);
    await source.contextId('partner', call());
    await source.update(ref, { objectType: 'FIXED_NETWORK_CODES', operationType: 'UPDATE_CODES', addFixedNetworkIds: ['31'], modificationDate: '2026-03-01T10:00:00Z' }, call());
    await source.details(ref, call());
    await source.zone(ref, FIRST, call());
    await source.artefact(ref, sent.artefact.artefactId, call());
    const { appInstanceId } = await source.install(ref, wanted, call());
    const which = { appId: wanted.appId, appInstanceId, zoneId: FIRST };
    await source.instance(ref, which, call());
    await source.instances(ref, wanted, call());
    await source.removeInstance(ref, which, call());
    await eventually(async () => expect(await source.instance(ref, which, call())).toBeUndefined());
    await source.removeApplication(ref, which.appId, call());
    await eventually(async () => expect(await source.application(ref, which.appId, call())).toBeUndefined());
    await source.removeArtefact(ref, sent.artefact.artefactId, call());
    await source.releaseZone(ref, FIRST, call());
    await source.remove(ref, call());
    const asked = requests.filter(({ operation }) => operation !== 'token');
    expect(new Set(asked.map(({ operation }) => operation)).size).toBeGreaterThanOrEqual(dialect === '1.2.0' ? 18 : 17);
    expect(asked.flatMap((note) => faultsOf(definition, note)).filter((fault) => !isNamed(dialect, fault))).toEqual([]);
  });

  it('is legal for any app', async () => {
    const definition = await gsmaDefinition(dialect);
    fc.assert(
      fc.property(anyApp, (app) => {
        const { artefact, application } = sentOf(app);
        expect(definition.request('POST', '/abc/artefact', typeOf(dialect), artefact)).toEqual([]);
        expect(definition.request('POST', '/abc/application/onboarding', 'application/json', application)).toEqual([]);
        const ids = [partnerIdOf(app.id), providerIdOf(app)];
        expect(definition.request('GET', `/abc/application/lcm/app/${ids[0]}/appProvider/${ids[1]}`, undefined, undefined)).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });
});

function faultsOf(definition: GsmaDefinition, { method, path, headers, body }: FmRequestNote): readonly string[] {
  const type = headers['content-type'] === undefined ? undefined : String(headers['content-type']).split(';', 1)[0];
  const below = path.slice(BASE.length);
  return definition.request(method, below, type, body).map((fault) => `${method} ${below}: ${fault}`);
}

/** What is sent on purpose though a definition does not have it, to learn which of the two a partner speaks. */
const isNamed = (dialect: Dialect, fault: string): boolean =>
  dialect === '1.3.0' && (fault.startsWith('GET /fed-context-id: there is no such operation') || fault.includes('/artefact: application/json is none of multipart'));
