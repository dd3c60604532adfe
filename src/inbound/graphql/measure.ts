import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { NO_POINTS, pageSize, plus, points, pointsOf, times, type Page, type Points, type Sum } from './points.js';

/** How much a selection asks for, with its fragments written out. */
interface Size {
  readonly depth: number;
  readonly cost: Sum;
  readonly aliases: number;
}

export interface OperationSize {
  /** Fields below one another; a root field is 1. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  /** One point per field, times the page size for all that stands in a page. */
  readonly points: Points;
}

const NOTHING: Size = { depth: 0, cost: NO_POINTS, aliases: 0 };

/**
 * Measures without executing. The sizes of pages that variables tell are left open. Fields of the introspection system
 * cost nothing, as they read what is in memory; graphql-js bounds how deep they go.
 * A fragment is measured once per type and page, so that fragments which spread fragments take no exponential time.
 */
export function measureOperation(schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): OperationSize {
  const known = new Map<string, Size>();
  const root = schema.getRootType(operation.operation) ?? undefined;
  const open = new Set<string>();

  function ofSet(set: SelectionSetNode, parent: GraphQLNamedType | undefined, page: Page): Size {
    let { depth, cost, aliases } = NOTHING;
    for (const selection of set.selections) {
      const size = selection.kind === Kind.FIELD ? ofField(selection, parent, page) : ofFragment(selection, parent, page);
      depth = Math.max(depth, size.depth);
      cost = plus(cost, size.cost);
      aliases += size.aliases;
    }
    return { depth, cost, aliases };
  }

  function ofField(node: FieldNode, parent: GraphQLNamedType | undefined, page: Page): Size {
    const alias = node.alias === undefined ? 0 : 1;
    if (node.name.value.startsWith('__')) return { depth: 0, cost: NO_POINTS, aliases: alias };
    const field = fieldOf(parent, node.name.value);
    const inner = node.selectionSet === undefined ? NOTHING : ofSet(node.selectionSet, field && getNamedType(field.type), pageOf(node, field));
    const factor = field !== undefined && isList(field.type) ? page : 1;
    return { depth: inner.depth + 1, cost: plus(points(1), times(inner.cost, factor)), aliases: inner.aliases + alias };
  }

  function ofFragment(node: Exclude<SelectionSetNode['selections'][number], FieldNode>, parent: GraphQLNamedType | undefined, page: Page): Size {
    if (node.kind === Kind.INLINE_FRAGMENT) return ofSet(node.selectionSet, narrowed(schema, node.typeCondition?.name.value, parent), page);
    const fragment = fragments.get(node.name.value);
    const key = `${node.name.value} ${typeof page === 'string' ? '$' : ''}${page}`;
    // Another rule tells of unknown fragments and of cycles.
    if (fragment === undefined || open.has(key)) return NOTHING;
    let size = known.get(key);
    if (size === undefined) {
      open.add(key);
      size = ofSet(fragment.selectionSet, narrowed(schema, fragment.typeCondition.name.value, parent), page);
      open.delete(key);
      known.set(key, size);
    }
    return size;
  }

  const { depth, aliases, cost } = ofSet(operation.selectionSet, root, 1);
  return { depth, aliases, points: pointsOf(cost, operation), rootFields: countRootFields(operation.selectionSet, fragments) };
}

const narrowed = (schema: GraphQLSchema, name: string | undefined, parent: GraphQLNamedType | undefined): GraphQLNamedType | undefined =>
  name === undefined ? parent : (schema.getType(name) ?? undefined);

function fieldOf(parent: GraphQLNamedType | undefined, name: string): GraphQLField<unknown, unknown> | undefined {
  if (parent === undefined || !isCompositeType(parent)) return undefined;
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

const isList = (type: GraphQLOutputType): boolean => isListType(isNonNullType(type) ? type.ofType : type);

/** The page that a field opens for the lists directly below it; 1 for a field that has no pages. */
function pageOf(node: FieldNode, field: GraphQLField<unknown, unknown> | undefined): Page {
  const first = field?.args.find((arg) => arg.name === 'first');
  if (first === undefined) return 1;
  const value = node.arguments?.find((arg) => arg.name.value === 'first')?.value;
  if (value?.kind === Kind.VARIABLE) return value.name.value;
  return pageSize(value?.kind === Kind.INT ? Number(value.value) : value?.kind === Kind.NULL ? null : value, first.defaultValue);
}

/** Different answers' names at the root, `__typename` and the like aside; a fragment is entered once. */
function countRootFields(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>): number {
  const keys = new Set<string>();
  const entered = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        if (!selection.name.value.startsWith('__')) keys.add(selection.alias?.value ?? selection.name.value);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet);
      else if (!entered.has(selection.name.value)) {
        entered.add(selection.name.value);
        const fragment = fragments.get(selection.name.value);
        if (fragment !== undefined) collect(fragment.selectionSet);
      }
    }
  };
  collect(set);
  return keys.size;
}
