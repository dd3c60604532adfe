import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** What other modules hold, known here by its key alone. */

@Directive('@key(fields: "id")')
@ObjectType('Organization', { simpleResolvers: true })
export class Organization {
  @Field(() => ID)
  id: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('ServiceSpecification', { simpleResolvers: true })
export class ServiceSpecification {
  @Field(() => ID)
  id: string;
}
