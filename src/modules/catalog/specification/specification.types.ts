import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../../kernel/connection.types.js';
import type { Json, JsonObject } from '../../../kernel/tmf/document.js';
import { Organization } from '../neighbours.types.js';
import { CreateResourceInput } from '../resource/inputs.types.js';

@ObjectType({ simpleResolvers: true })
export class ServiceSpecCharacteristicValue {
  @Field(() => Boolean, { nullable: true })
  isDefault: boolean | null;

  @Field(() => String, { nullable: true })
  valueType: string | null;

  @Field(() => String, { nullable: true })
  unitOfMeasure: string | null;

  @Field(() => GraphQLJSON, { nullable: true, description: 'As it was sent: OpenSlice sends `{value, alias}`.' })
  value: Json | null;
}

@ObjectType({ simpleResolvers: true })
export class ServiceSpecCharacteristic {
  @Field(() => String, { nullable: true })
  name: string | null;

  @Field(() => String, { nullable: true })
  description: string | null;

  @Field(() => String, { nullable: true })
  valueType: string | null;

  @Field(() => Boolean, { nullable: true })
  configurable: boolean | null;

  @Field(() => Boolean, { nullable: true })
  isUnique: boolean | null;

  @Field(() => Int, { nullable: true })
  minCardinality: number | null;

  @Field(() => Int, { nullable: true })
  maxCardinality: number | null;

  @Field(() => [ServiceSpecCharacteristicValue], { description: 'TMF `characteristicValueSpecification`.' })
  values: ServiceSpecCharacteristicValue[];
}

@ObjectType({ simpleResolvers: true, description: 'The peered OSS that a specification comes from.' })
export class SpecificationOrigin {
  @Field(() => Organization)
  organization: Organization;

  @Field(() => String, { description: 'Its id there.' })
  remoteId: string;
}

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'A TMF633 service specification: kept here, or offered by a peered OSS for as long as that is there.' })
export class ServiceSpecification {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  href: string;

  @Field(() => String)
  name: string;

  @Field(() => String, { nullable: true })
  description: string | null;

  @Field(() => String, { nullable: true })
  version: string | null;

  @Field(() => String)
  lifecycleStatus: string;

  @Field(() => Boolean)
  isBundle: boolean;

  @Field(() => GraphQLDateTime, { nullable: true })
  lastUpdate: Date | null;

  @Field(() => String, { description: 'TMF `@type`, e.g. `CustomerFacingServiceSpecification`.' })
  atType: string;

  @Field(() => [ServiceSpecCharacteristic])
  specCharacteristic: ServiceSpecCharacteristic[];

  @Field(() => GraphQLJSON, { nullable: true })
  relatedParty: Json | null;

  @Field(() => GraphQLJSON, { description: 'The whole resource by its TMF633 names.' })
  document: JsonObject;
}

export const ServiceSpecificationConnection = connectionType('ServiceSpecification', () => ServiceSpecification);

@InputType()
export class CreateServiceSpecificationInput extends CreateResourceInput {
  @Field(() => Boolean, { nullable: true })
  isBundle?: boolean | null;

  @Field(() => String, { nullable: true, description: 'TMF `@type`. `CustomerFacingServiceSpecification` when absent.' })
  atType?: string | null;
}

@ObjectType({ simpleResolvers: true })
export class ServiceSpecificationPayload {
  @Field(() => ServiceSpecification)
  serviceSpecification: ServiceSpecification;
}

@ObjectType({ simpleResolvers: true })
export class DeleteServiceSpecificationPayload {
  @Field(() => ID)
  id: string;
}
