import DataLoader from 'dataloader';
import type { RequestContext } from '../../../kernel/context.js';
import { perRequest } from '../../../kernel/per-request.js';
import type { QosAssignmentService } from './qos-assignment.service.js';
import type { QosAssignment } from './qos-assignment.types.js';

/** The caller's assignments by id, asked for once per request and all at a time. Null: not there, or not the caller's. */
export const assignmentLoader = (assignments: Pick<QosAssignmentService, 'find'>): ((ctx: RequestContext) => DataLoader<string, QosAssignment | null>) =>
  perRequest((ctx) => new DataLoader((ids) => assignments.find(ctx, ids)));
