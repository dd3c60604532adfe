import type { RequestContext } from '../../../kernel/context.js';
import { requireUuids } from '../../../kernel/id.js';
import { fits, followChanges } from '../../../outbound/changes.js';
import type { EventLog } from '../../../outbound/event-log.js';
import { ONBOARDING_CHANGED, type FederationsEventData } from '../federations.events.js';
import type { PartnerOnboardingChange } from './partner-onboarding.types.js';

export interface OnboardingStream {
  readonly appId?: string | null;
  readonly federationContextId?: string | null;
  readonly after?: string | null;
}

export interface OnboardingChanges {
  /** What the caller may see. @throws Refusal INVALID_ARGUMENT (not a cursor, no id), OUT_OF_RANGE (older than the log) */
  follow(ctx: RequestContext, wanted: OnboardingStream): AsyncIterable<PartnerOnboardingChange>;
}

export const onboardingChanges = (log: EventLog): OnboardingChanges => ({
  follow(ctx, { appId, federationContextId, after }) {
    requireUuids({ appId });
    return followChanges(log, ctx, {
      type: ONBOARDING_CHANGED,
      after,
      where: (data: FederationsEventData<typeof ONBOARDING_CHANGED>) => fits(appId, data.appId) && fits(federationContextId, data.federationContextId),
      toChange: ({ data }) => data,
    });
  },
});
