import { expect, it } from 'vitest';
import { readList } from './answer.rules.js';

it('a list of far more than can be chosen is no answer', () => {
  const listOf = (count: number) => readList({ who: 'OSS', url: 'http://oss.example' }, { status: 200, headers: {}, text: `[${'{},'.repeat(count - 1)}{}]` });
  expect(listOf(50_000).items).toHaveLength(50_000);
  expect(() => listOf(50_001)).toThrow('The OSS answered a list of more than 50000 specifications.');
});
