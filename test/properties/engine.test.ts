import { buildSchema, lexicographicSortSchema, parse, print, printSchema, validate, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../src/federation/engine.js';
import { farTransport, type FarTransport } from '../../src/federation/far/far.js';
import { nearTransport, type Transport } from '../../src/federation/transport.js';
import { Refusal } from '../../src/kernel/refusal.js';
import { serveSubgraphs } from '../support/other-gateways/subgraph-server.js';
import { answerOf, difference, type Oracle } from './engine.compare.js';
import { randomDocument, seeded, type DocumentOptions } from './engine.documents.js';
import { context, createGraph } from './engine.graph.js';
import { shrink } from './engine.shrink.js';
import { createLibrary, type Library } from './library.graph.js';
import { MERGED, POOL } from './library.sdl.js';

const DOCUMENTS = Number(process.env.ENGINE_DOCUMENTS ?? 200);
const SEED = Number(process.env.ENGINE_SEED ?? Date.now() % 1_000_000);
/** Always asked, so that the same commit gives the same answer. */
const FIXED_SEED = 20_26;
/** So many differences end a run. */
const FAILURES = Number(process.env.ENGINE_FAILURES ?? 3);

/** Of the documents, those that may be refused for want of a plan: the planner's faults are named in planner-faults.test.ts. */
const REFUSED_SHARE = 0.01;
/** Milliseconds. */
const LONG = 3_600_000;

interface Subject {
  readonly engine: Engine;
  readonly oracle: Oracle;
  readonly reset: () => void;
  readonly log: () => readonly string[];
  readonly options?: DocumentOptions;
}

interface Tally {
  /** Texts about documents that were answered differently, as small as they could be made. */
  readonly differing: readonly string[];
  /** Documents that the planner finds no way for: they are refused, not answered wrong. */
  readonly refused: number;
  readonly withErrors: number;
}

type Comparison = { readonly differs?: string; readonly refused?: boolean; readonly errors?: number };

const isRefused = ({ data, errors = [] }: ExecutionResult): boolean => data === undefined && errors.some(({ originalError }) => originalError instanceof Refusal && originalError.code === 'NOT_IMPLEMENTED');

async function compare({ engine, oracle, reset, log }: Subject, document: DocumentNode, variables: Record<string, unknown>): Promise<Comparison> {
  const wanted = await answerOf(oracle, document, variables, reset);
  const done = log().join('\n');
  const prepared = engine.prepare(print(document));
  if (!('execute' in prepared)) return isRefused({ errors: prepared }) ? { refused: true } : { differs: `not prepared: ${prepared[0]?.message}` };
  // Once compiled, and once from what was compiled.
  for (const run of ['first', 'second']) {
    reset();
    const given = await prepared.execute(variables, context());
    if (isRefused(given)) return { refused: true };
    const differs = difference(given, wanted) ?? (log().join('\n') === done ? undefined : `mutations\n got    ${log().join('\n')}\n wanted ${done}`);
    if (differs) return { differs: `${run} run: ${differs}` };
  }
  return { errors: wanted.result.errors?.length ?? 0 };
}

async function compareMany(subject: Subject, seed: number, count: number): Promise<Tally> {
  const { engine, options } = subject;
  const random = seeded(seed);
  const differing: string[] = [];
  let [compared, withErrors, refused] = [0, 0, 0];
  while (compared < count && differing.length < FAILURES) {
    const { text, variables } = randomDocument(engine.schema, random, options);
    const document = parse(text, { noLocation: true });
    if (validate(engine.schema, document).length) continue;
    const { differs, refused: isRefusal, errors } = await compare(subject, document, variables);
    compared += 1;
    if (errors) withErrors += 1;
    if (isRefusal) {
      refused += 1;
      const smallest = await shrink(engine.schema, document, async (candidate) => (await compare(subject, candidate, variables)).refused === true);
      console.info(`engine: seed ${seed}, document ${compared} is refused:\n${print(smallest)}`);
    }
    if (!differs) continue;
    const smallest = await shrink(engine.schema, document, async (candidate) => (await compare(subject, candidate, variables)).differs?.slice(0, 20) === differs.slice(0, 20));
    differing.push(`seed ${seed}, document ${compared}:\n${print(smallest)}\n${JSON.stringify(variables)}\n${(await compare(subject, smallest, variables)).differs}`);
  }
  console.info(`engine: seed ${seed}, ${compared} documents, ${withErrors} with errors, ${refused} refused`);
  return { differing, refused, withErrors };
}

describe('eight subgraphs', () => {
  let library: Library;
  let near: Subject;
  beforeAll(() => {
    library = createLibrary();
    near = subjectOf(library, (schema) => nearTransport(schema));
  });

  it('make the schema that a reader would merge by hand', () => {
    expect(printSchema(lexicographicSortSchema(near.engine.schema))).toBe(printSchema(lexicographicSortSchema(buildSchema(MERGED))));
  });

  it.each([['the fixed seed', FIXED_SEED], [`seed ${SEED}, ENGINE_SEED repeats it`, SEED]])('answer random documents as graphql-js does on that schema (%s)', async (_, seed) => {
    const { differing, refused, withErrors } = await compareMany(near, seed, DOCUMENTS);
    expect(differing.join('\n\n')).toBe('');
    expect(withErrors).toBeGreaterThan(DOCUMENTS / 20);
    expect(refused).toBeLessThanOrEqual(DOCUMENTS * REFUSED_SHARE);
  }, LONG);

  it(`answer the same from far, over HTTP (seed ${SEED})`, async () => {
    await using server = await serveSubgraphs(library.subgraphs, context());
    const transports: FarTransport[] = [];
    const far = subjectOf(library, (_, name) => {
      const transport = farTransport({ name, url: server.urls[name]!, log: context().log });
      transports.push(transport);
      return transport;
    });
    const { differing } = await compareMany(far, SEED, DOCUMENTS / 3);
    await Promise.all(transports.map((transport) => transport.close()));
    expect(differing.join('\n\n')).toBe('');
  }, LONG);
});

function subjectOf({ merged, state, supergraph, subgraphs }: Library, transport: (schema: GraphQLSchema, name: string) => Transport): Subject {
  const transports = Object.fromEntries(Object.entries(subgraphs).map(([name, schema]) => [name, transport(schema, name)]));
  return { engine: createEngine({ supergraph, transports }), oracle: merged, reset: state.reset, log: () => state.log, options: { pool: POOL, mutations: 0.12 } };
}

it('answers random documents over four subgraphs as graphql-js does', async () => {
  const { engine, merged, record } = createGraph();
  const { differing } = await compareMany({ engine, oracle: { schema: merged }, reset: () => void (record.log.length = 0), log: () => record.log }, SEED, DOCUMENTS / 2);
  expect(differing.join('\n\n')).toBe('');
}, LONG);
