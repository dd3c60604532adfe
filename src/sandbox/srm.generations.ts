import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { newObjectId, type SandboxApp, type SandboxInstance, type SandboxZone, type SrmState } from './srm.state.js';

export interface SrmReply {
  readonly status: number;
  /** Sent as JSON; absent: no body. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One generation's answers. A method that throws stands for an exception inside the SRM: status 500. */
export interface SrmAnswers {
  register(body: unknown): SrmReply;
  listApps(): SrmReply;
  app(id: string): SrmReply;
  deregister(id: string): SrmReply;
  deploy(body: unknown): SrmReply;
  listInstances(): SrmReply;
  instance(id: string): SrmReply;
  undeploy(id: string): SrmReply;
  nodes(): SrmReply;
  node(id: string): SrmReply;
}

export interface AnswersOptions {
  readonly state: SrmState;
  readonly zones: readonly SandboxZone[];
  /** B only: as its Kubernetes adapter, one instance per app name whatever the zone. */
  readonly onePerApp: boolean;
}

const Manifest = z.object({
  appId: z.string().optional(),
  name: z.string(),
  version: z.string().default(''),
  appProvider: z.string().default(''),
  packageType: z.string(),
  appRepo: z.object({ imagePath: z.string() }),
  requiredResources: z.unknown().optional(),
  componentSpec: z.tuple([z.object({ componentName: z.string().default(''), networkInterfaces: z.array(z.object({ port: z.number() })) })], z.unknown()),
});

const Deployment = z.object({
  appId: z.string(),
  appZones: z.array(z.object({ EdgeCloudZone: z.object({ edgeCloudZoneId: z.string().default(''), edgeCloudZoneName: z.string() }) })).min(1),
});

const toApp = (id: string, manifest: z.infer<typeof Manifest>): SandboxApp => {
  const { name, version, appProvider, packageType, appRepo, requiredResources, componentSpec } = manifest;
  const [{ componentName, networkInterfaces }] = componentSpec;
  return { id, name, version, appProvider, packageType, imagePath: appRepo.imagePath, componentName, ports: networkInterfaces.map(({ port }) => port), requiredResources };
};

const zonesOf = (body: z.infer<typeof Deployment>): { id: string; name: string }[] =>
  body.appZones.map(({ EdgeCloudZone: zone }) => ({ id: zone.edgeCloudZoneId, name: zone.edgeCloudZoneName }));

const refuses = (app: SandboxApp): boolean => app.name.toLowerCase().includes('refuse');

const alike = (one: SandboxInstance, app: SandboxApp, zone: { readonly name: string }): boolean => one.appName === app.name && one.zoneName === zone.name;

/** Generation A, its traps included: success with a text, `[]` for nothing, 500 after a removal, 204 for everything. */
export function answersOfA({ state, zones }: AnswersOptions): SrmAnswers {
  const show = ({ id, name, packageType, imagePath, ports }: SandboxApp): object => ({
    appId: id,
    name,
    packageType,
    appRepo: { imagePath },
    componentSpec: [{ componentName: name, networkInterfaces: ports.map((port) => ({ protocol: 'TCP', port })) }],
  });
  const placeIn = (app: SandboxApp, zone: { id: string; name: string }): string => {
    if (refuses(app)) return 'deployment refused: the cluster has no room for it';
    if ([...state.instances.values()].some((one) => alike(one, app, zone))) return `deployment ${app.name}-${zone.name} is there already`;
    return state.addInstance(app, zone).id;
  };

  return {
    register: (body) => {
      const manifest = Manifest.parse(body);
      if ([...state.apps.values()].some(({ name }) => name === manifest.name)) return { status: 200, json: 'Service function already exists in the catalogue' };
      const id = newObjectId();
      state.addApp(toApp(id, manifest));
      return { status: 200, json: { appId: id } };
    },
    listApps: () => ({ status: 200, json: [...state.apps.values()].map(show) }),
    app: (id) => ({ status: 200, json: [state.apps.get(id)].flatMap((app) => (app ? [show(app)] : []))[0] ?? [] }),
    deregister: (id) => {
      state.removeApp(id);
      throw new Error('removed, and then failed');
    },
    deploy: (body) => {
      const wanted = Deployment.parse(body);
      const app = state.apps.get(wanted.appId);
      if (!app) return { status: 404, json: `Application with ID: ${wanted.appId} not found` };
      return { status: 200, json: { appInstanceId: zonesOf(wanted).map((zone) => placeIn(app, zone)).at(-1) } };
    },
    listInstances: () => ({
      status: 200,
      json: [...state.instances.values()].map((one) => ({ appInstanceId: one.id, status: state.outcomeOf(one) ?? 'instantiating', componentEndpointInfo: {}, kubernetesClusterRef: '', edgeCloudZone: {} })),
    }),
    instance: () => {
      throw new Error('the adapter lacks the method');
    },
    undeploy: (id) => {
      state.removeInstance(id);
      return { status: 204 };
    },
    nodes: () => ({ status: 200, json: zones }),
    node: () => ({ status: 404, json: { title: 'Not Found', status: 404 } }),
  };
}

const notFound = (message: string): SrmReply => ({ status: 404, json: { status: 404, code: 'NOT_FOUND', message } });
const conflict = (message: string): SrmReply => ({ status: 409, json: { status: 409, code: 'CONFLICT', message } });

/** Generation B, by default as its i2edge adapter answers: one instance for each app and zone. */
export function answersOfB({ state, zones, onePerApp }: AnswersOptions): SrmAnswers {
  const pending = onePerApp ? 'unknown' : 'instantiating';
  const show = ({ id, name, version, packageType, appProvider, imagePath, componentName, ports, requiredResources }: SandboxApp): object => ({
    appId: id,
    name,
    version,
    packageType,
    appProvider,
    appRepo: { imagePath, type: 'PUBLICREPO' },
    requiredResources,
    componentSpec: [{ componentName, networkInterfaces: ports.map((port) => ({ protocol: 'TCP', port, visibilityType: 'VISIBILITY_EXTERNAL' })) }],
  });
  const showInstance = (one: SandboxInstance, status: string, edgeCloudZoneId: string | null): object => ({
    name: onePerApp ? one.appName : one.id,
    appId: one.appId,
    appInstanceId: one.id,
    appProvider: one.appProvider,
    status,
    kubernetesClusterRef: '',
    edgeCloudZoneId,
  });
  const listed = (one: SandboxInstance): object => showInstance(one, state.outcomeOf(one) ?? pending, null);

  return {
    register: (body) => {
      const manifest = Manifest.required({ appId: true }).parse(body);
      if (state.apps.has(manifest.appId)) return { status: 409, json: { message: 'App already exists' } };
      state.addApp(toApp(manifest.appId, manifest));
      return { status: 201, json: { appId: manifest.appId } };
    },
    listApps: () => ({ status: 200, json: [...state.apps.values()].map(show) }),
    app: (id) => {
      const app = state.apps.get(id);
      return app ? { status: 200, json: { appManifest: show(app) } } : notFound('Resource does not exist');
    },
    deregister: (id) => (state.removeApp(id) ? { status: 204 } : notFound('Resource does not exist')),
    deploy: (body) => {
      const wanted = Deployment.parse(body);
      const app = state.apps.get(wanted.appId);
      if (!app) return { status: 404, json: `Application with ID: ${wanted.appId} not found` };
      const zone = zonesOf(wanted)[0]!;
      if (refuses(app)) return conflict('There is no room for the application in the given Edge Cloud Zone');
      if ([...state.instances.values()].some((one) => (onePerApp ? one.appName === app.name : alike(one, app, zone)))) return conflict('Application already instantiated in the given Edge Cloud Zone');
      const placed = state.addInstance(app, zone);
      return { status: 202, json: showInstance(placed, pending, zone.id), headers: { location: `/appinstances/${placed.id}` } };
    },
    listInstances: () => ({ status: 200, json: { appInstances: [...state.instances.values()].map(listed) } }),
    instance: (id) => {
      const one = state.instances.get(id);
      return one ? { status: 200, json: { appInstance: listed(one) } } : notFound('App instance does not exist');
    },
    undeploy: (id) => (state.removeInstance(id) ? { status: 204 } : notFound('App instance does not exist')),
    nodes: () => ({ status: 200, json: zones }),
    node: (id) => {
      const zone = zones.find(({ edgeCloudZoneId }) => edgeCloudZoneId === id);
      return zone ? { status: 200, json: nodeOf(zone) } : notFound('Resource does not exist');
    },
  };
}

const nodeOf = ({ edgeCloudZoneId, edgeCloudZoneName }: SandboxZone): object => ({
  metadata: { name: edgeCloudZoneName, uid: edgeCloudZoneId, resourceVersion: randomUUID() },
  computeResourceQuotaLimits: [{ cpuArchType: 'ISA_X86_64', numCPU: 8, memory: '16384256Ki' }],
  reservedComputeResources: [{ cpuArchType: 'ISA_X86_64', numCPU: 2, memory: '4096000Ki' }],
  flavoursSupported: [],
  zoneId: edgeCloudZoneId,
});
