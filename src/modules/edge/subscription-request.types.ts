import { GraphQLDateTime } from 'graphql-scalars';
import { Field, InputType, Int } from 'type-graphql';

@InputType()
export class SinkCredentialInput {
  @Field(() => String, { description: 'ACCESSTOKEN is the one form that Edge Application Management allows.' })
  credentialType: string;

  @Field(() => String, { description: 'Sent to the sink as a bearer token; kept encrypted, never shown.' })
  accessToken: string;

  @Field(() => GraphQLDateTime, { description: 'Nothing is sent to the sink after this moment.' })
  accessTokenExpiresUtc: Date;

  @Field(() => String, { description: 'bearer' })
  accessTokenType: string;
}

@InputType()
export class SubscriptionConfigInput {
  @Field(() => GraphQLDateTime, { nullable: true })
  subscriptionExpireTime?: Date | null;

  @Field(() => Int, { nullable: true })
  subscriptionMaxEvents?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the state at creation is sent as the first event.' })
  initialEvent?: boolean | null;
}

@InputType({ description: 'Where the CloudEvents of a resource are to be sent.' })
export class SubscriptionRequestInput {
  @Field(() => String, { description: 'An https address that answers 2xx to a POST of a CloudEvent.' })
  sink: string;

  @Field(() => SinkCredentialInput, { nullable: true })
  sinkCredential?: SinkCredentialInput | null;

  @Field(() => [String], { nullable: true, description: 'One CloudEvents type; by default the status change of the resource.' })
  types?: string[] | null;

  @Field(() => SubscriptionConfigInput, { nullable: true })
  config?: SubscriptionConfigInput | null;
}
