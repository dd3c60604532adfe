import { systemClock, type Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import type { PeerMetrics } from '../../../outbound/http.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { Vault } from '../../../outbound/storage/secrets.js';
import type { PartnerSettings } from '../settings.types.js';
import { federationTokens } from './federation-token.store.js';
import { tokenKeeper } from './fm-token.source.js';
import { createFederationManager } from './fm.source.js';
import type { FederationManager } from './fm.types.js';

export interface ManagerOptions {
  readonly db: Database;
  readonly vault: Vault;
  readonly partners: readonly PartnerSettings[];
  readonly timeoutMs: number;
  readonly log: Log;
  readonly metrics?: PeerMetrics | undefined;
  readonly clock?: Clock | undefined;
}

/** The client of the partners' Federation Managers. Closing it ends its connections; the database is the caller's. */
export function createManager({ db, vault, partners, timeoutMs, log, metrics, clock = systemClock }: ManagerOptions): FederationManager {
  const tokens = tokenKeeper({ partners, store: federationTokens(db, vault, clock, log), timeoutMs, log, clock, metrics });
  return createFederationManager({ partners, tokens, timeoutMs, log, metrics, clock });
}
