import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionType } from '../../kernel/connection.types.js';
import { AppInstanceStatus, type AppInstance } from './app-instance.types.js';
import { SubscriptionRequestInput } from './subscription-request.types.js';

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'An app over several zones: one instance for each.' })
export class AppDeployment {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;

  @Field(() => ID)
  appId: string;

  @Field(() => [ID])
  edgeCloudZoneIds: string[];

  @Field(() => [ID])
  kubernetesClusterRefs: string[];

  @Field(() => AppInstanceStatus, { description: 'What its instances have in common: ready only when all are.' })
  status: AppInstanceStatus;

  @Field(() => GraphQLDateTime)
  createdAt: Date;

  @Field(() => GraphQLDateTime)
  updatedAt: Date;

  /** Set on a deployment that was just made, and kept with that answer: a repeated request is told of the same instances. */
  appInstances?: AppInstance[];
}

export const AppDeploymentConnection = connectionType('AppDeployment', () => AppDeployment);

@InputType()
export class AppDeploymentFilter {
  @Field(() => ID, { nullable: true })
  appId?: string | null;
}

@InputType()
export class CreateAppDeploymentInput {
  @Field(() => String)
  name: string;

  @Field(() => ID)
  appId: string;

  @Field(() => [ID])
  edgeCloudZoneIds: string[];

  @Field(() => [ID], { nullable: true })
  kubernetesClusterRefs?: string[] | null;

  @Field(() => SubscriptionRequestInput, { nullable: true })
  subscriptionRequest?: SubscriptionRequestInput | null;
}

@InputType({ description: 'What is absent stays as it is; a list is replaced whole.' })
export class UpdateAppDeploymentInput {
  @Field(() => ID)
  id: string;

  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => [ID], { nullable: true })
  edgeCloudZoneIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'For the instances that are made from then on; those there are stay where they are.' })
  kubernetesClusterRefs?: string[] | null;
}

@ObjectType({ simpleResolvers: true })
export class CreateAppDeploymentPayload {
  @Field(() => AppDeployment)
  appDeployment: AppDeployment;
}

@ObjectType({ simpleResolvers: true })
export class UpdateAppDeploymentPayload {
  @Field(() => AppDeployment)
  appDeployment: AppDeployment;
}

@ObjectType({ simpleResolvers: true })
export class DeleteAppDeploymentPayload {
  @Field(() => AppDeployment, { description: 'As it is now: terminating.' })
  appDeployment: AppDeployment;
}

@ObjectType({ simpleResolvers: true })
export class AppDeploymentStatusChange {
  @Field(() => String, { description: 'Give it as `after` to go on from here.' })
  cursor: string;

  @Field(() => GraphQLDateTime)
  at: Date;

  @Field(() => ID)
  appId: string;

  @Field(() => ID)
  appDeploymentId: string;

  @Field(() => AppInstanceStatus, { nullable: true })
  previousStatus: AppInstanceStatus | null;

  @Field(() => AppInstanceStatus)
  status: AppInstanceStatus;

  @Field(() => Boolean, { description: 'The deployment is gone; this is its last change.' })
  removed: boolean;
}
