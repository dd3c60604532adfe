import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownOrganization } from '../neighbours.types.js';
import { connectionOddities, connectionOf, SPEC_PATH } from './connection.rules.js';
import { PeerFault } from './peer.types.js';

const SECRET = 'never-told';
const HYPO = {
  PEERED_ORGANIZATION: 'true', EXTERNAL_TMF_API_BASE_URL: 'http://oss.example', EXTERNAL_TMF_API_CLIENT_REGISTRATION_ID: 'authOpensliceProvider', EXTERNAL_TMF_API_OAUTH2_CLIENT_ID: 'client',
  EXTERNAL_TMF_API_OAUTH2_CLIENT_SECRET: SECRET, EXTERNAL_TMF_API_OAUTH2_SCOPES: ' admin ; read;;', EXTERNAL_TMF_API_OAUTH2_TOKEN_URI: 'https://id.example/token', EXTERNAL_TMF_API_USERNAME: 'admin', EXTERNAL_TMF_API_PASSWORD: SECRET,
};

const named = (characteristics: readonly (readonly [string, string])[]): KnownOrganization => ({ id: 'org-1', name: 'East', href: 'h', document: {}, characteristics: characteristics.map(([name, value]) => ({ name, value })) });
const organization = (values: Readonly<Record<string, string | undefined>>): KnownOrganization => named(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
const connect = (more: Readonly<Record<string, string | undefined>> = {}) => connectionOf(organization({ ...HYPO, ...more }));

function refusal(more: Readonly<Record<string, string | undefined>>): string {
  try {
    connect(more);
  } catch (error) {
    if (!(error instanceof PeerFault)) throw error;
    expect(error.told).toEqual({ code: 'CONFIG_INVALID', reason: error.message, retryable: false });
    expect(error.message).not.toContain(SECRET);
    return error.message;
  }
  throw new Error('it was taken');
}

describe('the connection of an organization', () => {
  it('is read from HypO’s keys', () => {
    expect(connect()).toEqual({
      organizationId: 'org-1', baseUrl: 'http://oss.example', listPath: SPEC_PATH, fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      oauth: { grant: 'password', tokenUri: 'https://id.example/token', clientId: 'client', clientSecret: SECRET, username: 'admin', password: SECRET, scope: 'admin read' },
    });
  });

  it('is read from OpenSlice’s keys, which HypO’s overrule unless they are empty', () => {
    const openslice = { EXTERNAL_TMFAPI_BASEURL: 'http://other.example', EXTERNAL_TMFAPI_CLIENTREGISTRATIONID: 'r', EXTERNAL_TMFAPI_OAUTH2CLIENTID: 'c2', EXTERNAL_TMFAPI_OAUTH2TOKENURI: 'http://other.example/token', EXTERNAL_TMFAPI_USERNAME: 'u2', EXTERNAL_TMFAPI_PASSWORD: 'p2', EXTERNAL_TMFAPI_OAUTH2CLIENTSECRET: '', EXTERNAL_TMFAPI_OAUTH2SCOPES: '' };
    expect(connectionOf(organization(openslice))).toMatchObject({ baseUrl: 'http://other.example', oauth: { clientId: 'c2', clientSecret: undefined, username: 'u2', password: 'p2', scope: undefined } });
    expect(connect(openslice)).toEqual(connect());
    expect(connect({ ...openslice, EXTERNAL_TMF_API_BASE_URL: ' ' }).baseUrl).toBe('http://other.example');
  });

  it('takes the first value that is not empty, trimmed', () => {
    expect(connectionOf(named([['EXTERNAL_TMF_API_BASE_URL', ''], ['EXTERNAL_TMF_API_BASE_URL', ' http://one.example '], ['EXTERNAL_TMF_API_BASE_URL', 'http://two.example']])).baseUrl).toBe('http://one.example');
    expect(() => connectionOf(named([['external_tmf_api_base_url', 'http://one.example']]))).toThrow('EXTERNAL_TMF_API_BASE_URL is missing.');
  });

  it.each([
    ['[http://portal.example](http://portal.example)', 'http://portal.example'],
    ['[portal](http://portal.example/x/ "the portal")', 'http://portal.example/x'],
    ['[portal](<http://portal.example>)', 'http://portal.example'],
    ['<http://portal.example/>', 'http://portal.example'],
    ['HTTP://Portal.Example:80//', 'http://portal.example'],
    ['https://portal.example/oss/tmf-api/', 'https://portal.example/oss'],
  ])('reads the base URL %s', (given, url) => {
    expect(connect({ EXTERNAL_TMF_API_BASE_URL: given }).baseUrl).toBe(url);
  });

  it.each([
    ['/tmf-api/serviceCatalogManagement/v4/serviceSpecification?type=CustomerFacingServiceSpecification', '', '/tmf-api/serviceCatalogManagement/v4/serviceSpecification?type=CustomerFacingServiceSpecification'],
    ['own/list', '', '/own/list'],
    ['/serviceCatalogManagement/v4/serviceSpecification', '/tmf-api', '/tmf-api/serviceCatalogManagement/v4/serviceSpecification'],
    ['/tmf-api/serviceCatalogManagement/v4/serviceSpecification', '/tmf-api', '/tmf-api/serviceCatalogManagement/v4/serviceSpecification'],
    ['[list](http://oss.example/tmf-api/list#top)', '', '/tmf-api/list'],
  ])('reads the list %s', (given, base, path) => {
    expect(connect({ EXTERNAL_TMF_API_BASE_URL: `http://oss.example${base}`, EXTERNAL_TMF_API_SERVICE_CATALOG_URL: given }).listPath).toBe(path);
  });

  it.each(['http://elsewhere.example/list', 'http://oss.example.evil/list', '//elsewhere.example/list', '\\\\elsewhere.example', 'javascript:1', '/a b', '/a\u0000'])('keeps to the base URL: %j', (given) => {
    expect(refusal({ EXTERNAL_TMF_API_SERVICE_CATALOG_URL: given })).toMatch(/^EXTERNAL_TMF_API_SERVICE_CATALOG_URL must be a path /);
  });

  it.each(['ftp://oss.example', 'oss.example', 'http://', 'http://user@oss.example', `http://admin:${SECRET}@oss.example`, 'http://oss.example/#x', 'http://oss.example/?a=1', 'http://oss\u0000.example', `http://oss.example/${'x'.repeat(2048)}`, '[a](b)'])('refuses the base URL %j', (given) => {
    expect(refusal({ EXTERNAL_TMF_API_BASE_URL: given })).toMatch(/^EXTERNAL_TMF_API_BASE_URL must /);
  });

  it('names what is missing', () => {
    expect(refusal({ EXTERNAL_TMF_API_BASE_URL: undefined })).toBe('EXTERNAL_TMF_API_BASE_URL is missing.');
    expect(refusal({ EXTERNAL_TMF_API_OAUTH2_CLIENT_ID: undefined })).toBe('EXTERNAL_TMF_API_OAUTH2_CLIENT_ID is missing, which is needed with EXTERNAL_TMF_API_OAUTH2_TOKEN_URI.');
    expect(refusal({ EXTERNAL_TMF_API_PASSWORD: '  ' })).toMatch('EXTERNAL_TMF_API_PASSWORD is missing');
    expect(refusal({ EXTERNAL_TMF_API_USERNAME: undefined, EXTERNAL_TMF_API_OAUTH2_CLIENT_SECRET: undefined })).toMatch('EXTERNAL_TMF_API_USERNAME is missing');
  });

  it('needs no token without a token URI, and is the client’s own without a user', () => {
    expect(connect({ EXTERNAL_TMF_API_OAUTH2_TOKEN_URI: undefined, EXTERNAL_TMF_API_PASSWORD: undefined }).oauth).toBeUndefined();
    expect(connect({ EXTERNAL_TMF_API_USERNAME: undefined }).oauth).toMatchObject({ grant: 'client_credentials', clientId: 'client', clientSecret: SECRET, username: undefined, password: undefined });
  });

  it('is refused for other kinds of peers, and where an organization says that it is not peered', () => {
    expect(refusal({ PEERED_ORGANIZATION: 'False' })).toBe('The organization is not peered: PEERED_ORGANIZATION is false.');
    expect(refusal({ EXTERNAL_TMF_API_CLIENT_REGISTRATION_ID: 'authFlowOneProvider' })).toMatch('is not supported');
  });

  it('has a fingerprint of everything in it', () => {
    const changes = [{}, { EXTERNAL_TMF_API_PASSWORD: 'another' }, { EXTERNAL_TMF_API_OAUTH2_SCOPES: 'admin' }, { EXTERNAL_TMF_API_BASE_URL: 'https://oss.example' }, { EXTERNAL_TMF_API_SERVICE_CATALOG_URL: '/list' }, { EXTERNAL_TMF_API_OAUTH2_TOKEN_URI: undefined }];
    expect(new Set(changes.map((more) => connect(more).fingerprint)).size).toBe(changes.length);
    expect(connect().fingerprint).toBe(connect({ UNRELATED: 'x' }).fingerprint);
  });

  it('is read or refused, whatever stands there, and no value is ever told', () => {
    const word = fc.oneof(fc.string({ minLength: 8, maxLength: 40, unit: 'binary' }), fc.webUrl(), fc.constantFrom('[a](http://h.example)', '<http://h.example>', 'http://a:b@h.example', '//h.example', 'http://h.example/tmf-api'));
    fc.assert(fc.property(fc.dictionary(fc.constantFrom(...Object.keys(HYPO), 'EXTERNAL_TMF_API_SERVICE_CATALOG_URL', 'EXTERNAL_TMFAPI_BASEURL'), word), (values) => {
      try {
        const { baseUrl, listPath, oauth } = connectionOf(organization(values));
        expect(new URL(baseUrl + listPath).origin).toBe(new URL(baseUrl).origin);
        if (oauth) expect(new URL(oauth.tokenUri).username).toBe('');
      } catch (error) {
        expect(error).toBeInstanceOf(PeerFault);
        for (const value of Object.values(values)) expect((error as Error).message).not.toContain(value);
      }
    }));
  });

  it('tells what is odd', () => {
    expect(connectionOddities(organization(HYPO))).toEqual([]);
    expect(connectionOddities(organization({ ...HYPO, PEERED_ORGANIZATION: undefined, EXTERNAL_TMF_API_BASE_URL: '[http://one.example](http://two.example)', EXTERNAL_TMF_API_OAUTH2_TOKEN_URI: '[token](http://two.example/t)' }))).toEqual(['PEERED_ORGANIZATION is missing', 'the link in EXTERNAL_TMF_API_BASE_URL leads elsewhere than it says']);
  });

  const seed = '../shared/specs/tmf/seed/organization.json';
  it.runIf(existsSync(seed))(`is read from the seed’s organization${existsSync(seed) ? '' : ' (skipped: the samples are not beside the project)'}`, () => {
    const { partyCharacteristic } = JSON.parse(readFileSync(seed, 'utf8')) as { partyCharacteristic: { name: string; value: { value: string } }[] };
    const known = named(partyCharacteristic.map(({ name, value }) => [name, value.value] as const));
    expect(connectionOf(known)).toMatchObject({ baseUrl: 'http://portal.openslice.eu', oauth: { grant: 'password', tokenUri: expect.stringMatching(/^http:\/\/portal\.openslice\.eu\/auth\/realms\/openslice/), clientId: 'osapiWebClientId', scope: 'admin read' } });
    expect(connectionOddities(known)).toEqual([]);
  });
});
