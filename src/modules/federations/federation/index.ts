import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import type { EventLog } from '../../../outbound/event-log.js';
import type { Jobs } from '../../../outbound/jobs.js';
import type { Once } from '../../../outbound/once.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { Vault } from '../../../outbound/storage/secrets.js';
import type { CallbackSender } from '../hosting/callback-sender.types.js';
import { RETRY_MOST_MS, type Credentials, type FederationManager } from '../manager/fm.types.js';
import type { OperatorSettings } from '../settings.types.js';
import type { CallbackAddresses } from './callback-address.service.js';
import { creationService } from './creation.service.js';
import { federationChanges } from './federation-change.service.js';
import { federationChangeResolver } from './federation-change.resolver.js';
import { FEDERATION_JOB } from './federation-job.types.js';
import { federationRecorder } from './federation-recorder.service.js';
import { federationStream } from './federation-stream.service.js';
import { federationLoaders } from './federation.loaders.js';
import { EdgeCloudZoneFederationResolver, FederationResolver, PartnerZoneResolver, TellFederationResolver } from './federation.resolver.js';
import { federationService } from './federation.service.js';
import type { FederationStore } from './federation.store.js';
import { federationWorker } from './federation.worker.js';
import { toldService } from './told.service.js';
import type { Told } from './told.types.js';
import { zoneService } from './zone.service.js';

export interface FederationSideOptions {
  readonly db: Database;
  readonly store: FederationStore;
  readonly addresses: CallbackAddresses;
  readonly manager: FederationManager;
  /** Of the onboardings and instances. */
  readonly told: Told;
  readonly sender: CallbackSender;
  readonly vault: Vault;
  readonly jobs: Jobs;
  readonly once: Once;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly operator: OperatorSettings;
  /** With which partners get a token for our callbacks; undefined: with what the caller gives. */
  readonly callback: Credentials | undefined;
  /** Deadline of one call to a manager, in milliseconds. */
  readonly timeoutMs: number;
  readonly pollMs: number;
}

/** Federations that are looked at at a time: a partner that does not answer must not keep the others waiting. */
const LOOKS = 16;

type Reference = Readonly<Record<string, unknown>>;

/** Federations in which our apps run at a partner's edge, their zones, and what partners tell of them. */
export function createFederationSide(options: FederationSideOptions) {
  const { db, store, manager, jobs, clock, pollMs, events } = options;
  // Longer than any call may last, its token included.
  const interruptedAfterMs = 3 * Math.max(options.timeoutMs, 1_000);
  const recorder = federationRecorder({ db, store, clock });
  const federations = federationService(store);
  const common = { ...options, recorder, interruptedAfterMs };
  const creation = creationService(common);
  const changes = federationChanges(common);
  const zones = zoneService({ ...common, lateMs: interruptedAfterMs });
  const told = toldService(common);
  jobs.handle(FEDERATION_JOB, federationWorker({ db, store, recorder, manager, changes, zones, jobs, clock, interruptedAfterMs, pollMs }), { concurrency: LOOKS, mostMs: RETRY_MOST_MS });

  const loaders = federationLoaders(federations);
  const stream = federationChangeResolver(federationStream(events));
  return {
    services: { federations, creation, changes, zones, told },
    /** Those of partners among the edge cloud zones. */
    shownZones: federations.shownZones,
    loaders,
    resolvers: new Map<unknown, unknown>([
      [FederationResolver, new FederationResolver(federations, creation, changes, zones, loaders)],
      [PartnerZoneResolver, new PartnerZoneResolver(loaders)],
      [EdgeCloudZoneFederationResolver, new EdgeCloudZoneFederationResolver(loaders)],
      [TellFederationResolver, new TellFederationResolver(told)],
      [stream, new stream()],
    ]),
    references: {
      Federation: ({ federationContextId }: Reference, ctx: RequestContext) => loaders(ctx).byContext.load(String(federationContextId)),
      PartnerZone: ({ id }: Reference, ctx: RequestContext) => loaders(ctx).zone.load(String(id)),
    },
  };
}
