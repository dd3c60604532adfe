import { getVariableValues, GraphQLError, visit, type ASTNode, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { responseKey } from './document.js';
import type { Json } from './execute/execution.js';

/** More errors than this about one set of variables are not listed. */
const MAX_ERRORS = 50;

/** `sent` travels to the subgraphs as it came; `coerced` has defaults filled in. */
export type VariablesRead = { readonly sent: Readonly<Json>; readonly coerced: Readonly<Json> } | { readonly errors: readonly GraphQLError[] };

export type ReadVariables = (sent: Readonly<Json> | null | undefined) => VariablesRead;

const NONE: Readonly<Json> = Object.freeze({});

/** Checks variables against the public schema, once for the whole operation. */
export function variablesReader(schema: GraphQLSchema, { variableDefinitions = [] }: OperationDefinitionNode): ReadVariables {
  if (variableDefinitions.length === 0) return () => ({ sent: NONE, coerced: NONE });
  return (given) => {
    const sent = given ?? NONE;
    const { coerced, errors } = getVariableValues(schema, variableDefinitions, sent, { maxErrors: MAX_ERRORS });
    return errors ? { errors } : { sent, coerced };
  };
}

/** Names that mean something to the plan's own fetch documents (`representations`, `__batch_reps_0`). */
const isOurs = (variable: string): boolean => variable === 'representations' || variable.startsWith('__');

/** `__proto__`, `constructor`, …: what every object has, whether or not it was answered. */
const isInherited = (name: string): boolean => name in Object.prototype;

/**
 * Refuses, before planning, the few legal names that an answer or a fetch of ours cannot bear: those that every object
 * inherits, the alias `__typename` for another field, and variables named like the plan's own.
 */
export function reservedNames(document: DocumentNode): readonly GraphQLError[] {
  const errors: GraphQLError[] = [];
  const refuse = (node: ASTNode, what: string): number => errors.push(new GraphQLError(`${what} is reserved; choose another.`, { nodes: node }));
  visit(document, {
    Field(node) {
      const key = responseKey(node);
      if (isInherited(key) || (key === '__typename' && node.name.value !== key)) refuse(node, `The alias "${key}"`);
    },
    VariableDefinition({ variable }) {
      const name = variable.name.value;
      if (isInherited(name) || isOurs(name)) refuse(variable, `The variable name "$${name}"`);
    },
  });
  return errors;
}

/**
 * Values of the variables that decide on conditions.
 * @throws GraphQLError when one is null or missing.
 */
export function conditionValues(names: readonly string[], coerced: Readonly<Json>): ReadonlyMap<string, boolean> {
  const values = new Map<string, boolean>();
  for (const name of names) {
    const value = coerced[name];
    if (typeof value !== 'boolean') throw new GraphQLError(`The variable "$${name}" decides on @skip or @include and must be true or false.`);
    values.set(name, value);
  }
  return values;
}
