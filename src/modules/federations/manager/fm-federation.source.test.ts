import { describe, expect, it } from 'vitest';
import { call, CTX, managerWorld, problem, ref, refusalOf, REQUEST, UNKNOWN_CONTEXT } from '../../../../test/support/manager-world.js';
import type { Script } from '../../../../test/support/scripted-manager.js';
import { isDefinite } from '../../../outbound/peer-answers.js';

describe('a federation', () => {
  it.each(['federationContextId', 'FederationContextId'])('is created (%s), empty endpoints being none', async (member) => {
    const body = {
      [member]: CTX, partnerOPFederationId: 'op-b', partnerOPCountryCode: 'PT', partnerOPMobileNetworkCodes: { mcc: '268', mncs: ['03'] }, partnerOPFixedNetworkCodes: ['351'], platformCaps: [],
      edgeDiscoveryServiceEndPoint: {}, lcmServiceEndPoint: { port: 443, fqdn: 'lcm.example' }, offeredAvailabilityZones: [{ zoneId: 'zone-1', geolocation: '1.0,2.0', geographyDetails: 'Lisbon' }, { zoneId: '../../x' }, { zoneId: 'zone-2' }],
    };
    const { manager, source } = await managerWorld({ 'POST /partner': { body } });
    expect(await source.create('lisbon', REQUEST, call())).toEqual({
      contextId: CTX, partnerFederationId: 'op-b', partnerCountryCode: 'PT', partnerMobileNetworks: { mcc: '268', mncs: ['03'] }, partnerFixedNetworks: ['351'], lcmEndpoint: { port: 443, fqdn: 'lcm.example' },
      offeredZones: [{ zoneId: 'zone-1', geolocation: '1.0,2.0', geographyDetails: 'Lisbon' }, { zoneId: 'zone-2', geolocation: '', geographyDetails: '' }], platformCaps: [],
    });
    expect(JSON.parse(manager.requests[0]!.body)).toEqual(REQUEST);
  });

  it('is created by a manager that tells little', async () => {
    const { source } = await managerWorld({ 'POST /partner': { body: { federationContextId: CTX, platformCaps: [] } } });
    expect(await source.create('lisbon', REQUEST, call())).toEqual({ contextId: CTX, partnerFederationId: '', partnerFixedNetworks: [], offeredZones: [], platformCaps: [] });
  });

  it.each<[string, Script[string], string, boolean]>([
    ['there is one', { status: 409, body: problem('Federation already exists') }, 'ALREADY_EXISTS', true],
    ['it is refused', { status: 422, body: problem('Federation Validation Error. Message: canary-callback-secret') }, 'INVALID_ARGUMENT', true],
    ['it has no role', { body: { Error: 'Not assigned role to the operator (originating_op|partner_op)' } }, 'BAD_GATEWAY', true],
    // It keeps the federation and only then asks for its zones.
    ['its edge is away', { status: 422, body: problem('Unable to get zones list from i2edge') }, 'BAD_GATEWAY', false],
    ['it fails', { status: 500, body: '' }, 'BAD_GATEWAY', false],
    ['it tells no id', { body: { partnerOPFederationId: 'x' } }, 'BAD_GATEWAY', false],
    ['its id is a sentence', { body: { federationContextId: 'there was an error' } }, 'BAD_GATEWAY', false],
    ['its id leads elsewhere', { body: { federationContextId: '..' } }, 'BAD_GATEWAY', false],
    ['it speaks HTML', { body: '<html></html>', type: 'text/html' }, 'BAD_GATEWAY', false],
    ['it is none', { status: 404, body: '<html>nginx</html>', type: 'text/html' }, 'BAD_GATEWAY', true],
    ['it does not know us', { status: 404, body: { detail: 'unkown client ID: not found' } }, 'BAD_GATEWAY', true],
    ['it forbids', { status: 403, body: problem('no') }, 'BAD_GATEWAY', true],
    ['it has too much to do', { status: 429, body: '' }, 'UNAVAILABLE', true],
    ['it moved', { status: 302, body: '' }, 'BAD_GATEWAY', false],
  ])('is not created when %s', async (_, answer, code, definite) => {
    const { source, log } = await managerWorld({ 'POST /partner': answer });
    const refusal = await refusalOf(source.create('lisbon', REQUEST, call()));
    expect([refusal.code, isDefinite(refusal)]).toEqual([code, definite]);
    expect(JSON.stringify([refusal.message, String(refusal.cause), log.lines])).not.toContain('canary');
  });

  it.each<[string, Script[string], string | undefined]>([
    ['as 1.2.0 sends it', { body: { federationContextId: CTX } }, CTX],
    ['as 1.2.0 describes it', { body: { FederationContextId: CTX } }, CTX],
    ['not by a client without', { status: 404, body: problem('Federation not found') }, undefined],
    ['not by 1.3.0', { status: 404, body: '{"message":"no matching operation was found"}' }, undefined],
    ['not by a door without the path', { status: 404, body: '<html></html>', type: 'text/html' }, undefined],
    ['not by one that does not allow it', { status: 405 }, undefined],
  ])('is found again: %s', async (_, answer, contextId) => {
    const { source } = await managerWorld({ 'GET /fed-context-id': answer });
    expect(await source.contextId('lisbon', call())).toBe(contextId);
  });

  it('of 1.3.0 is not looked for', async () => {
    const { manager, source } = await managerWorld({}, { dialect: '1.3.0' });
    expect(await source.contextId('lisbon', call())).toBeUndefined();
    expect(manager.requests).toEqual([]);
  });

  it('is read', async () => {
    const body = { edgeDiscoveryServiceEndPoint: { port: 443, ipv4Addresses: ['198.51.100.7'] }, lcmServiceEndPoint: {}, allowedMobileNetworkIds: { mcc: '214', mncs: ['01'] }, allowedFixedNetworkIds: ['34'], offeredAvailabilityZones: [{ zoneId: 'z', geolocation: '1,2', geographyDetails: 'd' }] };
    const { source } = await managerWorld({ [`GET /${CTX}/partner`]: [{ body }, { body: { lcmServiceEndPoint: {} } }] });
    expect(await source.details(ref(), call())).toEqual({ edgeDiscoveryEndpoint: { port: 443, ipv4Addresses: ['198.51.100.7'] }, allowedMobileNetworks: { mcc: '214', mncs: ['01'] }, allowedFixedNetworks: ['34'], offeredZones: [{ zoneId: 'z', geolocation: '1,2', geographyDetails: 'd' }] });
    expect(await source.details(ref(), call())).toEqual({ allowedFixedNetworks: [] });
  });

  it.each<[string, Script[string]]>([
    ['422 of 1.2.0', UNKNOWN_CONTEXT],
    ['404 of a relay', { status: 404, body: '"Federation not found"' }],
    ['404 of 1.3.0', { status: 404, body: { detail: 'Federation not found' } }],
    ['422 for an id of another form', { status: 422, body: problem("Incorrect value for Federation. Error: 'x' is not a valid ObjectId") }],
  ])('that is unknown is told apart (%s)', async (_, answer) => {
    const { source } = await managerWorld({ [`GET /${CTX}/partner`]: answer, [`DELETE /${CTX}/partner`]: answer, [`PATCH /${CTX}/partner`]: answer });
    expect(await source.details(ref(), call())).toBeUndefined();
    await source.remove(ref(), call());
    const refusal = await refusalOf(source.update(ref(), { objectType: 'FIXED_NETWORK_CODES', operationType: 'ADD_CODES', addFixedNetworkIds: ['1'], modificationDate: '2026-01-31T10:00:00Z' }, call()));
    expect(refusal.code).toBe('NOT_FOUND');
  });

  it.each<[string, Script[string], string]>([
    ['another 422', { status: 422, body: problem('Unable to get zones list from i2edge') }, 'BAD_GATEWAY'],
    ['a disagreement', { status: 422, body: '"Conflict between originating operator and partner operator. Reason: {}"' }, 'BAD_GATEWAY'],
    ['a 404 of something else', { status: 404, body: problem('The requested URL was not found on the server.') }, 'BAD_GATEWAY'],
    ['an error', { status: 500 }, 'BAD_GATEWAY'],
    ['an error that looks like success', { body: { Error: 'Not assigned role' } }, 'BAD_GATEWAY'],
    ['nothing of a federation', { body: {} }, 'BAD_GATEWAY'],
    ['a text', { body: '"Hello"' }, 'BAD_GATEWAY'],
  ])('is not taken for unknown after %s', async (_, answer, code) => {
    const { source } = await managerWorld({ [`GET /${CTX}/partner`]: answer });
    expect((await refusalOf(source.details(ref(), call()))).code).toBe(code);
  });

  it('is updated with what 1.2.0 reads besides', async () => {
    const { manager, source } = await managerWorld({ [`PATCH /${CTX}/partner`]: { body: { allowedFixedNetworkIds: ['1'] } } });
    const change = { objectType: 'FIXED_NETWORK_CODES', operationType: 'UPDATE_CODES', addFixedNetworkIds: ['1'], modificationDate: '2026-01-31T10:00:00Z' } as const;
    expect(await source.update(ref('1.2.0'), change, call())).toEqual({ allowedFixedNetworks: ['1'] });
    await source.update(ref('1.3.0'), change, call());
    expect(manager.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([{ ...change, addMobileNetworkIds: {}, removeMobileNetworkIds: {}, removeFixedNetworkIds: ['none'] }, change]);
  });

  it.each<[string, Script[string], string | undefined]>([
    ['is done', { body: '"Federation removed successfully"' }, undefined],
    ['is done without words', { status: 204 }, undefined],
    ['is refused while zones stand', { status: 409, body: problem('Unable to remove Federation. There are availability zones dependent. Remove it and try again ') }, 'CONFLICT'],
    ['is not done by a manager without a role', { body: '"Error: Not assigned role to the operator (originating_op|partner_op)"' }, 'BAD_GATEWAY'],
    ['is not done where there is no manager', { status: 404, body: '<html></html>' }, 'BAD_GATEWAY'],
  ])('removal %s', async (_, answer, code) => {
    const { source } = await managerWorld({ [`DELETE /${CTX}/partner`]: answer });
    if (code === undefined) await source.remove(ref(), call());
    else expect((await refusalOf(source.remove(ref(), call()))).code).toBe(code);
  });
});
