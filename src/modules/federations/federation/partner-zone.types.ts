import { GraphQLJSON } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum FederationStatus {
  FAILED = 'FAILED',
  TEMPORARY_FAILURE = 'TEMPORARY_FAILURE',
  AVAILABLE = 'AVAILABLE',
  LOCKED = 'LOCKED',
  NOT_AVAILABLE = 'NOT_AVAILABLE',
}
registerEnumType(FederationStatus, { name: 'FederationStatus', description: "State of a federation, or of one of its zones, in the E/WBI's words." });

@ObjectType({ simpleResolvers: true, description: 'How much of a zone an app may take.' })
export class ZoneFlavour {
  @Field(() => ID)
  flavourId: string;

  @Field(() => String)
  cpuArchType: string;

  @Field(() => Int)
  numCPU: number;

  @Field(() => Int, { description: 'MiB.' })
  memorySize: number;

  @Field(() => Int, { description: 'GiB.' })
  storageSize: number;
}

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: "A zone of a partner. It is among the edge cloud zones too, under the same id; apps run there once it is accepted." })
export class PartnerZone {
  /** Of the federation's row. */
  federationId: string;

  @Field(() => ID)
  id: string;

  @Field(() => String, { description: "The partner's own id." })
  zoneId: string;

  @Field(() => String, { description: 'Latitude and longitude with a comma between.' })
  geolocation: string;

  @Field(() => String)
  geographyDetails: string;

  @Field(() => FederationStatus, { description: 'As the partner last told; NOT_AVAILABLE when it offers the zone no more.' })
  status: keyof typeof FederationStatus;

  @Field(() => Boolean)
  accepted: boolean;

  @Field(() => [ZoneFlavour], { description: 'Known once the zone is accepted.' })
  flavours: ZoneFlavour[];

  @Field(() => GraphQLJSON, { nullable: true, description: "The partner's ZoneRegisteredData; null until the zone is accepted." })
  resources: unknown;

  @Field(() => GraphQLJSON, { nullable: true, description: "What the partner last told of what is free there (zoneResUpdInfo); null when it has told nothing." })
  availability: unknown;
}
