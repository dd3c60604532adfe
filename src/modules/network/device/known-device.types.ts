import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../kernel/connection.types.js';

@ObjectType('KnownDevice', { simpleResolvers: true, description: 'A device of the operator, as the embedded directory knows it.' })
export class KnownDeviceEntry {
  @Field(() => ID)
  id: string;

  @Field(() => String, { nullable: true })
  phoneNumber: string | null;

  @Field(() => String, { nullable: true, description: 'sub of the user whose device it is: a token of that user tells the device.' })
  subject: string | null;

  @Field(() => String, { nullable: true, description: 'IPv4 address under which others see it.' })
  publicAddress: string | null;

  @Field(() => String, { nullable: true, description: 'IPv4 address that it has itself; the public one when nothing translates between them.' })
  privateAddress: string | null;

  @Field(() => Int, { nullable: true, description: "Port of the public address that is the device's." })
  publicPort: number | null;

  @Field(() => String, { nullable: true, description: 'One address of its subnet of 64 bits; every address in the subnet is taken for the device when no other is in it.' })
  ipv6Address: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2: where it is.' })
  country: string | null;

  @Field(() => String, { nullable: true, description: 'MCC and MNC of the network that it is in, 5 or 6 digits.' })
  network: string | null;

  @Field(() => [String], { description: 'CAMARA APIs that it may be served with, e.g. quality-on-demand.' })
  services: string[];

  @Field(() => [ID], { description: 'Nearest first.' })
  edgeCloudZones: string[];

  @Field(() => GraphQLDateTime)
  createdAt: Date;

  @Field(() => GraphQLDateTime)
  updatedAt: Date;
}

export const KnownDeviceConnection = connectionType('KnownDevice', () => KnownDeviceEntry);

@InputType({ description: 'The whole device: a member that is absent is not kept from before. It needs one member at least that it can be found by.' })
export class KnownDeviceInput {
  @Field(() => ID, { nullable: true, description: 'Absent: a new device.' })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'E.164 with a leading +.' })
  phoneNumber?: string | null;

  @Field(() => String, { nullable: true })
  subject?: string | null;

  @Field(() => String, { nullable: true })
  publicAddress?: string | null;

  @Field(() => String, { nullable: true })
  privateAddress?: string | null;

  @Field(() => Int, { nullable: true })
  publicPort?: number | null;

  @Field(() => String, { nullable: true })
  ipv6Address?: string | null;

  @Field(() => String, { nullable: true })
  country?: string | null;

  @Field(() => String, { nullable: true })
  network?: string | null;

  @Field(() => [String])
  services: string[];

  @Field(() => [ID], { nullable: true, description: 'Ids of edge cloud zones, nearest first.' })
  edgeCloudZones?: string[] | null;
}

@ObjectType({ simpleResolvers: true })
export class UpsertKnownDevicePayload {
  @Field(() => KnownDeviceEntry)
  device: KnownDeviceEntry;
}

@ObjectType({ simpleResolvers: true })
export class DeleteKnownDevicePayload {
  @Field(() => ID)
  deviceId: string;
}
