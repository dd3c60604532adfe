import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../kernel/connection.types.js';

export enum EventDeliveryState {
  PENDING = 'PENDING',
  DELIVERED = 'DELIVERED',
  DEAD = 'DEAD',
}
registerEnumType(EventDeliveryState, {
  name: 'EventDeliveryState',
  description: 'PENDING: it waits, or will be tried again. DELIVERED: the sink answered 2xx. DEAD: it was given up.',
});

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'One event for one sink or hub, and what became of it.' })
export class EventDelivery {
  @Field(() => ID)
  id: string;

  @Field(() => ID)
  subscriptionId: string;

  @Field(() => ID)
  resourceId: string;

  @Field(() => String)
  sink: string;

  @Field(() => ID, { description: "The event's own id: it is the same in every attempt and every replay." })
  eventId: string;

  @Field(() => String)
  eventType: string;

  @Field(() => EventDeliveryState)
  state: EventDeliveryState;

  @Field(() => Int, { description: 'Since it was queued last.' })
  attempts: number;

  @Field(() => Int, { nullable: true, description: 'HTTP status of the last attempt; null when the sink has not been asked, or did not answer.' })
  lastStatus: number | null;

  @Field(() => String, { nullable: true, description: 'Why the last attempt failed.' })
  lastError: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Null when it is settled, or waits behind another of its subscription.' })
  nextAttemptAt: Date | null;

  @Field(() => GraphQLDateTime, { description: 'When it was queued: anew with each replay.' })
  createdAt: Date;

  @Field(() => GraphQLDateTime, { nullable: true })
  settledAt: Date | null;

  @Field(() => GraphQLJSON, { description: 'The event as it is sent: a CloudEvent, or to a hub one of TMF\'s.' })
  cloudEvent: unknown;
}

export const EventDeliveryConnection = connectionType('EventDelivery', () => EventDelivery);

@InputType()
export class EventDeliveryFilter {
  @Field(() => ID, { nullable: true })
  resourceId?: string | null;

  @Field(() => ID, { nullable: true })
  subscriptionId?: string | null;

  @Field(() => EventDeliveryState, { nullable: true })
  state?: EventDeliveryState | null;
}

@ObjectType({ simpleResolvers: true })
export class ReplayDeliveryPayload {
  @Field(() => EventDelivery)
  delivery: EventDelivery;
}
