import { Kind, parse } from 'graphql';
import type { Api, Route, Step } from './route.js';

const ROOT = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/**
 * The scopes that a step asks for: those of the root fields of its document, and those it names itself.
 * @param scopes by coordinate, e.g. `Query.apps`.
 */
export function scopesOf(step: Pick<Step<unknown, unknown, unknown, unknown>, 'document' | 'needs'>, scopes: ReadonlyMap<string, string>): readonly string[] {
  const found = parse(step.document.text).definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    const fields = definition.selectionSet.selections.filter((selection) => selection.kind === Kind.FIELD);
    return fields.map((field) => scopes.get(`${ROOT[definition.operation]}.${field.name.value}`));
  });
  return [...new Set([...found.filter((scope) => scope !== undefined), ...(step.needs ?? [])])];
}

/** One line for each route: method, path, operation, scopes. What stands after `or` holds for some inputs only. */
export function printRoutes(apis: readonly Api[], scopes: ReadonlyMap<string, string>): string {
  const rows = apis.flatMap(({ basePath, routes }) =>
    routes.map((route) => [route.method, basePath + route.path, route.operationId, scopeText(route, scopes)] as const),
  );
  const width = (column: 0 | 1 | 2): number => Math.max(...rows.map((row) => row[column].length));
  const [methods, paths, operations] = [width(0), width(1), width(2)];
  return rows.map(([method, path, operation, scope]) => `${method.padEnd(methods)}  ${path.padEnd(paths)}  ${operation.padEnd(operations)}  ${scope}\n`).join('');
}

export function scopeText(route: Route, scopes: ReadonlyMap<string, string>): string {
  const usual = scopesOf(route, scopes).join(' ');
  return route.instead === undefined ? usual : `${usual} or ${scopesOf(route.instead, scopes).join(' ')}`;
}
