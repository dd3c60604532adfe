import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inputWords } from './input-words.js';

const Shape = z.strictObject({
  count: z.int().min(1).max(9).optional(),
  list: z.array(z.string()).min(1).max(2).optional(),
  word: z.enum(['one', 'two']).optional(),
  only: z.literal('HTTP').optional(),
  inner: z.object({ needed: z.string().min(2) }).optional(),
  own: z.string({ error: 'must be ours' }).optional(),
});

describe('what is wrong with an input', () => {
  it.each([
    [{ inner: {} }, 'is missing'],
    [{ inner: { needed: null } }, 'must be a text'],
    [{ inner: { needed: 'x' } }, 'must have at least 2 characters'],
    [{ inner: [] }, 'must be an object'],
    [{ count: '1' }, 'must be a number'],
    [{ count: 1.5 }, 'must be a whole number'],
    [{ count: 0 }, 'must be at least 1'],
    [{ count: 10 }, 'must be at most 9'],
    [{ list: {} }, 'must be a list'],
    [{ list: [] }, 'must have at least 1 item'],
    [{ list: ['a', 'b', 'c'] }, 'must have at most 2 items'],
    [{ word: 'three' }, 'must be one of one, two'],
    [{ only: 'MQTT' }, 'must be HTTP'],
    [{ own: 1 }, 'must be ours'],
  ])('%j: %s', (input, words) => {
    expect(Shape.safeParse(input, { error: inputWords }).error?.issues[0]?.message).toBe(words);
  });
});
