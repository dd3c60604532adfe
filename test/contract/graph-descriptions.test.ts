import { readFile } from 'node:fs/promises';
import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';

it('every operation that the graph offers says what it does', async () => {
  const schema = buildSchema(await readFile('schema/northbound.graphql', 'utf8'), { assumeValidSDL: true });
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  const fields = roots.flatMap((root) => Object.values(root?.getFields() ?? {}));
  expect(fields.length).toBeGreaterThan(40);
  expect(fields.flatMap(({ name, description }) => (description ? [] : [name]))).toEqual([]);
});
