import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { toConnection, type Connection } from '../../kernel/connection.types.js';
import type { RequestContext } from '../../kernel/context.js';
import { ResourceFilter } from '../../kernel/tmf/filter.js';
import { resourceCursor } from '../../kernel/tmf/page.js';
import { affectedIds, organizationOf } from './alarm.answers.js';
import type { AlarmLoaders } from './alarm.loaders.js';
import type { AlarmService } from './alarm.service.js';
import { Alarm, AlarmConnection, AlarmPayload, CreateAlarmInput, DeleteAlarmPayload } from './alarm.types.js';
import { Organization, ServiceSpecification } from './neighbours.types.js';

@Resolver(() => Alarm)
export class AlarmResolver {
  constructor(
    private readonly service: AlarmService,
    private readonly loaders: (ctx: RequestContext) => AlarmLoaders,
  ) {}

  @Query(() => Alarm, { nullable: true, description: 'By its id. NOT_FOUND when there is none.' })
  alarm(@Arg('id', () => ID) id: string): Promise<Alarm> {
    return this.service.get(id);
  }

  @Query(() => AlarmConnection, { description: 'Alarms of every source, those that are over too, oldest first.' })
  async alarms(
    @Arg('filter', () => [ResourceFilter], { nullable: true }) filter: ResourceFilter[] | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('offset', () => Int, { nullable: true }) offset: number | null,
  ): Promise<Connection<Alarm>> {
    return toConnection(await this.service.page({ filter, first, after, offset }), (alarm) => alarm, resourceCursor);
  }

  @Mutation(() => AlarmPayload, { description: 'Keeps an alarm as its source describes it. INVALID_ARGUMENT names the member that is missing or wrong.' })
  async createAlarm(@Arg('input', () => CreateAlarmInput) input: CreateAlarmInput, @Ctx() ctx: RequestContext): Promise<AlarmPayload> {
    return { alarm: await this.service.create(ctx, input) };
  }

  @Mutation(() => AlarmPayload, { description: 'JSON merge patch (RFC 7386): lists are replaced as a whole. State or severity `cleared` clears it, for good.' })
  async updateAlarm(@Arg('id', () => ID) id: string, @Arg('patch', () => GraphQLJSON) patch: unknown, @Ctx() ctx: RequestContext): Promise<AlarmPayload> {
    return { alarm: await this.service.update(ctx, id, patch) };
  }

  @Mutation(() => DeleteAlarmPayload, { description: 'In any state. What raised it may raise another.' })
  async deleteAlarm(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<DeleteAlarmPayload> {
    return { id: await this.service.delete(ctx, id) };
  }

  @FieldResolver(() => Organization, { nullable: true, description: 'Which it is about; null when it is about something else, or the organization is gone.' })
  async organization(@Root() { document }: Alarm, @Ctx() ctx: RequestContext): Promise<Organization | null> {
    const id = organizationOf(document);
    return id === null ? null : this.loaders(ctx).organization(id);
  }

  @FieldResolver(() => [ServiceSpecification], { description: 'Those that are in the catalog now; the document names them all.' })
  affectedService(@Root() { document }: Alarm, @Ctx() ctx: RequestContext): Promise<ServiceSpecification[]> {
    return this.loaders(ctx).specifications(affectedIds(document));
  }
}

/** What the module adds to an organization. */
@Resolver(() => Organization)
export class OrganizationAlarmsResolver {
  constructor(private readonly loaders: (ctx: RequestContext) => AlarmLoaders) {}

  @FieldResolver(() => AlarmConnection, { description: 'Alarms about it, oldest first.' })
  async alarms(
    @Root() { id }: Organization,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Arg('open', () => Boolean, { nullable: true, description: 'true: those that stand. false: those that are over.' }) open: boolean | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<Alarm>> {
    return toConnection(await this.loaders(ctx).ofOrganization(id, { first, after, open }), (alarm) => alarm, resourceCursor);
  }
}
