import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../../kernel/connection.types.js';
import { DeviceInput } from '../device/device.types.js';

export enum QosProfileStatus {
  ACTIVE = 'ACTIVE',
  INACTIVE = 'INACTIVE',
  DEPRECATED = 'DEPRECATED',
}
registerEnumType(QosProfileStatus, {
  name: 'QosProfileStatus',
  valuesConfig: { INACTIVE: { description: 'Cannot be asked for now.' }, DEPRECATED: { description: 'Only for what has it already.' } },
});

export enum RateUnit {
  bps = 'bps',
  kbps = 'kbps',
  Mbps = 'Mbps',
  Gbps = 'Gbps',
  Tbps = 'Tbps',
}
registerEnumType(RateUnit, { name: 'RateUnit', description: 'Bits per second, and powers of 1000 of it.' });

export enum TimeUnit {
  Days = 'Days',
  Hours = 'Hours',
  Minutes = 'Minutes',
  Seconds = 'Seconds',
  Milliseconds = 'Milliseconds',
  Microseconds = 'Microseconds',
  Nanoseconds = 'Nanoseconds',
}
registerEnumType(TimeUnit, { name: 'TimeUnit' });

@InputType()
export class QosRateInput {
  @Field(() => Int, { nullable: true, description: '0 to 1024.' })
  value?: number | null;

  @Field(() => RateUnit, { nullable: true })
  unit?: RateUnit | null;
}

@ObjectType({ simpleResolvers: true })
export class QosRate {
  @Field(() => Int, { nullable: true })
  value: number | null;

  @Field(() => RateUnit, { nullable: true })
  unit: RateUnit | null;

  @Field(() => String, { nullable: true, description: 'The same, exactly, as a decimal number; null without a value and a unit.' })
  bitsPerSecond: string | null;
}

@InputType()
export class QosDurationInput {
  @Field(() => Int, { nullable: true, description: '1 or more.' })
  value?: number | null;

  @Field(() => TimeUnit, { nullable: true })
  unit?: TimeUnit | null;
}

@ObjectType({ simpleResolvers: true })
export class QosDuration {
  @Field(() => Int, { nullable: true })
  value: number | null;

  @Field(() => TimeUnit, { nullable: true })
  unit: TimeUnit | null;

  @Field(() => String, { nullable: true, description: 'The same, exactly, as a decimal number; null without a value and a unit.' })
  nanoseconds: string | null;
}

@InputType('CountryAvailabilityInput')
@ObjectType('CountryAvailability', { simpleResolvers: true })
export class CountryAvailability {
  @Field(() => String, { description: 'ISO 3166-1 alpha-2.' })
  countryName: string;

  @Field(() => [String], { nullable: true, description: 'MCC and MNC of each network, 5 or 6 digits; absent: every network of the country.' })
  networks?: string[] | null;
}

@Directive('@key(fields: "name")')
@ObjectType({ simpleResolvers: true, description: 'What the network may be asked to do for the packets of a device.' })
export class QosProfile {
  @Field(() => ID)
  name: string;

  @Field(() => String, { nullable: true })
  description: string | null;

  @Field(() => QosProfileStatus)
  status: QosProfileStatus;

  @Field(() => [CountryAvailability], { nullable: true, description: 'Where devices may have it; null: wherever they are.' })
  countryAvailability: CountryAvailability[] | null;

  @Field(() => QosRate, { nullable: true, description: 'What the network tries to keep up.' })
  targetMinUpstreamRate: QosRate | null;

  @Field(() => QosRate, { nullable: true })
  maxUpstreamRate: QosRate | null;

  @Field(() => QosRate, { nullable: true })
  maxUpstreamBurstRate: QosRate | null;

  @Field(() => QosRate, { nullable: true, description: 'What the network tries to keep up.' })
  targetMinDownstreamRate: QosRate | null;

  @Field(() => QosRate, { nullable: true })
  maxDownstreamRate: QosRate | null;

  @Field(() => QosRate, { nullable: true })
  maxDownstreamBurstRate: QosRate | null;

