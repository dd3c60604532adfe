import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { toConnection, type Connection } from '../../kernel/connection.types.js';
import type { RequestContext } from '../../kernel/context.js';
import type { HubApi as HubApiName } from '../../kernel/notice.js';
import { placeCursor } from '../../kernel/page.js';
import type { HubService } from './hub.service.js';
import { Hub, HubApi, HubConnection, RegisterHubInput, RegisterHubPayload, UnregisterHubPayload } from './hub.types.js';

@Resolver(() => Hub)
export class HubResolver {
  constructor(private readonly service: HubService) {}

  @Query(() => Hub, { nullable: true, description: 'By its id. NOT_FOUND when there is none (any more).' })
  hub(@Arg('id', () => ID) id: string): Promise<Hub> {
    return this.service.get(id);
  }

  @Query(() => HubConnection, { description: 'Hubs of one API or of all, those that were given up too, oldest first.' })
  async hubs(
    @Arg('api', () => HubApi, { nullable: true }) api: HubApiName | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<Connection<Hub>> {
    return toConnection(await this.service.page(api, first, after), (hub) => hub, placeCursor);
  }

  @Mutation(() => RegisterHubPayload, { description: 'Events of the API are sent to the callback from now on. ALREADY_EXISTS for the same callback with the same query.' })
  async registerHub(@Arg('input', () => RegisterHubInput) input: RegisterHubInput, @Ctx() ctx: RequestContext): Promise<RegisterHubPayload> {
    return { hub: await this.service.register(ctx, input) };
  }

  @Mutation(() => UnregisterHubPayload, { description: 'Nothing more is sent to it, not even what waits.' })
  async unregisterHub(@Arg('api', () => HubApi) api: HubApiName, @Arg('id', () => ID) id: string): Promise<UnregisterHubPayload> {
    return { id: await this.service.unregister(api, id) };
  }
}
