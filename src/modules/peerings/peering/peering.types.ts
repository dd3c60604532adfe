import type { FailureCode, ToldFailure } from '../../../kernel/peering/messages.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';

/** `terminated` counts as absent: the row stays for its generation, and stands there before the first discovery too. */
export const PEERING_STATUSES = ['discovered', 'active', 'degraded', 'unreachable', 'terminated'] as const;
export type PeeringStatus = (typeof PEERING_STATUSES)[number];

/** A peering that was made and not ended. These have beats, and keep their organization from being deleted. */
export const STANDING: readonly PeeringStatus[] = ['active', 'degraded', 'unreachable'];

export const stands = ({ status }: { readonly status: PeeringStatus }): boolean => STANDING.includes(status);

/** A catalog, its categories, and the remote ids of the specs that are in them. */
export interface Assignment {
  readonly name: string;
  readonly categories: readonly { readonly name: string; readonly specifications: readonly string[] }[];
}

/** A selected spec that the OSS could not give when it was last asked. */
export interface FailedSpec {
  readonly remoteId: string;
  readonly name: string;
  readonly code: FailureCode;
  readonly httpStatus?: number;
}

/** What was told of an alarm, so that it is told once, and can be cleared by the same words. */
export interface OpenAlarm {
  readonly raisedAt: string;
  readonly toldAt: string;
  readonly alarmType: string;
  readonly probableCause: string;
}

/** By externalAlarmId. */
export type OpenAlarms = Readonly<Record<string, OpenAlarm>>;

/** What the rules change of a peering. */
export interface PeeringState {
  readonly status: PeeringStatus;
  /** Name by remote id. */
  readonly selection: Readonly<Record<string, string>>;
  readonly assignments: readonly Assignment[];
  /** Failed beats in a row. */
  readonly failures: number;
  readonly firstFailureAt: Date | null;
  readonly lastCheckAt: Date | null;
  readonly lastSuccessAt: Date | null;
  /** Of the last check, when it failed. */
  readonly lastFailure: ToldFailure | null;
  readonly failedSpecs: readonly FailedSpec[];
  readonly openAlarms: OpenAlarms;
  readonly nextBeatAt: Date | null;
  readonly createdAt: Date;
}

export interface PeeringRow extends PeeringState {
  readonly organizationId: string;
  /** Of the last message about the organization. */
  readonly generation: number;
  readonly revision: number;
  readonly updatedAt: Date;
}

/**
 * `visible`: told to the catalog; with missCount > 0 it could not be verified and stays for a while. `removed`: told as removed, since the
 * source has it no more or the OSS is unreachable. `missing`: it cannot be fetched, and is not in the catalog.
 */
export type PeeredSpecState = 'visible' | 'removed' | 'missing';

/** A selected spec as it was last seen. */
export interface PeeredSpecRow {
  readonly organizationId: string;
  readonly remoteId: string;
  /** Its id in our catalog; stays as long as it is selected. */
  readonly localId: string;
  readonly name: string;
  readonly version: string | null;
  readonly lastUpdate: Date | null;
  /** Null: never seen. */
  readonly contentHash: string | null;
  readonly state: PeeredSpecState;
  readonly missCount: number;
  readonly lastVerifiedAt: Date | null;
}

/** A spec as it is to be written. The store gives a new one its local id. */
export interface SpecChange extends Omit<PeeredSpecRow, 'organizationId' | 'localId'> {
  /** As the OSS sent it; absent: what is kept stays. */
  readonly source?: JsonObject;
}
