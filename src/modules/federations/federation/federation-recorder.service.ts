import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../kernel/clock.js';
import { record } from '../../../outbound/outbox.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import { FEDERATION_CHANGED, federationsEvent } from '../federations.events.js';
import { changesBetween, type Change } from './federation.rules.js';
import type { FederationRow, FederationStore, WithZones } from './federation.store.js';

/** What is decided of a federation, from what is there now. Undefined: nothing. It may throw what ends the transaction. */
export type Decide = (state: WithZones, now: Date, tx: Tx) => WithZones | undefined | Promise<WithZones | undefined>;

export interface Decision {
  readonly federationId: string;
  readonly correlator: string | null;
  /** What it was when the work began; another one now: what was found out may be of no use any more. */
  readonly revision?: number;
  readonly decide: Decide;
}

/** The one way in which a federation that the partner knows changes: row, zones and the events of what is seen to change, in one transaction. */
export interface FederationRecorder {
  /** @returns it as it is then. Undefined: it is gone. 'overtaken': it was changed meanwhile, and nothing is written */
  apply(decision: Decision): Promise<WithZones | 'overtaken' | undefined>;
  applyIn(tx: Tx, decision: Decision): Promise<WithZones | 'overtaken' | undefined>;
  /** The federation is gone. */
  removeIn(tx: Tx, state: WithZones, correlator: string | null): Promise<void>;
}

export interface RecorderOptions {
  readonly db: Database;
  readonly store: FederationStore;
  readonly clock: Clock;
}

export function federationRecorder({ db, store, clock }: RecorderOptions): FederationRecorder {
  async function write(tx: Tx, before: WithZones, after: WithZones, now: Date): Promise<WithZones> {
    const federation = { ...after.federation, updatedAt: now };
    const old = new Map(before.zones.map((zone) => [zone.id, zone]));
    const kept = new Set(after.zones.map(({ id }) => id));
    const changed = after.zones.filter((zone) => old.has(zone.id) && !isDeepStrictEqual(zone, old.get(zone.id)));
    await store.replace(tx, federation);
    await store.removeZones(tx, before.zones.map(({ id }) => id).filter((id) => !kept.has(id)));
    await store.replaceZones(tx, changed);
    await store.addZones(tx, after.zones.filter(({ id }) => !old.has(id)));
    return { federation: { ...federation, revision: federation.revision + 1 }, zones: after.zones };
  }

  async function applyIn(tx: Tx, { federationId, correlator, revision, decide }: Decision): Promise<WithZones | 'overtaken' | undefined> {
    const row = await store.lock(tx, federationId);
    if (!row) return undefined;
    if (revision !== undefined && row.revision !== revision) return 'overtaken';
    const now = clock.now();
    const before: WithZones = { federation: row, zones: await store.zonesOf([row.id], tx) };
    const after = await decide(before, now, tx);
    if (!after || isDeepStrictEqual(before, after)) return before;
    const written = await write(tx, before, after, now);
    const was = before.federation.contextId === null ? null : before.federation.status;
    const changes: readonly Change[] = was === null ? ['STATUS'] : changesBetween(before, after);
    await record(tx, changes.map((change) => federationChange(written.federation, { change, previousStatus: was, removed: false }, now, correlator)));
    return written;
  }

  return {
    applyIn,
    apply: (decision) => db.prisma.$transaction((tx) => applyIn(tx, decision)),
    async removeIn(tx, { federation }, correlator) {
      await store.remove(tx, federation.id);
      const gone: FederationRow = { ...federation, status: 'NOT_AVAILABLE', statusReason: null };
      await record(tx, [federationChange(gone, { change: 'STATUS', previousStatus: federation.status, removed: true }, clock.now(), correlator)]);
    },
  };
}

interface Seen {
  readonly change: Change;
  readonly previousStatus: FederationRow['status'] | null;
  readonly removed: boolean;
}

const federationChange = (row: FederationRow, seen: Seen, time: Date, correlator: string | null) =>
  federationsEvent(FEDERATION_CHANGED, { subject: row.id, owner: row, time, correlator }, {
    federationContextId: row.contextId ?? '',
    partner: row.partner,
    ...seen,
    status: row.status,
    reason: row.statusReason,
  });
