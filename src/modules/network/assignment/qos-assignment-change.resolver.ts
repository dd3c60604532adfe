import type DataLoader from 'dataloader';
import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../../kernel/context.js';
import type { AssignmentChanges, AssignmentStream } from './qos-assignment-change.service.js';
import { QosAssignment, QosAssignmentStatusChange } from './qos-assignment.types.js';

/** type-graphql takes `subscribe` from the decorator, which has no instance to ask, so the class is made for its service. */
export function assignmentChangeResolver(changes: AssignmentChanges, assignments: (ctx: RequestContext) => DataLoader<string, QosAssignment | null>) {
  const stream = { subscribe: ({ args, context }: { args: AssignmentStream; context: RequestContext }) => changes.follow(context, args) };

  @Resolver(() => QosAssignmentStatusChange)
  class QosAssignmentStatusChangeResolver {
    @Subscription(() => QosAssignmentStatusChange, { ...stream, description: "Changes of the caller's assignments, from now on or after a cursor." })
    qosAssignmentStatusChanged(
      @Root() change: QosAssignmentStatusChange,
      @Arg('assignmentId', () => ID, { nullable: true }) _assignmentId: string | null,
      @Arg('after', () => String, { nullable: true }) _after: string | null,
    ): QosAssignmentStatusChange {
      return change;
    }

    @FieldResolver(() => QosAssignment, { nullable: true, description: 'As it is now; null when it is gone.' })
    assignment(@Root() change: QosAssignmentStatusChange, @Ctx() ctx: RequestContext): Promise<QosAssignment | null> {
      return assignments(ctx).load(change.assignmentId);
    }
  }

  return QosAssignmentStatusChangeResolver;
}
