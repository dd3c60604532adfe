import { ROLE_ADMIN } from '../../kernel/caller.js';

/** Whom we peer with, and how that goes, is for admins alone. */
export const PEERINGS_SCOPES = {
  'Query.peering': ROLE_ADMIN,
  'Query.peerings': ROLE_ADMIN,
  'Query.planPeering': ROLE_ADMIN,
  'Mutation.discoverPeering': ROLE_ADMIN,
  'Mutation.addPeering': ROLE_ADMIN,
  'Mutation.updatePeering': ROLE_ADMIN,
  'Mutation.endPeering': ROLE_ADMIN,
  'Mutation.checkPeering': ROLE_ADMIN,
  'Subscription.peeringHeartbeat': ROLE_ADMIN,
  Peering: ROLE_ADMIN,
  Organization: ROLE_ADMIN,
  'Organization.peering': ROLE_ADMIN,
  'PeeringHeartbeat.peering': ROLE_ADMIN,
} as const satisfies Record<string, string>;
