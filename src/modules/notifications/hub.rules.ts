import type { LoggedEvent } from '../../kernel/event.js';
import { derivedId, type Uuid } from '../../kernel/id.js';
import type { HubApi, HubNotice } from '../../kernel/notice.js';
import { Refusal } from '../../kernel/refusal.js';
import { checkFilters, fitsFilters, type ResourceFilter } from '../../kernel/tmf/filter.js';
import { hasMember, type HubMember } from './hub-members.rules.js';
import type { Attempt, Verdict } from './notifications.rules.js';

/** What a TMF API's hub tells of: members of `event`, and the ends of the types of events about them. */
const APIS: Readonly<Record<HubApi, { readonly members: readonly HubMember[]; readonly kinds: readonly string[]; readonly types?: readonly string[] }>> = {
  party: { members: ['organization', 'individual'], kinds: ['Create', 'AttributeValueChange', 'StateChange', 'Delete'] },
  serviceCatalogManagement: { members: ['serviceCatalog', 'serviceCategory', 'serviceCandidate', 'serviceSpecification'], kinds: ['Create', 'Change', 'Delete'], types: ['ServiceCatalogBatchEvent'] },
  alarmManagement: { members: ['alarm'], kinds: ['Create', 'AttributeValueChange', 'StateChange', 'Delete'] },
};

const upper = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const lower = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);

const typesOf = (api: HubApi): ReadonlySet<string> => {
  const { members, kinds, types = [] } = APIS[api];
  return new Set([...members.flatMap((member) => kinds.map((kind) => `${upper(member)}${kind}Event`)), ...types]);
};

const HUBS = '6c8f2a58-0d4e-4e0b-9d37-2f6f0d1b7a35' as Uuid;

/** What stands in a subscription for the whole of an API. */
export const hubResource = (api: HubApi): Uuid => derivedId(HUBS, api);

/** One condition; its values are alternatives. */
interface Condition {
  /** Undefined: on the type of the event. */
  readonly member: string | undefined;
  readonly filter: ResourceFilter;
}

const MAX_QUERY = 2_000;
const EVENT_TYPE = 'eventType';

/** `eventType=OrganizationCreateEvent&organization.name=a,b`; whatever cannot be read matches nothing. */
export function readHubQuery(query: string | null): readonly Condition[] {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query ?? '')) {
    const path = name.trim().replace(/^event\./, '');
    values.set(path, [...(values.get(path) ?? []), ...value.split(',').map((one) => one.trim())]);
  }
  return [...values].map(([name, anyOf]) => {
    if (name === EVENT_TYPE) return { member: undefined, filter: { path: EVENT_TYPE, anyOf } };
    const [member = '', ...path] = name.split('.');
    return { member, filter: { path: path.join('.'), anyOf } };
  });
}

/** @throws Refusal INVALID_ARGUMENT: a type, a resource or a condition that the API does not have */
export function checkHubQuery(api: HubApi, query: string | null): void {
  const refuse = (words: string): Refusal => new Refusal('INVALID_ARGUMENT', `query ${words}.`, { field: 'query' });
  if (query === null) return;
  if (query.length > MAX_QUERY || /[\p{Cc}\p{Cs}]/u.test(query)) throw refuse(`must have at most ${MAX_QUERY} characters and no control characters`);
  const types = typesOf(api);
  const conditions = readHubQuery(query);
  for (const { member, filter } of conditions) {
    if (member === undefined) {
      if (!filter.anyOf.every((type) => types.has(type))) throw refuse(`must name types of events of the API: ${[...types].join(', ')}`);
      continue;
    }
    const resource = APIS[api].members.find((name) => name === member);
    if (resource === undefined) throw refuse(`must hold eventType, or conditions on members of ${APIS[api].members.join(', ')}`);
    const [name = ''] = filter.path.split('.');
    if (!hasMember(resource, name)) throw refuse(`must hold conditions on members that the resource has; this is none of ${resource}`);
  }
  checkFilters(conditions.flatMap(({ member, filter }) => (member === undefined ? [] : [filter])), 'query');
}

export const wantsNotice = (conditions: readonly Condition[], { eventType, member, resource }: HubNotice): boolean =>
  conditions.every((condition) =>
    condition.member === undefined ? condition.filter.anyOf.includes(eventType) : condition.member === member && fitsFilters(resource, [condition.filter]),
  );

/** The same for each notice of an event whenever it comes, so that no hub is told twice. */
export const noticeId = (eventId: string, index: number, count: number): string => (count === 1 ? eventId : derivedId(eventId as Uuid, String(index)));

/** TMF's event; `timeOcurred` is spelt as it is there. */
export const hubEvent = ({ time, correlator }: LoggedEvent, { api, eventType, member, resource, fieldPath }: HubNotice, eventId: string): object => ({
  eventId,
  eventTime: time.toISOString(),
  eventType,
  timeOcurred: time.toISOString(),
  title: eventType,
  domain: api,
  ...(correlator !== null && { correlationId: correlator }),
  ...(fieldPath !== undefined && { fieldPath }),
  event: { [member]: resource },
});

/** A callback that ends in `/listener` is the base of the listener's operations, one for each type. */
export function hubAddress(callback: string, eventType: string): string {
  const url = new URL(callback);
  if (!/\/listener\/?$/.test(url.pathname)) return callback;
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${lower(eventType)}`;
  return url.href;
}

/** Waits before the second attempt and those after it, in milliseconds; an event that fails after the last is dropped. */
const RETRIES_MS = [1_000, 10_000, 60_000] as const;
/** A hub that so many events in a row could not be delivered to is given up. */
export const MOST_DROPS = 20;

/** @param attempts made, with this one */
export function judgeHub({ status }: Pick<Attempt, 'status'>, attempts: number, now: Date): Verdict {
  if (status !== undefined && status >= 200 && status < 300) return { kind: 'delivered' };
  const wait = RETRIES_MS[attempts - 1];
  return wait === undefined ? { kind: 'dead' } : { kind: 'again', at: new Date(now.getTime() + wait) };
}
