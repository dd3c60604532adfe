import {
  getOperationAST,
  GraphQLError,
  Kind,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** One operation with the fragments it reaches. */
export interface Operation {
  readonly definition: OperationDefinitionNode;
  readonly fragments: Fragments;
}

/** Stands in a selection that conditions left empty: it is fetched, since a selection must hold a field, and not shown. */
export const NOTHING: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

export const responseKey = (field: FieldNode): string => field.alias?.value ?? field.name.value;

/** @throws GraphQLError when the document holds no such operation, or several and none is named. */
export function operationOf(document: DocumentNode, name: string | null | undefined): Operation {
  const definition = getOperationAST(document, name);
  if (definition) return { definition, fragments: reachable(definition, fragmentsOf(document)) };
  throw new GraphQLError(name ? `Unknown operation named "${name}".` : 'Must provide operation name if query contains multiple operations.');
}

export const toDocument = ({ definition, fragments }: Operation): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [definition, ...fragments.values()],
});

/** The same operation with other root fields. */
export function withFields({ definition, fragments }: Operation, selections: readonly FieldNode[]): Operation {
  const narrowed = { ...definition, selectionSet: { kind: Kind.SELECTION_SET, selections } as const };
  return { definition: narrowed, fragments: reachable(narrowed, fragments) };
}

export function fragmentsOf(document: DocumentNode): Fragments {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  return fragments;
}

function reachable(definition: OperationDefinitionNode, fragments: Fragments): Fragments {
  const found = new Map<string, FragmentDefinitionNode>();
  const walk = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        if (selection.selectionSet) walk(selection.selectionSet);
        continue;
      }
      const fragment = fragments.get(selection.name.value);
      if (!fragment || found.has(selection.name.value)) continue;
      found.set(selection.name.value, fragment);
      walk(fragment.selectionSet);
    }
  };
  walk(definition.selectionSet);
  return found;
}

/** The fields at the root of an operation by response key, fragments opened, in the caller's order. */
export function rootFields({ definition, fragments }: Operation): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const flatten = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        const same = fields.get(responseKey(selection));
        if (same) same.push(selection);
        else fields.set(responseKey(selection), [selection]);
        continue;
      }
      const opened = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      if (opened) flatten(opened.selectionSet);
    }
  };
  flatten(definition.selectionSet);
  return fields;
}

const isCondition = ({ name }: DirectiveNode): boolean => name.value === 'skip' || name.value === 'include';

/** The variables that decide on `@skip` and `@include`; undefined when the operation has no such directive at all. */
export function conditionVariables(operation: Operation): readonly string[] | undefined {
  const names = new Set<string>();
  let conditional = false;
  visit(toDocument(operation), {
    Directive(directive) {
      if (!isCondition(directive)) return;
      conditional = true;
      const value = directive.arguments?.[0]?.value;
      if (value?.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return conditional ? [...names] : undefined;
}

/**
 * The operation with `@skip` and `@include` decided. Plans, fetches and projections are then free of conditions, and
 * of graphql-jit's mistake with a fragment that is spread twice under different ones.
 */
export function specialise(operation: Operation, values: ReadonlyMap<string, boolean>): Operation {
  const holds = (directive: DirectiveNode): boolean => {
    const value = directive.arguments?.[0]?.value;
    const given = value?.kind === Kind.VARIABLE ? values.get(value.name.value) : value?.kind === Kind.BOOLEAN && value.value;
    return (given === true) === (directive.name.value === 'include');
  };
  const decide = <Node extends { readonly directives?: readonly DirectiveNode[] | undefined }>(node: Node): Node | null | undefined => {
    const conditions = node.directives?.filter(isCondition);
    if (!conditions?.length) return undefined;
    return conditions.every(holds) ? { ...node, directives: node.directives?.filter((directive) => !isCondition(directive)) } : null;
  };
  const decided = visit(toDocument(operation), {
    Field: { enter: decide },
    InlineFragment: { enter: decide },
    FragmentSpread: { enter: decide },
    SelectionSet: { leave: (set) => (set.selections.length ? undefined : { ...set, selections: [NOTHING] }) },
  });
  return operationOf(decided, operation.definition.name?.value);
}
