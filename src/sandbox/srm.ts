import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { systemClock, type Clock } from '../kernel/clock.js';
import { startCore, type CoreOptions } from './srm.core.js';
import { deliver, isCarriedOut, type SrmFaults } from './srm.faults.js';
import { answersOfA, answersOfB, type SrmAnswers, type SrmReply } from './srm.generations.js';
import { networkOfA, networkOfB, type NetworkAnswers } from './srm.network.js';
import { createSrmState, type SandboxApp, type SandboxFlow, type SandboxInstance, type SandboxZone } from './srm.state.js';

export type { CoreOptions } from './srm.core.js';
export type { SrmFaults } from './srm.faults.js';
export type { SandboxApp, SandboxFlow, SandboxInstance, SandboxZone } from './srm.state.js';

export interface SandboxSrmOptions {
  readonly generation: 'A' | 'B';
  /** @default 0: any free one */
  readonly port?: number;
  /** Generation B as its Kubernetes adapter: one instance for each app name, the zone is ignored. @default false */
  readonly onePerApp?: boolean;
  /** @default SANDBOX_ZONES */
  readonly zones?: readonly SandboxZone[];
  readonly clock?: Clock;
  /** Least and most milliseconds until an instance is ready. @default [1000, 3000] */
  readonly settleMs?: readonly [number, number];
  /** The simulated network behind it. */
  readonly core?: CoreOptions;
  readonly faults?: SrmFaults;
  /** A file that keeps apps, instances, sessions and influences over restarts. @default in memory only */
  readonly statePath?: string;
}

export interface SandboxRequest {
  readonly method: string;
  /** Without the base path, still URL-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
}

export interface SandboxSrm {
  /** With the base path of the generation. */
  readonly url: string;
  /** The last 200, oldest first. */
  readonly requests: readonly SandboxRequest[];
  readonly apps: ReadonlyMap<string, SandboxApp>;
  readonly instances: ReadonlyMap<string, SandboxInstance>;
  readonly sessions: ReadonlyMap<string, SandboxFlow>;
  /** By the address of the subscription at the core. */
  readonly influences: ReadonlyMap<string, SandboxFlow>;
  /** The network grants a session or an influence now. @returns false when there is none of this id */
  grant(id: string): boolean;
  /** The network ends one now, of its own accord: it is UNAVAILABLE, and there until it is deleted. @returns as `grant` */
  terminate(id: string): boolean;
  /** Replaces all faults; `{}` ends them. */
  set(faults: SrmFaults): Promise<void>;
  close(): Promise<void>;
}

/** Two providers in two regions; one zone is out of service. */
export const SANDBOX_ZONES: readonly SandboxZone[] = [
  { edgeCloudZoneId: '3d4c7f52-6a0b-4c1e-9b53-0f6a1d2e8a01', edgeCloudZoneName: 'lisbon-1', edgeCloudZoneStatus: 'active', edgeCloudProvider: 'Atlantic_Telecom', edgeCloudRegion: 'eu-west' },
  { edgeCloudZoneId: '3d4c7f52-6a0b-4c1e-9b53-0f6a1d2e8a02', edgeCloudZoneName: 'porto-1', edgeCloudZoneStatus: 'active', edgeCloudProvider: 'Atlantic_Telecom', edgeCloudRegion: 'eu-west' },
  { edgeCloudZoneId: '3d4c7f52-6a0b-4c1e-9b53-0f6a1d2e8a03', edgeCloudZoneName: 'vienna-1', edgeCloudZoneStatus: 'active', edgeCloudProvider: 'Danube_Networks', edgeCloudRegion: 'eu-central' },
  { edgeCloudZoneId: '3d4c7f52-6a0b-4c1e-9b53-0f6a1d2e8a04', edgeCloudZoneName: 'graz-1', edgeCloudZoneStatus: 'inactive', edgeCloudProvider: 'Danube_Networks', edgeCloudRegion: 'eu-central' },
];

const BASE_PATH = { A: '/piedge-connector/2.0.0', B: '/srm/1.0.0' } as const;
const KEPT_REQUESTS = 200;

/**
 * A simulated SRM: a real HTTP server on 127.0.0.1 that answers as generation A or B does.
 *
 * An instance is `instantiating` (B with `onePerApp`: `unknown`) and becomes `ready`. The app's name may choose another
 * life, by a word anywhere in it: `fail` ends `failed`; `slow` takes 10 s; `stuck` never settles; `refuse` is not
 * deployed at all (B: 409; A: 200 with an error text in the place of the id).
 *
 * A session or a traffic influence (generation B) is REQUESTED, and granted after 300 to 900 ms. The device's public IPv4
 * address may choose another life, by its last octet: 66 is refused instead; 77 is ended by the network 5 s after the
 * grant; 88 is never granted; 99 takes 2 s, and a removal before that is forgotten: it is granted all the same, and to be
 * removed once more. What was refused or ended is UNAVAILABLE, and there until it is deleted.
 * @throws Error when the port is taken or the file at `statePath` is not a sandbox's.
 */
