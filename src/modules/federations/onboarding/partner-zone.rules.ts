import { Refusal } from '../../../kernel/refusal.js';
import type { PartnerZoneRow } from '../federation/federation.store.js';
import type { FederationState } from './partner-onboarding.store.js';

/** The partner's ids of the zones where apps can run. */
export const acceptedZoneIds = (zones: readonly Pick<PartnerZoneRow, 'zoneId' | 'phase'>[]): readonly string[] => zones.filter(({ phase }) => phase === 'ACCEPTED').map(({ zoneId }) => zoneId);

/** @throws Refusal INCOMPATIBLE_STATE (nothing can be made in the federation) */
export function requireStanding({ phase, status, partner, statusReason }: FederationState): void {
  if (phase !== 'STANDING') throw new Refusal('INCOMPATIBLE_STATE', `The federation with ${partner} is being ${phase === 'CREATING' ? 'made' : 'taken away'}.`);
  if (status === 'FAILED') throw new Refusal('INCOMPATIBLE_STATE', `The federation with ${partner} has failed${statusReason === null ? '.' : `: ${statusReason}`}`);
}
