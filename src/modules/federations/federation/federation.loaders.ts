import DataLoader from 'dataloader';
import { perRequest } from '../../../kernel/per-request.js';
import { toFederation, toPartnerZone } from './federation.answers.js';
import type { FederationService } from './federation.service.js';
import type { PartnerZoneRow } from './federation.store.js';
import type { Federation } from './federation.types.js';
import type { PartnerZone } from './partner-zone.types.js';

/** Federations and zones, those of one moment asked for at a time. Nothing is kept: a request may change them more than once. Null: not there. */
export interface FederationLoaders {
  readonly byContext: DataLoader<string, Federation | null>;
  /** By the id of the row. */
  readonly byRow: DataLoader<string, Federation | null>;
  readonly zone: DataLoader<string, PartnerZone | null>;
  /** Every zone of a federation, by the id of its row. */
  readonly zonesOf: DataLoader<string, readonly PartnerZoneRow[]>;
}

const LIVE = { cache: false } as const;

export const federationLoaders = (federations: FederationService) =>
  perRequest((): FederationLoaders => ({
    byContext: new DataLoader(async (ids) => (await federations.find(ids)).map((row) => row && toFederation(row)), LIVE),
    byRow: new DataLoader(async (ids) => (await federations.findRows(ids)).map((row) => row && toFederation(row)), LIVE),
    zone: new DataLoader(async (ids) => (await federations.zones(ids)).map((row) => row && toPartnerZone(row)), LIVE),
    zonesOf: new DataLoader((ids) => federations.zonesOf(ids), LIVE),
  }));
