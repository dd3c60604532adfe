import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { toConnection, type Connection } from '../../kernel/connection.types.js';
import type { RequestContext } from '../../kernel/context.js';
import { ResourceFilter } from '../../kernel/tmf/filter.js';
import { resourceCursor } from '../../kernel/tmf/page.js';
import type { IndividualService } from './individual.service.js';
import { CreateIndividualInput, CreateIndividualPayload, DeleteIndividualPayload, Individual, IndividualConnection, UpdateIndividualPayload } from './individual.types.js';

@Resolver(() => Individual)
export class IndividualResolver {
  constructor(private readonly service: IndividualService) {}

  @Query(() => Individual, { nullable: true, description: 'By its id. NOT_FOUND when there is none.' })
  individual(@Arg('id', () => ID) id: string): Promise<Individual> {
    return this.service.get(id);
  }

  @Query(() => IndividualConnection, { description: 'Oldest first; 1 to 1000 at once.' })
  async individuals(
    @Arg('filter', () => [ResourceFilter], { nullable: true }) filter: ResourceFilter[] | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('offset', () => Int, { nullable: true }) offset: number | null,
  ): Promise<Connection<Individual>> {
    return toConnection(await this.service.page({ filter, first, after, offset }), (individual) => individual, resourceCursor);
  }

  @Mutation(() => CreateIndividualPayload, { description: 'Its given and its family name are needed.' })
  async createIndividual(@Arg('input', () => CreateIndividualInput) input: CreateIndividualInput, @Ctx() ctx: RequestContext): Promise<CreateIndividualPayload> {
    return { individual: await this.service.create(ctx, input) };
  }

  @Mutation(() => UpdateIndividualPayload, { description: 'A merge patch (RFC 7386): arrays are replaced as a whole, and null takes a member away.' })
  async updateIndividual(@Arg('id', () => ID) id: string, @Arg('patch', () => GraphQLJSON) patch: unknown, @Ctx() ctx: RequestContext): Promise<UpdateIndividualPayload> {
    return { individual: await this.service.update(ctx, id, patch) };
  }

  @Mutation(() => DeleteIndividualPayload, { description: 'NOT_FOUND when there is none.' })
  async deleteIndividual(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<DeleteIndividualPayload> {
    return { id: await this.service.delete(ctx, id) };
  }
}
