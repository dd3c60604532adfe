import DataLoader from 'dataloader';
import type { RequestContext } from '../../../kernel/context.js';
import type { Page } from '../../../kernel/page.js';
import { perRequest } from '../../../kernel/per-request.js';
import type { TrafficInfluenceService } from './traffic-influence.service.js';
import type { TrafficInfluence } from './traffic-influence.types.js';

/** Influences asked for once per request and all at a time; only the caller's. */
export interface InfluenceLoaders {
  /** Null: not there, or not the caller's. */
  readonly byId: DataLoader<string, TrafficInfluence | null>;
  readonly ofInstance: (first: number) => DataLoader<string, Page<TrafficInfluence>>;
}

export const influenceLoaders = (influences: Pick<TrafficInfluenceService, 'find' | 'pagesOf'>): ((ctx: RequestContext) => InfluenceLoaders) =>
  perRequest((ctx) => {
    const pages = new Map<number, DataLoader<string, Page<TrafficInfluence>>>();
    return {
      byId: new DataLoader((ids) => influences.find(ctx, ids)),
      ofInstance(first) {
        let loader = pages.get(first);
        if (!loader) pages.set(first, (loader = new DataLoader((ids) => influences.pagesOf(ctx, ids, first))));
        return loader;
      },
    };
  });
