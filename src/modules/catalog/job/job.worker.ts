import type { Owner } from '../../../kernel/caller.js';
import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import { newId } from '../../../kernel/id.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import { failureFields } from '../../../outbound/failure.js';
import type { JobHandler, JobRun } from '../../../outbound/jobs.js';
import { record } from '../../../outbound/outbox.js';
import type { Database, Statements } from '../../../outbound/storage/database.js';
import { findDocuments, pageDocuments } from '../../../outbound/storage/documents.js';
import { insertCandidates } from '../candidate/candidate.service.js';
import { resourcesChanged, type ResourceChange } from '../catalog.events.js';
import { insertCategories } from '../category/category.service.js';
import { lockStructure } from '../category/category-refs.store.js';
import { insertResources, type NewResource } from '../resource/resource.store.js';
import type { ResourceKind } from '../resource/resource.types.js';
import { hrefsOf, type Shown } from '../resource/shown.rules.js';
import { importedResources, JobFailure, kindOf, selected } from './job.rules.js';
import { MOST_BYTES, type JobSource } from './job.source.js';
import type { JobKind, JobStore } from './job.store.js';

export interface JobWorkOptions {
  readonly db: Database;
  readonly rows: JobStore;
  readonly source: JobSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly publicUrl: string;
  readonly shown: Shown;
}

/** Who asked for the job; kept with the work. */
interface Asked {
  readonly owner: Owner;
  readonly correlator: string;
}

/** Does what import and export jobs say. What fails for a reason that lies in the job is over, and tells why; anything else is tried again. */
export function jobWork(options: JobWorkOptions): Readonly<Record<JobKind, JobHandler>> {
  const { db, rows, clock } = options;

  const done = (kind: JobKind, id: string, status: 'Succeeded' | 'Failed', errorLog?: string): JsonObject => ({ status, completionDate: clock.now().toISOString(), ...(errorLog !== undefined && { errorLog }) });

  const run = (kind: JobKind, work: (document: JsonObject, run: JobRun, asked: Asked) => Promise<(tx: Statements) => Promise<void>>): JobHandler =>
    async function runCatalogJob(payload, job) {
      if (!(await db.transact((tx) => rows.note(tx, kind, job.key, { status: 'Running' }, clock.now())))) return;
      const [row] = await findDocuments(db, kind, [job.key]);
      if (!row) return;
      try {
        const finish = await work(row.document, job, payload as Asked);
        await db.transact(async (tx) => {
          if (!(await rows.note(tx, kind, job.key, done(kind, job.key, 'Succeeded'), clock.now()))) return;
          await finish(tx);
        });
      } catch (failure) {
        if (!(failure instanceof JobFailure || failure instanceof Refusal)) throw failure;
        options.log.info({ job: job.key, kind, ...failureFields(failure) }, 'a job of the catalog has failed');
        await db.transact((tx) => rows.note(tx, kind, job.key, done(kind, job.key, 'Failed', failure.message), clock.now()));
      }
    };

  return {
    ImportJob: run('ImportJob', (document, job, asked) => importFrom(options, document, job, asked)),
    ExportJob: run('ExportJob', (document, job) => exportTo(options, document, job)),
  };
}

async function importFrom({ source, clock }: JobWorkOptions, document: JsonObject, { key, signal }: JobRun, { owner, correlator }: Asked) {
  const [kind, now] = [kindOf(document), clock.now()];
  const found = importedResources(kind, await source.read(String(document['url']), signal), now);
  const resources = found.map(({ id = newId(), document: resource }) => ({ id, document: resource }));
  return async (tx: Statements): Promise<void> => {
    const others = await insertAll(tx, kind, resources, now);
    const changes = resources.map(({ id, document: { name } }): ResourceChange => ({ kind, change: 'CREATED', id, name: String(name) }));
    await record(tx, resourcesChanged({ subject: key, organizationId: null, owner, time: now, correlator }, [...changes, ...others]));
  };
}

async function insertAll(tx: Statements, kind: ResourceKind, resources: readonly NewResource[], now: Date): Promise<readonly ResourceChange[]> {
  if (kind === 'ServiceCandidate') return insertCandidates(tx, resources, now);
  if (kind === 'ServiceCategory') return insertCategories(tx, resources, now);
  if (kind === 'ServiceCatalog') await lockStructure(tx);
  await insertResources(tx, kind, resources, now);
  return [];
}

/** Read at a time. */
const PAGE = 500;

async function exportTo({ db, source, shown, publicUrl }: JobWorkOptions, document: JsonObject, { signal }: JobRun) {
  const kind = kindOf(document);
  const filter = hrefsOf(publicUrl, kind).filter(selected(document));
  const parts: string[] = [];
  let length = 2;
  for (let offset = 0; ; offset += PAGE) {
    const { rows, hasNextPage } = await pageDocuments(db, kind, { filter, first: PAGE, offset });
    for (const row of rows) {
      const part = JSON.stringify(shown(kind, row.id, row.document));
      length += Buffer.byteLength(part) + 1;
      if (length > MOST_BYTES) throw new JobFailure('What is selected is longer than 10 MiB.');
      parts.push(part);
    }
    if (!hasNextPage) break;
  }
  const { contentType } = document;
  await source.write(String(document['url']), `[${parts.join(',')}]`, typeof contentType === 'string' && contentType.includes('json') ? contentType : 'application/json', signal);
  return () => Promise.resolve();
}
