import { buildSchema, parse, print } from 'graphql';
import { expect, it } from 'vitest';
import { context } from '../../../test/properties/engine.graph.js';
import { nearTransport } from '../transport.js';
import { mixedArguments } from './near-arguments.js';

const schema = buildSchema('type Query { show(in: In, list: [[Int!]]): String } input In { n: Int! = 7, kind: Kind = B, more: [In!] } enum Kind { A B }');
const show = (args: unknown): string => JSON.stringify(args);
const call = (query: string, variables: Record<string, unknown>) => {
  for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) field.resolve = (_, args) => show(args);
  return nearTransport(schema).prepare(query)(variables, context());
};

it('takes out what mixes literals and variables, and nothing else', () => {
  const { document, names } = mixedArguments(schema, parse('query($n: Int, $in: In) { a: show(in: $in, list: [[1]]) b: show(in: { n: 1, more: [{ n: $n }] }) }'));
  expect(names).toEqual(['__mixed_0']);
  expect(print(document)).toMatch(/b: show\(in: \$__mixed_0\)/);
  expect(print(document)).toMatch(/a: show\(in: \$in, list: \[\[1\]\]\)/);
});

it('gives input fields their defaults where a variable was not sent', async () => {
  expect(await call('query($n: Int, $k: Kind) { show(in: { n: $n, more: [{ n: 1, kind: $k }] }) }', {})).toMatchObject({ data: { show: show({ in: { n: 7, kind: 'B', more: [{ n: 1, kind: 'B' }] } }) } });
  expect(await call('query($n: Int, $k: Kind) { show(in: { n: $n, more: [{ kind: $k }] }) }', { n: 2, k: 'A' })).toMatchObject({ data: { show: show({ in: { n: 2, kind: 'B', more: [{ n: 7, kind: 'A' }] } }) } });
});

it('leaves what is wrong to the field it belongs to', async () => {
  expect(await call('query($n: Int) { a: show(in: { n: $n }) b: show(list: [[1]]) }', { n: null })).toMatchObject({ data: { a: null, b: show({ list: [[1]] }) }, errors: [{ path: ['a'] }] });
});
