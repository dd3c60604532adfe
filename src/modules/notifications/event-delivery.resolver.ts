import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { toConnection, type Connection } from '../../kernel/connection.types.js';
import type { RequestContext } from '../../kernel/context.js';
import { placeCursor } from '../../kernel/page.js';
import { EventDelivery, EventDeliveryConnection, EventDeliveryFilter, ReplayDeliveryPayload } from './event-delivery.types.js';
import type { LedgerService } from './ledger.service.js';

@Resolver(() => EventDelivery)
export class EventDeliveryResolver {
  constructor(private readonly ledger: LedgerService) {}

  @Query(() => EventDelivery, { nullable: true, description: "By its id. NOT_FOUND when there is none, or it is another's." })
  eventDelivery(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<EventDelivery> {
    return this.ledger.delivery(ctx, id);
  }

  @Query(() => EventDeliveryConnection, { description: 'The ledger: what became of each event for the sinks of the caller’s resources.' })
  async eventDeliveries(
    @Arg('filter', () => EventDeliveryFilter, { nullable: true }) filter: EventDeliveryFilter | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<EventDelivery>> {
    return toConnection(await this.ledger.deliveries(ctx, filter, first, after), (delivery) => delivery, placeCursor);
  }

  @Mutation(() => ReplayDeliveryPayload, { description: 'Sends a settled delivery again, with the same event id, behind what waits for its sink.' })
  async replayDelivery(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<ReplayDeliveryPayload> {
    return { delivery: await this.ledger.replay(ctx, id) };
  }
}
