import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as examples from '../../rest-compat/ewbi/ewbi.examples.js';
import { federation } from '../../rest-compat/ewbi/ewbi.routes.js';
import { Refusal, type RefusalCode } from '../../src/kernel/refusal.js';
import { readArtefact } from '../../src/modules/federations/hosting/hosted-artefact.manifest.js';
import { gsmaDefinition, hasGsma, type GsmaDefinition } from '../support/gsma.js';
import { BASE, restDoor, type RestDoor } from './rest.door.js';

/** The E/WBI's door over a graph that answers the examples. The door holds every answer to both of GSMA's definitions. */

const EWBI = federation.basePath;
const CONTEXT = examples.CONTEXT_ID;
const PLACE = `${EWBI}/${CONTEXT}`;
const APP = `${PLACE}/application/onboarding/app/${examples.APP_ID}`;
const LCM = `${PLACE}/application/lcm`;
const INSTANCE = `${LCM}/app/${examples.APP_ID}/instance/${examples.INSTANCE_ID}/zone/${examples.ZONE_ID}`;
const ofApp = { federationContextId: CONTEXT, appId: examples.APP_ID };
const ofInstance = { ...ofApp, appInstanceId: examples.INSTANCE_ID, zoneId: examples.ZONE_ID };

const SAMPLES = fileURLToPath(new URL('../../../shared/specs/gsma/samples/', import.meta.url));
const sample = (name: string): object => JSON.parse(readFileSync(`${SAMPLES}${name}.json`, 'utf8')) as object;
const without = (there: boolean): string => (there ? '' : ' (skipped: ../shared/specs is not there)');

const refusing: { with: Refusal | undefined } = { with: undefined };
const unless = <Value>(value: Value) => (): Value => {
  if (refusing.with) throw refusing.with;
  return value;
};
const hosted = { federationContextId: CONTEXT, originatorId: 'op-a', document: examples.FEDERATION_RESPONSE, details: examples.FEDERATION_DETAILS, createdAt: new Date() };

let door: RestDoor;
beforeAll(async () => {
  door = await restDoor({
    hostedFederation: unless(hosted), hostedFederationOfClient: unless(hosted), openHostedFederation: unless(hosted), updateHostedFederation: unless(hosted), closeHostedFederation: unless(CONTEXT),
    acceptHostedZones: unless({ acceptedZoneResourceInfo: [examples.ZONE_DATA] }), hostedZone: unless(examples.ZONE_DATA), releaseHostedZone: unless(true),
    uploadHostedArtefact: unless(true), hostedArtefact: unless(examples.ARTEFACT_INFO), removeHostedArtefact: unless(true),
    onboardHostedApplication: unless(true), hostedApplication: unless(examples.APPLICATION_INFO), updateHostedApplication: unless(true), removeHostedApplication: unless(true),
    installHostedApplication: unless(examples.INSTALLED), hostedInstance: unless(examples.INSTANCE), hostedInstances: unless(examples.INSTANCES), removeHostedInstance: unless(true),
    tellFederation: unless(true),
  });
});
afterAll(() => door.app.close());
beforeEach(() => void (refusing.with = undefined));

const send = (method: string, url: string, payload?: object | string, headers: Readonly<Record<string, string>> = {}) =>
  door.send({ method: method as 'GET', url, ...(payload !== undefined && { payload }), headers: { ...(payload !== undefined && { 'content-type': 'application/json' }), ...headers } });
const asked = () => door.asked.at(-1)!;

