import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** What another module holds, known here by its key alone. */
@Directive('@key(fields: "id")')
@ObjectType('Organization', { simpleResolvers: true })
export class Organization {
  @Field(() => ID)
  id: string;
}
