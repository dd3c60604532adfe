import { describe, expect, it } from 'vitest';
import { APPLICATION, ARTEFACT, ARTEFACT_ID, call, CTX, INSTALLATION, INSTANCE, managerWorld, problem, ref, refusalOf, UNKNOWN_CONTEXT } from '../../../../test/support/manager-world.js';
import type { Script, Seen } from '../../../../test/support/scripted-manager.js';
import { isDefinite } from '../../../outbound/peer-answers.js';
import type { Dialect, FederationManager } from './fm.types.js';

const isForm = ({ headers }: Seen): boolean => headers['content-type']!.startsWith('multipart/form-data');
const UPLOAD = `POST /${CTX}/artefact`;
const ARTEFACT_PATH = `/${CTX}/artefact/${ARTEFACT_ID}`;
const ONBOARD = `POST /${CTX}/application/onboarding`;
const APP_PATH = `/${CTX}/application/onboarding/app/${APPLICATION.appId}`;
const INSTALL = `POST /${CTX}/application/lcm`;
const INSTANCE_PATH = `/${CTX}/application/lcm/app/${INSTANCE.appId}/instance/${INSTANCE.appInstanceId}/zone/${INSTANCE.zoneId}`;
const INSTANCES = `GET /${CTX}/application/lcm/app/${INSTANCE.appId}/appProvider/${APPLICATION.appProviderId}`;

/** As a server reads it. */
const partsOf = async ({ headers, body }: Seen): Promise<Record<string, unknown>> => {
  const form = await new Response(body, { headers: { 'content-type': headers['content-type']! } }).formData();
  return Object.fromEntries([...form].map(([name, value]) => [name, value]));
};

describe('an artefact', () => {
  it('is sent as JSON to 1.2.0', async () => {
    const { manager, source } = await managerWorld({ [UPLOAD]: { body: '"Artefact uploaded successfully"' } });
    expect(await source.uploadArtefact(ref('1.2.0'), ARTEFACT, call())).toEqual({ dialect: '1.2.0' });
    expect(manager.requests[0]!.headers['content-type']).toBe('application/json');
    expect(JSON.parse(manager.requests[0]!.body)).toEqual(ARTEFACT);
  });

  it.each<[string, Dialect | null, Dialect | undefined]>([
    ['by what was learnt', '1.3.0', undefined],
    ['by the settings', null, '1.3.0'],
    ['by the settings, whatever was learnt', '1.2.0', '1.3.0'],
  ])('is sent as a form to 1.3.0 (%s)', async (_, learnt, dialect) => {
    const { manager, source } = await managerWorld({ [UPLOAD]: { body: 'null' } }, { ...(dialect && { dialect }) });
    expect(await source.uploadArtefact(ref(learnt), ARTEFACT, call())).toEqual({ dialect: '1.3.0' });
    const { artefactRepoLocation, componentSpec, ...texts } = ARTEFACT;
    expect(await partsOf(manager.requests[0]!)).toEqual({ ...texts, artefactRepoLocation: JSON.stringify(artefactRepoLocation), componentSpec: JSON.stringify(componentSpec) });
    expect(manager.requests[0]!.body).not.toContain('filename');
  });

  it.each([
    { status: 415, body: problem('Unsupported media type') },
    { status: 400, body: { title: '400 - Bad Request', detail: 'header Content-Type has unexpected value "application/json"' } },
  ])('teaches the dialect (%o)', async (refused) => {
    const { manager, source } = await managerWorld({ [UPLOAD]: (seen) => (isForm(seen) ? { body: 'null' } : refused) });
    expect(await source.uploadArtefact(ref(null), ARTEFACT, call())).toEqual({ dialect: '1.3.0' });
    expect(manager.requests.map(isForm)).toEqual([false, true]);
  });

  it('is sent as JSON where the form is not taken any more', async () => {
    const { source } = await managerWorld({ [UPLOAD]: (seen) => (isForm(seen) ? { status: 415 } : {}) });
    expect(await source.uploadArtefact(ref('1.3.0'), ARTEFACT, call())).toEqual({ dialect: '1.2.0' });
  });

  it.each<[string, Script[string], string, boolean]>([
    ['neither form is taken', { status: 415, body: 'canary-password' }, 'BAD_GATEWAY', true],
    ['it is there', { status: 409, body: problem('Federation Context and Artefact Id already exists at Artefact Management') }, 'ALREADY_EXISTS', true],
    ['it is there, says a relay', { status: 422, body: '"Artefact already exist"' }, 'ALREADY_EXISTS', true],
    ['the edge refuses it', { status: 409, body: { message: 'chart not readable' } }, 'CONFLICT', true],
    ['the federation is gone', UNKNOWN_CONTEXT, 'NOT_FOUND', true],
    ['it is refused', { status: 400, body: problem('artefactName is empty, canary-password') }, 'INVALID_ARGUMENT', true],
    ['the edge is away', { status: 422, body: problem('Unable to upload artefact to i2edge. Error: canary-password') }, 'BAD_GATEWAY', false],
    ['it fails', { status: 502, body: 'canary-password' }, 'BAD_GATEWAY', false],
    ['it looks like success', { body: '{"Error": "canary-password"}' }, 'BAD_GATEWAY', false],
  ])('is not there when %s', async (_, answer, code, definite) => {
    const { source, log } = await managerWorld({ [UPLOAD]: answer });
    const refusal = await refusalOf(source.uploadArtefact(ref(), ARTEFACT, call()));
    expect([refusal.code, isDefinite(refusal)]).toEqual([code, definite]);
    expect(JSON.stringify([refusal.message, String(refusal.cause), log.lines])).not.toContain('canary');
  });

  it('is known again', async () => {
    const { source } = await managerWorld({ [`GET ${ARTEFACT_PATH}`]: [{ body: { ...ARTEFACT, artefactDescription: null } }, { body: { artefactId: ARTEFACT_ID } }] });
    const { artefactId, appProviderId, artefactName, artefactVersionInfo } = ARTEFACT;
    expect(await source.artefact(ref(), ARTEFACT_ID, call())).toEqual({ artefactId, appProviderId, artefactName, artefactVersionInfo });
    expect(await source.artefact(ref(), ARTEFACT_ID, call())).toEqual({ artefactId, appProviderId: '', artefactName: '', artefactVersionInfo: '' });
  });
});

