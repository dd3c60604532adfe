import { Cron } from 'croner';
import { z } from 'zod';

/** What the modules for peering are told. */
export interface PeeringConfig {
  /** Undefined: there is no heartbeat. */
  readonly cron: string | undefined;
  /** Failed beats in a row that make an OSS unreachable. */
  readonly tolerance: number;
  readonly specTolerance: number;
  readonly timeoutMs: number;
  /** Requests at a time, to all OSSs together. */
  readonly concurrency: number;
  /** Names of hosts, with `*` in them. */
  readonly allowedHosts: readonly string[];
  readonly insecureHosts: readonly string[];
  readonly clientAuth: 'auto' | 'basic' | 'post';
  readonly addPartial: boolean;
  readonly allowTransit: boolean;
  readonly strictCompat: boolean;
}

export const cron = z.string().transform((text, ctx) => {
  if (text === 'off') return undefined;
  try {
    if (new Cron(text, { paused: true, timezone: 'UTC' }).nextRun() !== null) return text;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  ctx.addIssue({ code: 'custom', message: 'must be a cron pattern of 5 or 6 fields whose time comes, or off' });
  return z.NEVER;
});

export const times = z.coerce.number('must be a number').int('must be a whole number').min(1, 'must be 1 to 1000').max(1_000, 'must be 1 to 1000');

export const patterns = z.string().transform((text) => text.split(',').map((part) => part.trim().toLowerCase()).filter(Boolean));

export const clientAuth = z.enum(['auto', 'basic', 'post'], 'must be auto, basic or post');

export const adminRole = z.string().min(1, 'must not be empty');
