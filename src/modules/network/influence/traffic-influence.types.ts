import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../../kernel/connection.types.js';
import { DeviceIdentifier, DeviceInput } from '../device/device.types.js';
import { EventSinkCredentialInput } from '../event-sink.types.js';

export enum TrafficInfluenceState {
  ordered = 'ordered',
  created = 'created',
  active = 'active',
  error = 'error',
  deletion_in_progress = 'deletion_in_progress',
  deleted = 'deleted',
}
registerEnumType(TrafficInfluenceState, {
  name: 'TrafficInfluenceState',
  description: "CAMARA's words; it writes `deletion in progress` with blanks.",
  valuesConfig: {
    ordered: { description: 'Kept, and to be asked of the network.' },
    created: { description: 'The network has it.' },
    active: { description: 'In force.' },
    error: { description: 'The network refused or ended it; stateReason tells more. Nothing of it is in force.' },
    deletion_in_progress: { description: 'To go; the network has not let go of all of it.' },
    deleted: { description: 'Gone: in events only.' },
  },
});

@ObjectType({ simpleResolvers: true })
export class SourceTrafficFilters {
  @Field(() => Int, { nullable: true })
  sourcePort: number | null;
}

@InputType()
export class SourceTrafficFiltersInput {
  @Field(() => Int, { nullable: true, description: 'Port of the device, 0 to 65535.' })
  sourcePort?: number | null;
}

@ObjectType({ simpleResolvers: true })
export class DestinationTrafficFilters {
  @Field(() => Int, { nullable: true })
  destinationPort: number | null;

  @Field(() => String, { nullable: true })
  destinationProtocol: string | null;
}

@InputType()
export class DestinationTrafficFiltersInput {
  @Field(() => Int, { nullable: true, description: 'Port of the app, 0 to 65535.' })
  destinationPort?: number | null;

  @Field(() => String, { nullable: true, description: 'E.g. TCP or UDP.' })
  destinationProtocol?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Where the changes of an influence are sent. Its credential is never shown.' })
export class TrafficInfluenceSubscription {
  @Field(() => String)
  protocol: string;

  @Field(() => String)
  sink: string;

  @Field(() => [String])
  types: string[];

  @Field(() => GraphQLDateTime, { nullable: true })
  subscriptionExpireTime: Date | null;

  @Field(() => Int, { nullable: true })
  subscriptionMaxEvents: number | null;

  @Field(() => Boolean, { nullable: true })
  initialEvent: boolean | null;
}

@InputType()
export class TrafficInfluenceSubscriptionConfigInput {
  @Field(() => GraphQLDateTime, { nullable: true })
  subscriptionExpireTime?: Date | null;

  @Field(() => Int, { nullable: true })
  subscriptionMaxEvents?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the state at creation is sent as the first event.' })
  initialEvent?: boolean | null;
}

@InputType()
export class TrafficInfluenceSubscriptionInput {
  @Field(() => String, { description: 'HTTP is the one that is served.' })
  protocol: string;

  @Field(() => String, { description: 'https address to which every change of the state is sent as a CloudEvent.' })
  sink: string;

  @Field(() => EventSinkCredentialInput, { nullable: true })
  sinkCredential?: EventSinkCredentialInput | null;

  @Field(() => [String], { description: "CAMARA's one type: org.camaraproject.traffic-influence.v1.traffic-influence-change" })
  types: string[];

  @Field(() => TrafficInfluenceSubscriptionConfigInput, { nullable: true })
  config?: TrafficInfluenceSubscriptionConfigInput | null;
}

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'Packets to an app are led to its instances at the edge: of every device, or of one.' })
export class TrafficInfluence {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  apiConsumerId: string;

  @Field(() => ID)
  appId: string;

  @Field(() => ID, { nullable: true })
  appInstanceId: string | null;

  @Field(() => String, { nullable: true })
  edgeCloudRegion: string | null;

  @Field(() => ID, { nullable: true })
  edgeCloudZoneId: string | null;

  @Field(() => SourceTrafficFilters, { nullable: true })
  sourceTrafficFilters: SourceTrafficFilters | null;

