import 'reflect-metadata';
import { Arg, Ctx, Field, FieldResolver, ID, InputType, Int, ObjectType, Query, Resolver, Root, UseMiddleware } from 'type-graphql';

/** A resolver class with what can be called directly, and what only type-graphql can call. */

@ObjectType()
class Crate {
  @Field(() => ID)
  id: string;
}

@InputType()
class CrateFilter {
  @Field(() => Int)
  above: number;
}

@Resolver(() => Crate)
export class CrateResolver {
  constructor(private readonly prefix: string) {}

  @Query(() => Crate)
  crate(@Arg('id', () => ID) id: string): Crate {
    return { id: this.prefix + id };
  }

  @Query(() => Crate)
  filtered(@Arg('filter', () => CrateFilter) filter: CrateFilter): Crate {
    return { id: `${filter instanceof CrateFilter} ${filter.above}` };
  }

  @Query(() => Crate)
  @UseMiddleware(async (_data, next) => next())
  guarded(@Ctx() ctx: { readonly who: string }): Crate {
    return { id: ctx.who };
  }

  @FieldResolver(() => String, { name: 'label' })
  labelOf(@Arg('times', () => Int, { nullable: true }) times: number | undefined, @Root() crate: Crate, @Ctx() ctx: { readonly who: string }): string {
    return `${crate.id} for ${ctx.who}, ${times} times`;
  }
}
