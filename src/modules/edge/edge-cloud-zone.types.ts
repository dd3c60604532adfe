import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../kernel/connection.types.js';

export enum EdgeCloudZoneStatus {
  active = 'active',
  inactive = 'inactive',
  unknown = 'unknown',
}
registerEnumType(EdgeCloudZoneStatus, { name: 'EdgeCloudZoneStatus' });

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'A place at the edge of the network where apps can run.' })
export class EdgeCloudZone {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;

  @Field(() => String, { description: 'Operator of the zone.' })
  provider: string;

  @Field(() => String, { nullable: true })
  region: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2; null when neither the source nor SRM_COUNTRIES tells it.' })
  countryCode: string | null;

  @Field(() => EdgeCloudZoneStatus)
  status: EdgeCloudZoneStatus;
}

export const EdgeCloudZoneConnection = connectionType('EdgeCloudZone', () => EdgeCloudZone);

@InputType({ description: 'Zones that match every member given.' })
export class EdgeCloudZoneFilter {
  @Field(() => String, { nullable: true })
  countryCode?: string | null;

  @Field(() => String, { nullable: true })
  provider?: string | null;

  @Field(() => String, { nullable: true })
  region?: string | null;

  @Field(() => EdgeCloudZoneStatus, { nullable: true })
  status?: EdgeCloudZoneStatus | null;
}