describe('every operation', () => {
  const callback = `${EWBI}/callbacks/${examples.ADDRESS}`;
  const told = (kind: string, event: object) => ({ address: examples.ADDRESS, callback: kind, event });

  it.each<[string, string, string, object | undefined, number, unknown, object]>([
    ['OpenHostedFederation', 'POST', `${EWBI}/partner`, examples.FEDERATION_REQUEST, 200, examples.FEDERATION_RESPONSE, { request: examples.FEDERATION_REQUEST }],
    ['HostedFederation', 'GET', `${PLACE}/partner`, undefined, 200, examples.FEDERATION_DETAILS, { federationContextId: CONTEXT }],
    ['HostedFederation', 'GET', `${EWBI}/partner/${CONTEXT}`, undefined, 200, examples.FEDERATION_DETAILS, { federationContextId: CONTEXT }],
    ['UpdateHostedFederation', 'PATCH', `${PLACE}/partner`, examples.CODES_CHANGE, 200, examples.FEDERATION_DETAILS, { federationContextId: CONTEXT, change: examples.CODES_CHANGE }],
    ['CloseHostedFederation', 'DELETE', `${PLACE}/partner`, undefined, 200, 'The federation is removed.', { federationContextId: CONTEXT }],
    ['HostedFederationOfClient', 'GET', `${EWBI}/fed-context-id`, undefined, 200, { FederationContextId: CONTEXT, federationContextId: CONTEXT }, {}],
    ['AcceptHostedZones', 'POST', `${PLACE}/zones`, examples.ZONE_REQUEST, 200, { acceptedZoneResourceInfo: [examples.ZONE_DATA] }, { federationContextId: CONTEXT, request: examples.ZONE_REQUEST }],
    ['HostedZone', 'GET', `${PLACE}/zones/${examples.ZONE_ID}`, undefined, 200, examples.ZONE_DATA, { federationContextId: CONTEXT, zoneId: examples.ZONE_ID }],
    ['ReleaseHostedZone', 'DELETE', `${PLACE}/zones/${examples.ZONE_ID}`, undefined, 200, 'The zone is deregistered.', { federationContextId: CONTEXT, zoneId: examples.ZONE_ID }],
    ['UploadHostedArtefact', 'POST', `${PLACE}/artefact`, examples.ARTEFACT, 200, 'The artefact is uploaded.', { federationContextId: CONTEXT, artefact: examples.ARTEFACT }],
    ['HostedArtefact', 'GET', `${PLACE}/artefact/${examples.ARTEFACT_ID}`, undefined, 200, examples.ARTEFACT_INFO, { federationContextId: CONTEXT, artefactId: examples.ARTEFACT_ID }],
    ['RemoveHostedArtefact', 'DELETE', `${PLACE}/artefact/${examples.ARTEFACT_ID}`, undefined, 200, 'The deletion of the artefact is done.', { federationContextId: CONTEXT, artefactId: examples.ARTEFACT_ID }],
    ['OnboardHostedApplication', 'POST', `${PLACE}/application/onboarding`, examples.APPLICATION, 202, 'The application is accepted.', { federationContextId: CONTEXT, application: examples.APPLICATION }],
    ['HostedApplication', 'GET', APP, undefined, 200, examples.APPLICATION_INFO, ofApp],
    ['UpdateHostedApplication', 'PATCH', APP, examples.APPLICATION_CHANGE, 202, 'The change of the application is accepted.', { ...ofApp, change: examples.APPLICATION_CHANGE }],
    ['RemoveHostedApplication', 'DELETE', APP, undefined, 200, 'The deletion of the application is accepted.', ofApp],
    ['InstallHostedApplication', 'POST', LCM, examples.INSTALLATION, 202, examples.INSTALLED, { federationContextId: CONTEXT, request: examples.INSTALLATION }],
    ['HostedInstance', 'GET', INSTANCE, undefined, 200, examples.INSTANCE, ofInstance],
    ['RemoveHostedInstance', 'DELETE', INSTANCE, undefined, 200, 'The termination of the instance is accepted.', ofInstance],
    ['HostedInstances', 'GET', `${LCM}/app/${examples.APP_ID}/appProvider/${examples.APP_PROVIDER_ID}`, undefined, 200, examples.INSTANCES, { ...ofApp, appProviderId: examples.APP_PROVIDER_ID }],
    ['TellFederation', 'POST', `${callback}/partner-status`, examples.PARTNER_STATUS, 204, undefined, told('PARTNER_STATUS', examples.PARTNER_STATUS)],
    ['TellFederation', 'POST', `${callback}/zone-resources`, examples.ZONE_RESOURCES, 200, undefined, told('ZONE_RESOURCES', examples.ZONE_RESOURCES)],
    ['TellFederation', 'POST', `${callback}/onboarding-status`, examples.ONBOARDING_STATUS, 204, undefined, told('ONBOARDING_STATUS', examples.ONBOARDING_STATUS)],
    ['TellFederation', 'POST', `${callback}/instance-status`, examples.INSTANCE_STATUS, 204, undefined, told('INSTANCE_STATUS', examples.INSTANCE_STATUS)],
  ])('%s: %s %s', async (document, method, url, body, status, answer, variables) => {
    const { statusCode, headers, body: text } = await send(method, url, body, { 'x-correlator': 'corr-1' });
    expect([statusCode, text === '' ? undefined : JSON.parse(text), headers['x-correlator']]).toEqual([status, answer, 'corr-1']);
    expect([asked().document, asked().variables]).toEqual([document, variables]);
  });

  it('are all there are', () => {
    expect(federation.routes).toHaveLength(24);
  });

  it.each([
    ['DELETE', `${PLACE}/partner`, 'removed'], ['DELETE', `${PLACE}/zones/${examples.ZONE_ID}`, 'deregistered'], ['POST', `${PLACE}/artefact`, 'uploaded'],
    ['DELETE', `${PLACE}/artefact/${examples.ARTEFACT_ID}`, 'deletion'], ['POST', `${PLACE}/application/onboarding`, 'accepted'], ['PATCH', APP, 'accepted'], ['DELETE', APP, 'deletion'], ['DELETE', INSTANCE, 'termination'],
  ])('has the word that a Federation Manager looks for: %s %s', async (method, url, word) => {
    expect((await send(method, url, method === 'DELETE' ? undefined : {})).json()).toContain(word);
  });

  it('tells where the federation is that was created, and it is there', async () => {
    const location = String((await send('POST', `${EWBI}/partner`, examples.FEDERATION_REQUEST)).headers['location']);
    expect(location).toBe(`${BASE}${EWBI}/partner/${CONTEXT}`);
    expect((await send('GET', new URL(location).pathname)).json()).toEqual(examples.FEDERATION_DETAILS);
  });
});

