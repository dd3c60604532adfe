import { Arg, FieldResolver, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../../kernel/context.js';
import { Organization } from '../neighbours.types.js';
import type { CatalogChanges, CatalogStream } from './catalog-change.service.js';
import { CatalogChange } from './catalog-change.types.js';

/** type-graphql takes `subscribe` from the decorator, which has no instance to ask, so the class is made for the service it belongs to. */
export function catalogChangeResolver(changes: CatalogChanges) {
  const subscribe = ({ args, context }: { args: CatalogStream; context: RequestContext }) => changes.follow(context, args);

  @Resolver(() => CatalogChange)
  class CatalogChangeResolver {
    @Subscription(() => CatalogChange, { subscribe, description: 'Each change of the catalog, from now on or after a cursor.' })
    catalogChanged(@Root() change: CatalogChange, @Arg('after', () => String, { nullable: true }) _after: string | null): CatalogChange {
      return change;
    }

    @FieldResolver(() => Organization, { nullable: true, description: 'Whose OSS brought it about; null: somebody here.' })
    organization(@Root() { organizationId }: CatalogChange): Organization | null {
      return organizationId === null ? null : { id: organizationId };
    }
  }

  return CatalogChangeResolver;
}
