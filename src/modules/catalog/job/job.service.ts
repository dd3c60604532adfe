import { ownerOf } from '../../../kernel/caller.js';
import type { RequestContext } from '../../../kernel/context.js';
import type { Page } from '../../../kernel/page.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { ResourceQuery } from '../../../kernel/tmf/page.js';
import type { Jobs } from '../../../outbound/jobs.js';
import { findDocuments, pageDocuments, type DocumentRow } from '../../../outbound/storage/documents.js';
import { freshRow, meantDocument, revived, type CreationInput, type ResourceOptions } from '../resource/resource.service.js';
import { hrefsOf } from '../resource/shown.rules.js';
import { newJob } from './job.rules.js';
import type { JobKind, JobStore } from './job.store.js';

/** Kind of the work that a job is, in the table of jobs. */
export const WORK: Readonly<Record<JobKind, string>> = { ImportJob: 'catalog.import', ExportJob: 'catalog.export' };

export interface CatalogJobs {
  /** @throws Refusal INVALID_ARGUMENT */
  create(ctx: RequestContext, kind: JobKind, input: CreationInput): Promise<DocumentRow>;
  /** @throws Refusal NOT_FOUND */
  get(kind: JobKind, id: string): Promise<DocumentRow>;
  find(kind: JobKind, ids: readonly string[]): Promise<readonly (DocumentRow | null)[]>;
  /** @throws Refusal INVALID_ARGUMENT, OUT_OF_RANGE */
  page(kind: JobKind, query: ResourceQuery): Promise<Page<DocumentRow>>;
  /** One that has not begun is not done then. @throws Refusal NOT_FOUND */
  delete(kind: JobKind, id: string): Promise<string>;
}

export interface CatalogJobsOptions extends Pick<ResourceOptions, 'db' | 'once' | 'clock' | 'publicUrl'> {
  readonly rows: JobStore;
  readonly jobs: Pick<Jobs, 'enqueue'>;
}

const noSuch = (): Refusal => new Refusal('NOT_FOUND', 'There is no such job.');

export const catalogJobs = ({ db, once, clock, publicUrl, rows, jobs }: CatalogJobsOptions): CatalogJobs => ({
  find: (kind, ids) => findDocuments(db, kind, ids),
  page: (kind, query) => pageDocuments(db, kind, { ...query, filter: hrefsOf(publicUrl, kind).filter(query.filter) }),
  async create(ctx, kind, input) {
    const now = clock.now();
    const made = await once.within(ctx, async () => {
      const row = freshRow(newJob(meantDocument(input), now), now);
      return async (tx) => {
        await rows.insert(tx, kind, row.id, row.document, now);
        await jobs.enqueue(tx, { kind: WORK[kind], key: row.id, payload: { owner: ownerOf(ctx.caller), correlator: ctx.correlator }, runAt: now });
        return row;
      };
    });
    return revived(made);
  },
  async get(kind, id) {
    const [row] = await findDocuments(db, kind, [id]);
    if (!row) throw noSuch();
    return row;
  },
  async delete(kind, id) {
    if (!(await rows.delete(kind, id))) throw noSuch();
    return id;
  },
});
