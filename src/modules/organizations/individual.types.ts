import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../kernel/connection.types.js';
import type { JsonObject } from '../../kernel/tmf/document.js';

export enum IndividualStatus {
  initialized = 'initialized',
  validated = 'validated',
  deceaded = 'deceaded',
}
registerEnumType(IndividualStatus, { name: 'IndividualStatus', valuesConfig: { deceaded: { description: 'Spelt so in TMF632.' } } });

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'A TMF632 individual.' })
export class Individual {
  @Field(() => ID)
  id: string;

  @Field(() => String, { description: 'Its address at the TMF632 API of this gateway.' })
  href: string;

  @Field(() => String)
  givenName: string;

  @Field(() => String)
  familyName: string;

  @Field(() => String, { nullable: true })
  fullName: string | null;

  @Field(() => IndividualStatus)
  status: IndividualStatus;

  @Field(() => GraphQLJSON, { description: 'The whole resource by its TMF names.' })
  document: JsonObject;

  @Field(() => GraphQLDateTime)
  createdAt: Date;

  @Field(() => GraphQLDateTime)
  updatedAt: Date;
}

export const IndividualConnection = connectionType('Individual', () => Individual);

@InputType({ description: '`givenName` and `familyName` are needed, here or in `document`.' })
export class CreateIndividualInput {
  @Field(() => String, { nullable: true })
  givenName?: string | null;

  @Field(() => String, { nullable: true })
  familyName?: string | null;

  @Field(() => String, { nullable: true })
  fullName?: string | null;

  @Field(() => IndividualStatus, { nullable: true })
  status?: IndividualStatus | null;

  @Field(() => GraphQLJSON, { nullable: true, description: 'The rest of the resource, or all of it, by its TMF names. The other members of this input come first.' })
  document?: unknown;
}

@ObjectType({ simpleResolvers: true })
export class CreateIndividualPayload {
  @Field(() => Individual)
  individual: Individual;
}

@ObjectType({ simpleResolvers: true })
export class UpdateIndividualPayload {
  @Field(() => Individual)
  individual: Individual;
}

@ObjectType({ simpleResolvers: true })
export class DeleteIndividualPayload {
  @Field(() => ID)
  id: string;
}
