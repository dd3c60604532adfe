import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionType } from '../../../kernel/connection.types.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import { CreateResourceInput } from '../resource/inputs.types.js';

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'An entry by which a service specification stands in categories.' })
export class ServiceCandidate {
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

  @Field(() => GraphQLDateTime, { nullable: true })
  lastUpdate: Date | null;

  @Field(() => GraphQLJSON, { description: 'The whole resource by its TMF633 names.' })
  document: JsonObject;

  /** Id of the specification. */
  specificationId: string | null;

  /** Ids of the categories. */
  categoryIds: readonly string[];
}

export const ServiceCandidateConnection = connectionType('ServiceCandidate', () => ServiceCandidate);

@ObjectType({ simpleResolvers: true })
export class ServiceCandidatePayload {
  @Field(() => ServiceCandidate)
  serviceCandidate: ServiceCandidate;
}

@ObjectType({ simpleResolvers: true })
export class DeleteServiceCandidatePayload {
  @Field(() => ID)
  id: string;
}

@InputType()
export class CreateServiceCandidateInput extends CreateResourceInput {
  @Field(() => ID, { nullable: true, description: 'Of the specification that it stands for; needed, here or in `document`.' })
  serviceSpecificationId?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Of the categories that it is to stand in.' })
  categoryIds?: string[] | null;
}
