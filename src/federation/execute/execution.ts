import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { RequestContext } from '../../kernel/context.js';

/** A JSON object of an answer that is still being put together. */
export interface Json {
  [key: string]: unknown;
}

export type PathKey = string | number;

/** What the steps of one execution share. */
export interface Execution {
  data: Json;
  readonly errors: GraphQLError[];
  /** As the caller sent them: each subgraph coerces what it is given. */
  readonly variables: Readonly<Json>;
  readonly ctx: RequestContext;
  /** When the time of the whole request is over, of `performance.now()`. */
  readonly until: number;
  /** Whether a subgraph was waited for: only then can time be over, or the client gone. */
  waited: boolean;
}

/** A compiled node of a query plan. It never throws and never rejects: failures become errors of the execution. */
export type Step = (execution: Execution) => void | Promise<void>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

export const isPromise = <T>(value: T | Promise<T>): value is Promise<T> => value instanceof Promise;

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** What was thrown, as an error of a GraphQL answer; the thrown one stays reachable as `originalError`. */
export function toGraphQLError(thrown: unknown): GraphQLError {
  if (thrown instanceof GraphQLError) return thrown;
  const originalError = asError(thrown);
  return new GraphQLError(originalError.message, { originalError });
}

/** An error of a subgraph at its place in the gateway's answer. Locations are dropped: they point into our own fetch. */
export function fromSubgraph(error: GraphQLError | GraphQLFormattedError, path: readonly PathKey[] | undefined, serviceName: string): GraphQLError {
  return new GraphQLError(error.message, {
    path,
    originalError: 'originalError' in error ? error.originalError : undefined,
    extensions: { ...error.extensions, serviceName },
  });
}

/** The named variables that were sent. */
export function pick(names: readonly string[], from: Readonly<Json>): Json {
  const picked: Json = {};
  for (const name of names) if (Object.hasOwn(from, name)) picked[name] = from[name];
  return picked;
}
