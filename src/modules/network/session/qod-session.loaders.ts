import DataLoader from 'dataloader';
import type { RequestContext } from '../../../kernel/context.js';
import type { Page } from '../../../kernel/page.js';
import { perRequest } from '../../../kernel/per-request.js';
import type { QodSessionService } from './qod-session.service.js';
import type { QodSession } from './qod-session.types.js';

/** Sessions, asked for once per request and all at a time. Null: not there, or not the caller's. */
export interface QodSessionLoaders {
  readonly session: DataLoader<string, QodSession | null>;
  readonly ofInstances: (first: number) => DataLoader<string, Page<QodSession>>;
}

export const qodSessionLoaders = (sessions: Pick<QodSessionService, 'find' | 'pagesOf'>): ((ctx: RequestContext) => QodSessionLoaders) =>
  perRequest((ctx) => {
    const pages = new Map<number, DataLoader<string, Page<QodSession>>>();
    return {
      session: new DataLoader((ids) => sessions.find(ctx, ids)),
      ofInstances(first) {
        let loader = pages.get(first);
        if (!loader) pages.set(first, (loader = new DataLoader((ids) => sessions.pagesOf(ctx, ids, first))));
        return loader;
      },
    };
  });
