import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../../kernel/connection.types.js';

export enum PartnerOnboardingStatus {
  PENDING = 'PENDING',
  ONBOARDED = 'ONBOARDED',
  DEBOARDING = 'DEBOARDING',
  REMOVED = 'REMOVED',
  FAILED = 'FAILED',
}
registerEnumType(PartnerOnboardingStatus, { name: 'PartnerOnboardingStatus', description: "How far an app is onboarded to a partner, in the E/WBI's words." });

export enum PartnerInstanceState {
  PENDING = 'PENDING',
  READY = 'READY',
  FAILED = 'FAILED',
  TERMINATING = 'TERMINATING',
}
registerEnumType(PartnerInstanceState, { name: 'PartnerInstanceState', description: "State of an instance at a partner, in the E/WBI's words." });

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'An app at a partner: what is needed there to run instances of it. Its owner is the app\'s.' })
export class PartnerOnboarding {
  appId: string;

  /** Of the federation's row. */
  federationId: string;

  /** The partner's. */
  zoneIds: string[];

  @Field(() => ID)
  id: string;

  @Field(() => PartnerOnboardingStatus)
  status: keyof typeof PartnerOnboardingStatus;

  @Field(() => String, { nullable: true, description: 'Why the status is what it is, in our words.' })
  statusReason: string | null;

  @Field(() => GraphQLDateTime)
  createdAt: Date;

  @Field(() => GraphQLDateTime)
  updatedAt: Date;
}

export const PartnerOnboardingConnection = connectionType('PartnerOnboarding', () => PartnerOnboarding);

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: "An app instance in a partner's zone, as the partner sees it." })
export class PartnerInstance {
  onboardingId: string;

  partnerZoneId: string;

  @Field(() => ID, { description: 'That of the app instance.' })
  id: string;

  @Field(() => String, { nullable: true, description: 'What the partner calls it; null until it was asked for.' })
  partnerInstanceId: string | null;

  @Field(() => PartnerInstanceState)
  state: keyof typeof PartnerInstanceState;

  @Field(() => String, { nullable: true, description: "The partner's words about the state, or ours where it has none." })
  message: string | null;
}

@InputType({ description: 'Onboardings that match every member given.' })
export class PartnerOnboardingFilter {
  @Field(() => ID, { nullable: true })
  appId?: string | null;

  @Field(() => ID, { nullable: true })
  federationContextId?: string | null;

  @Field(() => PartnerOnboardingStatus, { nullable: true })
  status?: PartnerOnboardingStatus | null;
}

@InputType()
export class OnboardAppToPartnerInput {
  @Field(() => ID)
  appId: string;

  @Field(() => ID)
  federationContextId: string;
}

@ObjectType({ simpleResolvers: true })
export class OnboardAppToPartnerPayload {
  @Field(() => PartnerOnboarding)
  partnerOnboarding: PartnerOnboarding;
}

@ObjectType({ simpleResolvers: true })
export class RemovePartnerOnboardingPayload {
  @Field(() => PartnerOnboarding, { description: 'As it is now: DEBOARDING.' })
  partnerOnboarding: PartnerOnboarding;
}

@ObjectType({ simpleResolvers: true })
export class PartnerOnboardingChange {
  @Field(() => String, { description: 'Give it as `after` to go on behind this change.' })
  cursor: string;

  @Field(() => GraphQLDateTime)
  at: Date;

  @Field(() => ID)
  onboardingId: string;

  @Field(() => ID)
  appId: string;

  @Field(() => ID)
  federationContextId: string;

  @Field(() => PartnerOnboardingStatus, { nullable: true, description: 'Null for an onboarding that has just been asked for.' })
  previousStatus: keyof typeof PartnerOnboardingStatus | null;

  @Field(() => PartnerOnboardingStatus)
  status: keyof typeof PartnerOnboardingStatus;

  @Field(() => String, { nullable: true })
  reason: string | null;

  @Field(() => Boolean, { description: 'It is gone; nothing of it follows.' })
  removed: boolean;
}
