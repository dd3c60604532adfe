import { expect } from 'vitest';
import type { SandboxFm } from '../../src/sandbox/index.js';
import { eventually } from '../support/eventually.js';
import type { Client } from './client.js';

export interface FederationView {
  readonly federationContextId: string;
  readonly status: string;
  readonly statusReason: string | null;
  readonly partner: { readonly name: string; readonly federationId: string };
  readonly offeredZones: readonly ZoneView[];
  readonly acceptedZones: readonly ZoneView[];
}

export interface ZoneView {
  /** Of the edge cloud zone, too. */
  readonly id: string;
  /** The partner's. */
  readonly zoneId: string;
  readonly accepted: boolean;
  readonly status: string;
}

export interface InstanceChange {
  readonly appInstanceId: string;
  readonly previousStatus: string | null;
  readonly status: string;
  readonly removed: boolean;
}

export interface FederationChange {
  readonly federationContextId: string;
  readonly previousStatus: string | null;
  readonly status: string;
  readonly change: string;
  readonly removed: boolean;
}

/** Settings of a gateway whose only partner is behind a simulated Federation Manager. */
export const federationSettings = ({ url, tokenUrl, client }: SandboxFm, dialect: string): Record<string, string> => ({
  FEDERATION_MANAGER_HOST: url, FEDERATION_TOKEN_URL: tokenUrl, FEDERATION_CLIENTS: `betica=${client.clientId}:${client.clientSecret}`, FEDERATION_PARTNERS: `betica+dialect=${dialect}`,
  FEDERATION_CALLBACK_TOKEN_URL: tokenUrl, FEDERATION_CALLBACK_CLIENT: `${client.clientId}:${client.clientSecret}`, FEDERATION_OPERATOR_ID: 'op-alpha', FEDERATION_OPERATOR_COUNTRY: 'PT',
  FEDERATION_OPERATOR_NETWORKS: '268-01,351', FEDERATION_POLL_MS: '1000', FEDERATION_TIMEOUT_MS: '2000',
});

const VIEW = 'fragment F on Federation { federationContextId status statusReason partner { name federationId } offeredZones { id zoneId accepted status } acceptedZones { id zoneId accepted status } }';

export const CREATE_FEDERATION = `mutation ($input: CreateFederationInput!) { createFederation(input: $input) { federation { ...F } } } ${VIEW}`;
export const FEDERATION = `query ($id: ID!) { federation(federationContextId: $id) { ...F } } ${VIEW}`;
const FEDERATIONS = `query { federations { nodes { ...F } } } ${VIEW}`;
export const DELETE_FEDERATION = 'mutation ($id: ID!) { deleteFederation(federationContextId: $id) { federationContextId } }';
export const ACCEPT_ZONES = 'mutation ($input: AcceptZonesInput!) { acceptZones(input: $input) { zones { id zoneId accepted flavours { flavourId } } federation { federationContextId } } }';
export const RELEASE_ZONE = 'mutation ($input: ReleaseZoneInput!) { releaseZone(input: $input) { zone { id accepted } } }';
export const ONBOARD = 'mutation ($input: OnboardAppToPartnerInput!) { onboardAppToPartner(input: $input) { partnerOnboarding { id status } } }';
export const REMOVE_ONBOARDING = 'mutation ($id: ID!) { removePartnerOnboarding(id: $id) { partnerOnboarding { id status } } }';
export const ONBOARDINGS = 'query ($filter: PartnerOnboardingFilter) { partnerOnboardings(filter: $filter) { nodes { id status statusReason instances { id state partnerInstanceId } } } }';
export const FEDERATION_CHANGES = 'subscription ($id: ID) { federationStatusChanged(federationContextId: $id) { federationContextId previousStatus status change removed } }';
const ZONES = 'query { edgeCloudZones { nodes { id name status provider federation { federationContextId } } } }';

interface ShownZone {
  readonly id: string;
  readonly status: string;
  readonly provider: string;
  readonly federation: { readonly federationContextId: string } | null;
}

export const zonesOf = async (client: Client): Promise<readonly ShownZone[]> => (await client.ask<{ edgeCloudZones: { nodes: readonly ShownZone[] } }>(ZONES)).edgeCloudZones.nodes;

export async function federate(client: Client, input: object = {}): Promise<FederationView> {
  const { createFederation } = await client.ask<{ createFederation: { federation: FederationView } }>(CREATE_FEDERATION, { input });
  return createFederation.federation;
}

export const federationOf = async (client: Client, id: string): Promise<FederationView | undefined> => (await client.graphql<{ federation: FederationView }>(FEDERATION, { id })).data?.federation ?? undefined;

export const federationsOf = async (client: Client): Promise<readonly FederationView[]> => (await client.ask<{ federations: { nodes: readonly FederationView[] } }>(FEDERATIONS)).federations.nodes;

/** @returns the zones' ids here. */
export async function accept(client: Client, federationContextId: string, zoneIds: readonly string[]): Promise<readonly string[]> {
  const { acceptZones } = await client.ask<{ acceptZones: { zones: readonly ZoneView[] } }>(ACCEPT_ZONES, { input: { federationContextId, zoneIds } });
  return acceptZones.zones.filter(({ zoneId, id }) => zoneIds.includes(zoneId) || zoneIds.includes(id)).map(({ id }) => id);
}

export const release = (client: Client, federationContextId: string, zoneId: string): Promise<unknown> => client.ask(RELEASE_ZONE, { input: { federationContextId, zoneId } });

/** What a refused operation was refused with. */
export async function refusalOf(client: Client, document: string, variables: object): Promise<{ readonly code: string | undefined; readonly message: string }> {
  const { errors } = await client.graphql(document, variables);
  return { code: errors[0]?.extensions.code, message: errors[0]?.message ?? '' };
}

export interface OnboardingView {
  readonly id: string;
  readonly status: string;
  readonly instances: readonly { readonly id: string; readonly state: string }[];
}

export async function onboardingsOf(client: Client, appId: string): Promise<readonly OnboardingView[]> {
  const { partnerOnboardings } = await client.ask<{ partnerOnboardings: { nodes: readonly OnboardingView[] } }>(ONBOARDINGS, { filter: { appId } });
  return partnerOnboardings.nodes;
}

/** Waits until nothing of the app is at a partner. */
export const untilDeboarded = (client: Client, appId: string): Promise<void> => eventually(async () => expect(await onboardingsOf(client, appId)).toEqual([]), 15_000);
