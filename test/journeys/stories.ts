import { expect } from 'vitest';
import { CreateAppDeploymentDocument, CreateAppInstanceDocument, SubmitAppDocument, type SubmitAppInput } from '../../client/src/index.js';
import { MANIFEST } from '../../rest-compat/edge.examples.js';
import { SANDBOX_ZONES } from '../../src/sandbox/srm.js';
import { eventually } from '../support/eventually.js';
import type { Client } from './client.js';

/** The zones of the simulated SRM; the last one is inactive. */
export const [LISBON, PORTO, VIENNA, GRAZ] = SANDBOX_ZONES.map(({ edgeCloudZoneId }) => edgeCloudZoneId) as [string, string, string, string];

/** An id that nobody has. */
export const NOBODY = '00000000-0000-4000-8000-000000000000';

export const EAM = '/edge-application-management/vwip';
export const OEG = '/oeg/1.0.0';

let made = 0;
export const aName = (word = 'shop'): string => `${word}_${(made += 1)}`;

/** A manifest as both REST doors take it. */
export const aManifest = (about: object = {}): typeof MANIFEST => ({ ...MANIFEST, name: aName() as typeof MANIFEST.name, ...about });

/** The same as GraphQL takes it. */
export function anAppInput(about: object = {}): SubmitAppInput {
  const { requiredResources: { infraKind: _kind, ...container }, ...manifest } = aManifest();
  return { ...manifest, requiredResources: { container }, ...about };
}

export const SUBMIT = 'mutation ($input: SubmitAppInput!) { submitApp(input: $input) { app { id name createdAt } } }';
export const DELETE_APP = 'mutation ($id: ID!) { deleteApp(id: $id) { appId } }';
export const CREATE_INSTANCE = 'mutation ($input: CreateAppInstanceInput!) { createAppInstance(input: $input) { appInstance { id name status appProvider createdAt } } }';
export const DELETE_INSTANCE = 'mutation ($id: ID!) { deleteAppInstance(id: $id) { appInstance { id status } } }';
export const CREATE_DEPLOYMENT = 'mutation ($input: CreateAppDeploymentInput!) { createAppDeployment(input: $input) { appDeployment { id status edgeCloudZoneIds appInstanceIds } } }';
export const UPDATE_DEPLOYMENT = 'mutation ($input: UpdateAppDeploymentInput!) { updateAppDeployment(input: $input) { appDeployment { id name edgeCloudZoneIds } } }';
export const DELETE_DEPLOYMENT = 'mutation ($id: ID!) { deleteAppDeployment(id: $id) { appDeployment { id status } } }';
export const INSTANCE = 'query ($id: ID!) { appInstance(id: $id) { id status statusReason edgeCloudZoneId } }';
export const INSTANCE_CHANGES =
  'subscription ($after: String, $appId: ID, $id: ID) { appInstanceStatusChanged(after: $after, appId: $appId, appInstanceId: $id) { cursor appInstanceId previousStatus status removed appInstance { id status app { name } } } }';
export const DEPLOYMENT_CHANGES =
  'subscription ($after: String, $appId: ID) { appDeploymentStatusChanged(after: $after, appId: $appId) { cursor appDeploymentId previousStatus status removed } }';

export interface Change {
  readonly cursor: string;
  readonly appInstanceId: string;
  readonly previousStatus: string | null;
  readonly status: string;
  readonly removed: boolean;
  readonly appInstance: { readonly id: string; readonly status: string; readonly app: { readonly name: string } } | null;
}

/** @returns the app's id. */
export async function submitApp(client: Client, about: object = {}): Promise<string> {
  const { submitApp: { app } } = await client.portal.request(SubmitAppDocument, { input: anAppInput(about) });
  return app.id;
}

/** @returns the instance's id. */
export async function createInstance(client: Client, appId: string, edgeCloudZoneId = LISBON): Promise<string> {
  const input = { name: aName('inst'), appId, edgeCloudZoneId };
  const { createAppInstance: { appInstance } } = await client.portal.request(CreateAppInstanceDocument, { input });
  return appInstance.id;
}

/** @returns the deployment's id. */
export async function createDeployment(client: Client, appId: string, edgeCloudZoneIds: readonly string[]): Promise<string> {
  const input = { name: aName('everywhere'), appId, edgeCloudZoneIds };
  const { createAppDeployment: { appDeployment } } = await client.portal.request(CreateAppDeploymentDocument, { input });
  return appDeployment.id;
}

/** Waits until the instance has that status. */
export const untilStatus = (client: Client, id: string, status: string): Promise<void> =>
  eventually(async () => expect((await client.graphql<{ appInstance: object | null }>(INSTANCE, { id })).data?.appInstance).toMatchObject({ status }));

/** Waits until nobody knows the instance any more. */
export const untilGone = (client: Client, id: string): Promise<void> =>
  eventually(async () => expect((await client.graphql(INSTANCE, { id })).errors[0]?.extensions.code).toBe('NOT_FOUND'));
