import { Kind, parse, print, separateOperations, validate, visit, type ASTNode, type DocumentNode, type GraphQLSchema } from 'graphql';

/** Parts of a document that may be left out. */
const isPart = (node: ASTNode): boolean => ([Kind.FIELD, Kind.INLINE_FRAGMENT, Kind.FRAGMENT_SPREAD, Kind.DIRECTIVE, Kind.ARGUMENT, Kind.OBJECT_FIELD] as string[]).includes(node.kind);

/**
 * The smallest document to which `fails` still applies: part after part is left out, and fragments are put in the place
 * of what they hold, for as long as something still goes.
 * @param attempts how often `fails` may be asked
 */
export async function shrink(schema: GraphQLSchema, document: DocumentNode, fails: (document: DocumentNode) => Promise<boolean>, attempts = 400): Promise<DocumentNode> {
  let smallest = document;
  let left = attempts;
  for (let index = 0; left > 0; ) {
    const candidate = tidy(without(smallest, index));
    if (candidate === undefined) break;
    if (candidate && validate(schema, candidate).length === 0 && left-- > 0 && (await fails(candidate))) smallest = candidate;
    else index += 1;
  }
  return smallest;
}

/** The document without its part number `index`; undefined when it has not so many. */
function without(document: DocumentNode, index: number): DocumentNode | undefined {
  let at = -1;
  const left = visit(document, {
    enter(node) {
      if (!isPart(node)) return undefined;
      at += 1;
      return at === index ? null : undefined;
    },
  });
  return at >= index ? left : undefined;
}

/** Without empty selections, unused fragments and unused variables; null when nothing is left. */
function tidy(document: DocumentNode | undefined): DocumentNode | null | undefined {
  if (!document) return undefined;
  const filled = visit(document, {
    Field: { leave: (node) => (node.selectionSet?.selections.length === 0 ? null : undefined) },
    InlineFragment: { leave: (node) => (node.selectionSet.selections.length === 0 ? null : undefined) },
  });
  try {
    const [used] = Object.values(separateOperations(parse(print(filled))));
    if (!used) return null;
    const names = new Set<string>();
    visit(used, { VariableDefinition: () => false, Variable: ({ name }) => void names.add(name.value) });
    return visit(used, { VariableDefinition: (node) => (names.has(node.variable.name.value) ? undefined : null) });
  } catch {
    return null;
  }
}
