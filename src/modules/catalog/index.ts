import type { Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/context.js';
import type { LoggedEvent } from '../../kernel/event.js';
import type { EventLog } from '../../outbound/event-log.js';
import type { Jobs } from '../../outbound/jobs.js';
import type { Once } from '../../outbound/once.js';
import type { PeerGuard } from '../../outbound/peer-guard.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import { candidateService } from './candidate/candidate.service.js';
import { RESOURCES_CHANGED } from './catalog.events.js';
import { catalogSubgraph } from './catalog.resolver.js';
import { categoryService } from './category/category.service.js';
import { catalogJobs, WORK } from './job/job.service.js';
import { jobSource } from './job/job.source.js';
import { jobStore } from './job/job.store.js';
import { jobWork } from './job/job.worker.js';
import { toHubNotices } from './notices.events.js';
import { peeredCatalog } from './peered/peered.service.js';
import { ownIds, shownIds } from './peered/peered.store.js';
import { CATALOG_TOPICS } from './peered/peered.rules.js';
import { relationStore } from './resource/relation.store.js';
import { createShown } from './resource/shown.rules.js';
import { serviceCatalogService } from './service-catalog/service-catalog.service.js';
import { specificationService } from './specification/specification.service.js';

export { CATALOG_EVENTS } from './catalog.events.js';

export interface CatalogOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly jobs: Jobs;
  readonly events: EventLog;
  readonly once: Once;
  /** Under which clients reach the gateway. */
  readonly publicUrl: string;
  /** Of the addresses of import and export jobs. */
  readonly guard: Pick<PeerGuard, 'admit' | 'agent'>;
}

/** The TMF633 service catalog: what is kept here, and what peered OSSs offer. */
export function createCatalog({ db, clock, log, jobs, events, once, publicUrl, guard }: CatalogOptions) {
  const shown = createShown(publicUrl);
  const shared = { db, once, clock, publicUrl, shown };
  const rows = jobStore(db);
  const services = {
    specifications: specificationService(shared),
    candidates: candidateService(shared),
    categories: categoryService(shared),
    catalogs: serviceCatalogService(shared),
    jobs: catalogJobs({ ...shared, rows, jobs }),
    relations: relationStore(db),
  };
  const work = jobWork({ db, rows, source: jobSource({ guard }), clock, log, publicUrl, shown });
  jobs.handle(WORK.ImportJob, work.ImportJob, { concurrency: 1 });
  jobs.handle(WORK.ExportJob, work.ExportJob, { concurrency: 2 });
  const peered = peeredCatalog({ clock });
  return {
    subgraph: catalogSubgraph(services, shown, events),
    /** Hears what is told of peered OSSs. */
    consumer: { name: 'catalog', types: CATALOG_TOPICS as readonly string[], handle: (event: LoggedEvent, tx: Tx): Promise<void> => peered.hear(event, tx) },
    /** Types of the events that hubs may hear of. */
    events: [RESOURCES_CHANGED] as readonly string[],
    toHubNotices: (event: LoggedEvent) => toHubNotices(event, shown),
    services,
    /** Which of the ids are specifications that come from no other organization. */
    ownIds: (ids: readonly string[]): Promise<ReadonlySet<string>> => db.transact((tx) => ownIds(tx, ids)),
    /** Which of the ids are specifications that are there. */
    shownIds: (ids: readonly string[]): Promise<ReadonlySet<string>> => db.transact((tx) => shownIds(tx, ids)),
  };
}
