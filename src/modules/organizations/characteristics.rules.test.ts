import 'reflect-metadata';
import { describe, expect, it } from 'vitest';
import { connectionCharacteristics, isPeered, requireNoUserInfo, textOf, withConnection } from './characteristics.rules.js';

const url = (value: unknown, name = 'EXTERNAL_TMF_API_BASE_URL'): { name: string; value: never }[] => [{ name, value: value as never }];

describe('URLs', () => {
  it.each<[unknown]>([
    ['http://portal.example'],
    [{ value: '[http://portal.example](http://portal.example)' }],
    [{ value: '<https://portal.example:8443/tmf-api>' }],
    ['/tmf-api/serviceCatalogManagement/v4/serviceSpecification?type=Customer'],
    ['http://portal.example/realms/@home'],
    ['/a,/b?mail=me@portal.example'],
    [''],
    [{}],
    [5],
  ])('may be %j', (value) => {
    requireNoUserInfo(url(value));
  });

  it.each<[unknown]>([
    ['http://user:canary@portal.example'],
    ['http://canary@portal.example/path'],
    [{ value: '  HTTPS://user:canary@portal.example ' }],
    ['[http://user:canary@portal.example](http://portal.example)'],
    ['[portal](http://user:canary@portal.example "title")'],
    ['[http://u:can)ary@portal.example](http://portal.example)'],
    ['<http://user:canary@portal.example>'],
    ['/fine,http://user:canary@portal.example/x'],
    ['http:user:canary@portal.example'],
    ['http:\\\\user:canary@portal.example'],
    ['//user:canary@portal.example/x'],
    ['user:canary@portal.example'],
    ['http://user:can/ary@portal.example'],
    ['ftp://user:canary@portal.example'],
  ])('may not hold a user: %j', (value) => {
    for (const name of ['EXTERNAL_TMF_API_BASE_URL', 'EXTERNAL_TMFAPI_BASEURL', 'EXTERNAL_TMFAPI_OAUTH2TOKENURI', 'EXTERNAL_TMFAPI_SERVICE_CATALOG_URLS']) {
      const failure = (() => {
        try {
          requireNoUserInfo([{ name: 'x', value: 1 }, ...url(value, name)]);
        } catch (error) {
          return error as Error;
        }
        return undefined;
      })();
      expect(failure).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'partyCharacteristic.1.value' });
      expect(failure?.message).not.toContain('canary');
    }
  });
});

it('a value is text, a number or truth, wrapped or bare', () => {
  const text = (value: unknown) => textOf({ name: 'x', value: value as never });
  expect([text('a'), text({ value: 'a', alias: null }), text(5), text({ value: false }), text({ value: ['a'] }), text(['a']), text({}), text(null)]).toEqual(['a', 'a', '5', 'false', '', '', '', '']);
});

it.each<[unknown, boolean]>([['true', true], [' TRUE ', true], [true, true], [{ value: 'true' }, true], ['false', false], ['yes', false], [{}, false]])('%j marks a peered organization: %s', (value, peered) => {
  expect(isPeered({ partyCharacteristic: [{ name: 'PEERED_ORGANIZATION', value: value as never }] })).toBe(peered);
});

describe('a connection', () => {
  it('is characteristics by their names', () => {
    expect(connectionCharacteristics({ baseUrl: 'http://oss.example', scopes: ['admin', 'read'], password: 'pw', clientId: null })).toEqual([
      { name: 'PEERED_ORGANIZATION', valueType: 'boolean', value: { value: 'true' } },
      { name: 'EXTERNAL_TMF_API_BASE_URL', value: { value: 'http://oss.example' } },
      { name: 'EXTERNAL_TMF_API_PASSWORD', value: { value: 'pw' } },
      { name: 'EXTERNAL_TMF_API_OAUTH2_SCOPES', value: { value: 'admin;read' } },
    ]);
  });

  it('stands for those of the same name, and leaves what is no list to be refused', () => {
    const given = [{ name: 'EXTERNAL_TMF_API_BASE_URL', value: 'old' }, { name: 'other', value: 1 }, 'nonsense'];
    expect(withConnection({ partyCharacteristic: given }, { baseUrl: 'new' })['partyCharacteristic']).toEqual([
      { name: 'other', value: 1 },
      'nonsense',
      { name: 'PEERED_ORGANIZATION', valueType: 'boolean', value: { value: 'true' } },
      { name: 'EXTERNAL_TMF_API_BASE_URL', value: { value: 'new' } },
    ]);
    expect(withConnection({ partyCharacteristic: 'x' }, { baseUrl: 'new' })).toEqual({ partyCharacteristic: 'x' });
  });
});
