import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromResourceCursor, resourceCursor } from './page.js';

it('reads the cursors that it writes', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), fc.string({ minLength: 1, maxLength: 100, unit: 'binary' }), (createdAt, id) => {
      fc.pre(!id.includes('\0'));
      expect(fromResourceCursor(resourceCursor({ createdAt, id }))).toEqual({ createdAt, id });
    }),
  );
});

const encoded = (text: string): string => Buffer.from(text).toString('base64url');

it.each(['', 'x', encoded('r1'), encoded('r:id'), encoded('r1:'), encoded('k1:id'), encoded('r-1:id'), encoded('r999999999999999:id'), encoded('r253402300800000:id'), encoded('r1:a\0b'), encoded(`r1:${'x'.repeat(301)}`)])('refuses %j', (cursor) => {
  expect(() => fromResourceCursor(cursor)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'after' }));
});
