import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../kernel/connection.types.js';
import type { Json, JsonObject } from '../../kernel/tmf/document.js';

export enum OrganizationStatus {
  initialized = 'initialized',
  validated = 'validated',
  closed = 'closed',
}
registerEnumType(OrganizationStatus, { name: 'OrganizationStatus' });

@ObjectType({ simpleResolvers: true, description: 'A way to reach a party: one view of the two shapes in which TMF632 writes it, where the nested one comes first.' })
export class OrganizationContact {
  @Field(() => String, { nullable: true })
  id: string | null;

  @Field(() => String, { nullable: true, description: 'TMF `@type`, e.g. `EmailContactMedium`.' })
  atType: string | null;

  @Field(() => String, { nullable: true })
  mediumType: string | null;

  @Field(() => Boolean, { nullable: true })
  preferred: boolean | null;

  @Field(() => String, { nullable: true })
  contactType: string | null;

  @Field(() => String, { nullable: true })
  emailAddress: string | null;

  @Field(() => String, { nullable: true })
  phoneNumber: string | null;

  @Field(() => String, { nullable: true })
  faxNumber: string | null;

  @Field(() => String, { nullable: true })
  socialNetworkId: string | null;

  @Field(() => String, { nullable: true })
  street1: string | null;

  @Field(() => String, { nullable: true })
  street2: string | null;

  @Field(() => String, { nullable: true })
  postCode: string | null;

  @Field(() => String, { nullable: true })
  city: string | null;

  @Field(() => String, { nullable: true })
  stateOrProvince: string | null;

  @Field(() => String, { nullable: true })
  country: string | null;

  @Field(() => String, { nullable: true, description: 'When it begins to hold, as it was sent.' })
  validFrom: string | null;

  @Field(() => String, { nullable: true, description: 'When it ends to hold, as it was sent.' })
  validUntil: string | null;
}

@ObjectType({ simpleResolvers: true })
export class PartyCharacteristic {
  @Field(() => String, { nullable: true })
  id: string | null;

  @Field(() => String)
  name: string;

  @Field(() => String, { nullable: true })
  valueType: string | null;

  @Field(() => GraphQLJSON, { description: 'As it was sent: `{value, alias}` or bare. A secret is shown as `********`.' })
  value: Json;

  @Field(() => Boolean, { description: 'It is a password or a client secret: kept encrypted, and shown to nobody.' })
  isSecret: boolean;
}

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'A TMF632 organization. One stands for each OSS that the gateway peers with, and holds what it takes to reach it.' })
export class Organization {
  @Field(() => ID)
  id: string;

  @Field(() => String, { description: 'Its address at the TMF632 API of this gateway.' })
  href: string;

  @Field(() => String, { nullable: true })
  name: string | null;

  @Field(() => String)
  tradingName: string;

  @Field(() => OrganizationStatus)
  status: OrganizationStatus;

  @Field(() => String, { nullable: true })
  nameType: string | null;

  @Field(() => String, { nullable: true })
  organizationType: string | null;

  @Field(() => Boolean, { nullable: true })
  isHeadOffice: boolean | null;

  @Field(() => Boolean, { nullable: true })
  isLegalEntity: boolean | null;

  @Field(() => [OrganizationContact])
  contactMedium: OrganizationContact[];

  @Field(() => [PartyCharacteristic])
  partyCharacteristic: PartyCharacteristic[];

  @Field(() => Boolean, { description: 'It says of itself that it stands for an OSS: its characteristic PEERED_ORGANIZATION is true.' })
  isPeeredOrganization: boolean;

  @Field(() => GraphQLJSON, { description: 'The whole resource by its TMF names. Secrets are shown as `********`.' })
  document: JsonObject;

  @Field(() => GraphQLDateTime)
  createdAt: Date;

  @Field(() => GraphQLDateTime)
  updatedAt: Date;
}

export const OrganizationConnection = connectionType('Organization', () => Organization);

@InputType({ description: 'How the OSS that the organization stands for is reached; kept as characteristics EXTERNAL_TMF_API_*. Secrets can be written and never read.' })
export class PeerConnectionInput {
  @Field(() => String, { description: 'Scheme, host and port of the OSS.' })
  baseUrl: string;

  @Field(() => String, { nullable: true, description: 'OAuth token endpoint. Without one, calls are anonymous.' })
  tokenUri?: string | null;

  @Field(() => String, { nullable: true })
  clientId?: string | null;

  @Field(() => String, { nullable: true })
  clientSecret?: string | null;

  @Field(() => String, { nullable: true })
  username?: string | null;

  @Field(() => String, { nullable: true })
  password?: string | null;

  @Field(() => [String], { nullable: true })
  scopes?: string[] | null;

  @Field(() => String, { nullable: true, description: 'A label of the connection.' })
  registrationId?: string | null;

  @Field(() => String, { nullable: true, description: 'Where the list of service specifications is, relative to `baseUrl`.' })
  serviceCatalogUrl?: string | null;
}

@InputType({ description: 'One of `name` and `tradingName` is needed.' })
export class CreateOrganizationInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'The name, when it is absent.' })
  tradingName?: string | null;

  @Field(() => OrganizationStatus, { nullable: true })
  status?: OrganizationStatus | null;

  @Field(() => String, { nullable: true })
  nameType?: string | null;

  @Field(() => String, { nullable: true })
  organizationType?: string | null;

  @Field(() => Boolean, { nullable: true })
  isHeadOffice?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  isLegalEntity?: boolean | null;

  @Field(() => PeerConnectionInput, { nullable: true })
  connection?: PeerConnectionInput | null;

  @Field(() => GraphQLJSON, { nullable: true, description: 'The rest of the resource, or all of it, by its TMF names. The other members of this input come first.' })
  document?: unknown;
}

@ObjectType({ simpleResolvers: true })
export class CreateOrganizationPayload {
  @Field(() => Organization)
  organization: Organization;
}

@ObjectType({ simpleResolvers: true })
export class UpdateOrganizationPayload {
  @Field(() => Organization)
  organization: Organization;
}

@ObjectType({ simpleResolvers: true })
export class DeleteOrganizationPayload {
  @Field(() => ID)
  id: string;
}