export async function startSandboxSrm(options: SandboxSrmOptions): Promise<SandboxSrm> {
  const { generation, port = 0, onePerApp = false, zones = SANDBOX_ZONES, clock = systemClock, settleMs = [1000, 3000], statePath } = options;
  const state = createSrmState({ clock, settleMs, ...(statePath !== undefined && { path: statePath }) });
  const core = startCore({ state, clock, origin: () => `http://127.0.0.1:${door.port}`, options: options.core ?? {} });
  const answers = { A: { ...answersOfA({ state, zones, onePerApp }), ...networkOfA }, B: { ...answersOfB({ state, zones, onePerApp }), ...networkOfB(core, state) } };
  const requests: SandboxRequest[] = [];
  let faults: SrmFaults = {};

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const raw = await text(incoming);
    const url = incoming.url ?? '/';
    const request = { method: incoming.method ?? '', path: url.startsWith(`${BASE_PATH[generation]}/`) ? url.slice(BASE_PATH[generation].length) : '', headers: incoming.headers, body: parse(raw) };
    requests.push(request);
    if (requests.length > KEPT_REQUESTS) requests.shift();
    const active = `${request.method} ${request.path}`.startsWith(faults.only ?? '') ? faults : {};
    const speaks = active.wrongGeneration ? other(generation) : generation;
    const reply = isCarriedOut(active) ? answerTo(answers[speaks], request) : { status: 500 };
    await state.kept();
    if (active.latencyMs !== undefined) await pause(active.latencyMs, response);
    deliver(response, reply, active);
  }

  const door = await openDoor(port, serve);
  const set = async (next: SrmFaults): Promise<void> => {
    faults = next;
    await (next.refuse ? door.shut() : door.open());
  };
  await set(options.faults ?? {});
  const { apps, instances, sessions, influences } = state;
  const close = async (): Promise<void> => {
    core.close();
    await door.shut();
    await state.kept();
  };
  return { url: `http://127.0.0.1:${door.port}${BASE_PATH[generation]}`, requests, apps, instances, sessions, influences, grant: core.grant, terminate: core.terminate, set, close };
}

interface Door {
  readonly port: number;
  open(): Promise<void>;
  /** Breaks what is open too. */
  shut(): Promise<void>;
}

async function openDoor(wanted: number, serve: (incoming: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<Door> {
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error('unreadable request')));
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(wanted);
  const { port } = server.address() as AddressInfo;
  return { port, open: async () => (server.listening ? undefined : listen(port)), shut: async () => (server.listening ? stop() : undefined) };
}

const other = (generation: 'A' | 'B'): 'A' | 'B' => (generation === 'A' ? 'B' : 'A');

type Answers = SrmAnswers & NetworkAnswers;

function answerTo(answers: Answers, { method, path, body }: SandboxRequest): SrmReply {
  const [, resource, id, ...more] = path.replace(/\/$/, '').split('/').map(decodeURIComponent);
  const route = ROUTES[`${method} /${resource ?? ''}${id === undefined ? '' : '/:id'}`];
  if (!route || more.length > 0) return { status: 404, json: { title: 'Not Found', status: 404 } };
  try {
    return route(answers, { id: id ?? '', body });
  } catch (error) {
    return { status: 500, json: { title: 'Internal Server Error', status: 500, detail: error instanceof z.ZodError ? 'a member is missing' : 'an exception' } };
  }
}

const ROUTES: Readonly<Record<string, (answers: Answers, request: { readonly id: string; readonly body: unknown }) => SrmReply>> = {
  'POST /serviceFunction': (answers, { body }) => answers.register(body),
  'GET /serviceFunction': (answers) => answers.listApps(),
  'GET /serviceFunction/:id': (answers, { id }) => answers.app(id),
  'DELETE /serviceFunction/:id': (answers, { id }) => answers.deregister(id),
  'POST /deployedServiceFunction': (answers, { body }) => answers.deploy(body),
  'GET /deployedServiceFunction': (answers) => answers.listInstances(),
  'GET /deployedServiceFunction/:id': (answers, { id }) => answers.instance(id),
  'DELETE /deployedServiceFunction/:id': (answers, { id }) => answers.undeploy(id),
  'GET /node': (answers) => answers.nodes(),
  'GET /node/:id': (answers, { id }) => answers.node(id),
  'POST /sessions': (answers, { body }) => answers.createSession(body),
  'GET /sessions': (answers) => answers.listSessions(),
  'GET /sessions/:id': (answers, { id }) => answers.session(id),
  'DELETE /sessions/:id': (answers, { id }) => answers.deleteSession(id),
  'POST /traffic-influences': (answers, { body }) => answers.createInfluence(body),
  'GET /traffic-influences': (answers) => answers.listInfluences(),
  'GET /traffic-influences/:id': (answers, { id }) => answers.influence(id),
  'DELETE /traffic-influences/:id': (answers, { id }) => answers.deleteInfluence(id),
};

/** A body that is no JSON counts as none: every route that needs one then fails as it would. */
function parse(raw: string): unknown {
  try {
    return raw === '' ? undefined : JSON.parse(raw);
  } catch {
    return undefined;
  }
}

const pause = (ms: number, response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    response.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
