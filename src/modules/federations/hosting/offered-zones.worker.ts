import { z } from 'zod';
import type { Clock } from '../../../kernel/clock.js';
import type { JobHandler, Jobs, NewJob } from '../../../outbound/jobs.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import type { ZoneDetails } from '../manager/fm.types.js';
import type { CallbackSender } from './callback-sender.types.js';
import { zoneEvent } from './callbacks.rules.js';
import type { HostedFederationStore } from './hosted-federation.store.js';
import { zoneNews } from './offered-zones.rules.js';
import type { OfferedZones } from './offered-zones.service.js';

/** Tells a partner when we offer other zones than it was told of. Key: the federation's id. */
export const OFFERED_ZONES = 'federations.offered-zones';

const Payload = z.object({ told: z.array(z.object({ zoneId: z.string(), geolocation: z.string(), geographyDetails: z.string() })) });

/** What the partner has been told of goes with the job, and changes with it. */
export const lookAtZones = (contextId: string, told: readonly ZoneDetails[], runAt: Date): NewJob => ({ kind: OFFERED_ZONES, key: contextId, payload: { told }, runAt });



export interface OfferedZonesWorkerOptions {
  readonly db: Database;
  readonly federations: HostedFederationStore;
  readonly offered: OfferedZones;
  readonly callbacks: CallbackSender;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly pollMs: number;
}

export function offeredZonesWorker({ db, federations, offered, callbacks, jobs, clock, pollMs }: OfferedZonesWorkerOptions): JobHandler {
  const next = (): Date => new Date(clock.now().getTime() + pollMs);

  async function tell(tx: Tx, contextId: string, told: readonly ZoneDetails[], now: readonly ZoneDetails[]): Promise<void> {
    const row = await federations.lock(tx, contextId);
    if (!row) return;
    const accepted = await federations.zones(contextId, tx);
    const news = zoneNews(told, now, new Set(accepted.map(({ zoneId }) => zoneId)));
    const { statusLink: link, callbackCredentials: credentials } = row;
    // One callback for each zone: what became of it last is what the partner hears, whatever was lost before.
    await callbacks.send(tx, news.map((one) => ({ key: `hosted-zone:${contextId}:${one.zoneId}`, link, credentials, body: zoneEvent(contextId, one, clock.now()) })));
    await jobs.enqueue(tx, lookAtZones(contextId, now, next()));
  }

  return async function compareZones(payload, { key: contextId }) {
    const { told } = Payload.parse(payload);
    if (!(await federations.load(contextId))) return undefined;
    const now = await offered.all();
    if (zoneNews(told, now, new Set()).length === 0) return { again: next() };
    await db.prisma.$transaction((tx) => tell(tx, contextId, told, now));
    return undefined;
  };
}
