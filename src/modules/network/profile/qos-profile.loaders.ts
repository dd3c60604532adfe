import DataLoader from 'dataloader';
import type { RequestContext } from '../../../kernel/context.js';
import { perRequest } from '../../../kernel/per-request.js';
import type { QosProfiles } from './qos-profile.service.js';
import type { QosProfile } from './qos-profile.types.js';

/** Profiles by name, asked for once per request and all at a time. Null: not there. */
export const qosProfileLoader = (profiles: Pick<QosProfiles, 'find'>): ((ctx: RequestContext) => DataLoader<string, QosProfile | null>) =>
  perRequest(() => new DataLoader((names) => profiles.find(names)));
