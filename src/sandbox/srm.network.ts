import { z } from 'zod';
import type { SandboxCore } from './srm.core.js';
import type { SrmReply } from './srm.generations.js';
import type { SandboxFlow } from './srm.state.js';

/** What an SRM answers about sessions and traffic influences. A method that throws stands for an exception: status 500. */
export interface NetworkAnswers {
  createSession(body: unknown): SrmReply;
  listSessions(): SrmReply;
  session(id: string): SrmReply;
  deleteSession(id: string): SrmReply;
  createInfluence(body: unknown): SrmReply;
  listInfluences(): SrmReply;
  influence(id: string): SrmReply;
  deleteInfluence(id: string): SrmReply;
}

const cannot = (): SrmReply => {
  throw new Error('the adapter was never built');
};
const nothing = (): SrmReply => ({ status: 204 });

/** Generation A: sessions are beyond it, and for influences it says 204 and does nothing. */
export const networkOfA: NetworkAnswers = {
  createSession: cannot,
  listSessions: cannot,
  session: cannot,
  deleteSession: cannot,
  createInfluence: nothing,
  listInfluences: nothing,
  influence: nothing,
  deleteInfluence: nothing,
};

const Ipv4 = z.object({ publicAddress: z.ipv4(), privateAddress: z.ipv4() });
const Ports = z.object({ ranges: z.array(z.object({ from: z.int(), to: z.int() })).nullish(), ports: z.array(z.int()).nullish() }).nullish();

const Session = z.object({
  device: z
    .object({ phoneNumber: z.string().nullish(), networkAccessIdentifier: z.string().nullish(), ipv4Address: Ipv4.nullish(), ipv6Address: z.string().nullish() })
    .refine(({ ipv4Address, ipv6Address }) => ipv4Address || ipv6Address),
  applicationServer: z.object({ ipv4Address: z.string().nullish(), ipv6Address: z.string().nullish() }).refine(({ ipv4Address, ipv6Address }) => ipv4Address || ipv6Address),
  devicePorts: Ports,
  applicationServerPorts: Ports,
  qosProfile: z.enum(['qos-e', 'qos-s', 'qos-m', 'qos-l']),
  sink: z.string().nullish(),
  duration: z.int().min(1),
});

const Influence = z.object({
  appId: z.string(),
  appInstanceId: z.ipv4(),
  device: z.object({ ipv4Address: z.object({ publicAddress: z.ipv4().optional(), privateAddress: z.ipv4() }) }),
  notificationUri: z.string(),
  edgeCloudZoneId: z.string(),
});

const notFound = (what: string): SrmReply => ({ status: 404, json: { status: 404, code: 'NOT_FOUND', message: `${what} does not exist` } });
const METHOD_NOT_ALLOWED: SrmReply = { status: 405, json: { title: 'Method Not Allowed', status: 405, detail: 'The method is not allowed for the requested URL.' } };
const NO_INFLUENCE: SrmReply = { status: 500, json: { title: 'Internal Server Error', status: 500, detail: "CapabilityNotSupported: the core has no 'traffic_influence'" } };

/** Absent members are said to be null, and `from` has the name that it has inside. */
const portsOf = (ports: z.infer<typeof Ports>): object | null => ports ? { ranges: ports.ranges?.map(({ from, to }) => ({ from_: from, to })) ?? null, ports: ports.ports ?? null } : null;

function created({ id }: SandboxFlow, { device, applicationServer, devicePorts, applicationServerPorts, qosProfile, sink, duration }: z.infer<typeof Session>): object {
  return {
    device: { phoneNumber: device.phoneNumber ?? null, networkAccessIdentifier: null, ipv4Address: device.ipv4Address ? { ...device.ipv4Address, publicPort: null } : null, ipv6Address: device.ipv6Address ?? null },
    applicationServer: { ipv4Address: applicationServer.ipv4Address ?? null, ipv6Address: applicationServer.ipv6Address ?? null },
    devicePorts: portsOf(devicePorts),
    applicationServerPorts: portsOf(applicationServerPorts),
    qosProfile,
    sink: sink ?? null,
    sinkCredential: null,
    duration,
    sessionId: id,
    startedAt: null,
    expiresAt: null,
    qosStatus: 'REQUESTED',
    statusInfo: null,
  };
}

const STATES = { REQUESTED: 'created', AVAILABLE: 'active', UNAVAILABLE: 'error' } as const;

/** Generation B. Its profiles have names of their own; it says 500 to whatever it cannot read. */
export function networkOfB(core: SandboxCore, flows: { readonly sessions: ReadonlyMap<string, SandboxFlow>; readonly influences: ReadonlyMap<string, SandboxFlow> }): NetworkAnswers {
  const showSession = (flow: SandboxFlow): object => {
    const { device, applicationServer, qosProfile, sink, duration } = Session.parse(flow.request);
    const address = device.ipv4Address?.privateAddress;
    return {
      sessionId: flow.id,
      device: { ipv4Address: address === undefined ? null : { publicAddress: address, privateAddress: address }, ipv6Address: device.ipv6Address ?? null },
      applicationServer,
      qosProfile,
      sink: sink ?? 'None',
      duration,
      startedAt: null,
      expiresAt: null,
      qosStatus: core.statusOf(flow),
    };
  };
  const showInfluence = (flow: SandboxFlow): object => {
    const { appId, appInstanceId, edgeCloudZoneId, notificationUri, device } = Influence.parse(flow.request);
    const { privateAddress } = device.ipv4Address;
    return {
      appId,
      appInstanceId,
      edgeCloudZoneId,
      notificationUri,
      device: { ipv4Address: { publicAddress: privateAddress, privateAddress } },
      ...(core.scripted && { state: STATES[core.statusOf(flow)] }),
      ...(core.lists && { trafficInfluenceID: flow.id }),
    };
  };
  const removed = (flow: SandboxFlow | undefined, what: string): SrmReply => {
    if (!flow) return notFound(what);
    core.remove(flow);
    return { status: 204 };
  };
  const known = (answer: () => SrmReply): SrmReply => (core.influence ? answer() : NO_INFLUENCE);

  return {
    createSession: (body) => {
      const wanted = Session.parse(body);
      const flow = core.admit({ kind: 'session', request: wanted, notify: wanted.sink ?? null, address: wanted.device.ipv4Address?.publicAddress });
      return { status: 201, json: created(flow, wanted) };
    },
    listSessions: () => (core.lists ? { status: 200, json: [...flows.sessions.values()].map(showSession) } : METHOD_NOT_ALLOWED),
    session: (id) => {
      const flow = core.find('session', id);
      return flow ? { status: 200, json: showSession(flow) } : notFound('Session');
    },
    deleteSession: (id) => removed(core.find('session', id), 'Session'),
    createInfluence: (body) =>
      known(() => {
        const wanted = Influence.loose().parse(body);
        const { publicAddress, privateAddress } = wanted.device.ipv4Address;
        const flow = core.admit({ kind: 'influence', request: wanted, notify: wanted.notificationUri, address: publicAddress ?? privateAddress });
        return { status: 201, json: { ...wanted, trafficInfluenceID: flow.id } };
      }),
    listInfluences: () => known(() => ({ status: 200, json: [...flows.influences.values()].map(showInfluence) })),
    influence: (id) =>
      known(() => {
        const flow = core.find('influence', id);
        return flow ? { status: 200, json: showInfluence(flow) } : notFound('Resource');
      }),
    deleteInfluence: (id) => known(() => removed(core.find('influence', id), 'Resource')),
  };
}
