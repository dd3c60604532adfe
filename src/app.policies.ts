import { join } from 'node:path';
import type { Config } from './config.js';
import type { CostPolicy } from './inbound/graphql/cost.js';
import { DEFAULT_LIMITS, type Limits } from './inbound/graphql/limits.js';
import { createTrustedDocuments, NO_TRUSTED_DOCUMENTS, type TrustedDocuments } from './inbound/graphql/trusted.js';
import { readDocumentFiles, trustedTexts } from './inbound/graphql/trusted-files.js';
import type { Check } from './inbound/health.js';
import type { Operations } from './inbound/operations.js';
import type { Clock } from './kernel/clock.js';
import type { Log } from './kernel/context.js';
import type { Metrics } from './outbound/metrics.js';
import { createRateLimiter, type RateLimiter } from './outbound/rate-limit.js';
import { createRateStore } from './outbound/rate-limit.store.js';
import type { Database } from './outbound/storage/database.js';
import { projectFolder } from './outbound/storage/migrate.js';

export interface Policies {
  /** Of documents that callers write. */
  readonly limits: Limits;
  /** Undefined where nothing is limited and nothing measured. */
  readonly cost: CostPolicy | undefined;
  /** Undefined where callers are not counted. */
  readonly rate: RateLimiter | undefined;
  /** The documents of our own, read and prepared. */
  documentsOn(operations: Operations): Promise<TrustedDocuments>;
  /** How it stands with them. */
  readonly sources: Readonly<Record<string, Check>>;
}

export interface PolicyOptions {
  readonly config: Pick<Config, 'portal'>;
  readonly db: Pick<Database, 'pool'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'cost' | 'rateLimited' | 'gauge'>;
}

/** What one caller may ask of the gateway, and how often. */
export function createPolicies({ config, db, clock, log, metrics }: PolicyOptions): Policies {
  const { cost, rate: counted, documents } = config.portal;
  const enforce = cost.mode === 'enforce';
  const limits = { ...DEFAULT_LIMITS, cost: (enforce ? cost.limit : undefined) ?? Number.POSITIVE_INFINITY };
  const rate = counted && createRateLimiter({ ...counted, store: createRateStore(db), clock, log, onRefused: metrics.rateLimited });
  if (rate) metrics.gauge('northbound_rate_limit_alone', 'Whether this replica counts operations by itself, as the database is away.', () => Number(rate.alone));

  let known: TrustedDocuments = NO_TRUSTED_DOCUMENTS;
  const check: Check = () => (known.faults.size ? { ok: false, reason: `these do not fit the graph: ${[...known.faults.keys()].join(', ')}` } : { ok: true });

  return {
    limits,
    sources: documents.mode === 'off' ? {} : { documents: check },
    cost: enforce && cost.limit === undefined ? undefined : { limit: cost.limit, enforce, observe: enforce ? undefined : metrics.cost },
    rate,
    async documentsOn(operations) {
      const { mode, folder = join(projectFolder(), 'schema', 'operations') } = documents;
      if (mode === 'off') return NO_TRUSTED_DOCUMENTS;
      const onFault = (err: Error): void => log.error({ err, folder }, 'a file of trusted documents cannot be used');
      const texts = trustedTexts(await readDocumentFiles(folder), onFault);
      if (texts.length === 0 && (mode === 'only' || documents.folder !== undefined)) log.warn({ folder }, 'there are no trusted documents');
      return (known = createTrustedDocuments({ mode, texts, operations, limits, log }));
    },
  };
}
