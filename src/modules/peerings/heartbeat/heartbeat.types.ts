import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Peering, PeeringFailure, PeeringStatus } from '../peering/peering-view.types.js';

export enum HeartbeatKind {
  STATUS = 'STATUS',
  TICK = 'TICK',
}
registerEnumType(HeartbeatKind, {
  name: 'HeartbeatKind',
  valuesConfig: {
    STATUS: { description: 'The status has changed. None of these is lost, and the stream can be resumed after each.' },
    TICK: { description: 'A beat, whatever it found. Those that a reader is too slow for are lost.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'A change of status, or a beat.' })
export class PeeringHeartbeat {
  @Field(() => String, { nullable: true, description: 'For `after`; null for a beat.' })
  cursor: string | null;

  @Field(() => GraphQLDateTime)
  at: Date;

  @Field(() => HeartbeatKind)
  kind: keyof typeof HeartbeatKind;

  @Field(() => ID)
  organizationId: string;

  @Field(() => PeeringStatus, { nullable: true, description: 'Null for a beat. `terminated`: there was none.' })
  previousStatus: keyof typeof PeeringStatus | null;

  @Field(() => PeeringStatus)
  status: keyof typeof PeeringStatus;

  @Field(() => PeeringFailure, { nullable: true, description: 'Of a change of status: why it came, in our words; DISCOVERED, CHOSEN, ENDED and RECOVERED beside the codes of failures. Of a beat: why it failed; null when it did not.' })
  reason: PeeringFailure | null;

  @Field(() => Int)
  consecutiveFailures: number;

  @Field(() => Int, { nullable: true, description: 'How long the beat took, in milliseconds; null for a change of status.' })
  latencyMs: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'What a beat has found and changed.' })
export class BeatOutcome {
  @Field(() => PeeringStatus)
  status: keyof typeof PeeringStatus;

  @Field(() => PeeringStatus)
  previousStatus: keyof typeof PeeringStatus;

  @Field(() => Boolean)
  reachable: boolean;

  @Field(() => PeeringFailure, { nullable: true })
  failure: PeeringFailure | null;

  @Field(() => Int, { description: 'Specifications that the catalog shows from now on, or again.' })
  added: number;

  @Field(() => Int, { description: 'Specifications that the catalog shows with another content.' })
  updated: number;

  @Field(() => Int, { description: 'Specifications that were taken out of the catalog.' })
  removed: number;

  @Field(() => Int, { description: 'Chosen specifications that the OSS did not give.' })
  missing: number;
}

@ObjectType({ simpleResolvers: true })
export class CheckPeeringPayload {
  @Field(() => Peering)
  peering: Peering;

  @Field(() => BeatOutcome)
  outcome: BeatOutcome;
}
