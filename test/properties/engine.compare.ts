import { execute, type DocumentNode, type ExecutionResult, type GraphQLSchema } from 'graphql';
import { context } from './engine.graph.js';

/** What graphql-js answers on one merged schema. */
export interface Wanted {
  readonly result: ExecutionResult;
  /** Every path at which an error may be told, also those below a null of which graphql-js told another; if known. */
  readonly possible: ReadonlySet<string> | undefined;
}

export interface Oracle {
  readonly schema: GraphQLSchema;
  /** The same where every field may be null. */
  readonly lenient?: GraphQLSchema;
  readonly violations?: Set<string>;
}

const plain = (result: ExecutionResult): ExecutionResult => JSON.parse(JSON.stringify(result)) as ExecutionResult;

export async function answerOf({ schema, lenient, violations }: Oracle, document: DocumentNode, variableValues: Record<string, unknown>, reset: () => void): Promise<Wanted> {
  const run = async (on: GraphQLSchema) => {
    reset();
    return plain(await execute({ schema: on, document, variableValues, contextValue: context() }));
  };
  violations?.clear();
  const all = lenient ? await run(lenient) : undefined;
  const nulls = [...(violations ?? [])];
  const result = await run(schema);
  const told = [...(all?.errors ?? []), ...(result.errors ?? [])].map(pathOf);
  return { result, possible: lenient && new Set([...told, ...nulls]) };
}

type Told = Pick<NonNullable<ExecutionResult['errors']>[number], 'path' | 'message'>;

const pathOf = ({ path = [] }: Pick<Told, 'path'>): string => path.join('.');

/** Where the path of an error first meets a null, or its end. */
function meets(data: unknown, path: readonly (string | number)[]): { readonly at: string; readonly isNull: boolean } {
  let value = data;
  const at: (string | number)[] = [];
  for (const key of path) {
    if (value === null || value === undefined) break;
    value = (value as Record<string | number, unknown>)[key];
    at.push(key);
  }
  return { at: at.join('.'), isNull: value === null || value === undefined };
}

/** About an input of `@requires`. From far the subgraph's own words do not come. */
const INPUT = /^input |^The subgraph \w+ answered with an error\.$/;

/**
 * The places of an answer that its errors are about. For an error that left a null where it happened that is its path.
 * Where a null travelled up, it is the null: which of several errors below it are told differs between executors, since
 * each stops at another one. An input that only `@requires` asked for may fail without any null: graphql-js never asks.
 */
export function places({ data, errors = [] }: ExecutionResult): readonly string[] {
  const found = errors.flatMap((error) => {
    const { at, isNull } = meets(data, error.path ?? []);
    return isNull || !INPUT.test(error.message) ? [`${at} ${isNull ? 'is null' : 'is not null'}`] : [];
  });
  return [...new Set(found)].sort();
}

/** How an answer differs from the one wanted; undefined when it does not. */
export function difference(given: ExecutionResult, { result: wanted, possible }: Wanted): string | undefined {
  const got = plain(given);
  // In the order of the document, and not only equal.
  if (JSON.stringify(got.data) !== JSON.stringify(wanted.data)) return `data\n got    ${JSON.stringify(got.data)}\n wanted ${JSON.stringify(wanted.data)}\n errors ${JSON.stringify(got.errors)}\n wanted ${JSON.stringify(wanted.errors)}`;
  const [told, expected] = [places(got), places(wanted)];
  if (JSON.stringify(told) !== JSON.stringify(expected)) return `errors\n got    ${JSON.stringify(told)} ${JSON.stringify(got.errors)}\n wanted ${JSON.stringify(expected)} ${JSON.stringify(wanted.errors)}\n data ${JSON.stringify(got.data)}`;
  const invented = (got.errors ?? []).filter((error) => possible && meets(got.data, error.path ?? []).isNull && !INPUT.test(error.message) && !possible.has(pathOf(error)));
  return invented.length ? `errors at places that have none: ${JSON.stringify(invented)}\n possible ${JSON.stringify([...(possible ?? [])])}` : undefined;
}
