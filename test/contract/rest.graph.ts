import { readFileSync } from 'node:fs';
import { buildSchema, execute, GraphQLError, Kind, parse, validate, type DocumentNode, type ExecutionResult, type OperationDefinitionNode } from 'graphql';
import type { Prepared } from '../../src/federation/engine.js';
import type { Operations } from '../../src/inbound/operations.js';
import type { RequestContext } from '../../src/kernel/context.js';
import { MASKED, Refusal } from '../../src/kernel/refusal.js';
import { ALARMS_SCOPES } from '../../src/modules/alarms/alarms.scopes.js';
import { CATALOG_SCOPES } from '../../src/modules/catalog/catalog.scopes.js';
import { EDGE_SCOPES } from '../../src/modules/edge/edge.scopes.js';
import { FEDERATIONS_SCOPES } from '../../src/modules/federations/federations.scopes.js';
import { NETWORK_SCOPES } from '../../src/modules/network/network.scopes.js';
import { NOTIFICATIONS_SCOPES } from '../../src/modules/notifications/notifications.scopes.js';
import { ORGANIZATIONS_SCOPES } from '../../src/modules/organizations/organizations.scopes.js';
import { PEERINGS_SCOPES } from '../../src/modules/peerings/peerings.scopes.js';

/** Root fields by name: a value, or a function of the arguments that may throw a Refusal. */
export type Roots = Readonly<Record<string, unknown>>;

export interface Asked {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly ctx: RequestContext;
}

export interface FakeGraph {
  readonly operations: Pick<Operations, 'prepareTrusted' | 'execute' | 'scopesOf'>;
  readonly asked: Asked[];
}

/** The contract as it is printed: a document that the module does not promise fails here. */
const schema = buildSchema(readFileSync(new URL('../../schema/northbound.graphql', import.meta.url), 'utf8'));
export const SCOPES: Readonly<Record<string, string>> = { ...EDGE_SCOPES, ...NETWORK_SCOPES, ...NOTIFICATIONS_SCOPES, ...ORGANIZATIONS_SCOPES, ...CATALOG_SCOPES, ...ALARMS_SCOPES, ...PEERINGS_SCOPES, ...FEDERATIONS_SCOPES };

/** Stands in for the graph: the contract of the modules, executed over values that a test gives. */
export function fakeGraph(roots: Roots): FakeGraph {
  const asked: Asked[] = [];
  return {
    asked,
    operations: {
      prepareTrusted: prepare,
      scopesOf: ({ operation }) =>
        operation.selectionSet.selections.flatMap((selection) => {
          const parent = operation.operation === 'query' ? 'Query' : 'Mutation';
          return selection.kind === Kind.FIELD ? [SCOPES[`${parent}.${selection.name.value}`]!] : [];
        }),
      async execute({ document, operation }, variables, ctx): Promise<ExecutionResult> {
        asked.push({ document: operation.name!.value, variables: variables ?? {}, ctx });
        const result = await execute({ schema, document, rootValue: roots, contextValue: ctx, variableValues: variables ?? {} });
        return result.errors === undefined ? result : { ...result, errors: result.errors.map(presented) };
      },
    },
  };
}

function prepare(query: string): Prepared {
  const document: DocumentNode = parse(query);
  const faults = validate(schema, document);
  if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('\n'));
  const operation = document.definitions.find((definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION)!;
  const unused = () => Promise.reject(new Error('the fake graph executes by itself'));
  return { kind: operation.operation, operation, document, generation: 0, far: false, execute: unused, subscribe: unused };
}

function presented(error: GraphQLError): GraphQLError {
  const { originalError } = error;
  if (originalError instanceof Refusal) {
    const { code, message, retryAfter, field } = originalError;
    return new GraphQLError(message, { extensions: { code, ...(retryAfter && { retryAfter }), ...(field && { field }) } });
  }
  return new GraphQLError(MASKED, { extensions: { code: 'INTERNAL' } });
}