describe('an application', () => {
  it('is onboarded', async () => {
    const { manager, source } = await managerWorld({ [ONBOARD]: { status: 202, body: '"Application onboarded request accepted"' } });
    await source.onboard(ref(), APPLICATION, call());
    expect(JSON.parse(manager.requests[0]!.body)).toEqual(APPLICATION);
  });

  it.each<[string, Script[string], string, boolean]>([
    ['it is there', { status: 409, body: problem('Federation Context and App Id already exists at Application Onboarding Management') }, 'ALREADY_EXISTS', true],
    ['it is there, says a relay', { status: 422, body: '"Application onboarding already exist"' }, 'ALREADY_EXISTS', true],
    ['its artefact is not', { status: 404, body: problem('Federation Context and Artefact Id not found at Artefact Management') }, 'NOT_FOUND', true],
    ['it is refused', { status: 422, body: problem('Onboarding Validation Error. Message: canary') }, 'INVALID_ARGUMENT', true],
    ['the manager has no role', { status: 200, body: '"Error: Not assigned role to the operator (originating_op|partner_op)"' }, 'BAD_GATEWAY', true],
    ['the edge could not tell', { status: 409, body: problem('An error occurred when finding app id at i2edge. Error: x') }, 'BAD_GATEWAY', false],
  ])('is not onboarded when %s', async (_, answer, code, definite) => {
    const { source, log } = await managerWorld({ [ONBOARD]: answer });
    const refusal = await refusalOf(source.onboard(ref(), APPLICATION, call()));
    expect([refusal.code, isDefinite(refusal)]).toEqual([code, definite]);
    expect(JSON.stringify([refusal.message, String(refusal.cause), log.lines])).not.toContain('canary');
  });

  it.each<[string, object, [string, string][]]>([
    ['1.2.0', { appDeploymentZones: [{ countryCode: 'PT', zoneInfo: 'zone-1' }, { countryCode: 'PT', zoneInfo: 'zone-2' }] }, [['zone-1', 'ONBOARDED'], ['zone-2', 'ONBOARDED']]],
    ['1.3.0', { appDeploymentZones: ['zone-1'] }, [['zone-1', 'ONBOARDED']]],
    ['one that tells how far it is', { appDeploymentZones: ['zone-1'], statusInfo: [{ zoneId: 'zone-1', onboardStatusInfo: 'PENDING' }] }, [['zone-1', 'PENDING']]],
    ['one that has no zones', {}, []],
  ])('is read of %s', async (_, body, statuses) => {
    const { source } = await managerWorld({ [`GET ${APP_PATH}`]: { body: { appId: APPLICATION.appId, appProviderId: 'a0123456789', appMetaData: { version: '1' }, ...body } } });
    expect(await source.application(ref(), APPLICATION.appId, call())).toEqual({ appId: APPLICATION.appId, appProviderId: 'a0123456789', statuses: new Map(statuses) });
  });
});

