import type { z } from 'zod';
import type { PatchTrafficInfluence, SubscriptionRequest } from './camara/traffic-influence.schemas.js';
import type { SinkCredential } from './network.schemas.js';

/** What the graph asks of a credential. Members of types that are not served stay behind. */
export function toCredential({ sinkCredential }: { readonly sinkCredential?: z.infer<typeof SinkCredential> | undefined }): { readonly sinkCredential?: object } {
  if (sinkCredential === undefined) return {};
  const { credentialType, accessToken, accessTokenExpiresUtc, accessTokenType, clientId, tokenUri } = sinkCredential;
  return { sinkCredential: { credentialType, accessToken, accessTokenExpiresUtc, accessTokenType, clientId, tokenUri } };
}

/** The members of an influence that a create and a change share; the read-only ones are left out. */
export function toInfluence({ appInstanceId, edgeCloudRegion, edgeCloudZoneId, sourceTrafficFilters, destinationTrafficFilters, subscriptionRequest }: z.infer<typeof PatchTrafficInfluence>): object {
  const subscription = subscriptionRequest && toSubscription(subscriptionRequest);
  return { appInstanceId, edgeCloudRegion, edgeCloudZoneId, sourceTrafficFilters, destinationTrafficFilters, subscription };
}

/** CAMARA's `subscriptionDetail` says nothing here, and the graph has none. */
function toSubscription({ sinkCredential, config, ...request }: z.infer<typeof SubscriptionRequest>): object {
  const { subscriptionExpireTime, subscriptionMaxEvents, initialEvent } = config;
  return { ...request, ...toCredential({ sinkCredential }), config: { subscriptionExpireTime, subscriptionMaxEvents, initialEvent } };
}
