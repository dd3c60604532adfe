import { Kind, parse, type DocumentNode } from 'graphql';
import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';

/**
 * What callers see of a supergraph: no join directives, no inaccessible parts. The library (0.27.0) leaves members in
 * unions whose types it has taken out.
 */
export function publicDocument(supergraph: string): DocumentNode {
  const document = transformSupergraphToPublicSchema(parse(supergraph, { noLocation: true }));
  const known = new Set(document.definitions.flatMap((definition) => (definition.kind === Kind.OBJECT_TYPE_DEFINITION ? [definition.name.value] : [])));
  const definitions = document.definitions.map((definition) => {
    if (definition.kind !== Kind.UNION_TYPE_DEFINITION) return definition;
    return { ...definition, types: definition.types?.filter(({ name }) => known.has(name.value)) ?? [] };
  });
  return { ...document, definitions };
}