describe('an instance', () => {
  it.each<[string, Script[string], string]>([
    ["1.2.0, which gives an id of its own", { status: 202, body: { zoneId: 'zone-1', appInstIdentifier: 'app-0a1b2c' } }, 'app-0a1b2c'],
    ['1.3.0, without content', { status: 202 }, 'a77'],
    ['1.3.0, as its code has it', { status: 202, body: 'null\n' }, 'a77'],
    ['one that says it in words', { status: 202, body: '"accepted"' }, 'a77'],
  ])('is asked for of %s', async (_, answer, appInstanceId) => {
    const { manager, source } = await managerWorld({ [INSTALL]: answer });
    expect(await source.install(ref(), INSTALLATION, call())).toEqual({ appInstanceId });
    const { zoneId, flavourId, ...rest } = INSTALLATION;
    expect(JSON.parse(manager.requests[0]!.body)).toEqual({ ...rest, zoneInfo: { zoneId, flavourId } });
  });

  it.each<[string, Script[string], string, boolean]>([
    ['there is one', { status: 409, body: problem('App Version already exists for the App Id in the Application Deployment Management') }, 'ALREADY_EXISTS', true],
    ['its flavour is not there', { status: 404, body: problem('Flavour for this zone not found at i2edge') }, 'NOT_FOUND', true],
    ['its zone is not the onboarding\'s', { status: 422, body: problem('Zone id not found for this Federation at Availability Zones of the onboarding') }, 'INVALID_ARGUMENT', true],
    ['the edge failed', { status: 422, body: problem("Error: 422 Unprocessable Entity: Error 503 - b''") }, 'BAD_GATEWAY', false],
    ['the federation is gone', { status: 422, body: problem('Error: 404 Not Found: Federation not found at Operator Platform') }, 'NOT_FOUND', true],
    ['its id is none', { status: 202, body: { appInstIdentifier: 'Error 500 - x' } }, 'BAD_GATEWAY', false],
  ])('is not there when %s', async (_, answer, code, definite) => {
    const { source } = await managerWorld({ [INSTALL]: answer });
    const refusal = await refusalOf(source.install(ref(), INSTALLATION, call()));
    expect([refusal.code, isDefinite(refusal)]).toEqual([code, definite]);
  });

  const points = [{ interfaceId: 'http', accessPoints: { port: 31_000, fqdn: 'x.example' } }];
  it.each<[string, object, object]>([
    ['accesspointInfo', { appInstanceState: 'READY', accesspointInfo: [...points, { interfaceId: 'none', accessPoints: {} }] }, { state: 'READY', accessPoints: points }],
    ['accessPointInfo', { appInstanceState: 'READY', accessPointInfo: points }, { state: 'READY', accessPoints: points }],
    ['its state alone', { appInstanceState: 'FAILED' }, { state: 'FAILED', accessPoints: [] }],
    ['no state', { accesspointInfo: points }, { state: 'READY', accessPoints: points }],
    ['nothing', {}, { state: 'PENDING', accessPoints: [] }],
  ])('is read with %s', async (_, body, known) => {
    const { source } = await managerWorld({ [`GET ${INSTANCE_PATH}`]: { body } });
    expect(await source.instance(ref(), INSTANCE, call())).toEqual(known);
  });

  it('is not read with a state that is none', async () => {
    const { source } = await managerWorld({ [`GET ${INSTANCE_PATH}`]: { body: { appInstanceState: 'DANCING' } } });
    expect((await refusalOf(source.instance(ref(), INSTANCE, call()))).code).toBe('BAD_GATEWAY');
  });

  it.each<[Script[string], object[]]>([
    [{ body: [{ zoneId: 'zone-1', appInstanceInfo: [{ appInstIdentifier: 'i-1', appInstanceState: 'READY' }, { appInstIdentifier: 'i-2', appInstanceState: 'Error 500' }] }, { zoneId: 'zone-2', appInstanceInfo: [{ appInstIdentifier: 'i-3', appInstanceState: 'FAILED' }] }] },
      [{ zoneId: 'zone-1', appInstanceId: 'i-1', state: 'READY' }, { zoneId: 'zone-1', appInstanceId: 'i-2', state: 'PENDING' }, { zoneId: 'zone-2', appInstanceId: 'i-3', state: 'FAILED' }]],
    [{ status: 404, body: problem('Application Deployment Management Not Found by Federation Context, appId and appProviderId') }, []],
    [{ status: 204 }, []],
    [{ body: '[]' }, []],
    [UNKNOWN_CONTEXT, []],
  ])('is listed: %o', async (answer, listed) => {
    const { source } = await managerWorld({ [INSTANCES]: answer });
    expect(await source.instances(ref(), { appId: INSTANCE.appId, appProviderId: APPLICATION.appProviderId }, call())).toEqual(listed);
  });
});

