import { Field, ID, ObjectType } from 'type-graphql';
import { DeviceIdentifier } from './device/device.types.js';
import { EdgeCloudZone } from './neighbours.types.js';

@ObjectType({ simpleResolvers: true, description: 'The active zone that is nearest to a device.' })
export class ClosestEdgeCloudZone {
  @Field(() => ID)
  edgeCloudZoneId: string;

  @Field(() => String)
  edgeCloudZoneName: string;

  @Field(() => String)
  edgeCloudProvider: string;

  @Field(() => EdgeCloudZone)
  edgeCloudZone: EdgeCloudZone;

  @Field(() => DeviceIdentifier, { nullable: true, description: 'Null when the token tells the device.' })
  device: DeviceIdentifier | null;
}
