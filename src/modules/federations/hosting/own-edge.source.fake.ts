import { newId } from '../../../kernel/id.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { AppEndpoint, GuestManifest, OwnEdge, OwnInstance, OwnZone } from '../neighbours.types.js';

export type EdgeMethod = keyof OwnEdge;

interface FakeApp {
  readonly clientId: string;
  readonly manifest: GuestManifest;
}

interface FakeInstance extends OwnInstance {
  readonly clientId: string;
  readonly appId: string;
  readonly zoneId: string;
}

/** Our edge in memory, for tests of what partners do with it. Instances stay `instantiating` until the test settles them. */
export interface FakeOwnEdge extends OwnEdge {
  readonly apps: ReadonlyMap<string, FakeApp>;
  readonly running: ReadonlyMap<string, FakeInstance>;
  readonly calls: readonly EdgeMethod[];
  zonesAre(zones: readonly OwnZone[]): void;
  settle(instanceId: string, status: OwnInstance['status'], endpoints?: readonly AppEndpoint[], reason?: string): void;
  vanish(instanceId: string): void;
  /** The next call of this method fails; with `done` it is carried out all the same, as when the process is killed before it hears. */
  fail(method: EdgeMethod, failure: Error, how?: { readonly done: boolean }): void;
}

export const OWN_ZONES: readonly OwnZone[] = [
  { id: '6f1c1a52-9d0e-4b5f-8f1a-2b7c64a0d101', name: 'North', region: 'upper', status: 'active' },
  { id: '6f1c1a52-9d0e-4b5f-8f1a-2b7c64a0d102', name: 'South', region: null, status: 'active' },
  { id: '6f1c1a52-9d0e-4b5f-8f1a-2b7c64a0d103', name: 'Shed', region: null, status: 'inactive' },
];

export function fakeOwnEdge(): FakeOwnEdge {
  let zones = OWN_ZONES;
  const apps = new Map<string, FakeApp>();
  const running = new Map<string, FakeInstance>();
  const calls: EdgeMethod[] = [];
  const planned: { method: EdgeMethod; failure: Error; done: boolean }[] = [];

  async function perform<Value>(method: EdgeMethod, work: () => Value): Promise<Value> {
    calls.push(method);
    const at = planned.findIndex((plan) => plan.method === method);
    const plan = at < 0 ? undefined : planned.splice(at, 1)[0];
    if (plan && !plan.done) throw plan.failure;
    const value = work();
    if (plan) throw plan.failure;
    return value;
  }
  const appOf = (clientId: string, { name, version }: Pick<GuestManifest, 'name' | 'version'>) => [...apps].find(([, app]) => app.clientId === clientId && app.manifest.name === name && app.manifest.version === version)?.[0];
  const instanceOf = (appId: string, zoneId: string) => [...running.values()].find((one) => one.appId === appId && one.zoneId === zoneId);

  function submit(clientId: string, manifest: GuestManifest): string {
    const id = appOf(clientId, manifest) ?? newId();
    apps.set(id, { clientId, manifest });
    return id;
  }

  function create(clientId: string, appId: string, zoneId: string): OwnInstance {
    if (apps.get(appId)?.clientId !== clientId) throw new Refusal('NOT_FOUND', 'The app is not found.');
    const found = instanceOf(appId, zoneId) ?? { id: newId(), clientId, appId, zoneId, status: 'instantiating', statusReason: null, endpoints: [] };
    running.set(found.id, found);
    return found;
  }

  function deleteApp(appId: string): void {
    if ([...running.values()].some((one) => one.appId === appId)) throw new Refusal('INCOMPATIBLE_STATE', 'The app has instances or deployments; delete these first.');
    apps.delete(appId);
  }

  const settle: FakeOwnEdge['settle'] = (id, status, endpoints, reason) => {
    const found = running.get(id);
    if (found) running.set(id, { ...found, status, statusReason: reason ?? null, endpoints: endpoints ?? found.endpoints });
  };

  return {
    apps,
    running,
    calls,
    settle,
    zonesAre: (others) => void (zones = others),
    vanish: (id) => void running.delete(id),
    fail: (method, failure, { done } = { done: false }) => void planned.push({ method, failure, done }),
    zones: () => perform('zones', () => zones),
    submitApp: ({ clientId }, manifest) => perform('submitApp', () => submit(clientId, manifest)),
    findApp: ({ clientId }, app) => perform('findApp', () => appOf(clientId, app)),
    deleteApp: (_call, appId) => perform('deleteApp', () => deleteApp(appId)),
    createInstance: ({ clientId }, { appId, zoneId }) => perform('createInstance', () => create(clientId, appId, zoneId)),
    findInstance: (_call, { appId, zoneId }) => perform('findInstance', () => instanceOf(appId, zoneId)?.id),
    instance: (_call, id) => perform('instance', () => running.get(id)),
    deleteInstance: (_call, id) => perform('deleteInstance', () => settle(id, 'terminating')),
  };
}