type Which = readonly [what: string, path: string, read: (source: FederationManager) => Promise<unknown>, remove: (source: FederationManager) => Promise<void>];

describe.each<Which>([
  ['artefact', ARTEFACT_PATH, (source) => source.artefact(ref(), ARTEFACT_ID, call()), (source) => source.removeArtefact(ref(), ARTEFACT_ID, call())],
  ['application', APP_PATH, (source) => source.application(ref(), APPLICATION.appId, call()), (source) => source.removeApplication(ref(), APPLICATION.appId, call())],
  ['instance', INSTANCE_PATH, (source) => source.instance(ref(), INSTANCE, call()), (source) => source.removeInstance(ref(), INSTANCE, call())],
])('removal (%s)', (what, path, read, remove) => {
  const absent = [
    { status: 404, body: problem('Federation Context and Artefact Id Not Found at Artefact Management') },
    { status: 404, body: '"Artefact not Found"' },
    { status: 404, body: { detail: 'Artefact not found' } },
    { status: 404 },
    UNKNOWN_CONTEXT,
    { status: 422, body: problem('Error: 404 Not Found: Federation not found at Operator Platform') },
  ];
  it.each(absent)('is done when it is not there: %o', async (answer) => {
    const { source } = await managerWorld({ [`DELETE ${path}`]: answer, [`GET ${path}`]: answer });
    await remove(source);
    expect(await read(source)).toBeUndefined();
  });

  it.each([{ body: '"App deletion successful"' }, { status: 202 }, { status: 200, body: 'null' }])('is done: %o', async (answer) => {
    const { source } = await managerWorld({ [`DELETE ${path}`]: answer });
    await remove(source);
  });

  it.each<[Script[string], string, boolean]>([
    [{ status: 409, body: problem('Unable to remove Artefact. There are application onboardings dependent. Remove it and try again ') }, 'CONFLICT', true],
    [{ status: 409, body: '"Artefact exist in originating operator but not in partner operator"' }, 'CONFLICT', true],
    [{ status: 422, body: problem('Unable to delete artefact from i2edge. Error: x') }, 'BAD_GATEWAY', false],
    [{ status: 404, body: '<html></html>', type: 'text/html' }, 'BAD_GATEWAY', true],
    [{ status: 500 }, 'BAD_GATEWAY', false],
    [{ status: 200, body: '"Error: Not assigned role to the operator (originating_op|partner_op)"' }, 'BAD_GATEWAY', true],
  ])(`is not done: %o`, async (answer, code, definite) => {
    const { source } = await managerWorld({ [`DELETE ${path}`]: answer });
    const refusal = await refusalOf(remove(source));
    expect([refusal.code, isDefinite(refusal)]).toEqual([code, definite]);
    if (code === 'CONFLICT') expect(refusal.message).toContain(what);
  });

  it('is not doubted after a disagreement of a relay and its partner', async () => {
    const { source } = await managerWorld({ [`GET ${path}`]: { status: 409, body: '"Application Deployment exist at partner operator but not in originating operator"' } });
    expect((await refusalOf(read(source))).code).toBe('CONFLICT');
  });
});
