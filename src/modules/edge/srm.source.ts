import { Refusal } from '../../kernel/refusal.js';
import type { Peer, PeerAnswer, PeerRequest } from '../../outbound/http.js';
import { isSuccess, PeerRefused, type Meanings } from '../../outbound/peer-answers.js';
import { AppListShape, AppShape, DeployedShape, InstancesShape, RegisteredShape, ZonesShape, saysAlreadyThere, srmAnswers, type Told } from './srm.answers.js';
import type { AppTrace, SrmCall, SrmGeneration, SrmManifest, SrmSource, UpstreamInstance, UpstreamZone } from './srm.types.js';

export interface SrmOptions {
  readonly peer: Peer;
  /** Milliseconds for one method, however many requests it takes; `deploy` has three times as long. @default 10000 */
  readonly timeoutMs?: number;
}

const { read, refusal: refusalOf } = srmAnswers;

/** `check` is meant for probes, which have little time. */
const CHECK_MS = 2000;

const REGISTERING: Meanings = {
  400: ['INVALID_ARGUMENT', 'The SRM refused the app manifest.'],
  409: ['ALREADY_EXISTS', 'The SRM has such an app already.'],
  422: ['INVALID_ARGUMENT', 'The SRM refused the app manifest.'],
};
const DEREGISTERING: Meanings = { 409: ['INCOMPATIBLE_STATE', 'The SRM says that the app is in use.'] };
const DEPLOYING: Meanings = {
  400: ['INVALID_ARGUMENT', 'The SRM refused the deployment.'],
  404: ['NOT_FOUND', 'The SRM does not know the app.'],
  409: ['ALREADY_EXISTS', 'The SRM has an instance of the app there already.'],
  422: ['INVALID_ARGUMENT', 'The SRM refused the deployment.'],
};
const UNDEPLOYING: Meanings = { 409: ['INCOMPATIBLE_STATE', 'The SRM cannot remove the instance now.'] };

/**
 * The SRM over HTTP, of either generation. Facts of the two: generation A registers by name, answers 200 with a text
 * for a name that is taken, `[]` for an app it does not have, 500 to the removal of an app that it did remove, and 204 to
 * the removal of any instance.
 */
