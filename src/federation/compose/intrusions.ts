import { buildASTSchema, findBreakingChanges, Kind, type DocumentNode, type GraphQLSchema } from 'graphql';
import { extractLinkImplementations } from '@theguild/federation-composition';
import { composeSupergraph, type SubgraphDefinition } from './compose.js';
import { publicDocument } from './public-document.js';

export interface Guests {
  /** The supergraph that all of them make. */
  readonly sdl: string;
  /** Subgraphs that may add to the graph, and change nothing of it. */
  readonly guests: readonly SubgraphDefinition[];
  /** Those whose graph it is. */
  readonly hosts: readonly SubgraphDefinition[];
  /** That graph, where it was composed before. */
  readonly base?: string | undefined;
}

/**
 * What guests would take from the graph of their hosts: a field that they answer themselves from then on, with all that
 * callers say and see of it; a part that they hide; a type that they loosen or narrow. Composition allows all of it.
 * @throws CompositionError when the hosts make no graph by themselves
 */
export function intrusions({ sdl, guests, hosts, base = '' }: Guests): readonly string[] {
  if (guests.length === 0 || hosts.length === 0) return [];
  const taken = guests.flatMap((guest) => takeovers(guest, [...hosts, ...guests]));
  const changed = findBreakingChanges(publicSchema(base || composeSupergraph(hosts).sdl), publicSchema(sdl)).map(({ description }) => `Beside ${guests.map(({ name }) => name).join(', ')}: ${description}`);
  return [...taken, ...changed].map((fault) => `${fault} Only subgraphs of SUBGRAPH_OVERRIDES may do so.`);
}

const publicSchema = (sdl: string): GraphQLSchema => buildASTSchema(publicDocument(sdl), { assumeValid: true, assumeValidSDL: true });

/** Fields that a subgraph takes over from others by `@override`, which then are asked for their own fields no more. */
export function takeovers({ name, typeDefs }: Pick<SubgraphDefinition, 'name' | 'typeDefs'>, others: readonly Pick<SubgraphDefinition, 'name'>[]): readonly string[] {
  const override = overrideIn(typeDefs);
  return typeDefs.definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
    return (definition.fields ?? []).flatMap((field) => {
      const from = field.directives?.find((directive) => directive.name.value === override)?.arguments?.find((argument) => argument.name.value === 'from')?.value;
      const other = from?.kind === Kind.STRING ? others.find((known) => known.name === from.value) : undefined;
      return other ? [`${name} takes ${definition.name.value}.${field.name.value} over from ${other.name}.`] : [];
    });
  });
}

const overrideIn = (typeDefs: DocumentNode): string => extractLinkImplementations(typeDefs).resolveImportName('https://specs.apollo.dev/federation', '@override');
