import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { toConnection, type Connection } from '../../kernel/connection.types.js';
import type { RequestContext } from '../../kernel/context.js';
import { ResourceFilter } from '../../kernel/tmf/filter.js';
import { resourceCursor } from '../../kernel/tmf/page.js';
import type { OrganizationService } from './organization.service.js';
import { CreateOrganizationInput, CreateOrganizationPayload, DeleteOrganizationPayload, Organization, OrganizationConnection, UpdateOrganizationPayload } from './organization.types.js';

@Resolver(() => Organization)
export class OrganizationResolver {
  constructor(private readonly service: OrganizationService) {}

  @Query(() => Organization, { nullable: true, description: 'By its id. NOT_FOUND when there is none.' })
  organization(@Arg('id', () => ID) id: string): Promise<Organization> {
    return this.service.get(id);
  }

  @Query(() => OrganizationConnection, { description: 'Oldest first; 1 to 1000 at once.' })
  async organizations(
    @Arg('filter', () => [ResourceFilter], { nullable: true }) filter: ResourceFilter[] | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('offset', () => Int, { nullable: true }) offset: number | null,
  ): Promise<Connection<Organization>> {
    return toConnection(await this.service.page({ filter, first, after, offset }), (organization) => organization, resourceCursor);
  }

  @Mutation(() => CreateOrganizationPayload, { description: 'Secrets among its characteristics are kept encrypted and shown as `********` from here on.' })
  async createOrganization(@Arg('input', () => CreateOrganizationInput) input: CreateOrganizationInput, @Ctx() ctx: RequestContext): Promise<CreateOrganizationPayload> {
    return { organization: await this.service.create(ctx, input) };
  }

  @Mutation(() => UpdateOrganizationPayload, { description: 'A merge patch (RFC 7386): arrays are replaced as a whole, null takes a member away, and `********` keeps the secret that is stored.' })
  async updateOrganization(@Arg('id', () => ID) id: string, @Arg('patch', () => GraphQLJSON) patch: unknown, @Ctx() ctx: RequestContext): Promise<UpdateOrganizationPayload> {
    return { organization: await this.service.update(ctx, id, patch) };
  }

  @Mutation(() => DeleteOrganizationPayload, { description: 'Refused while the gateway peers with its OSS.' })
  async deleteOrganization(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<DeleteOrganizationPayload> {
    return { id: await this.service.delete(ctx, id) };
  }
}
