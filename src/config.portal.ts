import { z } from 'zod';
import type { TrustedMode } from './inbound/graphql/trusted.js';

/** What portals may ask, and how often. */
export interface PortalConfig {
  readonly documents: { readonly mode: TrustedMode; /** Undefined: the project's own. */ readonly folder: string | undefined };
  /** Points of one request; undefined: no limit. With `measure` nothing is refused for its cost. */
  readonly cost: { readonly limit: number | undefined; readonly mode: 'enforce' | 'measure' };
  /** Of each client; undefined: callers are not counted. */
  readonly rate: { readonly limit: number; readonly windowSeconds: number } | undefined;
}

const MOST_POINTS = 1_000_000_000;
const MOST_REQUESTS = 100_000_000;
const DAY_SECONDS = 86_400;

export const trustedMode = z.enum(['off', 'on', 'only'], 'must be off, on or only');
export const costMode = z.enum(['enforce', 'measure'], 'must be enforce or measure');

export const costLimit = z.string().transform((text, ctx) => {
  if (text === 'off') return undefined;
  const points = /^\d+$/.test(text) ? Number(text) : 0;
  if (points < 1 || points > MOST_POINTS) ctx.addIssue({ code: 'custom', message: `must be off or a number of points, 1 to ${MOST_POINTS}` });
  return points;
});

export const rateLimit = z
  .string()
  .transform((text, ctx) => {
    if (text === 'off') return undefined;
    const [, limit = 0, windowSeconds = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
    if (limit < 1 || limit > MOST_REQUESTS || windowSeconds < 1 || windowSeconds > DAY_SECONDS) {
      ctx.addIssue({ code: 'custom', message: `must be off or operations/seconds, e.g. 600/60; at most ${DAY_SECONDS} seconds` });
    }
    return { limit, windowSeconds };
  })
  .optional();
