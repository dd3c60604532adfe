import type DataLoader from 'dataloader';
import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { toConnection, type Connection } from '../../../kernel/connection.types.js';
import type { RequestContext } from '../../../kernel/context.js';
import { placeCursor } from '../../../kernel/page.js';
import { DeviceInput } from '../device/device.types.js';
import type { QosAssignmentService } from './qos-assignment.service.js';
import { CreateQosAssignmentInput, CreateQosAssignmentPayload, QosAssignment, QosAssignmentConnection, RevokeQosAssignmentPayload } from './qos-assignment.types.js';
import { QosProfile } from '../profile/qos-profile.types.js';

@Resolver(() => QosAssignment)
export class QosAssignmentResolver {
  constructor(
    private readonly assignments: QosAssignmentService,
    private readonly profiles: (ctx: RequestContext) => DataLoader<string, QosProfile | null>,
  ) {}

  @Query(() => QosAssignment, { nullable: true, description: "By its id. NOT_FOUND when there is none (any more), PERMISSION_DENIED when it is another's." })
  qosAssignment(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<QosAssignment> {
    return this.assignments.get(ctx, id);
  }

  @Query(() => QosAssignmentConnection, { description: "The caller's assignments, oldest first." })
  async qosAssignments(
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
    @Ctx() ctx: RequestContext,
  ): Promise<Connection<QosAssignment>> {
    return toConnection(await this.assignments.page(ctx, first, after), (assignment) => assignment, placeCursor);
  }

  @Query(() => QosAssignment, { nullable: true, description: 'The assignment of a device; NOT_FOUND when it has none.' })
  qosAssignmentByDevice(@Arg('device', () => DeviceInput, { nullable: true }) device: DeviceInput | null, @Ctx() ctx: RequestContext): Promise<QosAssignment> {
    return this.assignments.ofDevice(ctx, device);
  }

  @Mutation(() => CreateQosAssignmentPayload, { description: 'Answers when the network has, or after two seconds.' })
  async createQosAssignment(@Arg('input', () => CreateQosAssignmentInput) input: CreateQosAssignmentInput, @Ctx() ctx: RequestContext): Promise<CreateQosAssignmentPayload> {
    return { assignment: await this.assignments.create(ctx, input) };
  }

  @Mutation(() => RevokeQosAssignmentPayload, { description: 'Answers when the network has let go of it, or after two seconds.' })
  revokeQosAssignment(@Arg('id', () => ID) id: string, @Ctx() ctx: RequestContext): Promise<RevokeQosAssignmentPayload> {
    return this.assignments.revoke(ctx, id);
  }

  @FieldResolver(() => QosProfile, { nullable: true, description: 'As the catalogue has it now.' })
  profile(@Root() assignment: QosAssignment, @Ctx() ctx: RequestContext): Promise<QosProfile | null> {
    return this.profiles(ctx).load(assignment.qosProfile);
  }
}
