import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';
import type { ClosestZoneService } from './closest-zone.service.js';
import { ClosestEdgeCloudZone } from './closest-zone.types.js';
import { DeviceInput } from './device/device.types.js';

@Resolver()
export class ClosestZoneResolver {
  constructor(private readonly closest: ClosestZoneService) {}

  @Query(() => ClosestEdgeCloudZone, { nullable: true, description: 'For the device, or for that of the user whose token it is.' })
  closestEdgeCloudZone(@Arg('device', () => DeviceInput, { nullable: true }) device: DeviceInput | null, @Ctx() ctx: RequestContext): Promise<ClosestEdgeCloudZone> {
    return this.closest.find(ctx, device);
  }
}
