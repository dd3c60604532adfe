import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../kernel/connection.types.js';
import { SubscriptionRequestInput } from './subscription-request.types.js';

export enum AppInstanceStatus {
  ready = 'ready',
  instantiating = 'instantiating',
  failed = 'failed',
  terminating = 'terminating',
  unknown = 'unknown',
}
registerEnumType(AppInstanceStatus, { name: 'AppInstanceStatus', description: "CAMARA's words." });

@ObjectType({ simpleResolvers: true })
export class AccessPoint {
  @Field(() => Int)
  port: number;

  @Field(() => String, { nullable: true })
  fqdn: string | null;

  @Field(() => [String], { nullable: true })
  ipv4Addresses: string[] | null;

  @Field(() => [String], { nullable: true })
  ipv6Addresses: string[] | null;
}

@ObjectType({ simpleResolvers: true, description: 'Where an interface of a component can be reached.' })
export class ComponentEndpointInfo {
  @Field(() => String)
  interfaceId: string;

  @Field(() => AccessPoint)
  accessPoints: AccessPoint;
}

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'An app that runs, or is to run, in one zone.' })
export class AppInstance {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;

  @Field(() => ID)
  appId: string;

  @Field(() => ID)
  edgeCloudZoneId: string;

  @Field(() => AppInstanceStatus)
  status: AppInstanceStatus;

  @Field(() => String, { nullable: true, description: 'Why the status is what it is, in our words.' })
  statusReason: string | null;

  @Field(() => [ComponentEndpointInfo])
  componentEndpointInfo: ComponentEndpointInfo[];

  @Field(() => ID, { nullable: true })
  kubernetesClusterRef: string | null;

  @Field(() => GraphQLDateTime)
  createdAt: Date;

  @Field(() => GraphQLDateTime)
  updatedAt: Date;

  appDeploymentId: string | null;

  /** Set on an instance that was just made, and kept with that answer: a repeated request is told the same when the app is gone. */
  appProvider?: string;
}

export const AppInstanceConnection = connectionType('AppInstance', () => AppInstance);

@InputType({ description: 'Instances that match every member given.' })
export class AppInstanceFilter {
  @Field(() => ID, { nullable: true })
  appId?: string | null;

  @Field(() => ID, { nullable: true })
  appInstanceId?: string | null;

  @Field(() => ID, { nullable: true })
  edgeCloudZoneId?: string | null;

  @Field(() => String, { nullable: true, description: 'Region of the zone, as the zone was listed when the instance was created.' })
  region?: string | null;

  @Field(() => AppInstanceStatus, { nullable: true })
  status?: AppInstanceStatus | null;
}

@InputType()
export class CreateAppInstanceInput {
  @Field(() => String)
  name: string;

  @Field(() => ID)
  appId: string;

  @Field(() => ID)
  edgeCloudZoneId: string;

  @Field(() => ID, { nullable: true })
  kubernetesClusterRef?: string | null;

  @Field(() => SubscriptionRequestInput, { nullable: true })
  subscriptionRequest?: SubscriptionRequestInput | null;
}

@ObjectType({ simpleResolvers: true })
export class CreateAppInstancePayload {
  @Field(() => AppInstance)
  appInstance: AppInstance;
}

@ObjectType({ simpleResolvers: true })
export class DeleteAppInstancePayload {
  @Field(() => AppInstance, { description: 'As it is now: terminating.' })
  appInstance: AppInstance;
}

@ObjectType({ simpleResolvers: true })
export class AppInstanceStatusChange {
  @Field(() => String, { description: 'Give it as `after` to go on from here.' })
  cursor: string;

  @Field(() => GraphQLDateTime)
  at: Date;

  @Field(() => ID)
  appId: string;

  @Field(() => ID)
  appInstanceId: string;

  @Field(() => AppInstanceStatus, { nullable: true, description: 'Null for an instance that has just been created.' })
  previousStatus: AppInstanceStatus | null;

  @Field(() => AppInstanceStatus)
  status: AppInstanceStatus;

  @Field(() => String, { nullable: true })
  reason: string | null;

  @Field(() => Boolean, { description: 'The instance is gone; this is its last change.' })
  removed: boolean;
}
