import type { Clock } from '../../../kernel/clock.js';
import { record } from '../../../outbound/outbox.js';
import type { Database, Statements } from '../../../outbound/storage/database.js';
import type { Parties } from '../neighbours.types.js';
import { statusChange } from '../peerings.events.js';
import { message, type Draft, type OrganizationName } from './messages.events.js';
import type { PeeredSpecStore } from './peered-spec.store.js';
import type { PeeringStore } from './peering.store.js';
import { stands, type PeeringRow, type PeeringState, type SpecChange } from './peering.types.js';

/** What has been decided of a peering. */
export interface Outcome {
  readonly next: PeeringState;
  /** Written before the messages are made. */
  readonly specs?: {
    readonly put?: readonly SpecChange[];
    readonly drop?: readonly string[] | 'all';
    /** Ids that no new spec may have in our catalog. */
    readonly taken?: ReadonlySet<string>;
  };
  /** In the order of their generations. @param localIds by remote id, of the specs that were put */
  readonly messages?: (localIds: ReadonlyMap<string, string>) => readonly Draft[];
  /** Why the status is another, if it is. */
  readonly reason?: { readonly code: string; readonly reason: string } | null;
}

export interface Settlement {
  readonly organization: OrganizationName;
  /** What it was when the work began; another one now: what was found out is of no use any more. Absent: the decision is made on what is there now. */
  readonly revision?: number;
  /** Nothing is changed that other work builds upon: the revision stays, and what runs goes on. */
  readonly aside?: boolean;
  /** When the work began. A beat that was called for since then is still to come. */
  readonly began?: Date;
  readonly correlator: string | null;
  /** The row is there, and locked; a terminated one counts as absent. It may read with `tx`, and waits for nothing else. @throws whatever ends it without a trace */
  decide(row: PeeringRow, now: Date, tx: Statements): Outcome | Promise<Outcome>;
}

/** `overtaken`: the row was changed meanwhile. `gone`: the organization was deleted. Then nothing is written. */
export type Settled = { readonly kind: 'settled'; readonly row: PeeringRow; readonly localIds: ReadonlyMap<string, string> } | { readonly kind: 'overtaken' | 'gone' };

/** The one way in which a peering changes: row, specs, messages with their generations and the event of its status, in one transaction. */
export interface Settle {
  settle(work: Settlement): Promise<Settled>;
  /** The same in a transaction that is open. @param held whether the organization is there and stays, or is known to be gone; else it is held here */
  settleIn(tx: Statements, work: Settlement, held?: boolean): Promise<Settled>;
}

export interface SettleOptions {
  readonly db: Database;
  readonly peerings: PeeringStore;
  readonly specs: PeeredSpecStore;
  readonly parties: Pick<Parties, 'hold'>;
  readonly clock: Clock;
}

const NONE: ReadonlyMap<string, string> = new Map();

export function createSettle({ db, peerings, specs, parties, clock }: SettleOptions): Settle {
  async function locked(tx: Statements, organizationId: string, now: Date): Promise<PeeringRow> {
    const row = await peerings.lock(tx, organizationId);
    if (row) return row;
    await peerings.ensure(tx, organizationId, now);
    return (await peerings.lock(tx, organizationId))!;
  }

  async function putSpecs(tx: Statements, organizationId: string, { specs: changes }: Outcome): Promise<ReadonlyMap<string, string>> {
    if (changes?.drop) await specs.drop(tx, organizationId, changes.drop);
    return changes?.put && changes.put.length > 0 ? specs.put(tx, organizationId, changes.put, changes.taken) : NONE;
  }

  async function settleIn(tx: Statements, work: Settlement, held = false): Promise<Settled> {
    const { organization, correlator } = work;
    // Before the row, as those do who delete an organization
    if (!held && !(await parties.hold(tx, organization.id))) return { kind: 'gone' };
    const now = clock.now();
    const before = await locked(tx, organization.id, now);
    if (work.revision !== undefined && work.revision !== before.revision) return { kind: 'overtaken' };
    const outcome = await work.decide(before, now, tx);
    const localIds = await putSpecs(tx, organization.id, outcome);
    const drafts = outcome.messages?.(localIds) ?? [];
    const nextBeatAt = stillDue(before, outcome.next, work.began, now);
    const row: PeeringRow = { organizationId: organization.id, ...outcome.next, nextBeatAt, generation: before.generation + drafts.length, revision: before.revision + (work.aside ? 0 : 1), updatedAt: now };
    await peerings.write(tx, row);
    await announce(tx, { before, row, drafts, organization, correlator, now, reason: outcome.reason ?? null });
    return { kind: 'settled', row, localIds };
  }

  return { settleIn, settle: (work) => db.transact((tx) => settleIn(tx, work)) };
}

/** When the organization was edited while its OSS was asked, what was asked for may be old: the beat that this called for is not put off. */
function stillDue(before: PeeringRow, next: PeeringState, began: Date | undefined, now: Date): Date | null {
  const calledFor = began && before.nextBeatAt && before.nextBeatAt > began && before.nextBeatAt <= now;
  return calledFor && next.nextBeatAt && stands(next) ? before.nextBeatAt : next.nextBeatAt;
}

interface Announced {
  readonly before: PeeringRow;
  readonly row: PeeringRow;
  readonly drafts: readonly Draft[];
  readonly organization: OrganizationName;
  readonly correlator: string | null;
  readonly now: Date;
  readonly reason: { readonly code: string; readonly reason: string } | null;
}

async function announce(tx: Statements, { before, row, drafts, organization, correlator, now, reason }: Announced): Promise<void> {
  // One at a time: each may be long
  for (const [at, draft] of drafts.entries()) await record(tx, [message(draft, organization, before.generation + 1 + at, now, correlator)]);
  if (before.status === row.status) return;
  const { organizationId, status, failures: consecutiveFailures, generation } = row;
  await record(tx, [statusChange({ organizationId, organizationName: organization.name, previousStatus: before.status, status, reason, consecutiveFailures, generation }, now, correlator)]);
}
