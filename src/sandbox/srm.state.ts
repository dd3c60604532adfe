import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Clock } from '../kernel/clock.js';
import { createKeeper } from './keeper.js';

const AppShape = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  packageType: z.string(),
  appProvider: z.string(),
  imagePath: z.string(),
  componentName: z.string(),
  ports: z.array(z.number()),
  requiredResources: z.unknown().optional(),
});

const InstanceShape = z.object({
  id: z.string(),
  appId: z.string(),
  appName: z.string(),
  appProvider: z.string(),
  zoneId: z.string(),
  zoneName: z.string(),
  /** Epoch milliseconds; null: never. */
  settlesAt: z.number().nullable(),
  outcome: z.enum(['ready', 'failed']),
});

const FlowShape = z.object({
  /** Of an influence, the address of a subscription at the simulated core. */
  id: z.string(),
  kind: z.enum(['session', 'influence']),
  /** What was asked for. */
  request: z.looseObject({}),
  /** Where the core tells what becomes of it. */
  notify: z.string().nullable(),
  /** Epoch milliseconds; null: never. */
  settlesAt: z.number().nullable(),
  outcome: z.enum(['granted', 'refused']),
  /** When the network ends it of its own accord, in epoch milliseconds; null: never. */
  endsAt: z.number().nullable(),
  /** The network grants it even if it is deleted before that. */
  insists: z.boolean(),
});

const StateShape = z.object({ apps: z.array(AppShape), instances: z.array(InstanceShape), flows: z.array(FlowShape).default([]) });

/** What the sandbox keeps of an app. Repository credentials are not among it. */
export type SandboxApp = Readonly<z.infer<typeof AppShape>>;
export type SandboxInstance = Readonly<z.infer<typeof InstanceShape>>;
/** A session or a traffic influence. */
export type SandboxFlow = Readonly<z.infer<typeof FlowShape>>;

export interface SandboxZone {
  readonly edgeCloudZoneId: string;
  readonly edgeCloudZoneName: string;
  readonly edgeCloudZoneStatus: 'active' | 'inactive' | 'unknown';
  readonly edgeCloudProvider: string;
  readonly edgeCloudRegion: string | null;
}

export interface SrmStateOptions {
  readonly clock: Clock;
  /** Between these two, in milliseconds, an instance becomes ready. */
  readonly settleMs: readonly [number, number];
  /** Where the state is kept over restarts; without it, in memory only. */
  readonly path?: string;
}

export interface SrmState {
  readonly apps: ReadonlyMap<string, SandboxApp>;
  readonly instances: ReadonlyMap<string, SandboxInstance>;
  addApp(app: SandboxApp): void;
  removeApp(id: string): boolean;
  addInstance(app: SandboxApp, zone: { readonly id: string; readonly name: string }): SandboxInstance;
  removeInstance(id: string): boolean;
  /** Undefined while the instance has not settled. */
  outcomeOf(instance: SandboxInstance): 'ready' | 'failed' | undefined;
  readonly sessions: ReadonlyMap<string, SandboxFlow>;
  readonly influences: ReadonlyMap<string, SandboxFlow>;
  /** Adds it, or replaces the one with its id. */
  putFlow(flow: SandboxFlow): void;
  removeFlow(flow: SandboxFlow): boolean;
  /** Resolves when every change so far is in the file. What was acknowledged is there after a restart. */
  kept(): Promise<void>;
}

/** @throws Error when the file at `path` is not one of ours. */
export function createSrmState({ clock, settleMs, path }: SrmStateOptions): SrmState {
  const kept = path !== undefined && existsSync(path) ? load(path) : { apps: [], instances: [], flows: [] };
  const apps = new Map<string, SandboxApp>(kept.apps.map((app) => [app.id, app]));
  const instances = new Map<string, SandboxInstance>(kept.instances.map((instance) => [instance.id, instance]));

  const flows = {
    session: flowsOf('session', kept.flows),
    influence: flowsOf('influence', kept.flows),
  };
  const keeper = createKeeper(path, () => JSON.stringify({ apps: [...apps.values()], instances: [...instances.values()], flows: [...flows.session.values(), ...flows.influence.values()] }));
  const keep = keeper.changed;
  const remove = (from: Map<string, unknown>, id: string): boolean => {
    const removed = from.delete(id);
    if (removed) keep();
    return removed;
  };

  function addInstance(app: SandboxApp, zone: { readonly id: string; readonly name: string }): SandboxInstance {
    const now = clock.now().getTime();
    const { id: appId, name: appName, appProvider } = app;
    const instance: SandboxInstance = { id: randomUUID(), appId, appName, appProvider, zoneId: zone.id, zoneName: zone.name, ...lifeOf(appName, now, settleMs) };
    instances.set(instance.id, instance);
    keep();
    return instance;
  }

  return {
    apps,
    instances,
    addApp: (app) => {
      apps.set(app.id, app);
      keep();
    },
    removeApp: (id) => remove(apps, id),
    addInstance,
    removeInstance: (id) => remove(instances, id),
    sessions: flows.session,
    influences: flows.influence,
    putFlow: (flow) => {
      flows[flow.kind].set(flow.id, flow);
      keep();
    },
    removeFlow: ({ kind, id }) => remove(flows[kind], id),
    kept: keeper.kept,
    outcomeOf: ({ settlesAt, outcome }) => (settlesAt !== null && clock.now().getTime() >= settlesAt ? outcome : undefined),
  };
}

const flowsOf = (kind: SandboxFlow['kind'], flows: readonly SandboxFlow[]): Map<string, SandboxFlow> => new Map(flows.filter((flow) => flow.kind === kind).map((flow) => [flow.id, flow]));

/** 24 hexadecimal digits, as generation A's ids of apps. */
export const newObjectId = (): string => randomBytes(12).toString('hex');

const SLOW_MS = 10_000;

/** The script that an app's name chooses; see startSandboxSrm. */
function lifeOf(appName: string, now: number, [least, most]: readonly [number, number]): Pick<SandboxInstance, 'settlesAt' | 'outcome'> {
  const says = (word: string): boolean => appName.toLowerCase().includes(word);
  const after = says('slow') ? SLOW_MS : least + Math.random() * (most - least);
  return { settlesAt: says('stuck') ? null : now + after, outcome: says('fail') ? 'failed' : 'ready' };
}

function load(path: string): z.infer<typeof StateShape> {
  try {
    return StateShape.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new Error(`${path} does not hold the state of a sandbox SRM; remove it to begin with an empty one.`, { cause });
  }
}
