import { describe, expect, it } from 'vitest';
import { createdDocument, patchedDocument } from './document.rules.js';
import { RESOURCE_KINDS, type ResourceKind } from './resource.types.js';

const NOW = new Date('2026-03-01T12:00:00.000Z');
const minimal = (kind: ResourceKind) => (kind === 'ServiceCandidate' ? { name: 'K8aaS', serviceSpecification: { id: '9600' } } : { name: 'K8aaS' });

describe.each(RESOURCE_KINDS)('a document of a %s', (kind) => {
  const stored = { id: 'id-1', href: 'http://gateway.test/id-1', document: createdDocument(kind, minimal(kind), NOW) };

  it.each([
    ['no name', { name: null }, 'name'],
    ['an empty name', { name: ' ' }, 'name'],
    ['a name that is no text', { name: 7 }, 'name'],
    ['a description that is no text', { description: {} }, 'description'],
    ['a period that is none', { validFor: { startDateTime: 'tomorrow' } }, 'validFor.startDateTime'],
    ['parts without what they must have', { category: [{}], relatedParty: [{}], specCharacteristic: 'x' }, undefined],
  ])('is refused with %s', (_what, members, field) => {
    const refusal = expect.objectContaining({ code: 'INVALID_ARGUMENT', ...(field !== undefined && { field }) }) as Error;
    expect(() => createdDocument(kind, { ...minimal(kind), ...members }, NOW)).toThrow(refusal);
    expect(() => patchedDocument(kind, stored, members, NOW)).toThrow(refusal);
  });

  it.each([
    ['its id', { id: 'other' }],
    ['its address', { href: 'http://else.where/1' }],
    ['nothing', {}],
    ['what is its own', { id: 'id-1', lastUpdate: NOW.toISOString() }],
    ['no object', []],
  ])('cannot be patched to change %s', (_what, patch) => {
    expect(() => patchedDocument(kind, stored, patch, NOW)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }) as Error);
  });

  it('keeps lists whole and merges objects in a patch', () => {
    const before = { ...stored, document: { ...stored.document, validFor: { startDateTime: '2026-01-01', endDateTime: '2026-02-01' }, 'x-list': [1, 2] } };
    expect(patchedDocument(kind, before, { validFor: { endDateTime: null }, 'x-list': [3] }, NOW)).toEqual({ ...before.document, validFor: { startDateTime: '2026-01-01' }, 'x-list': [3] });
  });
});