describe('an artefact as a form', () => {
  const { componentSpec, artefactRepoLocation, ...texts } = examples.ARTEFACT;
  const upload = async (form: FormData) => {
    const sent = new Response(form);
    return door.send({ method: 'POST', url: `${PLACE}/artefact`, headers: { 'content-type': sent.headers.get('content-type')! }, payload: Buffer.from(await sent.arrayBuffer()) });
  };
  const formOf = (parts: Readonly<Record<string, string | Blob>>): FormData => {
    const form = new FormData();
    for (const [name, part] of Object.entries({ ...texts, componentSpec: JSON.stringify(componentSpec), artefactRepoLocation: JSON.stringify(artefactRepoLocation), ...parts })) form.append(name, part);
    return form;
  };
  const json = (value: unknown) => new Blob([JSON.stringify(value)], { type: 'application/json' });

  it.each<[string, () => FormData]>([
    ['texts', () => formOf({})],
    ['JSON parts with a media type', () => formOf({ componentSpec: json(componentSpec), artefactRepoLocation: json(artefactRepoLocation) })],
    ['one part for a component', () => formOf({ componentSpec: json(componentSpec[0]) })],
    ['a file without content', () => formOf({ artefactFile: new Blob([]) })],
  ])('is read from %s as from JSON', async (_, form) => {
    const answer = await upload(form());
    expect([answer.statusCode, answer.json()]).toEqual([200, 'The artefact is uploaded.']);
    expect(asked().variables).toEqual({ federationContextId: CONTEXT, artefact: examples.ARTEFACT });
  });

  it('is read from a part for each component', async () => {
    const form = formOf({});
    form.append('componentSpec', json({ ...componentSpec[0], componentName: 'second' }));
    await upload(form);
    expect(asked().variables['artefact']).toMatchObject({ componentSpec: [{ componentName: componentSpec[0].componentName }, { componentName: 'second' }] });
  });

  it.each<[string, () => FormData, string]>([
    ['a file', () => formOf({ artefactFile: new Blob(['chart']) }), 'artefactFile'],
    ['a list that is no JSON', () => formOf({ componentSpec: '[canary' }), 'componentSpec'],
    ['a place that is no JSON', () => formOf({ artefactRepoLocation: '{"password": "canary' }), 'artefactRepoLocation'],
    ['a part that comes twice', () => (form => (form.append('artefactId', 'canary'), form))(formOf({})), 'artefactId'],
  ])('is refused with %s', async (_, form, param) => {
    const before = door.asked.length;
    const answer = await upload(form());
    expect([answer.statusCode, answer.json()]).toMatchObject([422, { cause: 'INVALID_ARGUMENT', invalidParams: [{ param }] }]);
    expect([answer.body.includes('canary'), door.asked.length]).toEqual([false, before]);
  });

  it.each<[string, string, string]>([
    ['no boundary', 'multipart/form-data', 'x'],
    ['another boundary', 'multipart/form-data; boundary=a', '--b\r\ncontent-disposition: form-data; name="x"\r\n\r\n1\r\n--b--\r\n'],
    ['no end', 'multipart/form-data; boundary=a', '--a\r\ncontent-disposition: form-data; name="x"\r\n\r\n1'],
    ['nothing', 'multipart/form-data; boundary=a', ''],
  ])('cannot be read with %s', async (_, type, payload) => {
    const answer = await door.send({ method: 'POST', url: `${PLACE}/artefact`, headers: { 'content-type': type }, payload });
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { cause: 'INVALID_ARGUMENT' }]);
  });

  it('is bound in size as every body is', async () => {
    expect((await upload(formOf({ artefactDescription: 'x'.repeat(9_000) }))).statusCode).toBe(413);
  });

  it('is not taken apart deeper than anybody nests', async () => {
    const deep = `${'['.repeat(3_000)}${']'.repeat(3_000)}`;
    const asJson = await send('POST', `${PLACE}/artefact`, `{"artefactId": ${deep}}`);
    const asForm = await upload(formOf({ componentSpec: deep }));
    for (const answer of [asJson, asForm]) expect([answer.statusCode, answer.json()]).toMatchObject([400, { cause: 'INVALID_ARGUMENT', detail: expect.stringContaining('nested') }]);
  });

  it('is refused as JSON with a file too', async () => {
    const answer = await send('POST', `${PLACE}/artefact`, { ...examples.ARTEFACT, artefactFile: 'Y2hhcnQ=' });
    expect([answer.statusCode, answer.json()]).toMatchObject([422, { invalidParams: [{ param: 'artefactFile' }] }]);
  });
});

