import type DataLoader from 'dataloader';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { toConnection, type Connection } from '../../../kernel/connection.types.js';
import type { RequestContext } from '../../../kernel/context.js';
import { pageSize, placeCursor } from '../../../kernel/page.js';
import { DeviceInput } from '../device/device.types.js';
import { AppInstance } from '../neighbours.types.js';
import type { QodSessionLoaders } from './qod-session.loaders.js';
import type { QodSessionService } from './qod-session.service.js';
import { CreateQodSessionInput, CreateQodSessionPayload, DeleteQodSessionPayload, ExtendQodSessionPayload, QodSession, QodSessionConnection, QodSessionFilter } from './qod-session.types.js';
import { QosProfile } from '../profile/qos-profile.types.js';

@Resolver(() => QodSession)
export class QodSessionResolver {
  constructor(
    private readonly sessions: QodSessionService,
    private readonly profiles: (ctx: RequestContext) => DataLoader<string, QosProfile | null>,
  ) {}

  @Query(() => QodSession, { nullable: true, description: "By its id. NOT_FOUND when there is none (any more), PERMISSION_DENIED when it is another's." })
  qodSession(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<QodSession> {
    return this.sessions.get(ctx, id);
  }

  @Query(() => QodSessionConnection, { description: "The caller's sessions, oldest first." })
  async qodSessions(
    @Arg('filter', () => QodSessionFilter, { nullable: true }) filter: QodSessionFilter | null,
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<QodSession>> {
    return toConnection(await this.sessions.page(ctx, filter, first, after), (session) => session, placeCursor);
  }

  @Query(() => [QodSession], { description: "The caller's sessions of a device, at most 100, those that have not ended first." })
  qodSessionsByDevice(@Arg('device', () => DeviceInput, { nullable: true }) device: DeviceInput | null, @Ctx() ctx: RequestContext): Promise<QodSession[]> {
    return this.sessions.ofDevice(ctx, device);
  }

  @Mutation(() => CreateQodSessionPayload, { description: 'Answers when the session is kept and the network has said something, or 2 seconds later.' })
  async createQodSession(@Arg('input', () => CreateQodSessionInput) input: CreateQodSessionInput, @Ctx() ctx: RequestContext): Promise<CreateQodSessionPayload> {
    return { session: await this.sessions.create(ctx, input) };
  }

  @Mutation(() => ExtendQodSessionPayload, { description: 'By so many seconds, or as far as its profile allows: that is no error. Only while it is AVAILABLE.' })
  async extendQodSession(
    @Arg('id', () => ID) id: string,
    @Arg('additionalDuration', () => Int, { description: 'Seconds.' }) additionalDuration: number,
    @Ctx() ctx: RequestContext,
  ): Promise<ExtendQodSessionPayload> {
    return { session: await this.sessions.extend(ctx, id, additionalDuration) };
  }

  @Mutation(() => DeleteQodSessionPayload, { description: 'In any state.' })
  async deleteQodSession(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<DeleteQodSessionPayload> {
    return { session: await this.sessions.delete(ctx, id) };
  }

  @FieldResolver(() => QosProfile, { nullable: true, description: 'Null when the catalogue does not have it any more.' })
  profile(@Root() session: QodSession, @Ctx() ctx: RequestContext): Promise<QosProfile | null> {
    return this.profiles(ctx).load(session.qosProfile);
  }

  @FieldResolver(() => AppInstance, { nullable: true })
  appInstance(@Root() session: QodSession): AppInstance | null {
    return session.appInstanceId === null ? null : { id: session.appInstanceId };
  }
}

/** What the module adds to an app instance. */
@Resolver(() => AppInstance)
export class AppInstanceSessionsResolver {
  constructor(private readonly loaders: (ctx: RequestContext) => QodSessionLoaders) {}

  @FieldResolver(() => QodSessionConnection, { description: "The caller's sessions that are for the instance." })
  async qodSessions(@Root() instance: AppInstance, @Arg('first', () => Int, { nullable: true }) first: number | null, @Ctx() ctx: RequestContext): Promise<Connection<QodSession>> {
    return toConnection(await this.loaders(ctx).ofInstances(pageSize(first)).load(instance.id), (session) => session, placeCursor);
  }
}
