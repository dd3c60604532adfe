import { createHash, randomUUID } from 'node:crypto';
import type { Refusal } from '../../kernel/refusal.js';
import { PeerFailure, toRefusal } from '../../outbound/http.failure.js';
import type { Answered } from '../../outbound/peer-answers.js';
import { srmAnswers } from './srm.answers.js';
import type { SrmCall, SrmGeneration, SrmManifest, SrmSource, UpstreamInstance, UpstreamInstanceStatus, UpstreamZone } from './srm.types.js';

export type SrmMethod = 'zones' | 'registerApp' | 'findApp' | 'deregisterApp' | 'deploy' | 'instances' | 'undeploy' | 'check';

export interface FakeInstance {
  readonly upstreamAppId: string;
  readonly zoneId: string;
  readonly status: UpstreamInstanceStatus;
}

/** An SRM in memory for tests of what stands above it. Instances stay `instantiating` until the test settles them. */
export interface FakeSrm extends SrmSource {
  /** By the SRM's id. */
  readonly apps: ReadonlyMap<string, SrmManifest>;
  readonly running: ReadonlyMap<string, FakeInstance>;
  /** The methods called so far, in order. */
  readonly calls: readonly SrmMethod[];
  settle(upstreamId: string, status: UpstreamInstanceStatus): void;
  /** The instance disappears as if somebody had removed it behind our back. */
  vanish(upstreamId: string): void;
  /** The next call of this method fails; with `done` it is carried out all the same. May be called for several in advance. */
  fail(method: SrmMethod, error: Refusal, how?: { readonly done: boolean }): void;
}

/** The outcome is unknown. */
export const noAnswer = (): Refusal => toRefusal('SRM', new PeerFailure('timeout', true));
/** Nothing was done. */
export const noConnection = (): Refusal => toRefusal('SRM', new PeerFailure('unreachable', false));

export interface FakeSrmOptions {
  readonly generation?: SrmGeneration;
  readonly zones?: readonly UpstreamZone[];
}

export const FAKE_ZONES: readonly UpstreamZone[] = [
  { id: '6f1c1a52-9d0e-4b5f-8f1a-2b7c64a0d101', name: 'North', provider: 'Fake_Operator', region: 'upper', status: 'active' },
  { id: '6f1c1a52-9d0e-4b5f-8f1a-2b7c64a0d102', name: 'South', provider: 'Fake_Operator', region: null, status: 'inactive' },
];

export function fakeSrm({ generation = 'B', zones = FAKE_ZONES }: FakeSrmOptions = {}): FakeSrm {
  const apps = new Map<string, SrmManifest>();
  const running = new Map<string, FakeInstance>();
  const calls: SrmMethod[] = [];
  const planned: { method: SrmMethod; error: Refusal; done: boolean }[] = [];

  async function perform<Value>(method: SrmMethod, signal: AbortSignal | undefined, work: () => Value): Promise<Value> {
    calls.push(method);
    if (signal?.aborted) throw toRefusal('SRM', new PeerFailure('ended', false));
    const at = planned.findIndex((plan) => plan.method === method);
    const plan = at < 0 ? undefined : planned.splice(at, 1)[0];
    if (plan && !plan.done) throw plan.error;
    const value = work();
    if (plan) throw plan.error;
    return value;
  }

  function register(manifest: SrmManifest): { upstreamId: string } {
    const upstreamId = generation === 'B' ? manifest.appId : createHash('md5').update(manifest.name).digest('hex').slice(0, 24);
    if (apps.has(upstreamId)) throw srmAnswers.refusal(conflict, { 409: ['ALREADY_EXISTS', 'The SRM has such an app already.'] });
    const { credentials: _, ...appRepo } = manifest.appRepo;
    apps.set(upstreamId, { ...manifest, appRepo });
    return { upstreamId };
  }

  function deploy(upstreamAppId: string, zoneId: string): { upstreamId: string } {
    if (!apps.has(upstreamAppId)) throw srmAnswers.refusal({ status: 404, text: '' }, { 404: ['NOT_FOUND', 'The SRM does not know the app.'] });
    if ([...running.values()].some((one) => one.upstreamAppId === upstreamAppId && one.zoneId === zoneId)) {
      if (generation === 'A') throw srmAnswers.strange({ status: 200, text: '' }, 'an error text for an id');
      throw srmAnswers.refusal(conflict, { 409: ['ALREADY_EXISTS', 'The SRM has an instance of the app there already.'] });
    }
    const upstreamId = randomUUID();
    running.set(upstreamId, { upstreamAppId, zoneId, status: 'instantiating' });
    return { upstreamId };
  }

  const show = ([upstreamId, { upstreamAppId, status }]: [string, FakeInstance]): UpstreamInstance => ({ upstreamId, status, endpoints: [], ...(generation === 'B' && { upstreamAppId }) });
  const settle = (upstreamId: string, status: UpstreamInstanceStatus): void => {
    const found = running.get(upstreamId);
    if (!found) throw new Error(`The fake SRM has no instance ${upstreamId}.`);
    running.set(upstreamId, { ...found, status });
  };
  const since = new Date();

  return {
    apps,
    running,
    calls,
    settle,
    vanish: (upstreamId) => void running.delete(upstreamId),
    fail: (method, error, { done } = { done: false }) => void planned.push({ method, error, done }),
    zones: ({ signal }: SrmCall) => perform('zones', signal, () => zones),
    registerApp: (manifest, { signal }) => perform('registerApp', signal, () => register(manifest)),
    findApp: ({ appId, upstreamId, name, imagePath }, { signal }) =>
      perform('findApp', signal, () => {
        if (upstreamId || generation === 'B') return [upstreamId || appId].find((id) => apps.has(id));
        return [...apps].find(([, app]) => app.name === name && (imagePath === undefined || app.appRepo.imagePath === imagePath))?.[0];
      }),
    deregisterApp: (upstreamId, { signal }) => perform('deregisterApp', signal, () => void apps.delete(upstreamId)),
    deploy: ({ upstreamAppId, zone }, { signal }) => perform('deploy', signal, () => deploy(upstreamAppId, zone.id)),
    instances: ({ signal }) => perform('instances', signal, () => [...running].map(show)),
    undeploy: (upstreamId, { signal }) => perform('undeploy', signal, () => void running.delete(upstreamId)),
    generation: () => generation,
    check: (signal) => perform('check', signal, () => undefined),
    state: () => ({ ok: true, since, generation }),
    close: () => Promise.resolve(),
  };
}

const conflict: Answered = { status: 409, text: '' };
