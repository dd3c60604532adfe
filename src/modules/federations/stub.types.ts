import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** What the module edge holds, known here by its key alone. */

@Directive('@key(fields: "id")')
@ObjectType('EdgeCloudZone', { simpleResolvers: true })
export class EdgeCloudZone {
  @Field(() => ID)
  id: string;
}

@Directive('@key(fields: "id")')
@ObjectType('App', { simpleResolvers: true })
export class App {
  @Field(() => ID)
  id: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('AppInstance', { simpleResolvers: true })
export class AppInstance {
  @Field(() => ID)
  id: string;
}
