import DataLoader from 'dataloader';
import type { RequestContext } from '../../kernel/context.js';
import { isGiven } from '../../kernel/given.js';
import { pageSize, type Page } from '../../kernel/page.js';
import { perRequest } from '../../kernel/per-request.js';
import type { EventDelivery } from './event-delivery.types.js';
import type { EventSubscription } from './event-subscription.types.js';
import type { LedgerService } from './ledger.service.js';

/** Asked for once per request and all at a time. Null: not there, or not the caller's. */
export interface LedgerLoaders {
  readonly subscription: DataLoader<string, EventSubscription | null>;
  readonly delivery: DataLoader<string, EventDelivery | null>;
  /** A page of a subscription's deliveries; the first pages of many are asked for together. */
  deliveries(subscriptionId: string, first: number | null | undefined, after: string | null | undefined): Promise<Page<EventDelivery>>;
}

export const ledgerLoaders = (ledger: LedgerService): ((ctx: RequestContext) => LedgerLoaders) =>
  perRequest((ctx) => {
    const pages = new Map<number, DataLoader<string, Page<EventDelivery>>>();
    const firstPage = (size: number, subscriptionId: string): Promise<Page<EventDelivery>> => {
      const loader = pages.get(size) ?? new DataLoader((ids) => ledger.firstDeliveries(ctx, ids, size));
      pages.set(size, loader);
      return loader.load(subscriptionId);
    };
    return {
      subscription: new DataLoader((ids) => ledger.findSubscriptions(ctx, ids)),
      delivery: new DataLoader((ids) => ledger.findDeliveries(ctx, ids)),
      deliveries: async (subscriptionId, first, after) =>
        isGiven(after) ? ledger.deliveries(ctx, { subscriptionId }, first, after) : firstPage(pageSize(first), subscriptionId),
    };
  });
