import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { moment, requireShape, timePeriod, tmfObject } from './shape.js';

const shape = tmfObject({ count: z.int(), parts: z.array(tmfObject({ validFor: timePeriod }, { name: z.string() })) }, { name: z.string() });

describe('a shape', () => {
  it('lets be what it does not know', () => {
    requireShape(shape, { name: 'n', other: { deep: [1] }, '@type': 'T', parts: [{ name: 'p', 'x-own': null }] });
  });

  it.each([
    [{}, 'name', 'name is not valid: is missing.'],
    [{ name: 5 }, 'name', 'name is not valid: must be a text.'],
    [{ name: 'n', '@type': 5 }, '@type', '@type is not valid: must be a text.'],
    [{ name: 'n', parts: [{ name: 'p' }, {}] }, 'parts.1.name', 'parts.1.name is not valid: is missing.'],
    [{ name: 'n', parts: [{ name: 'p', validFor: { startDateTime: 'soon' } }] }, 'parts.0.validFor.startDateTime', 'parts.0.validFor.startDateTime is not valid: must be a date and time of RFC 3339.'],
    [{ name: 'n', parts: {} }, 'parts', 'parts is not valid: must be a list.'],
  ])('refuses %j and names the member', (document, field, message) => {
    expect(() => requireShape(shape, document)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field, message }));
  });
});

it.each(['2018-10-22T08:31:52.026Z', '2018-10-22T08:31:52+02:00', '2018-10-22T08:31:52.026+0000', '2018-10-22T08:31:52', '2018-10-22'])('takes %s for a moment', (text) => {
  expect(moment.safeParse(text).success).toBe(true);
});
it.each(['', 'now', '22.10.2018', '2018-10-22 08:31', '2018-1-1', '2018-10-22T08:31:52ZZ'])('does not take %j for a moment', (text) => {
  expect(moment.safeParse(text).success).toBe(false);
});
