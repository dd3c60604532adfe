import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../kernel/connection.types.js';
import type { JsonObject } from '../../kernel/tmf/document.js';

export enum AlarmSeverity {
  critical = 'critical',
  major = 'major',
  minor = 'minor',
  warning = 'warning',
  indeterminate = 'indeterminate',
  cleared = 'cleared',
}
registerEnumType(AlarmSeverity, { name: 'AlarmSeverity', description: 'X.733. `cleared` goes with the state `cleared`, and with no other.' });

export enum AlarmState {
  raised = 'raised',
  updated = 'updated',
  cleared = 'cleared',
}
registerEnumType(AlarmState, { name: 'AlarmState', description: 'raised: it stands as it was raised. updated: it stands, and has changed. cleared: it is over, and stays so.' });

export enum AlarmAckState {
  unacknowledged = 'unacknowledged',
  acknowledged = 'acknowledged',
}
registerEnumType(AlarmAckState, { name: 'AlarmAckState', description: 'Whether an operator has taken note of it.' });

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'A TMF642 alarm.' })
export class Alarm {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  href: string;

  @Field(() => String, { nullable: true, description: 'What its source calls it. Of a peering at most one of a name stands open.' })
  externalAlarmId: string | null;

  @Field(() => String, { description: 'One of X.733, e.g. communicationsAlarm.' })
  alarmType: string;

  @Field(() => AlarmSeverity)
  perceivedSeverity: AlarmSeverity;

  @Field(() => String, { description: 'A name of X.733 or 3GPP TS 32.111-2, not checked.' })
  probableCause: string;

  @Field(() => String, { nullable: true })
  specificProblem: string | null;

  @Field(() => AlarmState)
  state: AlarmState;

  @Field(() => AlarmAckState, { nullable: true })
  ackState: AlarmAckState | null;

  @Field(() => String, { nullable: true })
  alarmDetails: string | null;

  @Field(() => GraphQLDateTime, { nullable: true })
  alarmRaisedTime: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true })
  alarmChangedTime: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true })
  alarmClearedTime: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true })
  alarmReportingTime: Date | null;

  @Field(() => String)
  sourceSystemId: string;

  @Field(() => Boolean, { nullable: true })
  serviceAffecting: boolean | null;

  @Field(() => String, { nullable: true })
  alarmedObjectType: string | null;

  @Field(() => GraphQLJSON, { description: 'The whole of it by its TMF names, as REST shows it.' })
  document: JsonObject;
}

export const AlarmConnection = connectionType('Alarm', () => Alarm);

@InputType({ description: 'Seven members are needed: alarmType, perceivedSeverity, probableCause, alarmedObject, sourceSystemId, state and alarmRaisedTime.' })
export class CreateAlarmInput {
  @Field(() => String, { nullable: true })
  externalAlarmId?: string | null;

  @Field(() => String, { nullable: true })
  alarmType?: string | null;

  @Field(() => AlarmSeverity, { nullable: true })
  perceivedSeverity?: AlarmSeverity | null;

  @Field(() => String, { nullable: true })
  probableCause?: string | null;

  @Field(() => String, { nullable: true })
  specificProblem?: string | null;

  @Field(() => AlarmState, { nullable: true })
  state?: AlarmState | null;

  @Field(() => AlarmAckState, { nullable: true })
  ackState?: AlarmAckState | null;

  @Field(() => String, { nullable: true })
  alarmDetails?: string | null;

  @Field(() => GraphQLDateTime, { nullable: true })
  alarmRaisedTime?: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true })
  alarmReportingTime?: Date | null;

  @Field(() => String, { nullable: true })
  sourceSystemId?: string | null;

  @Field(() => Boolean, { nullable: true })
  serviceAffecting?: boolean | null;

  @Field(() => String, { nullable: true })
  alarmedObjectType?: string | null;

  @Field(() => GraphQLJSON, { nullable: true, description: '{id, href}; may be {}.' })
  alarmedObject?: unknown;

  @Field(() => GraphQLJSON, { nullable: true, description: 'The rest of the alarm, by TMF names; the members above win.' })
  document?: unknown;
}

@ObjectType({ simpleResolvers: true })
export class AlarmPayload {
  @Field(() => Alarm)
  alarm: Alarm;
}

@ObjectType({ simpleResolvers: true })
export class DeleteAlarmPayload {
  @Field(() => ID)
  id: string;
}

@ObjectType({ simpleResolvers: true, description: 'An alarm that has been raised.' })
export class AlarmRaised {
  @Field(() => String, { description: 'Its place in the stream: pass it as `after` to follow on from here.' })
  cursor: string;

  @Field(() => GraphQLDateTime)
  at: Date;

  /** What `alarm` is asked with. */
  alarmId: string;
}
