import type { z } from 'zod';
import type { SubscriptionRequest } from './edge-application-management.schemas.js';

/** The member `subscriptionRequest` of a create. CAMARA's `subscriptionDetail` says nothing here, and the graph has none. */
export function toSubscription(request: z.infer<typeof SubscriptionRequest> | undefined): { readonly subscriptionRequest?: object } {
  if (request?.config === undefined) return request === undefined ? {} : { subscriptionRequest: request };
  const { subscriptionExpireTime, subscriptionMaxEvents, initialEvent } = request.config;
  return { subscriptionRequest: { ...request, config: { subscriptionExpireTime, subscriptionMaxEvents, initialEvent } } };
}
