import type { DocumentRow } from '../../../outbound/storage/documents.js';
import { momentAt, textAt } from '../resource/members.rules.js';
import type { Shown } from '../resource/shown.rules.js';
import type { JobStatus } from './job.rules.js';
import { CatalogJobStatus, type ExportJob, type ImportJob } from './job.types.js';

const STATUS: Readonly<Record<JobStatus, CatalogJobStatus>> = {
  'Not Started': CatalogJobStatus.NOT_STARTED,
  Running: CatalogJobStatus.RUNNING,
  Succeeded: CatalogJobStatus.SUCCEEDED,
  Failed: CatalogJobStatus.FAILED,
};

export const toImportJob = (row: DocumentRow, shown: Shown): ImportJob => {
  const document = shown('ImportJob', row.id, row.document);
  return {
    id: row.id,
    href: String(document['href']),
    url: String(document['url']),
    path: textAt(document, 'path'),
    contentType: textAt(document, 'contentType'),
    status: STATUS[textAt(document, 'status') as JobStatus],
    errorLog: textAt(document, 'errorLog'),
    creationDate: row.createdAt,
    completionDate: momentAt(document, 'completionDate'),
    document,
  };
};

export const toExportJob = (row: DocumentRow, shown: Shown): ExportJob => {
  const document = shown('ExportJob', row.id, row.document);
  return { ...toImportJob(row, shown), href: String(document['href']), query: textAt(document, 'query'), document };
};
