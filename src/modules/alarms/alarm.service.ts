import { ownerOf } from '../../kernel/caller.js';
import type { Clock } from '../../kernel/clock.js';
import type { RequestContext } from '../../kernel/context.js';
import { isGiven } from '../../kernel/given.js';
import { mapPage, noRows, pageSize, type Page } from '../../kernel/page.js';
import { Refusal } from '../../kernel/refusal.js';
import { readDocument, type JsonObject } from '../../kernel/tmf/document.js';
import type { Hrefs } from '../../kernel/tmf/href.js';
import { fromResourceCursor, type ResourceQuery } from '../../kernel/tmf/page.js';
import type { Once } from '../../outbound/once.js';
import { record } from '../../outbound/outbox.js';
import type { Database } from '../../outbound/storage/database.js';
import type { DocumentRow } from '../../outbound/storage/documents.js';
import { toAlarm } from './alarm.answers.js';
import type { AlarmRecorder } from './alarm-recorder.service.js';
import { newAlarm, patchedAlarm } from './alarm.rules.js';
import type { AlarmRow, AlarmStore } from './alarm.store.js';
import type { Alarm, CreateAlarmInput } from './alarm.types.js';
import { ALARM_DELETED, alarmEvent, type ToldAlarm } from './alarms.events.js';

/** An alarm and where it stands in the lists. */
export interface ListedAlarm extends Alarm {
  readonly createdAt: Date;
}

export interface OfOrganization {
  readonly open: boolean | null | undefined;
  readonly first: number | null | undefined;
  readonly after: string | null | undefined;
}

export interface AlarmService {
  /** @throws Refusal NOT_FOUND */
  get(id: string): Promise<Alarm>;
  find(ids: readonly string[]): Promise<(Alarm | null)[]>;
  /** @throws Refusal INVALID_ARGUMENT, OUT_OF_RANGE */
  page(query: ResourceQuery): Promise<Page<ListedAlarm>>;
  /** @throws Refusal INVALID_ARGUMENT, OUT_OF_RANGE */
  ofOrganizations(ids: readonly string[], wanted: OfOrganization): Promise<Page<ListedAlarm>[]>;
  /** @throws Refusal INVALID_ARGUMENT naming the member */
  create(ctx: RequestContext, input: CreateAlarmInput): Promise<Alarm>;
  /** @param patch RFC 7386. @throws Refusal INVALID_ARGUMENT, NOT_FOUND */
  update(ctx: RequestContext, id: string, patch: unknown): Promise<Alarm>;
  /** @throws Refusal NOT_FOUND */
  delete(ctx: RequestContext, id: string): Promise<string>;
}

export interface AlarmServiceOptions {
  readonly db: Database;
  readonly alarms: AlarmStore;
  readonly recorder: AlarmRecorder;
  readonly once: Once;
  readonly clock: Clock;
  readonly hrefs: Hrefs;
}

export function alarmService({ db, alarms, recorder, once, clock, hrefs }: AlarmServiceOptions): AlarmService {
  const shown = ({ id, document }: DocumentRow): Alarm => toAlarm(hrefs.shown(id, document));
  const listed = (row: DocumentRow): ListedAlarm => ({ ...shown(row), createdAt: row.createdAt });
  const aboutOf = (ctx: RequestContext, time: Date) => ({ owner: ownerOf(ctx.caller), time, correlator: ctx.correlator });

  async function find(ids: readonly string[]): Promise<(Alarm | null)[]> {
    return (await alarms.find(ids)).map((row) => row && shown(row));
  }

  return {
    find,
    get: async (id) => found((await find([id]))[0]),
    page: async (query) => mapPage(await alarms.page({ ...query, filter: hrefs.filter(query.filter) }), listed),
    async ofOrganizations(ids, { open, first, after }) {
      const pages = await alarms.ofOrganizations(ids, { open: open ?? undefined, first: pageSize(first), after: isGiven(after) ? fromResourceCursor(after) : undefined });
      return ids.map((id) => mapPage(pages.get(id) ?? noRows, listed));
    },
    async create(ctx, input) {
      const { document } = await once.plainly(ctx, async () => {
        const now = clock.now();
        const document = newAlarm(sentBy(input), now);
        return async (tx) => ({ document: await recorder.raise(tx, { document, organizationId: null }, aboutOf(ctx, now)) });
      });
      return toAlarm(document);
    },
    async update(ctx, id, patch) {
      const sent = readDocument(patch, 'patch');
      const now = clock.now();
      const document = await db.transact(async (tx) => {
        const row = found(await alarms.lock(tx, id));
        const before = hrefs.shown(id, row.document);
        const step = patchedAlarm(before, sent, now);
        return step ? recorder.change(tx, row, step, aboutOf(ctx, now)) : before;
      });
      return toAlarm(document);
    },
    delete: (ctx, id) =>
      db.transact(async (tx) => {
        const { document, organizationId }: AlarmRow = found(await alarms.lock(tx, id));
        await alarms.remove(tx, id);
        await record(tx, [alarmEvent(ALARM_DELETED, aboutOf(ctx, clock.now()), { alarm: hrefs.shown(id, document) as ToldAlarm, organizationId })]);
        return id;
      }),
  };
}

function sentBy({ document, alarmedObject, ...members }: CreateAlarmInput): JsonObject {
  const typed = Object.entries({ ...members, alarmedObject }).flatMap(([name, value]) => (isGiven(value) ? [[name, value instanceof Date ? value.toISOString() : value] as const] : []));
  return readDocument({ ...(isGiven(document) ? readDocument(document, 'document') : {}), ...Object.fromEntries(typed) }, 'document');
}

function found<T>(value: T | null | undefined): T {
  if (!value) throw new Refusal('NOT_FOUND', 'The alarm is not found.');
  return value;
}
