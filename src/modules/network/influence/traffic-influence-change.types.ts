import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import { TrafficInfluenceState } from './traffic-influence.types.js';

@ObjectType({ simpleResolvers: true })
export class TrafficInfluenceStateChange {
  @Field(() => String, { description: 'Give it as `after` to go on from here.' })
  cursor: string;

  @Field(() => GraphQLDateTime)
  at: Date;

  @Field(() => ID)
  trafficInfluenceId: string;

  @Field(() => ID)
  appId: string;

  @Field(() => ID, { nullable: true })
  appInstanceId: string | null;

  @Field(() => TrafficInfluenceState, { nullable: true, description: 'Null for an influence that has just been created.' })
  previousState: TrafficInfluenceState | null;

  @Field(() => TrafficInfluenceState)
  state: TrafficInfluenceState;

  @Field(() => String, { nullable: true })
  reason: string | null;

  @Field(() => Boolean, { description: 'The influence is gone; this is its last change.' })
  removed: boolean;
}
