import DataLoader from 'dataloader';
import type { RequestContext } from '../../../kernel/context.js';
import { perRequest } from '../../../kernel/per-request.js';
import { toFederation, toPartnerZone } from '../federation/federation.answers.js';
import type { FederationStore } from '../federation/federation.store.js';
import type { Federation } from '../federation/federation.types.js';
import type { PartnerZone } from '../federation/partner-zone.types.js';
import type { OnboardingService } from './partner-onboarding.service.js';
import type { PartnerInstance, PartnerOnboarding } from './partner-onboarding.types.js';

/** The neighbours of an onboarding, asked for once per request and all at a time. Null: not there, or not the caller's. */
export interface OnboardingLoaders {
  readonly onboarding: DataLoader<string, PartnerOnboarding | null>;
  readonly onboardingsOfApp: DataLoader<string, PartnerOnboarding[]>;
  readonly instance: DataLoader<string, PartnerInstance | null>;
  readonly instancesOf: DataLoader<string, PartnerInstance[]>;
  /** By the id of the row. */
  readonly federation: DataLoader<string, Federation | null>;
  readonly zonesOfFederation: DataLoader<string, PartnerZone[]>;
  readonly zone: DataLoader<string, PartnerZone | null>;
}

export const onboardingLoaders = (onboardings: OnboardingService, federations: FederationStore): ((ctx: RequestContext) => OnboardingLoaders) =>
  perRequest((ctx) => ({
    onboarding: new DataLoader((ids) => onboardings.find(ctx, ids)),
    onboardingsOfApp: new DataLoader((ids) => onboardings.ofApps(ctx, ids)),
    instance: new DataLoader((ids) => onboardings.findInstances(ctx, ids)),
    instancesOf: new DataLoader((ids) => onboardings.instancesOf(ids)),
    federation: new DataLoader(async (ids) => inOrder(ids, (await federations.find(ids)).map((row) => [row.id, toFederation(row)]))),
    zonesOfFederation: new DataLoader(async (ids) => {
      const zones = (await federations.zonesOf(ids)).map(toPartnerZone);
      return ids.map((id) => zones.filter(({ federationId }) => federationId === id));
    }),
    zone: new DataLoader(async (ids) => inOrder(ids, (await federations.zones(ids)).map((row) => [row.id, toPartnerZone(row)]))),
  }));

function inOrder<Value>(ids: readonly string[], found: readonly (readonly [string, Value])[]): (Value | null)[] {
  const byId = new Map(found);
  return ids.map((id) => byId.get(id) ?? null);
}
