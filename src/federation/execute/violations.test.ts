import { GraphQLError } from 'graphql';
import { expect, it } from 'vitest';
import type { PathKey } from './execution.js';
import { createViolations, type Path } from './violations.js';

const pathOf = (keys: readonly PathKey[]): Path | undefined => keys.reduce<Path | undefined>((above, key) => ({ above, key }), undefined);

/** The places of errors after nulls were found at `missing` in an answer about which `told` was known. */
function settled(answer: unknown, missing: readonly (readonly PathKey[])[], told: readonly (readonly PathKey[] | undefined)[] = []): readonly unknown[] {
  const errors = told.map((path) => new GraphQLError('told', { path }));
  const violations = createViolations(errors);
  for (const keys of missing) violations.missing(pathOf(keys), 'T', String(keys.at(-1)));
  violations.settle(answer);
  return errors.map(({ path }) => path?.join('.'));
}

it('tells once of each null, by the first field that made it', () => {
  expect(settled({ a: [null, { x: 1 }, null] }, [['a', 0, 'x'], ['a', 0, 'y'], ['a', 2, 'y']])).toEqual(['a.0.x', 'a.2.y']);
});

it('says nothing where an error tells of one of the fields under the same null', () => {
  expect(settled({ a: null }, [['a', 'x'], ['a', 'y']], [['a', 'y']])).toEqual(['a.y']);
  expect(settled({ a: null }, [['a', 'x']], [['a']])).toEqual(['a']);
  expect(settled({ a: null }, [['a', 'x']], [undefined])).toEqual([undefined]);
});

it('is not satisfied by an error about another null', () => {
  expect(settled({ a: [null, null] }, [['a', 0, 'x'], ['a', 1, 'x']], [['a', 0, 'x']])).toEqual(['a.0.x', 'a.1.x']);
});
