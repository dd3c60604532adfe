import { buildASTSchema, isUnionType, parse, print } from 'graphql';
import { expect, it } from 'vitest';
import { composeSupergraph } from './compose.js';
import { publicDocument } from './public-document.js';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@inaccessible"])';

it('takes inaccessible types out of unions too', () => {
  const { sdl } = composeSupergraph([{ name: 'a', typeDefs: parse(`${LINK} type Query { found: [Found] } union Found = Book | Mark type Book { id: ID } type Mark @inaccessible { id: ID }`) }]);
  const document = publicDocument(sdl);
  const found = buildASTSchema(document).getType('Found');
  expect(isUnionType(found) && found.getTypes().map(({ name }) => name)).toEqual(['Book']);
  expect(print(document)).not.toMatch(/Mark|join__|inaccessible/);
});
