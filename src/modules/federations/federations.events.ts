import { z } from 'zod';
import type { PartnerOnboarding } from '../../generated/prisma/client.js';
import type { Owner } from '../../kernel/caller.js';
import type { DomainEvent } from '../../kernel/event.js';
import { newId } from '../../kernel/id.js';

const Status = z.enum(['FAILED', 'TEMPORARY_FAILURE', 'AVAILABLE', 'LOCKED', 'NOT_AVAILABLE']);

const FederationChanged = z.strictObject({
  federationContextId: z.string(),
  partner: z.string().describe('Name of the partner in the settings.'),
  change: z.enum(['STATUS', 'ZONES', 'NETWORK_CODES', 'ENDPOINTS']),
  previousStatus: Status.nullable().describe('Null for a federation that has just been created.'),
  status: Status,
  reason: z.string().nullable(),
  removed: z.boolean().describe('The federation is gone; no event of it follows.'),
});

const OnboardingStatus = z.enum(['PENDING', 'ONBOARDED', 'DEBOARDING', 'REMOVED', 'FAILED']);

const OnboardingChanged = z.strictObject({
  onboardingId: z.uuid(),
  appId: z.uuid(),
  federationContextId: z.string(),
  previousStatus: OnboardingStatus.nullable().describe('Null for an onboarding that has just been asked for.'),
  status: OnboardingStatus,
  reason: z.string().nullable(),
  removed: z.boolean().describe('The onboarding is gone; no event of it follows.'),
});

/** What the module announces; printed as JSON Schemas into `schema/events/`. */
export const FEDERATIONS_EVENTS = {
  'federations.federation.changed': FederationChanged,
  'federations.onboarding.changed': OnboardingChanged,
} as const;

export type FederationsEventType = keyof typeof FEDERATIONS_EVENTS;
export type FederationsEventData<Type extends FederationsEventType> = z.infer<(typeof FEDERATIONS_EVENTS)[Type]>;

export const FEDERATION_CHANGED = 'federations.federation.changed';
export const ONBOARDING_CHANGED = 'federations.onboarding.changed';

export function federationsEvent<Type extends FederationsEventType>(
  type: Type,
  about: { readonly subject: string; readonly owner: Owner; readonly time: Date; readonly correlator: string | null },
  data: FederationsEventData<Type>,
): DomainEvent<FederationsEventData<Type>> {
  const { clientId, userId } = about.owner;
  return { id: newId(), type, subject: about.subject, owner: { clientId, userId }, time: about.time, correlator: about.correlator, data };
}

type OnboardingState = Pick<PartnerOnboarding, 'id' | 'appId' | 'status' | 'statusReason'> & Owner;

/** What an onboarding's change of status is announced as. `before` is null for a new one. */
export const onboardingChange = (before: PartnerOnboarding['status'] | null, row: OnboardingState, { contextId }: { readonly contextId: string | null }, time: Date, correlator: string | null, removed = false) =>
  federationsEvent(ONBOARDING_CHANGED, { subject: row.id, owner: row, time, correlator }, {
    onboardingId: row.id,
    appId: row.appId,
    federationContextId: contextId ?? '',
    previousStatus: before,
    status: row.status,
    reason: row.statusReason,
    removed,
  });
