import { isTypeDefinitionNode, Kind, parse, print, visit, type DefinitionNode, type DocumentNode } from 'graphql';

const FEDERATION = 'https://specs.apollo.dev/federation/v2.9';
/** The directives of federation that our subgraphs may use; a subgraph links those that it does use. */
const DIRECTIVES: ReadonlySet<string> = new Set(['key', 'shareable', 'external', 'requires', 'provides', 'inaccessible', 'override', 'tag', 'interfaceObject']);
const ROOTS = ['Query', 'Mutation', 'Subscription'];

const KINDS: readonly string[] = [
  Kind.SCHEMA_DEFINITION,
  Kind.SCHEMA_EXTENSION,
  Kind.DIRECTIVE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
];

/**
 * The document of a subgraph: linked to federation and ordered, so that its text depends on the types alone and not on
 * the order in which modules were loaded. Fields keep the order in which they are declared, but for root fields.
 */
export function subgraphDocument(sdl: string): DocumentNode {
  const types = parse(sdl, { noLocation: true });
  const definitions = types.definitions.filter(({ kind }) => kind !== Kind.SCHEMA_DEFINITION).map(ordered);
  const link = parse(`extend schema @link(url: "${FEDERATION}", import: [${usedDirectives(types).map((name) => `"@${name}"`).join(', ')}])`, { noLocation: true });
  return { kind: Kind.DOCUMENT, definitions: [...link.definitions, ...definitions.sort(compare)] };
}

export const printDocument = (document: DocumentNode): string => `${print(document)}\n`;

function usedDirectives(document: DocumentNode): readonly string[] {
  const used = new Set<string>();
  visit(document, { Directive: ({ name }) => void (DIRECTIVES.has(name.value) && used.add(name.value)) });
  return [...used].sort();
}

function ordered(definition: DefinitionNode): DefinitionNode {
  if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || !ROOTS.includes(definition.name.value)) return definition;
  return { ...definition, fields: [...(definition.fields ?? [])].sort((one, other) => alphabetic(one.name.value, other.name.value)) };
}

const alphabetic = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

const nameOf = (definition: DefinitionNode): string => ('name' in definition ? (definition.name?.value ?? '') : '');

/** Root types first, then by kind, then by name. */
function compare(one: DefinitionNode, other: DefinitionNode): number {
  const rank = (definition: DefinitionNode): number => {
    const root = isTypeDefinitionNode(definition) ? ROOTS.indexOf(definition.name.value) : -1;
    return root >= 0 ? root : ROOTS.length + KINDS.indexOf(definition.kind);
  };
  return rank(one) - rank(other) || alphabetic(nameOf(one), nameOf(other));
}
