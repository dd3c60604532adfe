import { existsSync, readFileSync } from 'node:fs';
import { fastify } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { apis } from '../../rest-compat/apis.js';
import { CONTEXT_ID, FEDERATION_DETAILS, FEDERATION_REQUEST, FEDERATION_RESPONSE, OFFERED_ZONE } from '../../rest-compat/ewbi/ewbi.examples.js';
import { refuseUnroutable } from '../../rest-compat/router.js';
import { MASKED, Refusal, type RefusalCode } from '../../src/kernel/refusal.js';
import { BASE, OEG, page, restDoor, type RestDoor } from './rest.door.js';

/** The Open Exposure Gateway's paths for federations, over a fake graph. */

const RECORDED = new URL('../../../shared/specs/oeg/recorded-behaviour.json', import.meta.url);
const unrecorded = !existsSync(RECORDED);

interface Recorded {
  readonly cases: readonly { readonly case: string; readonly request: { readonly method: string; readonly path: string; readonly body: object | null } }[];
}

const endpoint = { port: 443, fqdn: 'edge.op-b.example', ipv4Addresses: [], ipv6Addresses: [] };
const RICH = {
  federationContextId: CONTEXT_ID,
  partner: { name: 'beta', federationId: 'op-b', countryCode: 'ES', mobileNetworkCodes: { mcc: '214', mncs: ['07'] }, fixedNetworkCodes: ['34'] },
  allowedMobileNetworkCodes: { mcc: '268', mncs: ['01'] }, allowedFixedNetworkCodes: ['351'],
  edgeDiscoveryEndpoint: endpoint, lcmEndpoint: endpoint, platformCaps: [], offeredZones: [{ id: 'x', ...OFFERED_ZONE }], createdAt: new Date('2026-11-22T09:00:00Z'),
};
/** As the Federation Manager tells little. */
const BARE = {
  ...RICH, federationContextId: 'bare', partner: { name: 'gamma', federationId: 'op-c', countryCode: null, mobileNetworkCodes: null, fixedNetworkCodes: [] },
  allowedMobileNetworkCodes: null, allowedFixedNetworkCodes: [], edgeDiscoveryEndpoint: null, lcmEndpoint: null, offeredZones: [], createdAt: new Date('2026-11-22T08:00:00Z'),
};

const refusing: { with: Error | undefined } = { with: undefined };
const given: { create: object; nodes: readonly object[] } = { create: RICH, nodes: [] };

let door: RestDoor;
beforeAll(async () => {
  const unless = <Value>(value: () => Value): Value => {
    if (refusing.with) throw refusing.with;
    return value();
  };
  door = await restDoor({
    createFederation: () => unless(() => ({ federation: given.create })),
    federation: ({ federationContextId: id }: { federationContextId: string }) => unless(() => (id === 'bare' ? BARE : RICH)),
    federations: () => unless(() => page(given.nodes)),
    deleteFederation: ({ federationContextId }: { federationContextId: string }) => unless(() => ({ federationContextId })),
  });
});
afterAll(() => door.app.close());
beforeEach(() => {
  refusing.with = undefined;
  given.create = RICH;
});

const REQUEST = { ...FEDERATION_REQUEST, partnerStatusLink: 'https://consumer.example/partner-status' };
const create = (payload: object) => door.send({ method: 'POST', url: `${OEG}/partner`, payload });
const input = () => door.asked.at(-1)!.variables['input'];
const problem = (status: number, title: string) => ({ type: 'about:blank', title, detail: expect.stringMatching(/^\S.*\.$/), status });

describe('a federation', () => {
  it('is created, and told where it is', async () => {
    const answer = await create(REQUEST);
    expect([answer.statusCode, answer.json(), answer.headers['location']]).toEqual([200, FEDERATION_RESPONSE, `${BASE}${OEG}/${CONTEXT_ID}/partner`]);
    expect(input()).toEqual(REQUEST);
    expect(answer.body).not.toContain('example-secret');
  });

  it('is created with the partner that is named', async () => {
    await create({ ...REQUEST, partner: 'beta' });
    expect(input()).toMatchObject({ partner: 'beta' });
  });

  it('is created once for a key', async () => {
    await door.send({ method: 'POST', url: `${OEG}/partner`, payload: REQUEST, headers: { 'idempotency-key': 'key-1' } });
    expect(door.asked.at(-1)!.ctx.idempotencyKey).toBe('key-1');
  });

  it('has no member of which the partner says nothing', async () => {
    given.create = BARE;
    expect((await create(REQUEST)).json()).toEqual({ federationContextId: 'bare', partnerOPFederationId: 'op-c', platformCaps: [] });
  });

  it.skipIf(unrecorded)(`is created from what a client was seen to send${unrecorded ? ' (skipped: ../shared/specs is not there)' : ''}`, async () => {
    const { cases } = JSON.parse(readFileSync(RECORDED, 'utf8')) as Recorded;
    const { request } = cases.find((recorded) => recorded.case === 'create federation')!;
    expect((await create(request.body!)).statusCode).toBe(200);
    expect(input()).toEqual({ ...request.body, initialDate: expect.anything() });
  });

  it('is read, with empty endpoints where the partner tells none', async () => {
    expect((await door.send({ url: `${OEG}/${CONTEXT_ID}/partner` })).json()).toEqual(FEDERATION_DETAILS);
    expect((await door.send({ url: `${OEG}/bare/partner` })).json()).toEqual({ edgeDiscoveryServiceEndPoint: {}, lcmServiceEndPoint: {} });
  });

  it('is deleted', async () => {
    expect(await door.send({ method: 'DELETE', url: `${OEG}/${CONTEXT_ID}/partner` })).toMatchObject({ statusCode: 200, body: '' });
    expect(door.asked.at(-1)).toMatchObject({ document: 'DeleteFederation', variables: { federationContextId: CONTEXT_ID } });
  });

  it('is told by its id: the one that was created last', async () => {
    given.nodes = [BARE, RICH];
    expect((await door.send({ url: `${OEG}/fed-context-id` })).json()).toEqual({ FederationContextId: CONTEXT_ID });
    given.nodes = [];
    const none = await door.send({ url: `${OEG}/fed-context-id` });
    expect([none.statusCode, none.json()]).toEqual([404, problem(404, 'Not Found')]);
  });
});