describe('refusals', () => {
  const problem = (status: number, title: string, cause: string, more: object = {}) => ({ title, status, detail: expect.stringMatching(/^\S.*\.$/), cause, ...more });

  it.each<[RefusalCode, number, string]>([
    ['NOT_FOUND', 404, 'Not Found'],
    ['CONFLICT', 409, 'Conflict'],
    ['ALREADY_EXISTS', 409, 'Conflict'],
    ['ABORTED', 409, 'Conflict'],
    ['INVALID_ARGUMENT', 400, 'Bad Request'],
    ['TOO_MANY_REQUESTS', 429, 'Too Many Requests'],
    ['BAD_GATEWAY', 502, 'Bad Gateway'],
    ['UNAVAILABLE', 503, 'Service Unavailable'],
    ['TIMEOUT', 504, 'Gateway Timeout'],
  ])('say %s as %i', async (code, status, title) => {
    refusing.with = new Refusal(code, 'It is not to be.', { retryAfter: 1.2, cause: new Error('canary') });
    const answer = await send('DELETE', `${PLACE}/partner`);
    expect([answer.statusCode, answer.headers['content-type'], answer.headers['retry-after'], answer.json()]).toEqual([status, 'application/problem+json', '2', problem(status, title, code)]);
  });

  it.each<RefusalCode>(['INVALID_ARGUMENT', 'OUT_OF_RANGE', 'INVALID_SINK'])('say %s of a member as 422', async (code) => {
    refusing.with = new Refusal(code, 'appId must be another.', { field: 'appId' });
    const answer = await send('POST', `${PLACE}/application/onboarding`, examples.APPLICATION);
    expect([answer.statusCode, answer.json()]).toEqual([422, problem(422, 'Unprocessable Entity', code, { invalidParams: [{ param: 'appId', reason: 'appId must be another.' }] })]);
  });

  it.each<[string, string, string]>([
    ['a context', `${EWBI}/_x/partner`, 'federationContextId'],
    ['a zone', `${PLACE}/zones/a_b`, 'zoneId'],
    ['an artefact', `${PLACE}/artefact/A_B`, 'artefactId'],
    ['an app', `${PLACE}/application/onboarding/app/Short`, 'appId'],
    ['a provider', `${LCM}/app/${examples.APP_ID}/appProvider/-x`, 'appProviderId'],
    ['an instance', `${LCM}/app/${examples.APP_ID}/instance/%00/zone/${examples.ZONE_ID}`, 'appInstanceId'],
  ])('say of %s whose id is legal in neither definition that it is at fault', async (_, url, param) => {
    const answer = await send('GET', url);
    expect([answer.statusCode, answer.json()]).toEqual([422, problem(422, 'Unprocessable Entity', 'INVALID_ARGUMENT', { invalidParams: [{ param, reason: expect.stringContaining(param) }] })]);
  });

  it.each<[string, number, string, Parameters<RestDoor['send']>[0]]>([
    ['JSON that is broken', 400, 'INVALID_ARGUMENT', { method: 'POST', url: `${EWBI}/partner`, payload: '{', headers: { 'content-type': 'application/json' } }],
    ['a list', 400, 'INVALID_ARGUMENT', { method: 'POST', url: `${EWBI}/partner`, payload: '[]', headers: { 'content-type': 'application/json' } }],
    ['no body', 400, 'INVALID_ARGUMENT', { method: 'POST', url: `${EWBI}/partner` }],
    ['another media type', 415, 'UNSUPPORTED_MEDIA_TYPE', { method: 'POST', url: `${EWBI}/partner`, payload: 'x', headers: { 'content-type': 'text/plain' } }],
    ['a form where none is read', 415, 'UNSUPPORTED_MEDIA_TYPE', { method: 'POST', url: `${EWBI}/partner`, payload: 'x', headers: { 'content-type': 'multipart/form-data; boundary=a' } }],
    ['a correlator of another form', 400, 'INVALID_ARGUMENT', { url: `${PLACE}/partner`, headers: { 'x-correlator': 'a b' } }],
    ['an Accept without JSON', 406, 'NOT_ACCEPTABLE', { url: `${PLACE}/partner`, headers: { accept: 'text/html' } }],
    ['a verb that is not there', 405, 'METHOD_NOT_ALLOWED', { method: 'PUT', url: `${PLACE}/partner` }],
    ['an operation that is only in 1.3.0', 404, 'NOT_FOUND', { url: `${PLACE}/files/x` }],
  ])('answer %s with %i', async (_, status, cause, request) => {
    const answer = await door.send(request);
    expect([answer.statusCode, answer.headers['content-type'], answer.json()]).toMatchObject([status, 'application/problem+json', { status, cause }]);
  });

  it('ask for a token, and for one of the scope fed-mgmt', async () => {
    for (const [scopes, status, cause] of [[undefined, 401, 'UNAUTHENTICATED'], [['bad'], 401, 'UNAUTHENTICATED'], [['federations:read', 'federations:write'], 403, 'PERMISSION_DENIED']] as const) {
      for (const { method, path } of federation.routes) {
        const answer = await door.sendAs(scopes, { method, url: EWBI + path.replaceAll(/\{\w+\}/g, CONTEXT) });
        expect([path, answer.statusCode, answer.json()]).toMatchObject([path, status, { status, cause }]);
        expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
      }
    }
    expect((await door.sendAs(['fed-mgmt'], { url: `${PLACE}/partner` })).statusCode).toBe(200);
  });
});

