import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { rewriteOf } from './rewrite.js';

const schema = buildSchema('interface Node { id: ID } type App implements Node { id: ID } type Zone implements Node { id: ID } type Query { n: Node }');

it('renames fields of the types named, through lists, and the paths of errors with them', () => {
  const rewrite = rewriteOf([{ KeyRenamer: { path: [{ Key: 'nodes' }, { TypenameEquals: ['Node'] }, { Key: 'alias_0' }], renameKeyTo: 'name' } }], schema);
  const data = { nodes: [{ __typename: 'App', alias_0: 1 }, { __typename: 'Other', alias_0: 2 }, null] };
  rewrite?.apply(data);
  expect(data).toEqual({ nodes: [{ __typename: 'App', name: 1 }, { __typename: 'Other', alias_0: 2 }, null] });
  expect(rewrite?.path(['nodes', 0, 'alias_0'])).toEqual(['nodes', 0, 'name']);
});

it('sets values where there is one', () => {
  const rewrite = rewriteOf([{ kind: 'ValueSetter', path: [{ TypenameEquals: ['App'] }, { Key: '__typename' }], setValueTo: 'Node' }], schema);
  const entities = [{ __typename: 'App' }, { __typename: 'Zone' }];
  rewrite?.apply(entities);
  expect(entities).toEqual([{ __typename: 'Node' }, { __typename: 'Zone' }]);
  expect(rewriteOf([], schema)).toBeUndefined();
});
