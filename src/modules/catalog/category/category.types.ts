import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionType } from '../../../kernel/connection.types.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import { CreateResourceInput } from '../resource/inputs.types.js';

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'A place for candidates in catalogs.' })
export class ServiceCategory {
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

  @Field(() => Boolean)
  isRoot: boolean;

  @Field(() => GraphQLJSON, { description: 'The whole resource by its TMF633 names.' })
  document: JsonObject;

  /** Id of the category that it is in. */
  parentId: string | null;

  /** Ids of the categories that it names as its own. */
  childIds: readonly string[];

  /** Ids of the candidates in it. */
  candidateIds: readonly string[];
}

export const ServiceCategoryConnection = connectionType('ServiceCategory', () => ServiceCategory);

@ObjectType({ simpleResolvers: true })
export class ServiceCategoryPayload {
  @Field(() => ServiceCategory)
  serviceCategory: ServiceCategory;
}

@ObjectType({ simpleResolvers: true })
export class DeleteServiceCategoryPayload {
  @Field(() => ID)
  id: string;
}

@InputType()
export class CreateServiceCategoryInput extends CreateResourceInput {
  @Field(() => Boolean, { nullable: true, description: 'True when absent, unless there is a parent.' })
  isRoot?: boolean | null;

  @Field(() => ID, { nullable: true })
  parentId?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Of the candidates that are to stand in it.' })
  serviceCandidateIds?: string[] | null;
}
