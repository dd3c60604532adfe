import type { Dispatcher } from 'undici';
import type { FederationsSettings } from '../settings.types.js';
import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import type { Jobs } from '../../../outbound/jobs.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { Vault } from '../../../outbound/storage/secrets.js';
import type { OwnEdge } from '../neighbours.types.js';
import { callbackSender, type AddressGuard } from './callback-sender.service.js';
import { callbackSource } from './callback-sender.source.js';
import type { CallbackSender } from './callback-sender.types.js';
import { CALLBACKS_AT_ONCE, callbackWorker, SEND_CALLBACK } from './callback-sender.worker.js';
import { callbackTokens } from './callback-token.source.js';
import { HostedApplicationResolver } from './hosted-application.resolver.js';
import { hostedApplicationService } from './hosted-application.service.js';
import { hostedApplicationStore } from './hosted-application.store.js';
import { HOSTED_APPLICATION, hostedApplicationWorker } from './hosted-application.worker.js';
import { hostedArtefactService } from './hosted-artefact.service.js';
import { hostedArtefactStore } from './hosted-artefact.store.js';
import { HostedFederationResolver } from './hosted-federation.resolver.js';
import { hostedFederationService } from './hosted-federation.service.js';
import { hostedFederationStore } from './hosted-federation.store.js';
import { instanceConsumer } from './hosted-instance.events.js';
import { hostedInstanceService } from './hosted-instance.service.js';
import { hostedInstanceStore } from './hosted-instance.store.js';
import { HOSTED_INSTANCE, hostedInstanceWorker } from './hosted-instance.worker.js';
import { hostedZoneService } from './hosted-zone.service.js';
import { offeredZonesService } from './offered-zones.service.js';
import { OFFERED_ZONES, offeredZonesWorker } from './offered-zones.worker.js';

export interface CallbackSenderParts {
  readonly jobs: Jobs;
  readonly vault: Vault;
  /** Its agent connects to no address that it refuses. */
  readonly guard: AddressGuard & { readonly agent: Dispatcher };
  readonly clock: Clock;
  /** One exchange with a partner in milliseconds, where that is less than CALLBACK_MS. */
  readonly timeoutMs: number;
}

/** Whoever is told something has nothing to do for it. */
const CALLBACK_MS = 5_000;

/** Sends callbacks to partners; one for the whole process, before the jobs start. */
export function createCallbackSender({ jobs, vault, guard, clock, timeoutMs }: CallbackSenderParts): CallbackSender {
  const source = callbackSource({ agent: guard.agent, deadlineMs: Math.min(timeoutMs, CALLBACK_MS) });
  jobs.handle(SEND_CALLBACK, callbackWorker({ source, tokens: callbackTokens({ source, clock }), guard, vault, clock }), { concurrency: CALLBACKS_AT_ONCE });
  return callbackSender({ jobs, guard, clock });
}

export interface HostingOptions {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly vault: Vault;
  readonly edge: OwnEdge;
  readonly callbacks: CallbackSender;
  readonly clock: Clock;
  readonly config: Pick<FederationsSettings, 'operator' | 'pollMs' | 'zones' | 'flavours' | 'callback'>;
  /** Under which partners reach the gateway. */
  readonly publicUrl: string;
}

type Reference = Readonly<Record<string, unknown>>;

/** What partners do with us: the E/WBI that they call, and their apps at our edge. */
export function createHosting({ db, jobs, vault, edge, callbacks, clock, config, publicUrl }: HostingOptions) {
  const federations = hostedFederationStore(db);
  const artefacts = hostedArtefactStore(db);
  const applications = hostedApplicationStore(db);
  const instances = hostedInstanceStore(db);
  const offered = offeredZonesService({ edge, config, publicUrl });
  const rows = { db, federations, artefacts, applications, instances };

  jobs.handle(HOSTED_APPLICATION, hostedApplicationWorker({ ...rows, edge, callbacks, vault, clock }));
  jobs.handle(HOSTED_INSTANCE, hostedInstanceWorker({ ...rows, edge, callbacks, clock }));
  jobs.handle(OFFERED_ZONES, offeredZonesWorker({ db, federations, offered, callbacks, jobs, clock, pollMs: config.pollMs }));

  const services = {
    federations: hostedFederationService({ db, federations, artefacts, offered, callbacks, jobs, vault, clock, config }),
    zones: hostedZoneService({ db, federations, applications, offered, callbacks, clock }),
    artefacts: hostedArtefactService({ ...rows, vault, clock }),
    applications: hostedApplicationService({ ...rows, callbacks, jobs, vault, clock, countryCode: config.operator.countryCode }),
    instances: hostedInstanceService({ ...rows, offered, callbacks, jobs, clock }),
  };
  return {
    services,
    consumer: instanceConsumer({ instances, jobs, clock }),
    resolvers: new Map<Function, unknown>([
      [HostedFederationResolver, new HostedFederationResolver(services.federations, services.zones)],
      [HostedApplicationResolver, new HostedApplicationResolver(services.artefacts, services.applications, services.instances)],
    ]),
    references: {
      HostedFederation: ({ federationContextId }: Reference, ctx: RequestContext) => services.federations.find(ctx, String(federationContextId)),
    },
  };
}
