import type { Owner } from '../../kernel/caller.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Sinks, SinkSubscription } from '../../outbound/sinks.js';
import type { Tx } from '../../outbound/storage/database.js';
import { CAMARA_EVENT_TYPES, type CamaraResource } from './notices.events.js';
import type { SubscriptionRequestInput } from './subscription-request.types.js';

/** A subscription that may be kept: everything about it but the resource, which is not there yet. */
export type AdmittedSubscription = Omit<SinkSubscription, 'resourceId' | 'owner' | 'source' | 'now'> & { readonly resource: CamaraResource };

export interface SubscriptionService {
  /** @throws Refusal INVALID_ARGUMENT (a member is wrong, or the sink's address may not be called) */
  admit(request: SubscriptionRequestInput | null | undefined, resource: CamaraResource): Promise<AdmittedSubscription | undefined>;
  register(tx: Tx, subscription: AdmittedSubscription | undefined, about: { readonly resourceId: string; readonly owner: Owner; readonly now: Date }): Promise<void>;
}

export interface SubscriptionServiceOptions {
  readonly sinks: Sinks;
  /** Base of the CloudEvents `source`, e.g. `https://gateway.example/edge-application-management/vwip`. */
  readonly sourceBase: () => string;
}

const PATH: Readonly<Record<CamaraResource, string>> = { 'app-instance': 'app-instances', 'app-deployment': 'deployments' };
const ALLOWED: readonly string[] = Object.values(CAMARA_EVENT_TYPES);

const invalid = (message: string, field: string): Refusal => new Refusal('INVALID_ARGUMENT', message, { field: `subscriptionRequest.${field}` });

export function subscriptionService({ sinks, sourceBase }: SubscriptionServiceOptions): SubscriptionService {
  return {
    async admit(request, resource) {
      if (!request) return undefined;
      const types = request.types ?? [CAMARA_EVENT_TYPES[`${resource}-status-change`]];
      if (types.length !== 1 || !ALLOWED.includes(types[0]!)) throw invalid(`types must hold one of ${ALLOWED.join(', ')}.`, 'types');
      const credential = request.sinkCredential;
      if (credential && credential.credentialType !== 'ACCESSTOKEN') throw invalid('Only the credential type ACCESSTOKEN is supported.', 'sinkCredential.credentialType');
      if (credential && credential.accessTokenType !== 'bearer') throw invalid('Only the access token type bearer is supported.', 'sinkCredential.accessTokenType');
      const maxEvents = request.config?.subscriptionMaxEvents ?? null;
      if (maxEvents !== null && maxEvents < 1) throw invalid('subscriptionMaxEvents must be 1 or more.', 'config.subscriptionMaxEvents');
      await sinks.admit(request.sink);
      return {
        resource,
        sink: request.sink,
        eventType: types[0]!,
        accessToken: credential?.accessToken ?? null,
        accessTokenExpiresAt: credential?.accessTokenExpiresUtc ?? null,
        expiresAt: request.config?.subscriptionExpireTime ?? null,
        maxEvents,
        initialEvent: request.config?.initialEvent ?? false,
      };
    },
    async register(tx, subscription, { resourceId, owner, now }) {
      if (!subscription) return;
      const { resource, ...rest } = subscription;
      await sinks.register(tx, { ...rest, resourceId, owner, now, source: `${sourceBase()}/${PATH[resource]}/${resourceId}` });
    },
  };
}
