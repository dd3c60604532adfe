const READ = 'northbound:notifications:read';

/** The scope that each entry into the module needs. CAMARA has none for it: the ledger is ours. */
export const NOTIFICATIONS_SCOPES = {
  'Query.eventSubscription': READ,
  'Query.eventSubscriptions': READ,
  'Query.eventDelivery': READ,
  'Query.eventDeliveries': READ,
  'Mutation.replayDelivery': 'northbound:notifications:replay',
  EventSubscription: READ,
  EventDelivery: READ,
} as const satisfies Record<string, string>;
