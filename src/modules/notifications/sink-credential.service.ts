import type { Log } from '../../kernel/context.js';
import { failureFields } from '../../outbound/failure.js';
import type { Vault } from '../../outbound/storage/secrets.js';
import type { SubscriptionRow } from './notifications.store.js';
import type { TokenGrant, TokenSource } from './token.source.js';

/** What a sink is shown: a token, or none. Or why that cannot be had now, in words for the ledger. */
export type Shown = { readonly accessToken: string | null } | { readonly failure: string };

export interface SinkCredentials {
  of(subscription: SubscriptionRow, log: Log): Promise<Shown>;
  /** The sink answered 401. */
  refused(subscription: SubscriptionRow, accessToken: string | null): void;
}

export function sinkCredentials({ vault, tokens }: { readonly vault: Vault; readonly tokens: TokenSource }): SinkCredentials {
  return {
    async of(subscription, log) {
      const grant = grantOf(subscription);
      if (grant) {
        const got = await tokens.tokenFor(grant);
        return 'token' in got ? { accessToken: got.token } : got;
      }
      try {
        return { accessToken: subscription.credential === null ? null : vault.open(subscription.credential) };
      } catch (failure) {
        log.error({ subscription: subscription.id, ...failureFields(failure) }, 'the access token for a sink cannot be opened');
        return { failure: 'the access token for the sink cannot be opened' };
      }
    },
    refused(subscription, accessToken) {
      const grant = grantOf(subscription);
      if (grant && accessToken !== null) tokens.forget(grant, accessToken);
    },
  };
}

function grantOf({ credentialType, credentialClientId: clientId, tokenUri }: SubscriptionRow): TokenGrant | undefined {
  return credentialType === 'PRIVATE_KEY_JWT' && clientId !== null && tokenUri !== null ? { clientId, tokenUri } : undefined;
}
