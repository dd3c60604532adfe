import { GraphQLJSON } from 'graphql-scalars';
import { Field, InputType } from 'type-graphql';

@InputType({ description: 'Of a new resource. `document` holds what has no member of its own here.' })
export class CreateResourceInput {
  @Field(() => String, { nullable: true, description: 'Needed, here or in `document`.' })
  name?: string | null;

  @Field(() => String, { nullable: true })
  description?: string | null;

  @Field(() => String, { nullable: true })
  version?: string | null;

  @Field(() => String, { nullable: true, description: 'Free text, e.g. `Active`. `In study` when absent.' })
  lifecycleStatus?: string | null;

  @Field(() => GraphQLJSON, { nullable: true, description: 'The resource by its TMF633 names; members given beside it win.' })
  document?: unknown;
}
