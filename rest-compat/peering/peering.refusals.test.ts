import { describe, expect, it } from 'vitest';
import { Refusal } from '../../src/kernel/refusal.js';
import { inTheirWords } from './peering.refusals.js';

const told = (message: string) => inTheirWords(new Refusal('INVALID_ARGUMENT', message, { field: 'x' }));

describe('a refusal of the graph, to clients of the peering API', () => {
  it.each([
    ['select.0.id must not be blank.', 'An id in serviceSpecs must not be blank.'],
    ['select.12.name must not be blank.', 'A name in serviceSpecs must not be blank.'],
    ['select must hold one specification at least.', 'serviceSpecs must hold one specification at least.'],
    ['deselect.3 must not be blank.', 'serviceSpecs must not be blank.'],
  ])('%s', (message, expected) => {
    expect(told(message)).toMatchObject({ code: 'INVALID_ARGUMENT', message: expected, field: 'serviceSpecs' });
  });

  it.each(['serviceCatalogs.0.name must not be blank.', 'nope is no chosen specification.', 'selected too much.'])('%s stays', (message) => {
    expect(told(message)).toBeUndefined();
  });
});
