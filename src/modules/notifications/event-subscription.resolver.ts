import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { toConnection, type Connection } from '../../kernel/connection.types.js';
import type { RequestContext } from '../../kernel/context.js';
import { placeCursor } from '../../kernel/page.js';
import { EventDeliveryConnection, type EventDelivery } from './event-delivery.types.js';
import { EventSubscription, EventSubscriptionConnection } from './event-subscription.types.js';
import type { LedgerLoaders } from './ledger.loaders.js';
import type { LedgerService } from './ledger.service.js';

@Resolver(() => EventSubscription)
export class EventSubscriptionResolver {
  constructor(
    private readonly ledger: LedgerService,
    private readonly loaders: (ctx: RequestContext) => LedgerLoaders,
  ) {}

  @Query(() => EventSubscription, { nullable: true, description: "By its id. NOT_FOUND when there is none, or it is another's." })
  eventSubscription(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<EventSubscription> {
    return this.ledger.subscription(ctx, id);
  }

  @Query(() => EventSubscriptionConnection, { description: "What sinks the caller's resources have, oldest first." })
  async eventSubscriptions(
    @Arg('resourceId', () => ID, { nullable: true }) resourceId: string | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<EventSubscription>> {
    return toConnection(await this.ledger.subscriptions(ctx, resourceId, first, after), (subscription) => subscription, placeCursor);
  }

  @FieldResolver(() => EventDeliveryConnection)
  async deliveries(
    @Root() { id }: EventSubscription,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<EventDelivery>> {
    return toConnection(await this.loaders(ctx).deliveries(id, first, after), (delivery) => delivery, placeCursor);
  }
}
