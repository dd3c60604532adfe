import { describe, expect, it } from 'vitest';
import { aSpecification } from '../../../../test/support/heartbeat-world.js';
import { foundSpec } from '../peering/found-spec.rules.js';
import { specReader } from './spec-reader.service.js';

describe('reading specifications', () => {
  const [one, other] = [aSpecification('a'), aSpecification('a', { version: '2.0' })];

  it('looks at a text once, and finds the same', () => {
    const read = specReader();
    const first = read('a', { kind: 'found', source: one, digest: 'd1' });
    expect(first).toEqual(foundSpec('a', one));
    expect(read('a', { kind: 'found', source: one, digest: 'd1' })).toEqual(first);
    expect(read('a', { kind: 'found', source: other, digest: 'd2' })).toEqual(foundSpec('a', other));
    expect(read('a', { kind: 'found', source: other })).toEqual(foundSpec('a', other));
    // The digest alone tells
    expect(read('a', { kind: 'found', source: other, digest: 'd1' }).contentHash).toBe(first.contentHash);
  });

  it('remembers the latest used, and no more than it may', () => {
    const read = specReader(2);
    const hashOf = (digest: string, source = one): string => read('a', { kind: 'found', source, digest }).contentHash;
    hashOf('d1');
    hashOf('d2');
    hashOf('d1');
    hashOf('d3');
    expect(hashOf('d1', other)).toBe(foundSpec('a', one).contentHash);
    expect(hashOf('d2', other)).toBe(foundSpec('a', other).contentHash);
  });

  it('refuses what cannot be kept each time', () => {
    const read = specReader();
    for (let n = 0; n < 2; n++) expect(() => read('a', { kind: 'found', source: aSpecification('a', { name: 'a\0b' }), digest: 'd' })).toThrow('text which is no text');
  });
});
