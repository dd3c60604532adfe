import type { JsonObject } from '../../../kernel/tmf/document.js';
import type { Database, Statements } from '../../../outbound/storage/database.js';

export type JobKind = 'ImportJob' | 'ExportJob';

export interface JobStore {
  insert(tx: Statements, kind: JobKind, id: string, document: JsonObject, now: Date): Promise<void>;
  /** Adds members. @returns false when the job is gone */
  note(tx: Statements, kind: JobKind, id: string, members: JsonObject, now: Date): Promise<boolean>;
  /** @returns what it was, or undefined when there is none */
  delete(kind: JobKind, id: string): Promise<boolean>;
}

export const jobStore = ({ pool }: Pick<Database, 'pool'>): JobStore => ({
  async insert(tx, kind, id, document, now) {
    const text = JSON.stringify(document);
    if (kind === 'ImportJob') await tx.$executeRaw`INSERT INTO "ImportJob" (id, document, "createdAt", "updatedAt") VALUES (${id}, ${text}::jsonb, ${now}, ${now})`;
    else await tx.$executeRaw`INSERT INTO "ExportJob" (id, document, "createdAt", "updatedAt") VALUES (${id}, ${text}::jsonb, ${now}, ${now})`;
  },
  async note(tx, kind, id, members, now) {
    const text = JSON.stringify(members);
    const changed =
      kind === 'ImportJob'
        ? await tx.$executeRaw`UPDATE "ImportJob" SET document = document || ${text}::jsonb, "updatedAt" = ${now} WHERE id = ${id}`
        : await tx.$executeRaw`UPDATE "ExportJob" SET document = document || ${text}::jsonb, "updatedAt" = ${now} WHERE id = ${id}`;
    return changed === 1;
  },
  async delete(kind, id) {
    if (id.includes('\0')) return false;
    return (await pool.query(`DELETE FROM "${kind}" WHERE id = $1`, [id])).rowCount === 1;
  },
});