export function createSrm({ peer, timeoutMs = 10_000 }: SrmOptions): SrmSource {
  let known: SrmGeneration | undefined;

  const learn = <Value>({ value, generation }: Told<Value>): Value => {
    known = generation;
    return value;
  };
  const ask = ({ signal, correlator }: Partial<SrmCall>, deadlineMs: number, request: Omit<PeerRequest, 'signal' | 'correlator' | 'deadlineMs'>): Promise<PeerAnswer> =>
    peer.request({ ...request, deadlineMs, ...(signal && { signal }), ...(correlator !== undefined && { correlator }) });

  async function zones(call: Partial<SrmCall>, deadlineMs = timeoutMs): Promise<readonly UpstreamZone[]> {
    const answer = await ask(call, deadlineMs, { method: 'GET', path: '/node' });
    if (!isSuccess(answer)) throw refusalOf(answer);
    return read(answer, ZonesShape);
  }

  async function registerApp(manifest: SrmManifest, call: SrmCall): Promise<{ upstreamId: string }> {
    const answer = await ask(call, timeoutMs, { method: 'POST', path: '/serviceFunction', body: manifest });
    if (!isSuccess(answer)) throw refusalOf(answer, REGISTERING, manifest.appRepo.credentials);
    if (saysAlreadyThere(answer)) {
      known = 'A';
      throw new Refusal(...REGISTERING[409]!, { cause: new PeerRefused(answer.status, true, 'says that the app is there already') });
    }
    const { appId } = read(answer, RegisteredShape);
    if (answer.status === 201) known = 'B';
    return { upstreamId: appId };
  }

  /** @returns whether the SRM has an app of this id. */
  async function has(id: string, call: SrmCall, deadlineMs: number): Promise<boolean> {
    const answer = await ask(call, deadlineMs, { method: 'GET', path: `/serviceFunction/${encodeURIComponent(id)}` });
    if (answer.status === 404) return false;
    if (!isSuccess(answer)) throw refusalOf(answer);
    return learn(read(answer, AppShape));
  }

  async function findApp({ appId, upstreamId, name, imagePath }: AppTrace, call: SrmCall): Promise<string | undefined> {
    const left = budget(timeoutMs);
    if (upstreamId) return (await has(upstreamId, call, left())) ? upstreamId : undefined;
    if (known === undefined) await list(call, left());
    if (known === 'B' && (await has(appId, call, left()))) return appId;
    // Looking may have shown that it is generation A meanwhile.
    if (known === 'B') return undefined;
    const answer = await ask(call, left(), { method: 'GET', path: '/serviceFunction' });
    if (!isSuccess(answer)) throw refusalOf(answer);
    return read(answer, AppListShape).find((app) => app.name === name && (imagePath === undefined || app.appRepo?.imagePath === imagePath))?.appId;
  }

  async function deregisterApp(upstreamId: string, call: SrmCall): Promise<void> {
    const left = budget(timeoutMs);
    const answer = await ask(call, left(), { method: 'DELETE', path: `/serviceFunction/${encodeURIComponent(upstreamId)}`, retry: true });
    if (isSuccess(answer) || answer.status === 404) return;
    const refusal = refusalOf(answer, DEREGISTERING);
    if (answer.status < 500) throw refusal;
    // Generation A says 500 after it has removed the app; when looking fails too, the first failure is the one to tell.
    const stillThere = await has(upstreamId, call, left()).catch((error: unknown) => {
      throw error instanceof Refusal ? refusal : error;
    });
    if (stillThere) throw refusal;
  }

  async function deploy({ upstreamAppId, zone }: { upstreamAppId: string; zone: UpstreamZone }, call: SrmCall): Promise<{ upstreamId: string }> {
    const body = { appId: upstreamAppId, appZones: [{ EdgeCloudZone: toWire(zone) }] };
    const answer = await ask(call, 3 * timeoutMs, { method: 'POST', path: '/deployedServiceFunction', body });
    if (!isSuccess(answer)) throw refusalOf(answer, DEPLOYING);
    return { upstreamId: read(answer, DeployedShape).appInstanceId };
  }

  async function list(call: SrmCall, deadlineMs: number): Promise<readonly UpstreamInstance[]> {
    const answer = await ask(call, deadlineMs, { method: 'GET', path: '/deployedServiceFunction' });
    if (!isSuccess(answer)) throw refusalOf(answer);
    return learn(read(answer, InstancesShape));
  }

  async function undeploy(upstreamId: string, call: SrmCall): Promise<void> {
    const answer = await ask(call, timeoutMs, { method: 'DELETE', path: `/deployedServiceFunction/${encodeURIComponent(upstreamId)}`, retry: true });
    if (!isSuccess(answer) && answer.status !== 404) throw refusalOf(answer, UNDEPLOYING);
  }

  return {
    zones: (call) => zones(call),
    registerApp,
    findApp,
    deregisterApp,
    deploy,
    instances: (call) => list(call, timeoutMs),
    undeploy,
    generation: () => known,
    check: async (signal) => void (await zones(signal ? { signal } : {}, Math.min(CHECK_MS, timeoutMs))),
    state: () => ({ ...peer.state(), ...(known !== undefined && { generation: known }) }),
    close: () => peer.close(),
  };
}

const toWire = (zone: UpstreamZone): object => ({
  edgeCloudZoneId: zone.id,
  edgeCloudZoneName: zone.name,
  edgeCloudProvider: zone.provider,
  edgeCloudZoneStatus: zone.status,
  ...(zone.region !== null && { edgeCloudRegion: zone.region }),
});

/** @returns a function that tells the milliseconds left of the total, at least 1. */
function budget(totalMs: number): () => number {
  const end = performance.now() + totalMs;
  return () => Math.max(1, end - performance.now());
}
