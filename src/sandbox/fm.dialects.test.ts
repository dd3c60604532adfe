import { afterEach, describe, expect, it } from 'vitest';
import { anFm, aPeer, application, artefact, ARTEFACT, asking, closeAll, formOf, installation, journey, request, tokenOf, until, type Json } from '../../test/support/fm-partner.js';

afterEach(closeAll);

describe('as the code of 1.2.0', () => {
  it('has empty endpoints, four decimals, no Location and no capabilities', async () => {
    const fm = await anFm('1.2.0');
    const { body, headers } = await asking(fm, 'any token')('POST', '/partner', request());
    expect(body).toMatchObject({ edgeDiscoveryServiceEndPoint: {}, lcmServiceEndPoint: {}, platformCaps: [] });
    expect((body as Json)['offeredAvailabilityZones']).toContainEqual({ zoneId: 'seville-1', geolocation: '37.3891,-5.9845', geographyDetails: 'Seville, Cartuja' });
    expect(headers.get('location')).toBeNull();
  });

  it('knows a federation by the raw token', async () => {
    const fm = await anFm('1.2.0');
    const [first, second] = [asking(fm, 'first'), asking(fm, 'second')];
    const { federationContextId: id } = (await first('POST', '/partner', request())).body as { federationContextId: string };
    expect(id).toMatch(/^[0-9a-f]{24}$/);
    expect(await first('POST', '/partner', request())).toMatchObject({ status: 409, type: 'application/problem+json', body: { type: 'about:blank', title: 'Conflict', detail: 'Federation already exists', status: 409 } });
    expect((await first('GET', '/fed-context-id')).body).toEqual({ federationContextId: id });
    expect(await second('GET', '/fed-context-id')).toMatchObject({ status: 404 });
    expect(await second('GET', `/${id}/partner`)).toMatchObject({ status: 422, body: { detail: 'Incorrect value for Federation. Error: 404 Not Found: Federation not found' } });
    await fm.set({ tokenBound: false });
    expect(await second('GET', `/${id}/partner`)).toMatchObject({ status: 200 });
    expect(await asking(fm, undefined)('GET', `/${id}/partner`)).toMatchObject({ status: 401 });
  });

  it('breaks without what its document calls optional', async () => {
    const fm = await anFm('1.2.0');
    const ask = asking(fm, 'token');
    const { origOPMobileNetworkCodes: _codes, ...withoutCodes } = request();
    const { partnerCallbackCredentials: _credentials, ...withoutCredentials } = request();
    for (const body of [withoutCodes, withoutCredentials]) expect((await ask('POST', '/partner', body)).status).toBe(500);
    const { federationContextId: id } = (await ask('POST', '/partner', request())).body as { federationContextId: string };
    const change = { objectType: 'FIXED_NETWORK_CODES', operationType: 'ADD_CODES', addFixedNetworkIds: ['31'], modificationDate: '2026-03-02T10:00:00Z' };
    expect((await ask('PATCH', `/${id}/partner`, change)).status).toBe(500);
    expect((await ask('PATCH', `/${id}/partner`, { ...change, addMobileNetworkIds: {}, removeMobileNetworkIds: {} })).body).toMatchObject({ allowedFixedNetworkIds: ['30', '31'] });
    const mobile = { ...change, objectType: 'MOBILE_NETWORK_CODES', addMobileNetworkIds: { mcc: '214', mncs: ['01'] }, removeMobileNetworkIds: {} };
    expect(await ask('PATCH', `/${id}/partner`, mobile)).toMatchObject({ status: 409, body: { detail: 'MCC does not match with the one registered' } });
  });

  it('takes zones once, and a version once', async () => {
    const fm = await anFm('1.2.0');
    const ask = asking(fm, 'token');
    const { federationContextId: id } = (await ask('POST', '/partner', request())).body as { federationContextId: string };
    const accept = (...acceptedAvailabilityZones: string[]) => ask('POST', `/${id}/zones`, { acceptedAvailabilityZones, availZoneNotifLink: 'http://127.0.0.1:9/' });
    expect((await accept('nowhere-1')).status).toBe(422);
    expect((await accept('seville-1', 'cadiz-1')).status).toBe(200);
    expect(await accept('malaga-1')).toMatchObject({ status: 409, body: { detail: 'Availability Zone already exists for this Federation Context' } });
    expect((await ask('POST', `/${id}/artefact`, artefact)).body).toBe('Artefact uploaded successfully');
    await ask('POST', `/${id}/application/onboarding`, { ...application(), appDeploymentZones: ['seville-1', 'cadiz-1'] });
    const installed = await ask('POST', `/${id}/application/lcm`, installation('chosen-by-us'));
    expect(installed).toMatchObject({ status: 202, body: { zoneId: 'seville-1' } });
    expect((installed.body as Json)['appInstIdentifier']).not.toBe('chosen-by-us');
    const elsewhere = { ...installation(undefined), zoneInfo: { zoneId: 'cadiz-1', flavourId: 'small' } };
    expect((await ask('POST', `/${id}/application/lcm`, elsewhere)).status).toBe(409);
    expect((await ask('POST', `/${id}/application/lcm`, { ...elsewhere, appVersion: '1.0.0-2' })).status).toBe(202);
  });

  it('as a relay refuses in bare strings and cannot tell the context', async () => {
    const ask = asking(await anFm('1.2.0', { role: 'originating' }), 'token');
    expect(await ask('GET', '/0123456789abcdef01234567/partner')).toMatchObject({ status: 404, body: 'Federation not found' });
    const { federationContextId: id } = (await ask('POST', '/partner', request())).body as { federationContextId: string };
    expect((await ask('GET', '/fed-context-id')).status).toBe(404);
    expect(await ask('GET', `/${id}/artefact/${ARTEFACT}`)).toMatchObject({ status: 404, type: 'application/json', body: 'Federation Context and Artefact Id Not Found at Artefact Management' });
  });
});

