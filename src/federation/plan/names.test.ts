import { GraphQLError, Kind, parse, type FieldNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { operationOf } from '../document.js';
import { fetchedNames, fieldNamesOf } from './names.js';

const KNOWN = fieldNamesOf(`
  type Book @join__type(graph: A, key: "id") { id: ID! title(words: Int): String
    total: Int @join__field(graph: B, requires: "price(in: USD) { amount }") price(in: Currency): Money }
`);

/** The names of the root fields of a query, as they are fetched. */
function named(query: string) {
  const operation = operationOf(parse(query), null);
  const names = fetchedNames(operation, KNOWN);
  const fields = operation.definition.selectionSet.selections.filter((selection): selection is FieldNode => selection.kind === Kind.FIELD);
  return { names, keys: fields.map((field) => names.field(names.root, field).key) };
}
const keysOf = (query: string) => named(query).keys;

describe('names under which fields are fetched', () => {
  it('are read from a supergraph', () => {
    expect([...KNOWN.all]).toEqual(expect.arrayContaining(['id', 'title', 'total', 'price']));
    expect([...KNOWN.withArguments]).toEqual(['price']);
  });

  it('are those of the answer', () => {
    expect(keysOf('{ title id other: title __typename kind: __typename }')).toEqual(['title', 'id', 'other', '__typename', 'kind']);
  });

  it('are others for an alias that is the name of a field, or one of the planner’s', () => {
    expect(keysOf('{ id: title _internal_qp_alias_0: title }')).toEqual(['_0_id', '_1__internal_qp_alias_0']);
  });

  it('are others for a field that is required with arguments', () => {
    expect(keysOf('{ price { amount } }')).toEqual(['_0_price']);
  });

  it('differ for one key with different arguments, and not for the same ones in another order', () => {
    expect(keysOf('{ t: title(words: 1) t: title(words: 2) t: title(words: 1) }')).toEqual(['t', '_0_t', 't']);
    expect(keysOf('{ x(a: 1, b: { c: $v, d: [null, "s"] }) x(b: { d: [null, "s"], c: $v }, a: 1) }')).toEqual(['x', 'x']);
  });

  it('differ for arguments that differ by a null, wherever in the document they stand', () => {
    expect(keysOf('{ a: copies(of: null) ... on Query { inner { copies(of: [null]) } } copies(of: null) }')).toEqual(['a', '_0_copies']);
    expect(keysOf('{ copies(of: 1) ... on Query { inner { copies(of: 2) } } }')).toEqual(['copies']);
  });

  it('are not those that the caller uses', () => {
    expect(keysOf('{ id: title _0_id: title }')).toEqual(['__0_id', '_0_id']);
  });

  it('are taken back in the paths of errors', () => {
    const { names } = named('{ id: title }');
    const [renamed, same] = names.errors([new GraphQLError('wrong', { path: ['_0_id', 0], extensions: { code: 'X' } }), new GraphQLError('whole')]);
    expect([renamed?.path, renamed?.extensions, same?.path]).toEqual([['id', 0], { code: 'X' }, undefined]);
  });

  it('tell a field that only the plan asked for from what the caller calls by its name', () => {
    const { names } = named('{ id: title }');
    expect(names.errors([new GraphQLError('wrong', { path: ['id'] })])[0]?.path).toEqual(['']);
  });
});
