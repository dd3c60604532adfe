import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../../kernel/context.js';
import type { FederationStream, FederationStreamArgs } from './federation-stream.service.js';
import { FederationStatusChange } from './federation.types.js';

/** type-graphql takes `subscribe` from the decorator, which has no instance to ask, so the class is made for the stream. */
export function federationChangeResolver(changes: FederationStream) {
  const stream = { subscribe: ({ args, context }: { args: FederationStreamArgs; context: RequestContext }) => changes(context, args) };

  @Resolver(() => FederationStatusChange)
  class FederationStatusChangeResolver {
    @Subscription(() => FederationStatusChange, { ...stream, description: 'Changes of federations: their status, their zones, the networks that may use them and where they are reached. From now on, or after a cursor.' })
    federationStatusChanged(
      @Root() change: FederationStatusChange,
      @Arg('federationContextId', () => ID, { nullable: true }) _federationContextId: string | null,
      @Arg('after', () => String, { nullable: true }) _after: string | null,
    ): FederationStatusChange {
      return change;
    }
  }

  return FederationStatusChangeResolver;
}
