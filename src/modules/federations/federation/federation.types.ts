import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../../kernel/connection.types.js';
import { FederationStatus, PartnerZone } from './partner-zone.types.js';

export enum FederationChange {
  STATUS = 'STATUS',
  ZONES = 'ZONES',
  NETWORK_CODES = 'NETWORK_CODES',
  ENDPOINTS = 'ENDPOINTS',
}
registerEnumType(FederationChange, { name: 'FederationChange', description: 'What of a federation is another now.' });

@ObjectType({ simpleResolvers: true })
export class MobileNetworkCodes {
  @Field(() => String)
  mcc: string;

  @Field(() => [String])
  mncs: string[];
}

@ObjectType({ simpleResolvers: true })
export class ServiceEndpoint {
  @Field(() => Int)
  port: number;

  @Field(() => String, { nullable: true })
  fqdn: string | null;

  @Field(() => [String])
  ipv4Addresses: string[];

  @Field(() => [String])
  ipv6Addresses: string[];
}

@ObjectType({ simpleResolvers: true })
export class FederationPartner {
  @Field(() => String, { description: 'As the settings of the gateway name it.' })
  name: string;

  @Field(() => String, { description: 'What it calls itself.' })
  federationId: string;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' })
  countryCode: string | null;

  @Field(() => MobileNetworkCodes, { nullable: true })
  mobileNetworkCodes: MobileNetworkCodes | null;

  @Field(() => [String])
  fixedNetworkCodes: string[];
}

@Directive('@key(fields: "federationContextId")')
@ObjectType({ simpleResolvers: true, description: "What was agreed with a partner operator: our apps may run in its zones. The operator's, so that everybody with the scope sees it." })
export class Federation {
  /** Of the row. */
  rowId: string;

  @Field(() => ID, { description: "The partner's id of it." })
  federationContextId: string;

  @Field(() => FederationPartner)
  partner: FederationPartner;

  @Field(() => FederationStatus)
  status: keyof typeof FederationStatus;

  @Field(() => String, { nullable: true })
  statusReason: string | null;

  @Field(() => MobileNetworkCodes, { nullable: true, description: 'Mobile networks that may use it.' })
  allowedMobileNetworkCodes: MobileNetworkCodes | null;

  @Field(() => [String])
  allowedFixedNetworkCodes: string[];

  @Field(() => ServiceEndpoint, { nullable: true })
  edgeDiscoveryEndpoint: ServiceEndpoint | null;

  @Field(() => ServiceEndpoint, { nullable: true })
  lcmEndpoint: ServiceEndpoint | null;

  @Field(() => [String], { description: 'What the partner says that it can do besides.' })
  platformCaps: string[];

  @Field(() => GraphQLDateTime)
  createdAt: Date;

  @Field(() => GraphQLDateTime)
  updatedAt: Date;
}

export const FederationConnection = connectionType('Federation', () => Federation);

@ObjectType({ simpleResolvers: true })
export class CreateFederationPayload {
  @Field(() => Federation)
  federation: Federation;
}

@ObjectType({ simpleResolvers: true })
export class UpdateFederationPayload {
  @Field(() => Federation)
  federation: Federation;
}

@ObjectType({ simpleResolvers: true })
export class DeleteFederationPayload {
  @Field(() => ID)
  federationContextId: string;
}

@ObjectType({ simpleResolvers: true })
export class AcceptZonesPayload {
  @Field(() => Federation)
  federation: Federation;

  @Field(() => [PartnerZone], { description: 'In the order of the request, each once.' })
  zones: PartnerZone[];
}

@ObjectType({ simpleResolvers: true })
export class ReleaseZonePayload {
  @Field(() => Federation)
  federation: Federation;

  @Field(() => PartnerZone, { nullable: true, description: 'Null when the partner offers it no more: then it is gone.' })
  zone: PartnerZone | null;
}

@ObjectType({ simpleResolvers: true })
export class FederationStatusChange {
  @Field(() => String, { description: 'Give it as `after` to go on behind this change.' })
  cursor: string;

  @Field(() => GraphQLDateTime)
  at: Date;

  @Field(() => ID)
  federationContextId: string;

  @Field(() => String, { description: 'Name of the partner in the settings.' })
  partner: string;

  @Field(() => FederationStatus, { nullable: true, description: 'Null for a federation that has just been created.' })
  previousStatus: keyof typeof FederationStatus | null;

  @Field(() => FederationStatus)
  status: keyof typeof FederationStatus;

  @Field(() => String, { nullable: true })
  reason: string | null;

  @Field(() => FederationChange)
  change: keyof typeof FederationChange;

  @Field(() => Boolean, { description: 'It is gone; nothing of it follows.' })
  removed: boolean;
}
