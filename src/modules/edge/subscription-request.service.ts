import type { Owner } from '../../kernel/caller.js';
import { Refusal } from '../../kernel/refusal.js';
import { isSinkToken, type Sinks, type SinkSubscription } from '../../outbound/sinks.js';
import type { Tx } from '../../outbound/storage/database.js';
import { CAMARA_EVENT_TYPES, type CamaraResource } from './notices.events.js';
import type { SinkCredentialInput, SubscriptionRequestInput } from './subscription-request.types.js';

/** A subscription that may be kept: everything about it but the resource, which is not there yet. */
export type AdmittedSubscription = Omit<SinkSubscription, 'resourceId' | 'owner' | 'source' | 'now'> & { readonly resource: CamaraResource };

export interface SubscriptionService {
  /** @throws Refusal INVALID_ARGUMENT (a member is wrong, or the sink's address may not be called) */
  admit(request: SubscriptionRequestInput | null | undefined, resource: CamaraResource): Promise<AdmittedSubscription | undefined>;
  /** @throws Refusal INVALID_ARGUMENT: it would be over before it began */
  register(tx: Tx, subscription: AdmittedSubscription | undefined, about: { readonly resourceId: string; readonly owner: Owner; readonly now: Date }): Promise<void>;
}

export interface SubscriptionServiceOptions {
  readonly sinks: Sinks;
  /** Base of the CloudEvents `source`, e.g. `https://gateway.example/edge-application-management/vwip`. */
  readonly sourceBase: string;
}

const PATH: Readonly<Record<CamaraResource, string>> = { 'app-instance': 'app-instances', 'app-deployment': 'deployments' };

/** What a resource has to tell; any other type would never come. */
const typesOf = (resource: CamaraResource): readonly string[] => [CAMARA_EVENT_TYPES[`${resource}-status-change`], CAMARA_EVENT_TYPES['subscription-ended']];

const invalid = (message: string, field: string): Refusal => new Refusal('INVALID_ARGUMENT', message, { field: `subscriptionRequest.${field}` });

export function subscriptionService({ sinks, sourceBase }: SubscriptionServiceOptions): SubscriptionService {
  return {
    async admit(request, resource) {
      if (!request) return undefined;
      const eventType = oneType(request.types, resource);
      const credential = request.sinkCredential;
      if (credential) requireBearer(credential);
      const maxEvents = request.config?.subscriptionMaxEvents ?? null;
      if (maxEvents !== null && maxEvents < 1) throw invalid('subscriptionMaxEvents must be 1 or more.', 'config.subscriptionMaxEvents');
      await sinks.admit(request.sink, { name: 'sink', code: 'INVALID_ARGUMENT', field: 'subscriptionRequest.sink' });
      return {
        resource,
        sink: request.sink,
        eventType,
        credentialType: credential ? 'ACCESSTOKEN' : null,
        accessToken: credential?.accessToken ?? null,
        accessTokenExpiresAt: credential?.accessTokenExpiresUtc ?? null,
        clientId: null,
        tokenUri: null,
        expiresAt: request.config?.subscriptionExpireTime ?? null,
        maxEvents,
        initialEvent: request.config?.initialEvent ?? false,
      };
    },
    async register(tx, subscription, { resourceId, owner, now }) {
      if (!subscription) return;
      const { resource, ...rest } = subscription;
      if (rest.expiresAt && rest.expiresAt <= now) throw invalid('subscriptionExpireTime must be in the future.', 'config.subscriptionExpireTime');
      if (rest.accessTokenExpiresAt && rest.accessTokenExpiresAt <= now) throw invalid('The access token has expired.', 'sinkCredential.accessTokenExpiresUtc');
      await sinks.register(tx, { ...rest, resourceId, owner, now, source: `${sourceBase}/${PATH[resource]}/${resourceId}` });
    },
  };
}

function oneType(types: readonly string[] | null | undefined, resource: CamaraResource): string {
  const allowed = typesOf(resource);
  const [type, ...more] = types ?? allowed.slice(0, 1);
  if (!type || more.length > 0 || !allowed.includes(type)) throw invalid(`types must hold one of ${allowed.join(', ')}.`, 'types');
  return type;
}

function requireBearer({ credentialType, accessTokenType, accessToken }: SinkCredentialInput): void {
  if (credentialType !== 'ACCESSTOKEN') throw invalid('Only the credential type ACCESSTOKEN is supported.', 'sinkCredential.credentialType');
  if (accessTokenType !== 'bearer') throw invalid('Only the access token type bearer is supported.', 'sinkCredential.accessTokenType');
  if (!isSinkToken(accessToken)) throw invalid('accessToken must be 1 to 4096 visible ASCII characters.', 'sinkCredential.accessToken');
}
