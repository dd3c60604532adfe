import type { Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/context.js';
import type { EventLog } from '../../outbound/event-log.js';
import type { Jobs } from '../../outbound/jobs.js';
import type { Once } from '../../outbound/once.js';
import type { Database } from '../../outbound/storage/database.js';
import type { Vault } from '../../outbound/storage/secrets.js';
import { callbackAddresses, federationCallbackKey } from './federation/callback-address.service.js';
import { federationStore } from './federation/federation.store.js';
import { createFederationSide } from './federation/index.js';
import { FEDERATIONS_SCOPES } from './federations.scopes.js';
import { createCallbackSender, createHosting, type CallbackSenderParts } from './hosting/index.js';
import { createManager, type ManagerOptions } from './manager/index.js';
import type { OwnApps, OwnEdge } from './neighbours.types.js';
import { createOnboarding } from './onboarding/index.js';
import type { FederationsSettings } from './settings.types.js';
import { App, AppInstance, EdgeCloudZone } from './stub.types.js';

export { FEDERATIONS_EVENTS } from './federations.events.js';

export interface FederationsOptions {
  readonly db: Database;
  readonly vault: Vault;
  readonly jobs: Jobs;
  readonly once: Once;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: ManagerOptions['metrics'];
  /** The gateway's secret key: callback addresses are signed with a key made of it. */
  readonly secret: Buffer;
  /** Where partners' callback links may lead. */
  readonly guard: CallbackSenderParts['guard'];
  readonly settings: FederationsSettings;
  /** Under which partners reach the gateway. */
  readonly publicUrl: string;
  /** The module edge: its apps, which partners run for us … */
  readonly own: OwnApps;
  /** … and its zones, which we lend to partners. */
  readonly edge: OwnEdge;
}

/** Operators that lend each other their edges: our apps at partners', and partners' apps at ours. */
export function createFederations(options: FederationsOptions) {
  const { db, vault, jobs, once, events, clock, log, metrics, secret, guard, settings, publicUrl, own, edge } = options;
  const { timeoutMs, pollMs, operator, callback } = settings;
  const manager = createManager({ db, vault, partners: settings.partners, timeoutMs, log, metrics, clock });
  const store = federationStore(db);
  const addresses = callbackAddresses({ publicUrl, key: federationCallbackKey(secret) });
  const sender = createCallbackSender({ jobs, vault, guard, clock, timeoutMs });
  const common = { db, vault, jobs, once, events, clock, manager, addresses, timeoutMs, pollMs };
  const onboarding = createOnboarding({ ...common, federations: store, own });
  const federation = createFederationSide({ ...common, store, told: onboarding.told, sender, operator, callback });
  const hosting = createHosting({ db, jobs, vault, edge, callbacks: sender, clock, config: settings, publicUrl });

  const resolvers = new Map<unknown, unknown>([...federation.resolvers, ...onboarding.resolvers, ...hosting.resolvers]);
  return {
    /** For the module edge. */
    partners: { zones: federation.shownZones, ...onboarding.placements },
    consumer: hosting.consumer,
    subgraph: {
      name: 'federations',
      resolvers: [...resolvers.keys()] as [Function, ...Function[]],
      orphanedTypes: [App, AppInstance, EdgeCloudZone],
      container: { get: (resolver: unknown) => resolvers.get(resolver) },
      references: { ...federation.references, ...onboarding.references, ...hosting.references },
      scopes: FEDERATIONS_SCOPES,
    },
    /** How it stands with the managers, by partner. */
    state: manager.state,
    close: manager.close,
  };
}
