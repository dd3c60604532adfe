import { z } from 'zod';
import type { Owner } from '../../kernel/caller.js';
import type { DomainEvent } from '../../kernel/event.js';
import { newId } from '../../kernel/id.js';
import { PEERING_STATUSES } from './peering/peering.types.js';

const Status = z.enum(PEERING_STATUSES);

const PeeringStatusChanged = z.strictObject({
  organizationId: z.string(),
  organizationName: z.string(),
  previousStatus: Status,
  status: Status,
  reason: z.strictObject({ code: z.string(), reason: z.string() }).nullable(),
  consecutiveFailures: z.int().min(0),
  generation: z.int().min(0).describe('Of the last message about the organization.'),
});

/** What the module announces besides the messages of the six topics; printed as JSON Schemas into `schema/events/`. */
export const PEERINGS_EVENTS = {
  'peerings.peering.status-changed': PeeringStatusChanged,
} as const;

export const STATUS_CHANGED = 'peerings.peering.status-changed';
export type PeeringsEventType = keyof typeof PEERINGS_EVENTS;
export type PeeringsEventData<Type extends PeeringsEventType> = z.infer<(typeof PEERINGS_EVENTS)[Type]>;
export type StatusChanged = PeeringsEventData<typeof STATUS_CHANGED>;

/** Peerings are nobody's: only admins see them. No client can have this id. */
export const NOBODY: Owner = { clientId: ' ', userId: null };

export const statusChange = (data: StatusChanged, time: Date, correlator: string | null): DomainEvent<StatusChanged> => ({
  id: newId(),
  type: STATUS_CHANGED,
  subject: data.organizationId,
  owner: NOBODY,
  time,
  correlator,
  data,
});
