import { ROLE_ADMIN } from '../../kernel/caller.js';

const READ = 'northbound:notifications:read';

/** The scope that each entry into the module needs. CAMARA has none for it: the ledger is ours. */
export const NOTIFICATIONS_SCOPES = {
  'Query.eventSubscription': READ,
  'Query.eventSubscriptions': READ,
  'Query.eventDelivery': READ,
  'Query.eventDeliveries': READ,
  'Mutation.replayDelivery': 'northbound:notifications:replay',
  'Query.hub': ROLE_ADMIN,
  'Query.hubs': ROLE_ADMIN,
  'Mutation.registerHub': ROLE_ADMIN,
  'Mutation.unregisterHub': ROLE_ADMIN,
  EventSubscription: READ,
  EventDelivery: READ,
} as const satisfies Record<string, string>;
