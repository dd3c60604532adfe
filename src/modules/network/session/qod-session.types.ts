import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../kernel/connection.types.js';
import { DeviceIdentifier, DeviceInput } from '../device/device.types.js';
import { EventSinkCredentialInput } from '../event-sink.types.js';
import { ApplicationServer, ApplicationServerInput, PortsSpec, PortsSpecInput } from './ports.types.js';
import { QosStatus, QosStatusInfo } from '../qos-status.types.js';

const DURATION = 'Seconds: planned, and once the session is over those that it lasted.';
const EXPIRES = 'When it is to end, or ended; null while REQUESTED.';

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'A quality for the packets between a device and a server, for a time. It can be read for 360 seconds after its end.' })
export class QodSession {
  @Field(() => ID)
  id: string;

  @Field(() => DeviceIdentifier, { nullable: true, description: 'Null when the access token told the device.' })
  device: DeviceIdentifier | null;

  @Field(() => ApplicationServer)
  applicationServer: ApplicationServer;

  @Field(() => PortsSpec, { nullable: true, description: 'Null: every port.' })
  devicePorts: PortsSpec | null;

  @Field(() => PortsSpec, { nullable: true, description: 'Null: every port.' })
  applicationServerPorts: PortsSpec | null;

  @Field(() => String, { description: 'Name of the profile.' })
  qosProfile: string;

  @Field(() => String, { nullable: true })
  sink: string | null;

  @Field(() => Int, { description: DURATION })
  duration: number;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it became AVAILABLE; null if it never did.' })
  startedAt: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: EXPIRES })
  expiresAt: Date | null;

  @Field(() => QosStatus)
  qosStatus: QosStatus;

  @Field(() => QosStatusInfo, { nullable: true, description: 'Only with UNAVAILABLE.' })
  statusInfo: QosStatusInfo | null;

  @Field(() => String, { nullable: true, description: 'Why the status is what it is, in our words.' })
  statusReason: string | null;

  @Field(() => GraphQLDateTime)
  createdAt: Date;

  @Field(() => GraphQLDateTime)
  updatedAt: Date;

  appInstanceId: string | null;
}

export const QodSessionConnection = connectionType('QodSession', () => QodSession);

@InputType()
export class CreateQodSessionInput {
  @Field(() => DeviceInput, { nullable: true, description: 'To be left out when the access token tells the device.' })
  device?: DeviceInput | null;

  @Field(() => ApplicationServerInput)
  applicationServer: ApplicationServerInput;

  @Field(() => PortsSpecInput, { nullable: true, description: 'Absent: every port.' })
  devicePorts?: PortsSpecInput | null;

  @Field(() => PortsSpecInput, { nullable: true, description: 'Absent: every port.' })
  applicationServerPorts?: PortsSpecInput | null;

  @Field(() => String, { description: 'Name of the profile.' })
  qosProfile: string;

  @Field(() => Int, { description: 'Seconds, within what the profile allows.' })
  duration: number;

  @Field(() => String, { nullable: true, description: 'https address to which every change of the status is sent as a CloudEvent.' })
  sink?: string | null;

  @Field(() => EventSinkCredentialInput, { nullable: true })
  sinkCredential?: EventSinkCredentialInput | null;

  @Field(() => ID, { nullable: true, description: 'An app instance of the caller that the session is for.' })
  appInstanceId?: string | null;
}

@InputType({ description: 'Sessions that match every member given.' })
export class QodSessionFilter {
  @Field(() => QosStatus, { nullable: true })
  qosStatus?: QosStatus | null;

  @Field(() => String, { nullable: true })
  qosProfile?: string | null;

  @Field(() => ID, { nullable: true })
  appInstanceId?: string | null;
}

@ObjectType({ simpleResolvers: true })
export class CreateQodSessionPayload {
  @Field(() => QodSession, { description: 'AVAILABLE or UNAVAILABLE already, where the network answered at once.' })
  session: QodSession;
}

@ObjectType({ simpleResolvers: true })
export class ExtendQodSessionPayload {
  @Field(() => QodSession)
  session: QodSession;
}

@ObjectType({ simpleResolvers: true })
export class DeleteQodSessionPayload {
  @Field(() => QodSession, { description: 'As it was last: UNAVAILABLE. It cannot be read any more.' })
  session: QodSession;
}

@ObjectType({ simpleResolvers: true })
export class QodSessionStatusChange {
  @Field(() => String, { description: 'Give it as `after` to go on from here.' })
  cursor: string;

  @Field(() => GraphQLDateTime)
  at: Date;

  @Field(() => ID)
  sessionId: string;

  @Field(() => ID, { nullable: true })
  appInstanceId: string | null;

  @Field(() => QosStatus, { nullable: true, description: 'Null for a session that has just been created.' })
  previousStatus: QosStatus | null;

  @Field(() => QosStatus)
  qosStatus: QosStatus;

  @Field(() => QosStatusInfo, { nullable: true })
  statusInfo: QosStatusInfo | null;

  @Field(() => String, { nullable: true })
  reason: string | null;

  @Field(() => Int, { description: DURATION })
  duration: number;

  @Field(() => GraphQLDateTime, { nullable: true })
  startedAt: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: EXPIRES })
  expiresAt: Date | null;

  @Field(() => Boolean, { description: 'The session was deleted; this is its last change.' })
  removed: boolean;
}
