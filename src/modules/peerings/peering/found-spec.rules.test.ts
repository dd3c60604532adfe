import { describe, expect, it } from 'vitest';
import { aSpecification } from '../../../../test/support/heartbeat-world.js';
import { foundSpec } from './found-spec.rules.js';

describe('a specification that was found', () => {
  it('has a name that can be kept, where a long one is cut too', () => {
    expect(foundSpec('a', aSpecification('a', { name: `${'n'.repeat(254)}\u{1F600}` })).name).toBe('n'.repeat(254));
    expect(foundSpec('a', aSpecification('a', { name: `${'n'.repeat(253)}\u{1F600}!` })).name).toBe(`${'n'.repeat(253)}\u{1F600}`);
  });

  it.each(['\0', '\ud83d'])('is no answer when it holds what cannot be kept', (text) => {
    expect(() => foundSpec('a', aSpecification('a', { description: text }))).toThrow('text which is no text');
    expect(() => foundSpec('a', aSpecification('a', { specCharacteristic: [{ [text]: 1 }] }))).toThrow('text which is no text');
  });
});
