import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { toConnection, type Connection } from '../../kernel/connection.types.js';
import type { RequestContext } from '../../kernel/context.js';
import { isGiven } from '../../kernel/given.js';
import { offsetCursor, pageSize, placeCursor } from '../../kernel/page.js';
import { AppInstanceConnection, type AppInstance } from './app-instance.types.js';
import { EdgeCloudZone, EdgeCloudZoneConnection, EdgeCloudZoneFilter } from './edge-cloud-zone.types.js';
import type { EdgeLoaders, EdgeServices } from './edge.loaders.js';

@Resolver(() => EdgeCloudZone)
export class EdgeCloudZoneResolver {
  constructor(
    private readonly edge: EdgeServices,
    private readonly loaders: (ctx: RequestContext) => EdgeLoaders,
  ) {}

  @Query(() => EdgeCloudZone, { nullable: true, description: 'By its id. NOT_FOUND when the operator has none such.' })
  edgeCloudZone(@Arg('id', () => ID) id: string): Promise<EdgeCloudZone> {
    return this.edge.zones.get(id);
  }

  @Query(() => EdgeCloudZoneConnection, { description: 'The zones of the operator, those of every caller.' })
  async edgeCloudZones(
    @Arg('filter', () => EdgeCloudZoneFilter, { nullable: true }) filter: EdgeCloudZoneFilter | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<Connection<EdgeCloudZone>> {
    const page = await this.edge.zones.page(filter, first, after);
    return toConnection(page, (zone) => zone, (_zone, index) => offsetCursor(page.offset + index + 1));
  }

  @FieldResolver(() => AppInstanceConnection)
  async appInstances(
    @Root() zone: EdgeCloudZone,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<AppInstance>> {
    const page = isGiven(after) ? this.edge.instances.page(ctx, { edgeCloudZoneId: zone.id }, first, after) : this.loaders(ctx).instancesOf('edgeCloudZoneId', pageSize(first)).load(zone.id);
    return toConnection(await page, (instance) => instance, placeCursor);
  }
}
