import { z } from 'zod';
import { FmBehaviourShape, FmCallbackChangeShape, type FmBehaviour } from './fm.behaviour.js';
import type { FmCallback } from './fm.callbacks.js';
import { FmFaultShape, type FmFaults } from './fm.faults.js';
import { stateOf, statusOf } from './fm.lives.js';
import type { FmScript } from './fm.script.js';
import type { FmReply } from './fm.voice.js';
import type { FmWorld } from './fm.world.js';
import type { FmRequestNote } from './fm.js';

export interface FmControlOptions {
  readonly world: FmWorld;
  readonly script: FmScript;
  readonly faults: FmFaults;
  readonly requests: readonly FmRequestNote[];
  readonly sent: readonly FmCallback[];
  readonly set: (change: Partial<FmBehaviour>, seconds?: number) => Promise<void>;
}

/** What is done once the answer is out. */
export interface FmControlReply extends FmReply {
  readonly after?: () => Promise<void>;
}

type Step = (id: string, body: unknown) => FmControlReply | Promise<FmControlReply>;

/** Nobody could say `up` to a server that takes no connections. */
const REFUSING_SECONDS = 60;

const Behaviour = FmBehaviourShape.omit({ callbacks: true }).partial().extend({ seconds: z.number().min(0).max(86_400).optional() });
const Zone = z.strictObject({ zoneId: z.string().regex(/^[a-z0-9][a-z0-9-]*$/), geolocation: z.string().regex(/^[-+]?\d{1,2}(\.\d+)?,[-+]?\d{1,3}(\.\d+)?$/), geographyDetails: z.string() });
const Status = z.enum(['FAILED', 'TEMPORARY_FAILURE', 'AVAILABLE', 'LOCKED', 'NOT_AVAILABLE']);

const HELP = {
  'GET /sandbox/': 'This, how it behaves, and what it knows.',
  'GET /sandbox/requests': 'The last requests.',
  'GET /sandbox/callbacks': 'The last callbacks, and what they were answered.',
  'PATCH /sandbox/behaviour': 'Any of {"down": "no" | "503" | "refuse", "seconds": 60, "delayMs": 0, "onboardMs": [300, 900], "settleMs": [1000, 3000], "endMs": 300, "tokenSeconds": 3600, "tokenBound": true}. What is down is up again after the seconds.',
  'PATCH /sandbox/callbacks': 'Any of {"fate": "on" | "off" | "lost" | "doubled" | "reordered", "lateMs": 0, "old": false, "kinds": ["partner-status", "zone-resources", "onboarding-status", "instance-status"]}.',
  'POST /sandbox/faults': 'Something goes wrong: {"operation": "install", "answer": {"status": 503, "body": "…"} | "hang" | "close", "done": false, "times": 1}.',
  'DELETE /sandbox/faults': 'Takes all of them back.',
  'PATCH /sandbox/applications/{appId}': '{"status": "ONBOARDED" | "FAILED"}, now.',
  'PATCH /sandbox/instances/{appInstanceId}': '{"state": "READY" | "FAILED", "message": "…"}, now.',
  'DELETE /sandbox/instances/{appInstanceId}': 'The operator removes it and tells nobody.',
  'POST /sandbox/zones': 'Offers {"zoneId": "…", "geolocation": "37.4,-6", "geographyDetails": "…"}.',
  'PATCH /sandbox/zones/{zoneId}': 'Tells {"status": "AVAILABLE"}, or what is free: {"cpus": 4}.',
  'DELETE /sandbox/zones/{zoneId}': 'Offers it no longer.',
  'PATCH /sandbox/federations/{federationContextId}': 'Tells {"status": "TEMPORARY_FAILURE"}.',
  'DELETE /sandbox/federations/{federationContextId}': 'Forgets it with all that is below.',
  'POST /sandbox/revoke': 'Every token given so far is of no use any more.',
};

