import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import type { EventLog } from '../../../outbound/event-log.js';
import type { Jobs } from '../../../outbound/jobs.js';
import type { Once } from '../../../outbound/once.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { CallbackAddresses } from '../federation/callback-address.service.js';
import type { FederationStore } from '../federation/federation.store.js';
import { RETRY_MOST_MS, type FederationManager } from '../manager/fm.types.js';
import type { OwnApps } from '../neighbours.types.js';
import { instanceRecorder } from './instance-recorder.service.js';
import { instanceWorker } from './instance.worker.js';
import { INSTANCE, ONBOARDING, onboardingRecorder } from './onboarding-recorder.service.js';
import { onboardingTold } from './onboarding-told.service.js';
import { onboardingLoaders } from './onboarding.loaders.js';
import { onboardingWorker } from './onboarding.worker.js';
import { instanceStore } from './partner-instance.store.js';
import { onboardingChangeResolver } from './partner-onboarding-change.resolver.js';
import { onboardingChanges } from './partner-onboarding-change.service.js';
import { AppOnboardingsResolver, FederationOnboardingsResolver, PartnerInstanceResolver, PartnerOnboardingResolver } from './partner-onboarding.resolver.js';
import { onboardingService } from './partner-onboarding.service.js';
import { onboardingStore } from './partner-onboarding.store.js';
import { placementService } from './placement.service.js';

export interface OnboardingOptions {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly once: Once;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly manager: FederationManager;
  readonly federations: FederationStore;
  readonly addresses: CallbackAddresses;
  /** The module edge. */
  readonly own: OwnApps;
  /** How often what runs at a partner is looked at when nothing moves. Milliseconds. */
  readonly pollMs: number;
  /** Deadline of one call to a manager in milliseconds. */
  readonly timeoutMs: number;
}

type Reference = Readonly<Record<string, unknown>>;
const idOf = ({ id }: Reference): string => String(id);

/** Our apps at partners: their onboardings, and their instances in zones of partners. */
export function createOnboarding({ db, jobs, once, events, clock, manager, federations, addresses, own, pollMs, timeoutMs }: OnboardingOptions) {
  const onboardings = onboardingStore(db);
  const instances = instanceStore(db);
  const recorder = onboardingRecorder({ onboardings, instances, jobs, clock });
  const recordInstance = instanceRecorder({ db, instances, onboardings, recorder, own, clock });
  const service = onboardingService({ db, onboardings, instances, federations, recorder, own, once, clock });
  const loaders = onboardingLoaders(service, federations);
  const lateMs = 4 * timeoutMs;

  jobs.handle(ONBOARDING, onboardingWorker({ db, onboardings, instances, federations, recorder, manager, own, addresses, clock, random: () => randomBytes(24), pollMs, lateMs }), { mostMs: RETRY_MOST_MS });
  jobs.handle(INSTANCE, instanceWorker({ onboardings, instances, federations, recorder: recordInstance, manager, own, addresses, clock, pollMs, lateMs }), { concurrency: 8, mostMs: RETRY_MOST_MS });

  const stream = onboardingChangeResolver(onboardingChanges(events));
  const resolvers = new Map<unknown, unknown>([
    [PartnerOnboardingResolver, new PartnerOnboardingResolver(service, loaders)],
    [PartnerInstanceResolver, new PartnerInstanceResolver(loaders)],
    [AppOnboardingsResolver, new AppOnboardingsResolver(loaders)],
    [FederationOnboardingsResolver, new FederationOnboardingsResolver(service)],
    [stream, new stream()],
  ]);
  return {
    /** For neighbours in this process. */
    service,
    /** What the module edge asks for instances in zones of partners. */
    placements: placementService({ onboardings, instances, federations, recorder, clock }),
    /** Where callbacks about apps go. */
    told: onboardingTold({ db, onboardings, instances, recorder, instanceRecorder: recordInstance }),
    /** By their classes. */
    resolvers,
    references: {
      PartnerOnboarding: (ref: Reference, ctx: RequestContext) => loaders(ctx).onboarding.load(idOf(ref)),
      PartnerInstance: (ref: Reference, ctx: RequestContext) => loaders(ctx).instance.load(idOf(ref)),
      App: (ref: Reference) => ({ id: idOf(ref) }),
    },
  };
}