describe('as v1.3.0', () => {
  it('takes an artefact in multipart alone, and says what is wrong with it', async () => {
    const fm = await anFm('1.3.0');
    const ask = asking(fm, await tokenOf(fm));
    const created = await ask('POST', '/partner', request());
    const { federationContextId: id } = created.body as { federationContextId: string };
    expect(created.headers.get('location')).toBe(`${fm.url}/partner/${id}`);
    expect((await ask('POST', `/${id}/artefact`, artefact)).status).toBe(415);
    const refused = await ask('POST', `/${id}/artefact`, formOf({ ...artefact, appProviderId: 'Not_Legal' }));
    expect(refused).toMatchObject({ status: 422, type: 'application/problem+json', body: { invalidParams: [{ param: 'appProviderId' }] } });
    expect(await ask('POST', `/${id}/artefact`, formOf(artefact))).toMatchObject({ status: 200, body: undefined });
    expect(JSON.stringify((await ask('GET', `/${id}/artefact/${ARTEFACT}`)).body)).not.toContain('hidden');
  });

  it('knows a federation by the client, under the same id each time', async () => {
    const fm = await anFm('1.3.0', { clients: [{ clientId: 'a', clientSecret: 'x' }, { clientId: 'b', clientSecret: 'y' }] });
    const ask = asking(fm, await tokenOf(fm));
    const { federationContextId: id } = (await ask('POST', '/partner', request())).body as { federationContextId: string };
    expect((await asking(fm, await tokenOf(fm))('GET', `/${id}/partner`)).status).toBe(200);
    const other = asking(fm, await tokenOf({ ...fm, client: { clientId: 'b', clientSecret: 'y' } }));
    expect((await other('GET', `/${id}/partner`)).status).toBe(404);
    await ask('DELETE', `/${id}/partner`);
    expect((await ask('POST', '/partner', request())).body).toMatchObject({ federationContextId: id });
    expect((await asking(fm, 'any token')('GET', `/${id}/partner`)).status).toBe(401);
    fm.revoke();
    expect((await ask('GET', `/${id}/partner`)).status).toBe(401);
  });

  it('calls back with a token of ours', async () => {
    const fm = await anFm('1.3.0');
    const peer = await aPeer();
    const { id } = await journey(fm, '1.3.0', peer.url);
    await until(() => peer.of('onboarding-status').length === 4 && peer.of('instance-status').length === 3);
    expect(peer.told.every(({ authorization, body }) => authorization === 'Bearer for-callbacks' && body['federationContextId'] === id)).toBe(true);
    expect(peer.of('onboarding-status').map((body) => (body['statusInfo'] as { onboardStatusInfo: string }[])[0]!.onboardStatusInfo)).toEqual(['PENDING', 'ONBOARDED', 'DEBOARDING', 'REMOVED']);
    expect(peer.of('instance-status').map((body) => (body['appInstanceInfo'] as Json)['appInstanceState'])).toEqual(['PENDING', 'READY', 'TERMINATING']);
    expect(peer.of('instance-status')[1]!['appInstanceInfo']).toMatchObject({ accessPointInfo: [{ interfaceId: 'interface1', accessPoints: { port: 30_000 } }] });
  });

  it.each([
    ['lost', [] as string[]],
    ['doubled', ['TEMPORARY_FAILURE', 'TEMPORARY_FAILURE', 'AVAILABLE', 'AVAILABLE']],
    ['reordered', ['AVAILABLE', 'TEMPORARY_FAILURE']],
  ] as const)('has callbacks %s', async (fate, expected) => {
    const fm = await anFm('1.3.0');
    const peer = await aPeer();
    fm.callbacks({ fate, old: true, lateMs: 20, kinds: ['partner-status'] });
    const { federationContextId: id } = (await asking(fm, await tokenOf(fm))('POST', '/partner', request(peer.url))).body as { federationContextId: string };
    for (const status of ['TEMPORARY_FAILURE', 'AVAILABLE']) expect(fm.federationStatus(id, status)).toBe(true);
    await until(() => fm.sent.length === (fate === 'doubled' ? 4 : 2));
    expect(peer.of('partner-status').map((body) => body['federationStatus'])).toEqual(expected);
    for (const body of peer.of('partner-status')) expect(Date.parse(body['modificationDate'] as string)).toBeLessThan(Date.now() - 80_000_000);
  });
});
