import type { RequestContext } from '../../../kernel/context.js';
import type { Page } from '../../../kernel/page.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import type { Statements } from '../../../outbound/storage/database.js';
import type { Parties } from '../neighbours.types.js';
import type { OrganizationName } from './messages.events.js';
import type { PeeredSpecStore } from './peered-spec.store.js';
import { nameIn } from './organization.events.js';
import { noPeering } from './peering-change.service.js';
import { ended } from './peering.rules.js';
import type { PeeringQuery, PeeringStore } from './peering.store.js';
import { stands, type PeeredSpecRow, type PeeringRow } from './peering.types.js';
import type { Settle } from './settle.service.js';

/** Peerings as they are kept. Terminated ones count as absent. */
export interface PeeringService {
  /** @throws Refusal NOT_FOUND */
  get(organizationId: string): Promise<PeeringRow>;
  /** In the order of the ids; null for what is not there. */
  find(organizationIds: readonly string[]): Promise<(PeeringRow | null)[]>;
  /** Those that stand, or with the statuses that are asked for; oldest first. @throws Refusal OUT_OF_RANGE, INVALID_ARGUMENT */
  page(query: PeeringQuery): Promise<Page<PeeringRow>>;
  specsOf(organizationIds: readonly string[]): Promise<(readonly PeeredSpecRow[])[]>;
  /** The organizations as they are shown. */
  partiesOf(organizationIds: readonly string[]): Promise<(JsonObject | null)[]>;
  /** Asks nobody: the OSS may be dead. What is done with it meanwhile is discarded. @returns it as it was, terminated. @throws Refusal NOT_FOUND */
  end(ctx: RequestContext, organizationId: string): Promise<PeeringRow>;
  /** Before an organization is deleted, in that transaction, which has locked it. @throws Refusal CONFLICT while a peering stands */
  leaving(tx: Statements, organizationId: string): Promise<void>;
  /** The organization was edited: how its OSS is reached may be other, so that the next beat is due now. */
  edited(tx: Statements, organizationId: string, now: Date): Promise<void>;
  /** The organization is gone. A peering that still stands is ended, and its alarms are cleared. */
  orphaned(tx: Statements, organization: OrganizationName, correlator: string | null): Promise<void>;
}

export interface PeeringServiceOptions {
  readonly peerings: PeeringStore;
  readonly specs: PeeredSpecStore;
  readonly parties: Parties;
  readonly settle: Settle;
}

export function peeringService({ peerings, specs, parties, settle }: PeeringServiceOptions): PeeringService {
  const present = (row: PeeringRow | undefined): PeeringRow | undefined => (row?.status === 'terminated' ? undefined : row);

  return {
    async get(organizationId) {
      const row = present(await peerings.find(organizationId));
      if (!row) throw noPeering();
      return row;
    },
    async find(ids) {
      const rows = await peerings.findMany(ids);
      return ids.map((id) => present(rows.get(id)) ?? null);
    },
    page: (query) => peerings.page(query),
    async specsOf(ids) {
      const rows = await specs.of(ids);
      return ids.map((id) => rows.get(id) ?? []);
    },
    async partiesOf(ids) {
      const shown = await parties.shown(ids);
      return ids.map((id) => shown.get(id) ?? null);
    },
    async end(ctx, organizationId) {
      // Its secrets are not needed, and may be lost
      const document = (await parties.shown([organizationId])).get(organizationId);
      if (!document) throw noPeering();
      const organization = nameIn(organizationId, document);
      let before: PeeringRow | undefined;
      const settled = await settle.settle({
        organization,
        correlator: ctx.correlator,
        async decide(row, now, tx) {
          if (!present(row)) throw noPeering();
          before = row;
          return ended({ organization, row, now }, await specs.gone(tx, organizationId), 'admin-delete');
        },
      });
      if (settled.kind !== 'settled' || !before) throw noPeering();
      const { status, generation, revision, updatedAt, nextBeatAt } = settled.row;
      return { ...before, status, generation, revision, updatedAt, nextBeatAt };
    },
    async leaving(tx, organizationId) {
      const row = await peerings.lock(tx, organizationId);
      if (row && stands(row)) throw new Refusal('CONFLICT', 'There is a peering with this organization: it must be ended first.');
      if (row?.status === 'discovered') await peerings.write(tx, { ...row, status: 'terminated', revision: row.revision + 1 });
    },
    edited: (tx, organizationId, now) => peerings.hasten(tx, organizationId, now),
    async orphaned(tx, organization, correlator) {
      const row = await peerings.lock(tx, organization.id);
      if (!row || (row.status === 'terminated' && Object.keys(row.openAlarms).length === 0)) return;
      const decide = async (current: PeeringRow, now: Date) => ended({ organization, row: current, now }, await specs.gone(tx, organization.id), 'organization-deleted');
      await settle.settleIn(tx, { organization, correlator, decide }, true);
    },
  };
}
