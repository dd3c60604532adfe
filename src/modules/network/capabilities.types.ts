import { Field, Int, ObjectType } from 'type-graphql';
import { QosProfile } from './profile/qos-profile.types.js';

@ObjectType({ simpleResolvers: true, description: 'The limits that requests are held to, out of the table that they are checked against.' })
export class NetworkCapabilities {
  @Field(() => [QosProfile], { description: 'Those that are ACTIVE.' })
  qosProfiles: QosProfile[];

  @Field(() => Int, { description: 'Seconds: the shortest session of any ACTIVE profile; 0 when there is none.' })
  minDuration: number;

  @Field(() => Int, { description: 'Seconds: the longest session of any ACTIVE profile; 0 when there is none.' })
  maxDuration: number;

  @Field(() => [String], { description: 'In the order in which one of several is chosen.' })
  deviceIdentifiers: readonly string[];

  @Field(() => [String], { description: 'Members of applicationServer.' })
  applicationServerFormats: readonly string[];

  @Field(() => Int, { description: 'In applicationServer.ipAddresses.' })
  maxApplicationServerAddresses: number;

  @Field(() => Int, { description: 'In each list of devicePorts and applicationServerPorts.' })
  maxPortRanges: number;

  @Field(() => [String])
  sinkProtocols: readonly string[];

  @Field(() => [String])
  sinkCredentialTypes: readonly string[];

  @Field(() => Int, { description: 'That have not ended, of all clients.' })
  maxSessionsPerDevice: number;

  @Field(() => Boolean, { nullable: true, description: 'Null until the network has shown it.' })
  trafficInfluence: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Null until the network has shown it.' })
  qualityOnDemand: boolean | null;
}
