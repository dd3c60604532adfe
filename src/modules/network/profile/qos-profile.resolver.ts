import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { toConnection, type Connection } from '../../../kernel/connection.types.js';
import type { RequestContext } from '../../../kernel/context.js';
import { offsetCursor } from '../../../kernel/page.js';
import type { QosProfileService } from './qos-profile.service.js';
import { QosProfile, QosProfileConnection, QosProfileFilter, QosProfileInput, QosProfileStatus, SetQosProfileStatusPayload, UpsertQosProfilePayload } from './qos-profile.types.js';

@Resolver(() => QosProfile)
export class QosProfileResolver {
  constructor(private readonly profiles: QosProfileService) {}

  @Query(() => QosProfile, { nullable: true, description: 'By its name. NOT_FOUND when there is none, or none for the device that the token tells.' })
  qosProfile(@Arg('name', () => ID) name: string, @Ctx() ctx: RequestContext): Promise<QosProfile> {
    return this.profiles.get(ctx, name);
  }

  @Query(() => QosProfileConnection, { description: 'By name. With a device, or a token that tells one, those that it may have.' })
  async qosProfiles(
    @Arg('filter', () => QosProfileFilter, { nullable: true }) filter: QosProfileFilter | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<QosProfile>> {
    const page = await this.profiles.page(ctx, filter, first, after);
    return toConnection(page, (profile) => profile, (_profile, index) => offsetCursor(page.offset + index + 1));
  }

  @Mutation(() => UpsertQosProfilePayload, { description: 'Writes the whole profile. What has it already keeps what it has.' })
  async upsertQosProfile(@Arg('input', () => QosProfileInput) input: QosProfileInput, @Ctx() ctx: RequestContext): Promise<UpsertQosProfilePayload> {
    return { qosProfile: await this.profiles.upsert(ctx, input) };
  }

  @Mutation(() => SetQosProfileStatusPayload, { description: 'Only an ACTIVE profile can be asked for. What has it already keeps it.' })
  async setQosProfileStatus(
    @Arg('name', () => ID) name: string,
    @Arg('status', () => QosProfileStatus) status: QosProfileStatus,
    @Ctx() ctx: RequestContext,
  ): Promise<SetQosProfileStatusPayload> {
    return { qosProfile: await this.profiles.setStatus(ctx, name, status) };
  }
}
