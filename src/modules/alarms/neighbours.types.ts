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

/** What the alarms ask of the modules whose resources they name: an alarm outlives what it is about. */
export interface Neighbours {
  /** Those of the organizations that are there. */
  organizations(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those of the specifications that are in the catalog now. */
  specifications(ids: readonly string[]): Promise<ReadonlySet<string>>;
}