describe.skipIf(!hasGsma)(`the definitions${without(hasGsma)}`, () => {
  let definitions: readonly GsmaDefinition[];
  beforeAll(async () => {
    definitions = await Promise.all([gsmaDefinition('1.2.0'), gsmaDefinition('1.3.0')]);
  });
  const TYPES = ['application/json', 'multipart/form-data'] as const;

  it('take the examples that readers are shown, both of them', () => {
    for (const { method, path, bodyExample } of federation.routes) {
      if (path.startsWith('/callbacks') || path.startsWith('/partner/') || path === '/fed-context-id') continue;
      const place = path.replace('{federationContextId}', CONTEXT).replace('{zoneId}', examples.ZONE_ID).replace('{artefactId}', examples.ARTEFACT_ID)
        .replace('{appId}', examples.APP_ID).replace('{appInstanceId}', examples.INSTANCE_ID).replace('{appProviderId}', examples.APP_PROVIDER_ID);
      for (const definition of definitions) {
        const types = bodyExample === undefined ? [undefined] : TYPES;
        const faults = types.map((type) => definition.request(method, place, type, bodyExample));
        // The newer one takes an artefact as a form only.
        expect([method, place, faults.find((words) => words.length === 0) ?? faults]).toEqual([method, place, []]);
      }
    }
    const events = { onPartnerStatusEvent: examples.PARTNER_STATUS, onZoneResourceUpdateEvent: examples.ZONE_RESOURCES, onApplicationOnboardStatusEvent: examples.ONBOARDING_STATUS, onInstanceStatusEvent: examples.INSTANCE_STATUS } as const;
    for (const definition of definitions) {
      for (const [name, event] of Object.entries(events)) expect([name, definition.callback(name as keyof typeof events, event)]).toEqual([name, []]);
    }
  });

  it.each<[string, string, string]>([
    ['01-federation-request', 'POST', '/partner'],
    ['05-federation-update', 'PATCH', `/${CONTEXT}/partner`],
    ['06-zone-subscribe-request', 'POST', `/${CONTEXT}/zones`],
    ['09-artefact-upload', 'POST', `/${CONTEXT}/artefact`],
    ['10-application-onboarding', 'POST', `/${CONTEXT}/application/onboarding`],
    ['11-application-lcm-request', 'POST', `/${CONTEXT}/application/lcm`],
    ['20-callback-partner-status-zones-add', 'POST', `/callbacks/${examples.ADDRESS}/partner-status`],
    ['21-callback-partner-status-federation', 'POST', `/callbacks/${examples.ADDRESS}/partner-status`],
    ['22-callback-zone-resource-update', 'POST', `/callbacks/${examples.ADDRESS}/zone-resources`],
    ['23-callback-onboarding-status', 'POST', `/callbacks/${examples.ADDRESS}/onboarding-status`],
    ['24-callback-instance-status', 'POST', `/callbacks/${examples.ADDRESS}/instance-status`],
  ])('come with a sample %s, which is taken whole', async (name, method, path) => {
    const body = sample(name);
    const answer = await send(method, EWBI + path, body);
    expect(answer.statusCode).toBeLessThan(300);
    expect(Object.values(asked().variables)).toContainEqual(body);
  });

  it('come with a sample of an artefact whose form is the same to the module', async () => {
    const form = new FormData();
    const body = sample('09-artefact-upload');
    for (const [name, value] of Object.entries(body)) form.append(name, typeof value === 'string' ? value : JSON.stringify(value));
    const sent = new Response(form);
    await door.send({ method: 'POST', url: `${PLACE}/artefact`, headers: { 'content-type': sent.headers.get('content-type')! }, payload: Buffer.from(await sent.arrayBuffer()) });
    expect(readArtefact(asked().variables['artefact'])).toEqual(readArtefact(body));
  });
});
