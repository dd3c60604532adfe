import { Kind, TypeInfo, valueFromAST, visit, visitWithTypeInfo, type DocumentNode, type GraphQLInputType, type GraphQLSchema, type ValueNode } from 'graphql';

/** Arguments of a document that mix literals and variables, taken out of it. */
export interface MixedArguments {
  /** The document with a variable in place of each. */
  readonly document: DocumentNode;
  /** Names of those variables; the document does not declare them. */
  readonly names: readonly string[];
  /** Their values; undefined when one of them is wrong, which only the field it belongs to may tell. */
  values(coerced: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined;
}

interface Mixed {
  readonly name: string;
  readonly value: ValueNode;
  readonly type: GraphQLInputType;
}

/**
 * graphql-jit 0.8.9 takes a variable that was not sent for null where it stands within a list or an object, so that
 * input fields lose their defaults: graphql-js reads such arguments.
 */
export function mixedArguments(schema: GraphQLSchema, document: DocumentNode): MixedArguments {
  const mixed: Mixed[] = [];
  const types = new TypeInfo(schema);
  const without = visit(
    document,
    visitWithTypeInfo(types, {
      Argument(node) {
        const type = types.getArgument()?.type;
        if (!type || !isMixed(node.value)) return undefined;
        const name = `__mixed_${mixed.length}`;
        mixed.push({ name, value: node.value, type });
        return { ...node, value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } } };
      },
    }),
  );
  return {
    document: mixed.length ? without : document,
    names: mixed.map(({ name }) => name),
    values(coerced) {
      const values: Record<string, unknown> = {};
      for (const { name, value, type } of mixed) {
        const read: unknown = valueFromAST(value, type, coerced);
        if (read === undefined) return undefined;
        values[name] = read;
      }
      return values;
    },
  };
}

function isMixed(value: ValueNode): boolean {
  if (value.kind !== Kind.LIST && value.kind !== Kind.OBJECT) return false;
  let found = false;
  visit(value, { Variable: () => void (found = true) });
  return found;
}
