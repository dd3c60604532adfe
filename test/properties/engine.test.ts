import { execute, parse, validate, type ExecutionResult } from 'graphql';
import { expect, it } from 'vitest';
import { randomDocument, seeded } from './engine.documents.js';
import { context, createGraph } from './engine.graph.js';

const DOCUMENTS = Number(process.env.ENGINE_DOCUMENTS ?? 300);
const SEED = Number(process.env.ENGINE_SEED ?? Date.now() % 1_000_000);

/**
 * The null in the answer that an error explains: where its path first meets a null. Which of several errors under one
 * null is told differs between executors; which nulls are explained may not.
 */
function explained({ data, errors = [] }: ExecutionResult): readonly string[] {
  const nulls = errors.map(({ path = [] }) => {
    let value: unknown = data;
    const at: (string | number)[] = [];
    for (const key of path) {
      if (value === null || value === undefined) break;
      value = (value as Record<string | number, unknown>)[key];
      at.push(key);
    }
    return `${at.join('.')} ${value === null ? 'is null' : 'is not null'}`;
  });
  return [...new Set(nulls)].sort();
}

it(`answers random documents as graphql-js does on the merged schema (seed ${SEED}, ENGINE_SEED repeats it)`, async () => {
  console.info(`engine: seed ${SEED}, ${DOCUMENTS} documents`);
  const { engine, merged } = createGraph();
  const random = seeded(SEED);
  let compared = 0;
  let nulls = 0;
  while (compared < DOCUMENTS) {
    const { text, variables } = randomDocument(engine.schema, random);
    const document = parse(text);
    if (validate(engine.schema, document).length) continue;
    const prepared = engine.prepare(text);
    if (!('execute' in prepared)) throw new Error(`${text}\n${String(prepared[0]?.stack)}`);
    const wanted = JSON.parse(JSON.stringify(await execute({ schema: merged, document, variableValues: variables, contextValue: context() }))) as ExecutionResult;
    for (const run of ['first', 'again']) {
      const got = JSON.parse(JSON.stringify(await prepared.execute(variables, context()))) as ExecutionResult;
      const label = `${run}, seed ${SEED}, document ${compared}:\n${text}\n${JSON.stringify(variables)}`;
      expect(got.data, label).toEqual(wanted.data);
      expect(explained(got), label).toEqual(explained(wanted));
      expect(JSON.stringify(got.data), label).toBe(JSON.stringify(wanted.data));
    }
    compared += 1;
    nulls += wanted.errors?.length ? 1 : 0;
  }
  expect(nulls).toBeGreaterThan(DOCUMENTS / 20);
}, 120_000);
