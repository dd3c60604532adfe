import type { Clock } from '../../kernel/clock.js';
import type { RequestContext } from '../../kernel/context.js';
import type { EventLog } from '../../outbound/event-log.js';
import type { Jobs } from '../../outbound/jobs.js';
import type { Once } from '../../outbound/once.js';
import type { Sinks } from '../../outbound/sinks.js';
import type { Database } from '../../outbound/storage/database.js';
import type { Vault } from '../../outbound/storage/secrets.js';
import { appDeploymentService } from './app-deployment.service.js';
import { appDeploymentStore } from './app-deployment.store.js';
import { AppDeploymentResolver } from './app-deployment.resolver.js';
import { AppInstanceResolver } from './app-instance.resolver.js';
import { appInstanceService } from './app-instance.service.js';
import { appInstanceStore } from './app-instance.store.js';
import { AppResolver } from './app.resolver.js';
import { appService } from './app.service.js';
import { appStore } from './app.store.js';
import { APP_SETTLE, appSettler } from './app.worker.js';
import { EdgeCloudZoneResolver } from './edge-cloud-zone.resolver.js';
import { edgeCloudZoneService } from './edge-cloud-zone.service.js';
import { edgeLoaders } from './edge.loaders.js';
import { EDGE_EVENTS } from './edge.events.js';
import { EDGE_SCOPES } from './edge.scopes.js';
import { FOLLOW, followWorker } from './follow.worker.js';
import { instanceRecorder } from './instance-recorder.service.js';
import { noPartners, type PartnerEdges } from './neighbours.types.js';
import { toNotice } from './notices.events.js';
import { partnerAppService } from './partner-app.service.js';
import { PLACEMENT, placementWorker } from './placement.worker.js';
import type { SrmSource } from './srm.types.js';
import { statusChangeResolvers } from './status-change.resolver.js';
import { statusChangeService } from './status-change.service.js';
import { subscriptionService } from './subscription-request.service.js';

export { EDGE_EVENTS } from './edge.events.js';

export interface EdgeOptions {
  readonly db: Database;
  readonly srm: SrmSource;
  readonly vault: Vault;
  readonly jobs: Jobs;
  readonly once: Once;
  readonly events: EventLog;
  readonly sinks: Sinks;
  /** The edges of operators that federate with ours. @default none */
  readonly partners?: PartnerEdges | undefined;
  readonly clock: Clock;
  /** Country of each zone region; `*` for every other. */
  readonly countries: ReadonlyMap<string, string>;
  /** Base of the CloudEvents source of CAMARA's resources. */
  readonly sourceBase: string;
  /** Deadline of one SRM call in milliseconds. */
  readonly srmTimeoutMs: number;
}

/** Apps, their instances and deployments, and the zones of the SRM and of partners. */
export function createEdge(options: EdgeOptions) {
  const { db, srm, vault, jobs, once, partners = noPartners, clock, countries, sourceBase, srmTimeoutMs } = options;
  const appRows = appStore(db);
  const instanceRows = appInstanceStore(db);
  const deploymentRows = appDeploymentStore(db);
  const recorder = instanceRecorder({ instances: instanceRows, deployments: deploymentRows, clock });
  const subscriptions = subscriptionService({ sinks: options.sinks, sourceBase });
  const zones = edgeCloudZoneService({ srm, partners, countries, clock });
  // Longer than the call may last, so that only what nobody waits for is taken back.
  const interruptedAfterMs = 3 * Math.max(srmTimeoutMs, 1_000);
  const apps = appService({ db, apps: appRows, instancesOf: (tx, appId) => instanceRows.countOfApp(tx, appId), partners, srm, vault, jobs, once, clock, interruptedAfterMs });
  const instances = appInstanceService({ db, apps: appRows, instances: instanceRows, zones, partners, subscriptions, jobs, once, clock, leaveDeployment: (...args) => deployments.leave(...args) });
  const deployments = appDeploymentService({ db, apps: appRows, deployments: deploymentRows, instanceStore: instanceRows, instances, zones, subscriptions, recorder, once, clock });

  jobs.handle(APP_SETTLE, appSettler({ db, apps: appRows, srm, jobs, clock, interruptedAfterMs }));
  jobs.handle(PLACEMENT, placementWorker({ db, apps: appRows, instances: instanceRows, zones, srm, jobs, recorder, clock, lateMs: 4 * srmTimeoutMs }), { exclusive: true });
  jobs.handle(FOLLOW, followWorker({ db, instances: instanceRows, srm, recorder, clock }), { exclusive: true });

  const services = { zones, apps, instances, deployments };
  const loaders = edgeLoaders(services);
  return {
    /** For neighbours in this process. */
    services,
    /** For who runs our apps at partners: their manifests, and where what becomes of their instances is told. */
    partnerApps: partnerAppService({ apps: appRows, recorder, vault }),
    subgraph: edgeSubgraph(services, loaders, statusChangeResolvers(statusChangeService(options.events), loaders)),
    /** Types of the events that sinks may hear of. */
    events: Object.keys(EDGE_EVENTS),
    toNotice,
  };
}

type Reference = Readonly<Record<string, unknown>>;
const idOf = ({ id }: Reference): string => String(id);

function edgeSubgraph(services: Parameters<typeof edgeLoaders>[0], loaders: ReturnType<typeof edgeLoaders>, streams: ReturnType<typeof statusChangeResolvers>) {
  const instances = new Map<unknown, unknown>(
    [EdgeCloudZoneResolver, AppResolver, AppInstanceResolver, AppDeploymentResolver].map((resolver) => [resolver, new resolver(services, loaders)] as const),
  );
  for (const stream of streams) instances.set(stream, new stream());
  return {
    name: 'edge',
    resolvers: [EdgeCloudZoneResolver, AppResolver, AppInstanceResolver, AppDeploymentResolver, ...streams] as [Function, ...Function[]],
    container: { get: (resolver: unknown) => instances.get(resolver) },
    references: {
      EdgeCloudZone: (ref: Reference, ctx: RequestContext) => loaders(ctx).zone.load(idOf(ref)),
      App: (ref: Reference, ctx: RequestContext) => loaders(ctx).app.load(idOf(ref)),
      AppInstance: (ref: Reference, ctx: RequestContext) => loaders(ctx).instance.load(idOf(ref)),
      AppDeployment: (ref: Reference, ctx: RequestContext) => loaders(ctx).deployment.load(idOf(ref)),
    },
    scopes: EDGE_SCOPES,
  };
}
