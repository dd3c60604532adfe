import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';

export enum CatalogResourceKind {
  SERVICE_SPECIFICATION = 'SERVICE_SPECIFICATION',
  SERVICE_CANDIDATE = 'SERVICE_CANDIDATE',
  SERVICE_CATEGORY = 'SERVICE_CATEGORY',
  SERVICE_CATALOG = 'SERVICE_CATALOG',
}
registerEnumType(CatalogResourceKind, { name: 'CatalogResourceKind' });

export enum CatalogChangeKind {
  CREATED = 'CREATED',
  CHANGED = 'CHANGED',
  DELETED = 'DELETED',
}
registerEnumType(CatalogChangeKind, { name: 'CatalogChangeKind' });

@ObjectType({ simpleResolvers: true })
export class CatalogResourceChange {
  @Field(() => CatalogResourceKind)
  kind: CatalogResourceKind;

  @Field(() => CatalogChangeKind)
  change: CatalogChangeKind;

  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;
}

@ObjectType({ simpleResolvers: true, description: 'What has changed in the catalog together. Of many changes there are several in a row.' })
export class CatalogChange {
  @Field(() => String, { description: 'For `after`: what follows this one.' })
  cursor: string;

  @Field(() => GraphQLDateTime)
  at: Date;

  @Field(() => [CatalogResourceChange], { description: 'At most 500.' })
  changes: CatalogResourceChange[];

  organizationId: string | null;
}
