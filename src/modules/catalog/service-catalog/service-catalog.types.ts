import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionType } from '../../../kernel/connection.types.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import { CreateResourceInput } from '../resource/inputs.types.js';

@Directive('@key(fields: "id")')
@ObjectType({ simpleResolvers: true, description: 'A list of categories under one name.' })
export class ServiceCatalog {
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

  /** Ids of the categories in it. */
  categoryIds: readonly string[];
}

export const ServiceCatalogConnection = connectionType('ServiceCatalog', () => ServiceCatalog);

@ObjectType({ simpleResolvers: true })
export class ServiceCatalogPayload {
  @Field(() => ServiceCatalog)
  serviceCatalog: ServiceCatalog;
}

@ObjectType({ simpleResolvers: true })
export class DeleteServiceCatalogPayload {
  @Field(() => ID)
  id: string;
}

@InputType()
export class CreateServiceCatalogInput extends CreateResourceInput {
  @Field(() => [ID], { nullable: true, description: 'Of the categories that are to be in it.' })
  categoryIds?: string[] | null;
}
