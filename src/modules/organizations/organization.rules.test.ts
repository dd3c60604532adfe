import 'reflect-metadata';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergePatch, withoutNulls, type JsonObject } from '../../kernel/tmf/document.js';
import { changedOrganization, newOrganization } from './organization.rules.js';

const refusal = (field: string): Error => expect.objectContaining({ code: 'INVALID_ARGUMENT', field }) as Error;
const characteristic = { name: 'x', value: 'y' };

describe('a new organization', () => {
  it.each<[string, unknown]>([
    ['document', 'text'],
    ['document', ['x']],
    ['tradingName', {}],
    ['tradingName', { name: null }],
    ['tradingName', { name: ' ', tradingName: '' }],
    ['name', { name: 5 }],
    ['tradingName', { tradingName: {} }],
    ['isHeadOffice', { name: 'n', isHeadOffice: 'true' }],
    ['status', { name: 'n', status: 'Initialized' }],
    ['contactMedium', { name: 'n', contactMedium: {} }],
    ['contactMedium.0.preferred', { name: 'n', contactMedium: [{ preferred: 'no' }] }],
    ['contactMedium.0.characteristic.city', { name: 'n', contactMedium: [{ characteristic: { city: 5 } }] }],
    ['existsDuring.endDateTime', { name: 'n', existsDuring: { endDateTime: 'never' } }],
    ['partyCharacteristic.0.name', { name: 'n', partyCharacteristic: [{ value: 'x' }] }],
    ['partyCharacteristic.1.value', { name: 'n', partyCharacteristic: [characteristic, { name: 'x' }] }],
    ['partyCharacteristic.0.value', { name: 'n', partyCharacteristic: [{ name: 'x', value: null }] }],
    ['partyCharacteristic.0', { name: 'n', partyCharacteristic: [null] }],
    ['relatedParty.0.id', { name: 'n', relatedParty: [{ name: 'x' }] }],
    ['organizationParentRelationship.organization.id', { name: 'n', organizationParentRelationship: { organization: { name: 'x' } } }],
    ['organizationChildRelationship.0.organization.id', { name: 'n', organizationChildRelationship: [{ organization: {} }] }],
    ['creditRating.0.ratingScore', { name: 'n', creditRating: [{ ratingScore: 1.5 }] }],
    ['@type', { name: 'n', '@type': 5 }],
  ])('is refused for its %s: %j', (field, given) => {
    expect(() => newOrganization(given)).toThrow(refusal(field));
  });

  it('is kept as it was sent but for nulls, identity and defaults', () => {
    const given = { id: 'x', href: 'y', '@type': 'Organization', tradingName: 'T', status: 'validated', other: { a: null, b: [] }, partyCharacteristic: [{ ...characteristic, id: 'c', value: { value: true, alias: null } }], relatedParty: [{ id: '1' }, { id: '2', href: '/individual/2' }, { id: '3', '@referredType': 'Own' }] };
    expect(newOrganization(given)).toEqual({
      document: {
        '@type': 'Organization', tradingName: 'T', status: 'validated', other: { b: [] }, partyCharacteristic: [{ name: 'x', id: 'c', value: { value: true } }],
        relatedParty: [{ id: '1', '@referredType': 'Organization' }, { id: '2', href: '/individual/2', '@referredType': 'Individual' }, { id: '3', '@referredType': 'Own' }],
      },
      secrets: {},
    });
  });
});

describe('a changed organization', () => {
  const before = newOrganization({ name: 'N', nameType: 't', partyCharacteristic: [{ name: 'A_PASSWORD', value: 'pw' }, characteristic] });
  const shown = { id: '1', href: 'https://gateway.example/1', ...before.document };
  const changed = (patch: unknown) => changedOrganization(before, shown, patch);

  it('is the merge of document and patch, whatever the patch is', () => {
    const member = fc.constantFrom('a', 'b', 'nameType', 'name');
    const value = fc.oneof(fc.string(), fc.constant(null));
    fc.assert(
      fc.property(fc.dictionary(member, value), fc.dictionary(fc.constantFrom('x', 'y'), fc.jsonValue({ maxDepth: 3 })), (known, unknown) => {
        const patch = JSON.parse(JSON.stringify({ ...known, 'x-own': unknown })) as JsonObject;
        fc.pre(!JSON.stringify(patch).includes('\\u0000'));
        const { document, secrets, fieldPaths, hasNewStatus } = changed(patch);
        expect(document).toEqual(withoutNulls(mergePatch(before.document, patch)));
        expect(secrets).toEqual(before.secrets);
        expect(hasNewStatus).toBe(false);
        for (const name of Object.keys(before.document)) expect(fieldPaths.includes(name)).toBe(JSON.stringify(document[name]) !== JSON.stringify(before.document[name]));
      }),
    );
  });

  it('is none when nothing is another', () => {
    for (const patch of [{}, shown, { name: 'N', absent: null }, { partyCharacteristic: [{ value: 'pw', name: 'A_PASSWORD' }, characteristic] }]) {
      expect(changed(patch)).toEqual({ ...before, fieldPaths: [], hasNewStatus: false });
    }
  });

  it('tells a new secret, though it is shown like the old one', () => {
    expect(changed({ partyCharacteristic: [{ name: 'A_PASSWORD', value: 'new' }, characteristic] })).toEqual({ document: before.document, secrets: { 0: 'new' }, fieldPaths: ['partyCharacteristic'], hasNewStatus: false });
  });

  it('begins anew when its status is taken away', () => {
    expect(changedOrganization({ ...before, document: { ...before.document, status: 'closed' } }, { ...shown, status: 'closed' }, { status: null })).toMatchObject({ hasNewStatus: true, fieldPaths: [], document: { status: 'initialized' } });
  });

  it.each<[string, unknown]>([
    ['patch', null],
    ['patch', []],
    ['id', { id: '2' }],
    ['id', { id: null }],
    ['href', { href: 'https://elsewhere.example/1' }],
    ['tradingName', { tradingName: null }],
    ['tradingName', { tradingName: ' ' }],
    ['name', { name: { first: 'x' } }],
    ['status', { status: 'gone' }],
    ['partyCharacteristic', { partyCharacteristic: { 0: characteristic } }],
    ['partyCharacteristic.0.value', { partyCharacteristic: [{ name: 'B_PASSWORD', value: '********' }] }],
    ['partyCharacteristic.0.value', { partyCharacteristic: [{ name: 'EXTERNAL_TMF_API_BASE_URL', value: 'http://u:p@oss.example' }] }],
  ])('is refused for its %s: %j', (field, patch) => {
    expect(() => changed(patch)).toThrow(refusal(field));
  });

  it('is not larger than one that is sent at once', () => {
    const half = 'x'.repeat(600_000);
    const large = newOrganization({ name: 'N', a: half });
    expect(() => changedOrganization(large, { id: '1', href: 'h', ...large.document }, { b: half })).toThrow(refusal('patch'));
  });
});
