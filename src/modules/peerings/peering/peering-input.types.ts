import { Field, ID, InputType, ObjectType } from 'type-graphql';

@InputType()
export class SelectSpecInput {
  @Field(() => ID, { description: 'Its id at the OSS.' })
  id: string;

  @Field(() => String, { description: 'By which categories of the same request may refer to it. The name at the OSS is the one that is kept.' })
  name: string;
}

@InputType()
export class PeeringCategoryInput {
  @Field(() => String)
  name: string;

  @Field(() => [String], { description: 'Names of specifications of this request, else of ones chosen earlier, else ids. Each must mean exactly one.' })
  specifications: string[];
}

@InputType()
export class PeeringCatalogInput {
  @Field(() => String, { description: 'Of a catalog that is there, or is to be made.' })
  name: string;

  @Field(() => [PeeringCategoryInput])
  categories: PeeringCategoryInput[];
}

@InputType()
export class AddPeeringInput {
  @Field(() => ID)
  organizationId: string;

  @Field(() => [SelectSpecInput], { description: 'At least one; together with those chosen earlier at most 10000.' })
  select: SelectSpecInput[];

  @Field(() => [PeeringCatalogInput], { nullable: true, description: 'Come to those that are there.' })
  serviceCatalogs?: PeeringCatalogInput[] | null;
}

@InputType()
export class UpdatePeeringInput {
  @Field(() => ID)
  organizationId: string;

  @Field(() => [SelectSpecInput], { nullable: true })
  select?: SelectSpecInput[] | null;

  @Field(() => [ID], { nullable: true, description: 'Ids at the OSS. Those that were not chosen are passed over.' })
  deselect?: string[] | null;

  @Field(() => [PeeringCatalogInput], { nullable: true, description: 'Replaces all; absent: they stay.' })
  serviceCatalogs?: PeeringCatalogInput[] | null;
}

@InputType({ description: 'What addPeering or updatePeering would be given.' })
export class PlanPeeringInput {
  @Field(() => ID)
  organizationId: string;

  @Field(() => [SelectSpecInput], { nullable: true })
  select?: SelectSpecInput[] | null;

  @Field(() => [ID], { nullable: true })
  deselect?: string[] | null;

  @Field(() => [PeeringCatalogInput], { nullable: true, description: 'As they would be: absent: they stay; for a peering that stands they replace all.' })
  serviceCatalogs?: PeeringCatalogInput[] | null;
}

@ObjectType({ simpleResolvers: true })
export class PlannedSpec {
  @Field(() => ID)
  remoteId: string;

  @Field(() => String)
  name: string;

  @Field(() => String, { nullable: true })
  version: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'What our catalog would see.' })
export class PeeringPlan {
  @Field(() => [PlannedSpec], { description: 'Specifications that would be imported.' })
  create: PlannedSpec[];

  @Field(() => [PlannedSpec], { description: 'Imported ones that have changed at the OSS.' })
  change: PlannedSpec[];

  @Field(() => [PlannedSpec], { description: 'Imported ones that would go: deselected, or gone at the OSS.' })
  remove: PlannedSpec[];

  @Field(() => [String], { description: 'Catalogs that the peering does not name yet.' })
  catalogsToCreate: string[];

  @Field(() => [String], { description: 'Categories that it does not name yet, as catalog/category.' })
  categoriesToCreate: string[];

  @Field(() => [String], { description: 'Why the request would be refused, in words. Empty: it would succeed now.' })
  conflicts: string[];
}
