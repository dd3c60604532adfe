import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionType } from '../../../kernel/connection.types.js';
import { DeviceIdentifier, DeviceInput } from '../device/device.types.js';
import { EventSinkCredentialInput } from '../event-sink.types.js';
import { QosStatus, QosStatusInfo } from '../qos-status.types.js';

const STATUS_INFO = 'With UNAVAILABLE: why. DELETE_REQUESTED with AVAILABLE: it is being revoked.';

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'A quality for all packets of a device until it is revoked. A device has one at most. It can be read for 360 seconds after the network has ended it.' })
export class QosAssignment {
  @Field(() => ID)
  id: string;

  @Field(() => DeviceIdentifier, { nullable: true, description: 'Null when the access token told the device.' })
  device: DeviceIdentifier | null;

  @Field(() => String, { description: 'Name of the profile.' })
  qosProfile: string;

  @Field(() => String, { nullable: true })
  sink: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it became AVAILABLE; null if it never did.' })
  startedAt: Date | null;

  @Field(() => QosStatus)
  status: QosStatus;

  @Field(() => QosStatusInfo, { nullable: true, description: STATUS_INFO })
  statusInfo: QosStatusInfo | null;

  @Field(() => String, { nullable: true, description: 'Why the status is what it is, in our words.' })
  statusReason: string | null;

  @Field(() => GraphQLDateTime)
  createdAt: Date;

  @Field(() => GraphQLDateTime)
  updatedAt: Date;
}

export const QosAssignmentConnection = connectionType('QosAssignment', () => QosAssignment);

@InputType()
export class CreateQosAssignmentInput {
  @Field(() => DeviceInput, { nullable: true, description: 'To be left out when the access token tells the device.' })
  device?: DeviceInput | null;

  @Field(() => String, { description: 'Name of the profile.' })
  qosProfile: string;

  @Field(() => String, { nullable: true, description: 'https address to which every change of the status is sent as a CloudEvent.' })
  sink?: string | null;

  @Field(() => EventSinkCredentialInput, { nullable: true })
  sinkCredential?: EventSinkCredentialInput | null;
}

@ObjectType({ simpleResolvers: true })
export class CreateQosAssignmentPayload {
  @Field(() => QosAssignment, { description: 'AVAILABLE or UNAVAILABLE already, where the network answered at once.' })
  assignment: QosAssignment;
}

@ObjectType({ simpleResolvers: true })
export class RevokeQosAssignmentPayload {
  @Field(() => QosAssignment, { description: 'As it is now, or was last.' })
  assignment: QosAssignment;

  @Field(() => Boolean, { description: 'It is gone. False: the network has not let go of it yet; it is AVAILABLE with DELETE_REQUESTED until then.' })
  revoked: boolean;
}

@ObjectType({ simpleResolvers: true })
export class QosAssignmentStatusChange {
  @Field(() => String, { description: 'Give it as `after` to go on from here.' })
  cursor: string;

  @Field(() => GraphQLDateTime)
  at: Date;

  @Field(() => ID)
  assignmentId: string;

  @Field(() => QosStatus, { nullable: true, description: 'Null for an assignment that has just been created.' })
  previousStatus: QosStatus | null;

  @Field(() => QosStatus)
  status: QosStatus;

  @Field(() => QosStatusInfo, { nullable: true, description: STATUS_INFO })
  statusInfo: QosStatusInfo | null;

  @Field(() => String, { nullable: true })
  reason: string | null;

  @Field(() => GraphQLDateTime, { nullable: true })
  startedAt: Date | null;

  @Field(() => Boolean, { description: 'The assignment is gone; this is its last change.' })
  removed: boolean;
}
