import type { Owner } from '../../kernel/caller.js';
import type { Tx } from '../../outbound/storage/database.js';
import type { EdgeCloudZone, EdgeCloudZoneStatus } from './edge-cloud-zone.types.js';

/** A zone of another operator, shown among our own. */
export interface PartnerZone extends Omit<EdgeCloudZone, 'status'> {
  readonly status: `${EdgeCloudZoneStatus}`;
  /** The federation that it comes with. */
  readonly federationContextId: string;
}

/** An instance that is to run in a partner's zone. Its row is written already, in the same transaction. */
export interface PartnerPlacement {
  readonly instanceId: string;
  readonly appId: string;
  readonly owner: Owner;
  readonly zoneId: string;
  readonly correlator: string | null;
}

/** The edges of operators that federate with ours. What becomes of an instance there is told back through the services of this module. */
export interface PartnerEdges {
  /** `active` once accepted, `inactive` while only offered. Read from the database: no partner is asked. */
  zones(): Promise<readonly PartnerZone[]>;
  /** @throws Refusal NOT_FOUND, INCOMPATIBLE_STATE (the zone is not accepted any more, or cannot take the app) */
  intend(tx: Tx, wanted: PartnerPlacement): Promise<void>;
  /** Asks for the end of an instance. */
  intendEnd(tx: Tx, instanceId: string, correlator: string | null): Promise<void>;
  /** Before an app is deleted. @throws Refusal INCOMPATIBLE_STATE (a partner still has it) */
  leaving(tx: Tx, appId: string): Promise<void>;
}

/** No other operator. */
export const noPartners: PartnerEdges = {
  zones: () => Promise.resolve([]),
  intend: () => Promise.reject(new Error('There are no zones of partners.')),
  intendEnd: () => Promise.resolve(),
  leaving: () => Promise.resolve(),
};
