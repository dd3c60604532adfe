import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { APPLICATION, ARTEFACT, ARTEFACT_ID, call, CTX, INSTALLATION, INSTANCE, managerWorld, numberedTokens, problem, ref, refusalOf, REQUEST } from '../../../../test/support/manager-world.js';
import { Refusal } from '../../../kernel/refusal.js';
import { isDefinite } from '../../../outbound/peer-answers.js';

describe('requests', () => {
  it('bear who we are, and for whom', async () => {
    const { manager, source } = await managerWorld({ [`GET /${CTX}/partner`]: { body: { lcmServiceEndPoint: {} } } });
    await source.details(ref(), call());
    expect(manager.requests[0]!.headers).toMatchObject({ authorization: 'Bearer canary-1', 'x-partner-api-root': 'https://lisbon.example', 'x-internal': 'true', 'x-client-id': 'us', 'x-correlator': 'c-1' });
    expect(manager.requests[0]!.headers.accept).toContain('application/problem+json');
  });

  it('bear no token where the partner wants none', async () => {
    const { manager, source } = await managerWorld({ [`GET /${CTX}/partner`]: { body: { lcmServiceEndPoint: {} } } }, { keeper: { ...numberedTokens(), token: () => Promise.resolve(undefined) } });
    await source.details({ ...ref(), partner: 'porto' }, call());
    expect(manager.requests[0]!.headers.authorization).toBeUndefined();
    expect(manager.requests[0]!.headers['x-client-id']).toBeUndefined();
    expect(manager.requests[0]!.headers['x-partner-api-root']).toBeUndefined();
  });

  it('have their ids encoded', async () => {
    const { manager, source } = await managerWorld();
    await source.instance(ref('1.2.0', '../x'), { appId: 'a/b', appInstanceId: 'i?j', zoneId: 'z#1 ü' }, call()).catch(() => undefined);
    expect(manager.requests[0]!.path).toBe('/..%2Fx/application/lcm/app/a%2Fb/instance/i%3Fj/zone/z%231%20%C3%BC');
  });

  it('are sent once more with a new token when the first is not accepted', async () => {
    const { manager, source } = await managerWorld({ 'POST /partner': ({ headers }) => (headers.authorization === 'Bearer canary-2' ? { body: { federationContextId: CTX } } : { status: 401, body: problem('no') }) });
    expect((await source.create('lisbon', REQUEST, call())).contextId).toBe(CTX);
    expect(manager.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer canary-1', 'Bearer canary-2']);
    expect(manager.requests[1]!.body).toBe(manager.requests[0]!.body);
  });

  it('are given up when the new token is not accepted either', async () => {
    const { manager, source } = await managerWorld({ 'POST /partner': { status: 401, body: problem('no') } });
    const refusal = await refusalOf(source.create('lisbon', REQUEST, call()));
    expect([refusal.code, isDefinite(refusal), manager.requests.length]).toEqual(['BAD_GATEWAY', true, 2]);
  });

  it('of a partner that is not in the settings are not sent', async () => {
    const { source } = await managerWorld();
    for (const work of [() => source.details({ ...ref(), partner: 'x' }, call()), () => source.removeInstance({ ...ref(), partner: 'x' }, INSTANCE, call()), () => source.create('x', REQUEST, call())]) {
      const refusal = await refusalOf(work());
      expect([refusal.code, isDefinite(refusal)]).toEqual(['UNAVAILABLE', true]);
    }
    expect(source.partners()).toEqual(['lisbon', 'porto']);
  });

  it('end with the deadline, and nobody knows what was done', async () => {
    const { source } = await managerWorld({ 'POST /partner': { afterMs: 5000 } }, { timeoutMs: 80 });
    const refusal = await refusalOf(source.create('lisbon', REQUEST, call()));
    expect([refusal.code, isDefinite(refusal)]).toEqual(['TIMEOUT', false]);
    expect(source.state()).toMatchObject({ lisbon: { ok: false }, porto: { ok: true } });
  });

  it('end with the caller', async () => {
    const { source } = await managerWorld({ 'POST /partner': { afterMs: 5000 } });
    expect((await refusalOf(source.create('lisbon', REQUEST, call(AbortSignal.timeout(50))))).code).toBe('TIMEOUT');
  });

  it('to a manager that is not there were surely not sent', async () => {
    const { manager, source } = await managerWorld();
    await manager.close();
    const refusal = await refusalOf(source.create('lisbon', REQUEST, call()));
    expect([refusal.code, isDefinite(refusal)]).toEqual(['UNAVAILABLE', true]);
  });

  it('that create are not repeated, whatever the manager says', async () => {
    const { manager, source } = await managerWorld({ 'POST /partner': { status: 500, body: 'oops' } });
    const refusal = await refusalOf(source.create('lisbon', REQUEST, call()));
    expect([refusal.code, isDefinite(refusal), manager.requests.length]).toEqual(['BAD_GATEWAY', false, 1]);
  });
});

describe('whatever is answered', () => {
  const words = fc.constantFrom('Federation not found', '404 Not Found: x', 'i2edge', 'already exists', 'Error', 'federationContextId', 'appInstanceState', 'zoneId', 'flavoursSupported', 'acceptedZoneResourceInfo', 'offeredAvailabilityZones', 'appInstIdentifier');
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ depthSize: 'small' }, words, fc.string(), fc.integer(), fc.constant(null), fc.array(tie('any'), { maxLength: 3 }), fc.dictionary(words, tie('any'), { maxKeys: 4 })),
  })).any;
  const answer = fc.record({ status: fc.constantFrom(200, 202, 204, 301, 400, 401, 404, 409, 415, 422, 429, 500, 503), body: fc.oneof(value.map((one) => JSON.stringify(one)), fc.string()) });

  it('comes to a result or a Refusal, and a write that was taken is never said to be surely not done', async () => {
    const { source, manager } = await managerWorld();
    const change = { objectType: 'FIXED_NETWORK_CODES', operationType: 'ADD_CODES', addFixedNetworkIds: ['1'], modificationDate: '2026-01-31T10:00:00Z' } as const;
    const methods = [
      () => source.create('lisbon', REQUEST, call()), () => source.contextId('lisbon', call()), () => source.details(ref(), call()), () => source.update(ref(), change, call()), () => source.remove(ref(), call()),
      () => source.acceptZones(ref(), { zoneIds: ['zone-1'], notifLink: 'https://us.example' }, call()), () => source.zone(ref(), 'zone-1', call()), () => source.releaseZone(ref(), 'zone-1', call()),
      () => source.uploadArtefact(ref(), ARTEFACT, call()), () => source.artefact(ref(), ARTEFACT_ID, call()), () => source.removeArtefact(ref(), ARTEFACT_ID, call()),
      () => source.onboard(ref(), APPLICATION, call()), () => source.application(ref(), 'a1', call()), () => source.removeApplication(ref(), 'a1', call()),
      () => source.install(ref(), INSTALLATION, call()), () => source.instance(ref(), INSTANCE, call()), () => source.instances(ref(), INSTALLATION, call()), () => source.removeInstance(ref(), INSTANCE, call()),
    ];
    await fc.assert(
      fc.asyncProperty(answer, fc.nat(methods.length - 1), async (given, at) => {
        manager.always = given;
        const failure: unknown = await methods[at]!().then(() => undefined, (thrown: unknown) => thrown);
        if (failure === undefined) return;
        expect(failure).toBeInstanceOf(Refusal);
        const taken = given.status < 300 && !/not assigned role/i.test(given.body);
        if (taken) expect(isDefinite(failure)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

describe('answers', () => {
  it.each([
    ['NUL in it', '{"offeredAvailabilityZones": [{"zoneId": "z1", "geographyDetails": "a\\u0000"}]}'],
    ['half a character in it', '{"offeredAvailabilityZones": [{"zoneId": "z1", "geographyDetails": "a\\ud800"}]}'],
    ['no end to its depth', `{"offeredAvailabilityZones": ${'['.repeat(7_000)}${']'.repeat(7_000)}}`],
  ])('are none with %s', async (_, body) => {
    const { source } = await managerWorld({ [`GET /${CTX}/partner`]: { body } });
    expect((await refusalOf(source.details(ref(), call()))).code).toBe('BAD_GATEWAY');
  });
});
