import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, registerEnumType } from 'type-graphql';

export enum NetworkCodeType {
  MOBILE_NETWORK_CODES = 'MOBILE_NETWORK_CODES',
  FIXED_NETWORK_CODES = 'FIXED_NETWORK_CODES',
}
registerEnumType(NetworkCodeType, { name: 'NetworkCodeType' });

export enum NetworkCodeOperation {
  ADD_CODES = 'ADD_CODES',
  REMOVE_CODES = 'REMOVE_CODES',
  UPDATE_CODES = 'UPDATE_CODES',
}
registerEnumType(NetworkCodeOperation, { name: 'NetworkCodeOperation', description: 'UPDATE_CODES: the codes to add take the place of all that there are.' });

@InputType()
export class MobileNetworkCodesInput {
  @Field(() => String, { description: 'Three digits.' })
  mcc: string;

  @Field(() => [String], { description: 'Two or three digits each; one at least.' })
  mncs: string[];
}

@InputType({ description: 'With which a token for callbacks is asked for (OAuth 2 client credentials).' })
export class CallbackCredentialsInput {
  @Field(() => String)
  tokenUrl: string;

  @Field(() => String)
  clientId: string;

  @Field(() => String)
  clientSecret: string;
}

@InputType({ description: 'What is left out is taken from the settings of the gateway.' })
export class CreateFederationInput {
  @Field(() => String, { nullable: true, description: 'Name of the partner in the settings; not needed when there is only one.' })
  partner?: string | null;

  @Field(() => String, { nullable: true, description: 'Who we are to the partner: letters, digits and dashes.' })
  origOPFederationId?: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' })
  origOPCountryCode?: string | null;

  @Field(() => MobileNetworkCodesInput, { nullable: true })
  origOPMobileNetworkCodes?: MobileNetworkCodesInput | null;

  @Field(() => [String], { nullable: true })
  origOPFixedNetworkCodes?: string[] | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it begins; now unless it is given.' })
  initialDate?: Date | null;

  @Field(() => String, { nullable: true, description: 'Where the caller wants to hear what the partner tells of the federation. The partner itself is given an address of the gateway.' })
  partnerStatusLink?: string | null;

  @Field(() => CallbackCredentialsInput, { nullable: true, description: "For partnerStatusLink. They are given to the partner as well, for the gateway's addresses, where the settings have none for that." })
  partnerCallbackCredentials?: CallbackCredentialsInput | null;
}

@InputType({ description: 'Which networks may use the federation. The lists must be those of the objectType and of the operationType.' })
export class UpdateFederationInput {
  @Field(() => ID)
  federationContextId: string;

  @Field(() => NetworkCodeType)
  objectType: keyof typeof NetworkCodeType;

  @Field(() => NetworkCodeOperation)
  operationType: keyof typeof NetworkCodeOperation;

  @Field(() => MobileNetworkCodesInput, { nullable: true })
  addMobileNetworkCodes?: MobileNetworkCodesInput | null;

  @Field(() => MobileNetworkCodesInput, { nullable: true })
  removeMobileNetworkCodes?: MobileNetworkCodesInput | null;

  @Field(() => [String], { nullable: true })
  addFixedNetworkCodes?: string[] | null;

  @Field(() => [String], { nullable: true })
  removeFixedNetworkCodes?: string[] | null;
}

@InputType()
export class AcceptZonesInput {
  @Field(() => ID)
  federationContextId: string;

  @Field(() => [String], { description: "Zones by the partner's id or by ours; 1 to 100." })
  zoneIds: string[];
}

@InputType()
export class ReleaseZoneInput {
  @Field(() => ID)
  federationContextId: string;

  @Field(() => String, { description: "By the partner's id or by ours." })
  zoneId: string;
}