/** What a user of the sandbox does with the simulated Federation Manager, by curl. */
export function createFmControl({ world, script, faults, requests, sent, set }: FmControlOptions): (method: string, path: readonly string[], body: unknown) => Promise<FmControlReply> {
  const { state, now, behaviour, dialect } = world;
  const overview = (): FmControlReply => ({
    status: 200,
    json: {
      help: HELP, dialect, behaviour: behaviour(), faults: faults.list(), zones: state.zones.list(),
      federations: state.federations.list().map(({ contextId, operator, zones }) => ({ federationContextId: contextId, operator, zones })),
      applications: state.applications.list().map((one) => ({ appId: one.appId, appName: one.document.appMetaData.appName, zones: one.zones, status: statusOf(one, now()) })),
      instances: state.instances.list().map((one) => ({ appInstanceId: one.instanceId, appId: one.appId, zoneId: one.zoneId, state: stateOf(one, now()) ?? 'GONE' })),
    },
  });
  const known = (isKnown: boolean): FmControlReply => (isKnown ? overview() : NOT_KNOWN);

  /** Refuses a body that is not of the shape. */
  const taking = <Body>(shape: z.ZodType<Body>, then: (body: Body, id: string) => FmControlReply | Promise<FmControlReply>): Step => (id, body) => {
    const read = shape.safeParse(body);
    return read.success ? then(read.data, id) : { status: 400, json: { message: read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '), help: HELP } };
  };

  const steps: Readonly<Record<string, Step>> = {
    'GET ': overview,
    'GET requests': () => ({ status: 200, json: requests.map(({ headers: _headers, body, ...rest }) => ({ ...rest, body: withoutSecrets(body) })) }),
    'GET callbacks': () => ({ status: 200, json: sent }),
    'PATCH behaviour': taking(Behaviour, async ({ seconds, ...given }) => {
      const change = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<FmBehaviour>;
      // The connection that brought this would break too
      if (change.down === 'refuse') return { ...overview(), after: () => set(change, seconds ?? REFUSING_SECONDS) };
      await set(change, seconds);
      return overview();
    }),
    'PATCH callbacks': taking(FmCallbackChangeShape, (change) => (script.callbacks(change), overview())),
    'POST faults': taking(FmFaultShape, (fault) => (script.fault(fault), overview())),
    'DELETE faults': () => (script.clear(), overview()),
    'PATCH applications/': taking(z.strictObject({ status: z.enum(['ONBOARDED', 'FAILED']) }), ({ status }, id) => known(script.settleApplication(id, status))),
    'PATCH instances/': taking(z.strictObject({ state: z.enum(['READY', 'FAILED']), message: z.string().optional() }), (body, id) => known(script.settleInstance(id, body.state, body.message))),
    'DELETE instances/': (id) => known(script.loseInstance(id)),
    'POST zones': taking(Zone, (zone) => (script.offer(zone), overview())),
    'PATCH zones/': taking(z.union([z.strictObject({ status: Status }), z.strictObject({ cpus: z.int().min(0) })]), (body, id) => known('status' in body ? script.zoneStatus(id, body.status) : script.zoneResources(id, body.cpus))),
    'DELETE zones/': (id) => known(script.withdraw(id)),
    'PATCH federations/': taking(z.strictObject({ status: Status }), ({ status }, id) => known(script.federationStatus(id, status))),
    'DELETE federations/': (id) => known(script.forget(id)),
    'POST revoke': () => (script.revoke(), overview()),
  };

  return async (method, [what = '', id, ...more], body) => (more.length > 0 ? NOT_KNOWN : (await steps[`${method} ${what}${id === undefined ? '' : '/'}`]?.(id ?? '', body)) ?? NOT_KNOWN);
}

const SECRETS: ReadonlySet<string> = new Set(['clientSecret', 'password', 'token', 'accessToken']);

const withoutSecrets = (body: unknown): unknown => (body === undefined ? undefined : JSON.parse(JSON.stringify(body, (name, value: unknown) => (SECRETS.has(name) ? '…' : value))));

const NOT_KNOWN: FmReply = { status: 404, json: { message: 'There is no such thing here.', help: HELP } };
