import type { Owner } from '../kernel/caller.js';
import { newId } from '../kernel/id.js';
import type { SinkGuard } from './sinks.guard.js';
import type { Tx } from './storage/database.js';
import type { Vault } from './storage/secrets.js';

/** Where the events of one resource are to be sent, and for how long. */
export interface SinkSubscription {
  readonly resourceId: string;
  readonly owner: Owner;
  readonly sink: string;
  /** CloudEvents `type` that is wanted. */
  readonly eventType: string;
  /** CloudEvents `source` of the resource. */
  readonly source: string;
  /** Bearer token for the sink; kept sealed. */
  readonly accessToken: string | null;
  readonly accessTokenExpiresAt: Date | null;
  readonly expiresAt: Date | null;
  readonly maxEvents: number | null;
  readonly initialEvent: boolean;
  readonly now: Date;
}

/** Takes note of sinks; the module `notifications` serves them. */
export interface Sinks {
  /** @throws Refusal INVALID_ARGUMENT when the address may not be called */
  admit(sink: string): void;
  /** In the transaction that makes the resource. */
  register(tx: Tx, subscription: SinkSubscription): Promise<void>;
}

export function createSinks({ vault, guard }: { readonly vault: Vault; readonly guard: SinkGuard }): Sinks {
  return {
    admit: (sink) => void guard.admit(sink),
    async register(tx, { owner, accessToken, accessTokenExpiresAt, now, ...rest }) {
      await tx.eventSubscription.create({
        data: {
          id: newId(),
          ...rest,
          clientId: owner.clientId,
          userId: owner.userId,
          credential: accessToken === null ? null : vault.seal(accessToken),
          credentialExpiresAt: accessTokenExpiresAt,
          createdAt: now,
        },
      });
    },
  };
}
