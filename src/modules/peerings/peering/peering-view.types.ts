import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../../kernel/connection.types.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import type { PeeringRow } from './peering.types.js';
import { Organization, type ServiceSpecification } from './stub.types.js';

export enum PeeringStatus {
  discovered = 'discovered',
  active = 'active',
  degraded = 'degraded',
  unreachable = 'unreachable',
  terminated = 'terminated',
}
registerEnumType(PeeringStatus, {
  name: 'PeeringStatus',
  valuesConfig: {
    discovered: { description: 'Its specifications were listed; none was chosen yet.' },
    active: { description: 'Its OSS answered when it was last asked.' },
    degraded: { description: 'Beats fail, but not for long enough: its specifications stay in the catalog.' },
    unreachable: { description: 'Beats fail: its specifications are out of the catalog until the OSS is back.' },
    terminated: { description: 'It was ended. Only the answer to that, and events, tell of it.' },
  },
});

export enum SelectedSpecState {
  visible = 'visible',
  removed = 'removed',
  missing = 'missing',
}
registerEnumType(SelectedSpecState, {
  name: 'SelectedSpecState',
  valuesConfig: {
    visible: { description: 'In our catalog.' },
    removed: { description: 'Out of our catalog: the OSS has it no more, or cannot be reached.' },
    missing: { description: 'Out of our catalog: the OSS does not give it.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'What went wrong, or why a status changed, in our words.' })
export class PeeringFailure {
  @Field(() => String, { description: 'Of failures: CONFIG_INVALID, DNS, CONNECT, TLS, TIMEOUT, HTTP_5XX, HTTP_429, HTTP_4XX, AUTH_TOKEN, AUTH_REJECTED, INVALID_RESPONSE and others. More may come.' })
  code: string;

  @Field(() => String)
  reason: string;
}

@ObjectType({ simpleResolvers: true, description: 'A specification of the OSS that was chosen.' })
export class SelectedSpec {
  @Field(() => ID, { description: 'Its id at the OSS.' })
  remoteId: string;

  @Field(() => String, { description: 'Its name at the OSS.' })
  name: string;

  @Field(() => ID, { nullable: true, description: 'Its id in our catalog; null before it was first asked for.' })
  localId: string | null;

  @Field(() => SelectedSpecState)
  state: keyof typeof SelectedSpecState;

  @Field(() => String, { nullable: true })
  version: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When the OSS last gave it.' })
  lastVerifiedAt: Date | null;

  /** Where it is visible. Whether the catalog has followed is for the resolver. */
  specification: ServiceSpecification | null;
}

@ObjectType({ simpleResolvers: true })
export class AssignedSpec {
  @Field(() => ID)
  remoteId: string;

  @Field(() => String)
  name: string;
}

@ObjectType({ simpleResolvers: true })
export class PeeringCategory {
  @Field(() => String)
  name: string;

  @Field(() => [AssignedSpec])
  specifications: AssignedSpec[];
}

@ObjectType({ simpleResolvers: true, description: 'A catalog of ours, and the categories in it that chosen specifications are put into.' })
export class PeeringCatalog {
  @Field(() => String)
  name: string;

  @Field(() => [PeeringCategory])
  categories: PeeringCategory[];
}

@ObjectType({ simpleResolvers: true })
export class PeeringHeartbeatState {
  @Field(() => GraphQLDateTime, { nullable: true })
  lastCheckAt: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true })
  lastSuccessAt: Date | null;

  @Field(() => Int)
  consecutiveFailures: number;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Of those in a row.' })
  firstFailureAt: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Null: there is no heartbeat.' })
  nextCheckAt: Date | null;

  @Field(() => PeeringFailure, { nullable: true, description: 'Of the last check, when it failed.' })
  lastFailure: PeeringFailure | null;
}

@ObjectType({ simpleResolvers: true, description: 'A specification that the OSS did not give when it was last asked.' })
export class FailedPeeringSpec {
  @Field(() => ID)
  remoteId: string;

  @Field(() => String)
  name: string;

  @Field(() => String, { description: 'SPEC_NOT_FOUND: the OSS has it no more. Else one of PeeringFailure.' })
  code: string;
}

@Directive('@key(fields: "organizationId")')
@ObjectType({ simpleResolvers: true, description: 'What was agreed with the OSS of another organization: which of its specifications our catalog shows.' })
export class Peering {
  @Field(() => ID)
  organizationId: string;

  @Field(() => PeeringStatus)
  status: keyof typeof PeeringStatus;

  @Field(() => Int, { description: 'Of the last message about the organization, over all topics; it never begins anew.' })
  generation: number;

  @Field(() => PeeringHeartbeatState)
  heartbeat: PeeringHeartbeatState;

  @Field(() => [FailedPeeringSpec])
  failedSpecs: FailedPeeringSpec[];

  @Field(() => GraphQLDateTime)
  createdAt: Date;

  @Field(() => GraphQLDateTime)
  updatedAt: Date;

  @Field(() => Organization)
  organization: Organization;

  @Field(() => [PeeringCatalog], { description: 'Where chosen specifications are put in our catalog.' })
  assignments: PeeringCatalog[];

  row: PeeringRow;
}

export const PeeringConnection = connectionType('Peering', () => Peering);

@ObjectType({ simpleResolvers: true, description: 'A specification as the list of the OSS tells it.' })
export class SpecSummary {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;

  @Field(() => String, { nullable: true })
  version: string | null;

  @Field(() => String, { nullable: true })
  description: string | null;

  @Field(() => String, { nullable: true })
  lifecycleStatus: string | null;

  @Field(() => Boolean, { nullable: true })
  isBundle: boolean | null;

  @Field(() => String, { nullable: true, description: 'As the OSS writes it.' })
  lastUpdate: string | null;

  @Field(() => String, { nullable: true, description: 'TMF @type.' })
  atType: string | null;

  @Field(() => Boolean, { description: 'It was chosen already.' })
  isSelected: boolean;

  @Field(() => GraphQLJSON, { description: "HypO's 22 members." })
  document: JsonObject;
}

@ObjectType({ simpleResolvers: true })
export class DiscoverPeeringPayload {
  @Field(() => Peering)
  peering: Peering;

  @Field(() => [SpecSummary], { description: 'All that the OSS offers, in its order.' })
  specs: SpecSummary[];
}

@ObjectType({ simpleResolvers: true })
export class AddPeeringPayload {
  @Field(() => Peering)
  peering: Peering;

  @Field(() => [FailedPeeringSpec], { description: 'Empty, unless imports in part are allowed.' })
  failedSpecs: FailedPeeringSpec[];
}

@ObjectType({ simpleResolvers: true })
export class UpdatePeeringPayload {
  @Field(() => Peering)
  peering: Peering;
}

@ObjectType({ simpleResolvers: true })
export class EndPeeringPayload {
  @Field(() => Peering, { description: 'As it was, and terminated.' })
  peering: Peering;
}
