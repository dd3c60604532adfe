import type { Caller } from './kernel/caller.js';
import type { Log, RequestContext } from './kernel/context.js';
import { Refusal } from './kernel/refusal.js';
import type { AppInstance } from './modules/edge/app-instance.types.js';
import type { SubmitAppInput } from './modules/edge/app.types.js';
import type { EdgeServices } from './modules/edge/edge.loaders.js';
import type { GuestCall, GuestManifest, OwnEdge, OwnInstance } from './modules/federations/neighbours.types.js';

/** What partners' apps are made of at our edge, while the modules federations and edge are both in this process. */
export function guestEdge({ apps, instances, zones }: Pick<EdgeServices, 'apps' | 'instances' | 'zones'>, log: Log): OwnEdge {
  const contextOf = ({ clientId, signal, correlator }: GuestCall): RequestContext => ({ caller: guest(clientId), correlator, idempotencyKey: null, requestHash: null, signal, log });

  /** There are as many as versions: one name is one app of one partner. */
  async function findApp(call: GuestCall, { name, version }: Pick<GuestManifest, 'name' | 'version'>): Promise<string | undefined> {
    const { rows } = await apps.page(contextOf(call), { name }, null, null);
    return rows.find((app) => app.version === version)?.id;
  }

  async function findIn(call: GuestCall, { appId, zoneId }: { readonly appId: string; readonly zoneId: string }): Promise<AppInstance | undefined> {
    const { rows } = await instances.page(contextOf(call), { appId, edgeCloudZoneId: zoneId }, 1, null);
    return rows[0];
  }

  return {
    zones: async () => (await zones.own()).map(({ id, name, region, status }) => ({ id, name, region, status })),
    findApp,
    async submitApp(call, manifest) {
      const known = await findApp(call, manifest);
      return known ?? orElse('ALREADY_EXISTS', async () => (await apps.submit(contextOf(call), toInput(manifest))).id, () => findApp(call, manifest));
    },
    deleteApp: async (call, appId) => void (await orElse('NOT_FOUND', () => apps.delete(contextOf(call), appId), async () => appId)),
    findInstance: async (call, wanted) => (await findIn(call, wanted))?.id,
    async createInstance(call, { appId, zoneId, name }) {
      const found = await findIn(call, { appId, zoneId });
      const instance = found ?? (await orElse('ALREADY_EXISTS', () => instances.create(contextOf(call), { name, appId, edgeCloudZoneId: zoneId }), () => findIn(call, { appId, zoneId })));
      if (instance.status === 'terminating') throw new Refusal('ABORTED', 'The instance that was there before is still being removed.', { retryAfter: 2 });
      return toInstance(instance);
    },
    async instance(call, instanceId) {
      const [found] = await instances.find(contextOf(call), [instanceId]);
      return found ? toInstance(found) : undefined;
    },
    deleteInstance: async (call, instanceId) => void (await orElse('NOT_FOUND', async () => (await instances.delete(contextOf(call), instanceId)).id, async () => instanceId)),
  };
}

/** The partner's client on its own behalf. */
const guest = (clientId: string): Caller => ({ kind: 'two-legged', clientId, userId: null, scopes: new Set(), admin: false });

/** What `other` finds, where the work is refused with that code. */
async function orElse<Value>(code: Refusal['code'], work: () => Promise<Value>, other: () => Promise<Value | undefined>): Promise<Value> {
  try {
    return await work();
  } catch (failure) {
    const found = failure instanceof Refusal && failure.code === code ? await other() : undefined;
    if (found === undefined) throw failure;
    return found;
  }
}

/** The kinds of resources that CAMARA has, by what is deployed. */
function toInput({ requiredResources: { numCPU, memory: wanted }, ...manifest }: GuestManifest): SubmitAppInput {
  const memory = Math.max(1, wanted);
  const whole = Math.max(1, Math.ceil(numCPU));
  const resources = {
    CONTAINER: { container: { numCPU: `${Math.max(1, Math.round(numCPU * 1000))}m`, memory } },
    HELM: {
      kubernetes: {
        applicationResources: { cpuPool: { numCPU: whole, memory, topology: { minNumberOfNodes: 1, minNodeCpu: 1, minNodeMemory: 1 } } },
        isStandalone: false,
      },
    },
    QCOW2: { virtualMachine: { numCPU: whole, memory } },
    OVA: { virtualMachine: { numCPU: whole, memory } },
  }[manifest.packageType];
  return { ...manifest, requiredResources: resources } as unknown as SubmitAppInput;
}

const toInstance = ({ id, status, statusReason, componentEndpointInfo }: AppInstance): OwnInstance => ({
  id,
  status,
  statusReason,
  endpoints: componentEndpointInfo.map(({ interfaceId, accessPoints: { port, fqdn, ipv4Addresses, ipv6Addresses } }) => ({
    interfaceId,
    accessPoints: { port, ...(fqdn != null && { fqdn }), ...(ipv4Addresses && { ipv4Addresses }), ...(ipv6Addresses && { ipv6Addresses }) },
  })),
});