describe('a refusal', () => {
  it.each<[string, object]>([
    ['origOPFederationId', { ...REQUEST, origOPFederationId: '_x' }],
    ['origOPFederationId', { ...REQUEST, origOPFederationId: undefined }],
    ['initialDate', { ...REQUEST, initialDate: 'nope' }],
    ['partnerStatusLink', { ...REQUEST, partnerStatusLink: '' }],
    ['origOPCountryCode', { ...REQUEST, origOPCountryCode: 'es' }],
    ['origOPMobileNetworkCodes.mcc', { ...REQUEST, origOPMobileNetworkCodes: { mcc: '2', mncs: ['01'] } }],
    ['origOPFixedNetworkCodes', { ...REQUEST, origOPFixedNetworkCodes: [] }],
    ['partnerCallbackCredentials.tokenUrl', { ...REQUEST, partnerCallbackCredentials: { clientId: 'canary', clientSecret: 'canary' } }],
    ['colour', { ...REQUEST, colour: 'blue' }],
  ])('names %s', async (member, payload) => {
    const answer = await create(payload);
    expect([answer.statusCode, answer.json()]).toEqual([400, { ...problem(400, 'Bad Request'), detail: expect.stringContaining(member) }]);
    expect(answer.body).not.toContain('canary');
  });

  it.each<[RefusalCode, number, string]>([
    ['INVALID_ARGUMENT', 400, 'Bad Request'],
    ['NOT_FOUND', 404, 'Not Found'],
    ['ALREADY_EXISTS', 409, 'Conflict'],
    ['CONFLICT', 409, 'Conflict'],
    ['BAD_GATEWAY', 502, 'Bad Gateway'],
    ['UNAVAILABLE', 503, 'Service Unavailable'],
    ['TIMEOUT', 504, 'Gateway Timeout'],
  ])('of %s is %i in one form at every path', async (code, status, title) => {
    refusing.with = new Refusal(code, 'It is not to be.', { field: 'partner', retryAfter: 1, cause: new Error('canary') });
    const requests = [{ method: 'POST', url: `${OEG}/partner`, payload: REQUEST }, { url: `${OEG}/${CONTEXT_ID}/partner` }, { method: 'DELETE', url: `${OEG}/${CONTEXT_ID}/partner` }, { url: `${OEG}/fed-context-id` }] as const;
    for (const request of requests) {
      const answer = await door.send({ ...request, headers: { 'x-correlator': 'corr-1' } });
      expect([answer.statusCode, answer.headers['content-type'], answer.headers['x-correlator'], answer.json()]).toEqual([status, 'application/problem+json', 'corr-1', { ...problem(status, title), detail: 'It is not to be.' }]);
    }
  });

  it('of what nobody expected says nothing of it', async () => {
    refusing.with = new Error('canary');
    expect((await door.send({ url: `${OEG}/fed-context-id` })).json()).toEqual({ ...problem(500, 'Internal Server Error'), detail: MASKED });
  });

  it.each<[string, number, Parameters<RestDoor['send']>[0]]>([
    ['no body', 400, { method: 'POST', url: `${OEG}/partner` }],
    ['JSON that is broken', 400, { method: 'POST', url: `${OEG}/partner`, payload: '{', headers: { 'content-type': 'application/json' } }],
    ['another media type', 415, { method: 'POST', url: `${OEG}/partner`, payload: 'x', headers: { 'content-type': 'text/plain' } }],
    ['a verb that is not there', 405, { method: 'PUT', url: `${OEG}/partner` }],
    ['an id that is none', 400, { url: `${OEG}/%00/partner` }],
  ])('of %s is %i in the same form', async (_, status, request) => {
    const answer = await door.send(request);
    expect([answer.statusCode, answer.headers['content-type'], answer.json()]).toMatchObject([status, 'application/problem+json', { type: 'about:blank', status }]);
  });

  it('of what cannot be routed is in the same form', async () => {
    const unroutable = refuseUnroutable(apis());
    await using host = fastify({ frameworkErrors: (failure, request, reply) => void unroutable(failure, request, reply) });
    const { statusCode, headers, body } = await host.inject({ url: `${OEG}/%zz/partner` });
    expect([statusCode, headers['content-type'], JSON.parse(body)]).toEqual([400, 'application/problem+json', problem(400, 'Bad Request')]);
  });

  it('comes to those without a token or without its scope', async () => {
    for (const [scopes, status] of [[undefined, 401], [['fed-mgmt'], 403]] as const) {
      const answer = await door.sendAs(scopes, { method: 'POST', url: `${OEG}/partner`, payload: REQUEST });
      expect([answer.statusCode, answer.json()]).toMatchObject([status, { type: 'about:blank', status }]);
    }
  });

  it('leaves the gateway’s other paths as they are', async () => {
    expect((await door.send({ url: `${OEG}/nothing` })).json()).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });
});