  @Field(() => QosDuration, { nullable: true, description: 'Of a session.' })
  minDuration: QosDuration | null;

  @Field(() => QosDuration, { nullable: true, description: 'Of a session, with its extensions.' })
  maxDuration: QosDuration | null;

  @Field(() => Int, { nullable: true, description: '1 to 100; the lower, the sooner its packets are served.' })
  priority: number | null;

  @Field(() => QosDuration, { nullable: true, description: 'The longest that a packet should take.' })
  packetDelayBudget: QosDuration | null;

  @Field(() => QosDuration, { nullable: true })
  jitter: QosDuration | null;

  @Field(() => Int, { nullable: true, description: '1 to 10: n stands for one packet lost of 10^n.' })
  packetErrorLossRate: number | null;

  @Field(() => String, { nullable: true, description: 'non-l4s-queue, l4s-queue or mixed-queue.' })
  l4sQueueType: string | null;

  @Field(() => String, { nullable: true, description: 'CAMARA name of a service class of RFC 4594, e.g. real_time_interactive.' })
  serviceClass: string | null;
}

export const QosProfileConnection = connectionType('QosProfile', () => QosProfile);

@InputType({ description: 'The whole profile: a member that is absent is not kept from before, but for networkName.' })
export class QosProfileInput {
  @Field(() => ID, { description: '3 to 256 letters, digits, dots, dashes and underscores.' })
  name: string;

  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => QosProfileStatus, { defaultValue: QosProfileStatus.ACTIVE })
  status: QosProfileStatus;

  @Field(() => String, { nullable: true, description: 'What the network calls it; by default the name in lower case with - for _.' })
  networkName?: string | null;

  @Field(() => [CountryAvailability], { nullable: true })
  countryAvailability?: CountryAvailability[] | null;

  @Field(() => QosRateInput, { nullable: true })
  targetMinUpstreamRate?: QosRateInput | null;

  @Field(() => QosRateInput, { nullable: true })
  maxUpstreamRate?: QosRateInput | null;

  @Field(() => QosRateInput, { nullable: true })
  maxUpstreamBurstRate?: QosRateInput | null;

  @Field(() => QosRateInput, { nullable: true })
  targetMinDownstreamRate?: QosRateInput | null;

  @Field(() => QosRateInput, { nullable: true })
  maxDownstreamRate?: QosRateInput | null;

  @Field(() => QosRateInput, { nullable: true })
  maxDownstreamBurstRate?: QosRateInput | null;

  @Field(() => QosDurationInput, { nullable: true })
  minDuration?: QosDurationInput | null;

  @Field(() => QosDurationInput, { nullable: true })
  maxDuration?: QosDurationInput | null;

  @Field(() => Int, { nullable: true })
  priority?: number | null;

  @Field(() => QosDurationInput, { nullable: true })
  packetDelayBudget?: QosDurationInput | null;

  @Field(() => QosDurationInput, { nullable: true })
  jitter?: QosDurationInput | null;

  @Field(() => Int, { nullable: true })
  packetErrorLossRate?: number | null;

  @Field(() => String, { nullable: true })
  l4sQueueType?: string | null;

  @Field(() => String, { nullable: true })
  serviceClass?: string | null;
}

@InputType({ description: 'Profiles that match every member given.' })
export class QosProfileFilter {
  @Field(() => ID, { nullable: true })
  name?: string | null;

  @Field(() => QosProfileStatus, { nullable: true })
  status?: QosProfileStatus | null;

  @Field(() => DeviceInput, { nullable: true, description: 'Those that this device may have. Not to be given with a token that tells the device.' })
  device?: DeviceInput | null;
}

@ObjectType({ simpleResolvers: true })
export class UpsertQosProfilePayload {
  @Field(() => QosProfile)
  qosProfile: QosProfile;
}

@ObjectType({ simpleResolvers: true })
export class SetQosProfileStatusPayload {
  @Field(() => QosProfile)
  qosProfile: QosProfile;
}
