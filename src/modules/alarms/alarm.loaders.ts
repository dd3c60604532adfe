import DataLoader from 'dataloader';
import type { RequestContext } from '../../kernel/context.js';
import { isGiven } from '../../kernel/given.js';
import type { Page } from '../../kernel/page.js';
import { perRequest } from '../../kernel/per-request.js';
import type { AlarmService, ListedAlarm, OfOrganization } from './alarm.service.js';
import type { Alarm } from './alarm.types.js';
import type { Neighbours, Organization, ServiceSpecification } from './neighbours.types.js';

/** Asked for once per request and all at a time. */
export interface AlarmLoaders {
  /** Null: it is not there. */
  readonly alarm: DataLoader<string, Alarm | null>;
  /** Null: it is not there (any more). */
  organization(id: string): Promise<Organization | null>;
  /** Those that are in the catalog. */
  specifications(ids: readonly string[]): Promise<ServiceSpecification[]>;
  /** A page of an organization's alarms; the first pages of many are asked for together. */
  ofOrganization(id: string, wanted: OfOrganization): Promise<Page<ListedAlarm>>;
}

export const alarmLoaders = (alarms: Pick<AlarmService, 'find' | 'ofOrganizations'>, neighbours: Neighbours): ((ctx: RequestContext) => AlarmLoaders) =>
  perRequest(() => {
    const pages = new Map<string, DataLoader<string, Page<ListedAlarm>>>();
    const there = (ask: (ids: readonly string[]) => Promise<ReadonlySet<string>>) =>
      new DataLoader(async (ids: readonly string[]) => {
        const known = await ask(ids);
        return ids.map((id) => (known.has(id) ? { id } : null));
      });
    const organizations = there(neighbours.organizations);
    const specifications = there(neighbours.specifications);

    return {
      alarm: new DataLoader((ids) => alarms.find(ids)),
      organization: (id) => organizations.load(id),
      specifications: async (ids) => (await Promise.all(ids.map((id) => specifications.load(id)))).flatMap((found) => found ?? []),
      async ofOrganization(id, wanted) {
        if (isGiven(wanted.after)) return (await alarms.ofOrganizations([id], wanted))[0]!;
        const key = JSON.stringify([wanted.first ?? null, wanted.open ?? null]);
        let loader = pages.get(key);
        if (!loader) pages.set(key, (loader = new DataLoader((ids) => alarms.ofOrganizations(ids, wanted))));
        return loader.load(id);
      },
    };
  });