  @Field(() => DestinationTrafficFilters, { nullable: true })
  destinationTrafficFilters: DestinationTrafficFilters | null;

  @Field(() => DeviceIdentifier, { nullable: true, description: 'Answered by createTrafficInfluenceForDevice, and never again.' })
  device: DeviceIdentifier | null;

  @Field(() => TrafficInfluenceSubscription, { nullable: true })
  subscription: TrafficInfluenceSubscription | null;

  @Field(() => TrafficInfluenceState)
  state: TrafficInfluenceState;

  @Field(() => String, { nullable: true, description: 'Why the state is what it is, in our words.' })
  stateReason: string | null;

  @Field(() => GraphQLDateTime)
  createdAt: Date;

  @Field(() => GraphQLDateTime)
  updatedAt: Date;
}

export const TrafficInfluenceConnection = connectionType('TrafficInfluence', () => TrafficInfluence);

@InputType({ description: 'Of all places, one instance, or those in a zone or a region; otherwise every instance of the app.' })
export class CreateTrafficInfluenceInput {
  @Field(() => String, { description: 'Whatever the consumer calls itself.' })
  apiConsumerId: string;

  @Field(() => ID, { description: 'An app of the caller.' })
  appId: string;

  @Field(() => ID, { nullable: true })
  appInstanceId?: string | null;

  @Field(() => String, { nullable: true })
  edgeCloudRegion?: string | null;

  @Field(() => ID, { nullable: true })
  edgeCloudZoneId?: string | null;

  @Field(() => SourceTrafficFiltersInput, { nullable: true })
  sourceTrafficFilters?: SourceTrafficFiltersInput | null;

  @Field(() => DestinationTrafficFiltersInput, { nullable: true })
  destinationTrafficFilters?: DestinationTrafficFiltersInput | null;

  @Field(() => TrafficInfluenceSubscriptionInput, { nullable: true })
  subscription?: TrafficInfluenceSubscriptionInput | null;
}

@InputType()
export class CreateTrafficInfluenceForDeviceInput extends CreateTrafficInfluenceInput {
  @Field(() => DeviceInput, { nullable: true, description: 'To be left out when the access token tells the device.' })
  device?: DeviceInput | null;
}

@InputType({ description: 'What is absent stays as it is. A place that is named comes before one that was named earlier and does not go with it.' })
export class UpdateTrafficInfluenceInput {
  @Field(() => ID)
  id: string;

  @Field(() => ID, { nullable: true })
  appInstanceId?: string | null;

  @Field(() => String, { nullable: true })
  edgeCloudRegion?: string | null;

  @Field(() => ID, { nullable: true })
  edgeCloudZoneId?: string | null;

  @Field(() => SourceTrafficFiltersInput, { nullable: true })
  sourceTrafficFilters?: SourceTrafficFiltersInput | null;

  @Field(() => DestinationTrafficFiltersInput, { nullable: true })
  destinationTrafficFilters?: DestinationTrafficFiltersInput | null;

  @Field(() => TrafficInfluenceSubscriptionInput, { nullable: true, description: 'In place of the one that there is.' })
  subscription?: TrafficInfluenceSubscriptionInput | null;
}

@ObjectType({ simpleResolvers: true })
export class CreateTrafficInfluencePayload {
  @Field(() => TrafficInfluence)
  trafficInfluence: TrafficInfluence;
}

@ObjectType({ simpleResolvers: true })
export class CreateTrafficInfluenceForDevicePayload {
  @Field(() => TrafficInfluence)
  trafficInfluence: TrafficInfluence;
}

@ObjectType({ simpleResolvers: true })
export class UpdateTrafficInfluencePayload {
  @Field(() => TrafficInfluence)
  trafficInfluence: TrafficInfluence;
}

@ObjectType({ simpleResolvers: true })
export class DeleteTrafficInfluencePayload {
  @Field(() => TrafficInfluence, { description: 'deletion_in_progress, also when it is gone already.' })
  trafficInfluence: TrafficInfluence;
}
