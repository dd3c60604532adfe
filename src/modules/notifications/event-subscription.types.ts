import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../kernel/connection.types.js';

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'A sink that hears of one resource, or a hub that hears of all of an API. What it is shown of us is never told.' })
export class EventSubscription {
  @Field(() => ID)
  id: string;

  @Field(() => ID, { description: 'Of a hub: an id that stands for its API.' })
  resourceId: string;

  @Field(() => String)
  sink: string;

  @Field(() => String, { description: 'CloudEvents type; of a hub, the name of its API.' })
  eventType: string;

  @Field(() => Boolean, { description: 'Whether it hears of what is to come.' })
  active: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'MAX_EVENTS_REACHED, SUBSCRIPTION_EXPIRED, SUBSCRIPTION_DELETED (with its resource, or for another sink), ACCESS_TOKEN_EXPIRED, GONE (the sink answered 410), or TOO_MANY_FAILURES (of a hub).',
  })
  endReason: string | null;

  @Field(() => String, { nullable: true, description: 'ACCESSTOKEN, PRIVATE_KEY_JWT, or null: it is shown nothing.' })
  credentialType: string | null;

  @Field(() => GraphQLDateTime, { nullable: true })
  credentialExpiresAt: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true })
  expiresAt: Date | null;

  @Field(() => Int, { description: 'Events that it was to hear of until now.' })
  eventCount: number;

  @Field(() => Int, { nullable: true })
  maxEvents: number | null;

  @Field(() => GraphQLDateTime)
  createdAt: Date;
}

export const EventSubscriptionConnection = connectionType('EventSubscription', () => EventSubscription);
