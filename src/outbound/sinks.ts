import type { Owner } from '../kernel/caller.js';
import { newId } from '../kernel/id.js';
import { enqueueJob } from './job-table.js';
import type { AddressRole, SinkGuard } from './sinks.guard.js';
import type { Statements } from './storage/database.js';
import type { Vault } from './storage/secrets.js';

/** Kind of the job that serves one subscription: its deliveries in order, and its end in time. Key: the subscription's id. */
export const SERVE_SINK = 'notifications.deliver';

/** How the gateway shows a sink who it is: with a token that it was given, or with one that it asks for by a signed assertion. */
export type SinkCredentialType = 'ACCESSTOKEN' | 'PRIVATE_KEY_JWT';

/** Whether a token can be sent in a header as it is (RFC 6750 §2.1 allows less). */
export const isSinkToken = (token: string): boolean => /^[\x21-\x7e]{1,4096}$/.test(token);

/** Where the events of one resource are to be sent, and for how long. */
export interface SinkSubscription {
  readonly resourceId: string;
  readonly owner: Owner;
  readonly sink: string;
  /** CloudEvents `type` that is wanted. */
  readonly eventType: string;
  /** CloudEvents `source` of the resource. */
  readonly source: string;
  /** Null: events are sent without a token. */
  readonly credentialType: SinkCredentialType | null;
  /** ACCESSTOKEN: bearer token for the sink; kept sealed. */
  readonly accessToken: string | null;
  readonly accessTokenExpiresAt: Date | null;
  /** PRIVATE_KEY_JWT: whom we are at the sink's authorization server. */
  readonly clientId: string | null;
  /** PRIVATE_KEY_JWT: where that server gives tokens. */
  readonly tokenUri: string | null;
  readonly expiresAt: Date | null;
  readonly maxEvents: number | null;
  readonly initialEvent: boolean;
  readonly now: Date;
}

/** Takes note of sinks; the module `notifications` serves them. */
export interface Sinks {
  /**
   * Whether an address may be called, of a sink or of a token endpoint.
   * @throws Refusal with the role's code when it may not: no https, or it leads into a private network
   */
  admit(address: string, role: AddressRole): Promise<void>;
  /**
   * In the transaction that makes the resource, or gives it another sink. What waits for the same sink under a subscription that
   * has ended becomes the new one's, so that the sink hears of the resource in order.
   */
  register(tx: Statements, subscription: SinkSubscription): Promise<void>;
  /** The resource's sinks hear of nothing that comes later; what waits for them is still sent. In the transaction that takes another sink, or none. */
  end(tx: Statements, resourceId: string): Promise<void>;
}

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

export function createSinks({ vault, guard }: { readonly vault: Vault; readonly guard: SinkGuard }): Sinks {
  return {
    admit: async (address, role) => void (await guard.resolve(address, role)),
    async register(tx, { owner, accessToken, accessTokenExpiresAt, clientId, now, ...rest }) {
      const id = newId();
      const credential = accessToken === null ? null : vault.seal(accessToken);
      await tx.$executeRaw`
        INSERT INTO "EventSubscription" (id, "clientId", "userId", "resourceId", sink, "credentialType", credential, "credentialExpiresAt", "credentialClientId",
          "tokenUri", "eventType", source, "expiresAt", "maxEvents", "initialEvent", "createdAt")
        VALUES (${id}::uuid, ${owner.clientId}, ${owner.userId}, ${rest.resourceId}::uuid, ${rest.sink}, ${rest.credentialType}, ${credential}, ${iso(accessTokenExpiresAt)}::timestamptz, ${clientId},
          ${rest.tokenUri}, ${rest.eventType}, ${rest.source}, ${iso(rest.expiresAt)}::timestamptz, ${rest.maxEvents}::int, ${rest.initialEvent}, ${iso(now)}::timestamptz)`;
      const inherited = await tx.$executeRaw`
        UPDATE "EventDelivery" AS delivery SET "subscriptionId" = ${id}::uuid FROM "EventSubscription" AS old
        WHERE old.id = delivery."subscriptionId" AND old."resourceId" = ${rest.resourceId}::uuid AND old.sink = ${rest.sink}
          AND old.state = 'ENDED' AND old."endReason" <> 'GONE' AND delivery.state = 'PENDING'`;
      if (inherited > 0) await enqueueJob(tx, { kind: SERVE_SINK, key: id, payload: {} }, now);
    },
    async end(tx, resourceId) {
      await tx.$executeRaw`UPDATE "EventSubscription" SET state = 'ENDED', "endReason" = 'SUBSCRIPTION_DELETED' WHERE "resourceId" = ${resourceId}::uuid AND state = 'ACTIVE'`;
    },
  };
}
