import { z } from 'zod';
import type { Owner } from '../../kernel/caller.js';
import type { DomainEvent } from '../../kernel/event.js';
import { newId } from '../../kernel/id.js';
import { RESOURCE_KINDS } from './resource/resource.types.js';

export const RESOURCES_CHANGED = 'catalog.resources.changed';

const Change = z.strictObject({
  kind: z.enum(RESOURCE_KINDS),
  change: z.enum(['CREATED', 'CHANGED', 'DELETED']),
  id: z.string(),
  name: z.string(),
  document: z.record(z.string(), z.json()).optional().describe('The whole resource by its TMF633 names, where the change was made here and to it alone.'),
});

const ResourcesChanged = z.strictObject({
  organizationId: z.string().nullable().describe('Whose OSS brought it about; null: somebody here.'),
  changes: z.array(Change).min(1).max(500),
});

/** What the module announces; printed as JSON Schemas into `schema/events/`. */
export const CATALOG_EVENTS = { [RESOURCES_CHANGED]: ResourcesChanged } as const;

export type ResourceChange = z.infer<typeof Change>;
export type ResourcesChangedData = z.infer<typeof ResourcesChanged>;

/** Changes told in one event. */
const MOST_CHANGES = 500;

export interface About {
  /** The resource, or the organization. */
  readonly subject: string;
  readonly organizationId: string | null;
  readonly owner: Owner;
  readonly time: Date;
  readonly correlator: string | null;
}

/** As many events as it takes. */
export function resourcesChanged({ subject, organizationId, owner, time, correlator }: About, changes: readonly ResourceChange[]): readonly DomainEvent<ResourcesChangedData>[] {
  const parts = Array.from({ length: Math.ceil(changes.length / MOST_CHANGES) }, (_, at) => changes.slice(at * MOST_CHANGES, (at + 1) * MOST_CHANGES));
  const { clientId, userId } = owner;
  return parts.map((part) => ({ id: newId(), type: RESOURCES_CHANGED, subject, owner: { clientId, userId }, time, correlator, data: { organizationId, changes: part } }));
}
