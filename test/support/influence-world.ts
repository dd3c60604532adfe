import 'reflect-metadata';
import type { FlowKind } from '../../src/generated/prisma/enums.js';
import { newId } from '../../src/kernel/id.js';
import { DEVICE_SERVICES, type DeviceResolution, type KnownDevice } from '../../src/modules/network/device/device.types.js';
import type { AdmittedSink, EventSinks, SinkRequest } from '../../src/modules/network/event-sink.types.js';
import { firstAnswers } from '../../src/modules/network/flow/first-answer.service.js';
import { createFlows } from '../../src/modules/network/flow/flow.service.js';
import type { FlowOwner } from '../../src/modules/network/flow/flow.types.js';
import type { KnownInstance, KnownZone, Neighbours } from '../../src/modules/network/neighbours.types.js';
import { fakeNetwork, type FakeNetwork, type FakeNetworkOptions } from '../../src/modules/network/upstream/network.source.fake.js';
import { qosAssignmentKeeper } from '../../src/modules/network/assignment/qos-assignment-keeper.service.js';
import { qosAssignmentService } from '../../src/modules/network/assignment/qos-assignment.service.js';
import { qosAssignmentStore } from '../../src/modules/network/assignment/qos-assignment.store.js';
import { startAssignmentPurge } from '../../src/modules/network/assignment/qos-assignment.worker.js';
import { trafficInfluenceKeeper } from '../../src/modules/network/influence/traffic-influence-keeper.service.js';
import { influencePlans } from '../../src/modules/network/influence/traffic-influence-plan.service.js';
import { trafficInfluenceUpdates } from '../../src/modules/network/influence/traffic-influence-update.service.js';
import { trafficInfluenceService } from '../../src/modules/network/influence/traffic-influence.service.js';
import { trafficInfluenceStore } from '../../src/modules/network/influence/traffic-influence.store.js';
import { createOnce } from '../../src/outbound/once.js';
import type { Database } from '../../src/outbound/storage/database.js';
import { Refusal } from '../../src/kernel/refusal.js';
import { collectLog } from './log.js';
import { handClock, type HandClock } from './qod-world.js';

/** A device with IPv4, and one with IPv6 alone. */
export const A_PHONE = { phoneNumber: '+351910000001' };
export const IPV6_PHONE = { phoneNumber: '+351910000006' };

const KNOWN: readonly KnownDevice[] = [
  { id: 'device-1', phoneNumber: A_PHONE.phoneNumber, publicAddress: '198.51.100.7', privateAddress: '10.45.0.7', publicPort: null, ipv6Address: null, country: null, network: null, services: DEVICE_SERVICES, edgeCloudZones: [] },
  { id: 'device-6', phoneNumber: IPV6_PHONE.phoneNumber, publicAddress: null, privateAddress: null, publicPort: null, ipv6Address: '2001:db8::6', country: null, network: null, services: DEVICE_SERVICES, edgeCloudZones: [] },
];

/** By phone number; a user has the first device. */
const devices: DeviceResolution = {
  required: async (ctx, device) => {
    if (ctx.caller.kind === 'three-legged') return { known: KNOWN[0]!, sent: null };
    const known = KNOWN.find(({ phoneNumber }) => phoneNumber === device?.phoneNumber);
    if (!known) throw new Refusal('MISSING_IDENTIFIER', 'The device cannot be identified.', { field: 'device' });
    return { known, sent: { phoneNumber: known.phoneNumber, networkAccessIdentifier: null, ipv4Address: null, ipv6Address: null } };
  },
  optional: (ctx, device, service) => devices.required(ctx, device, service),
};

/** What is done with sinks, told one after another. */
export interface HandSinks extends EventSinks {
  readonly done: (readonly ['register' | 'end', resourceId: string, sink?: string])[];
  readonly asked: SinkRequest[];
}

function handSinks(): HandSinks {
  const done: HandSinks['done'] = [];
  const asked: SinkRequest[] = [];
  const none = { credentialType: null, accessToken: null, accessTokenExpiresAt: null, clientId: null, tokenUri: null };
  return {
    done,
    asked,
    async admit(request): Promise<AdmittedSink | undefined> {
      asked.push(request);
      const { sink, expiresAt = null, maxEvents = null, initialEvent } = request;
      return sink ? { ...none, sink, expiresAt: expiresAt ?? null, maxEvents: maxEvents ?? null, initialEvent: initialEvent ?? false } : undefined;
    },
    async register(_tx, sink, { resourceId }) {
      if (sink) done.push(['register', resourceId, sink.sink]);
    },
    async end(_tx, resourceId) {
      done.push(['end', resourceId]);
    },
  };
}

/** The caller's edge: one app, whose instances and zones the test fills. */
export interface HandEdge extends Neighbours {
  readonly appId: string;
  readonly places: KnownInstance[];
  readonly listed: KnownZone[];
  addZone(about?: Partial<KnownZone>): KnownZone;
  addInstance(about?: Partial<KnownInstance>): KnownInstance;
}

export function handEdge(): HandEdge {
  const appId = newId();
  const places: KnownInstance[] = [];
  const listed: KnownZone[] = [];
  return {
    appId,
    places,
    listed,
    addZone(about = {}) {
      const id = newId();
      const zone = { id, name: 'Zone', provider: 'Operator', region: 'north', isActive: true, upstreamId: `up-${id}`, address: null, ...about };
      listed.push(zone);
      return zone;
    },
    addInstance(about = {}) {
      const instance = { id: newId(), appId, edgeCloudZoneId: listed[0]?.id ?? newId(), address: `192.0.2.${places.length + 1}`, ...about };
      places.push(instance);
      return instance;
    },
    appExists: async (_ctx, id) => id === appId,
    instance: async (_ctx, id) => places.find((place) => place.id === id),
    instancesOf: async (_ctx, id) => places.filter((place) => place.appId === id),
    zones: async () => listed,
  };
}

/** Empties the tables that these parts write: quicker than all. */
export const clearInfluences = ({ pool }: Database): Promise<unknown> => pool.query('TRUNCATE "QosAssignment", "TrafficInfluence", "NetworkFlow", "OutboxEvent", "IdempotencyRecord"');

export interface InfluenceWorldOptions {
  readonly network?: FakeNetworkOptions;
  readonly clock?: HandClock;
  /** A network and an edge that were there before: the gateway alone is started anew. */
  readonly on?: FakeNetwork;
  readonly edge?: HandEdge;
}

/** Assignments and influences on a database, with the flow engine, a network in memory and a clock that the test moves. */
export function influenceWorld(db: Database, options: InfluenceWorldOptions = {}) {
  const { clock = handClock(), edge = handEdge(), on: network = fakeNetwork(options.network) } = options;
  const owners = new Map<FlowKind, FlowOwner>();
  const log = collectLog();
  const engine = createFlows({ db, source: network, owners, clock, log, callbackUrl: 'http://gateway.example', callbackKey: Buffer.alloc(32, 7), timeoutMs: 1_000 });
  const { flows } = engine;
  const once = createOnce(db, clock);
  const sinks = handSinks();
  const answers = firstAnswers({ db, flows, once, withinMs: 500 });
  const profiles = {
    async forAssignment(_device: KnownDevice, name: string) {
      if (name !== 'QOS_E') throw new Refusal('INVALID_ARGUMENT', 'There is no such QoS profile.', { field: 'qosProfile' });
      return { networkName: 'qos-e', minSeconds: 1, maxSeconds: 1_000 };
    },
  };
  const parts = { db, devices, profiles, sinks, flows, answers, once, clock };
  const assignments = qosAssignmentStore(db);
  const keeper = qosAssignmentKeeper({ assignments, flows, answers, clock });
  const influences = trafficInfluenceStore(db);
  const influenceKeeper = trafficInfluenceKeeper({ influences, flows, answers, clock });
  const influenceParts = { ...parts, influences, plans: influencePlans({ neighbours: edge, sinks }), sourceOf: (id: string) => `https://gateway.example/traffic-influence/v0.10/traffic-influences/${id}` };
  owners.set('QOS_ASSIGNMENT', keeper).set('TRAFFIC_INFLUENCE', influenceKeeper);

  /** The network tells of a flow at the address that it was given. */
  async function tell(upstreamId: string, event: 'SUCCESSFUL_RESOURCES_ALLOCATION' | 'FAILED_RESOURCES_ALLOCATION' | 'SESSION_TERMINATION'): Promise<void> {
    const flow = engine.callbacks.flowAt(network.flows.get(upstreamId)!.notify)!;
    await engine.notices.told(flow, { transaction: `http://core.example/subscriptions/${upstreamId}`, eventReports: [{ event }] });
  }

  return {
    db, clock, network, engine, sinks, edge, tell, log,
    assignments: qosAssignmentService({ ...parts, assignments, keeper, sourceBase: 'https://gateway.example/qos-provisioning/v0.3' }),
    influences: { ...trafficInfluenceService({ ...influenceParts, keeper: influenceKeeper }), ...trafficInfluenceUpdates(influenceParts) },
    startPurge: () => startAssignmentPurge({ assignments, clock, log }),
    /** Ids of what the network has, in the order in which it was asked for. */
    upstream: () => [...network.flows.keys()],
    grant: (id: string) => tell(id, 'SUCCESSFUL_RESOURCES_ALLOCATION'),
    /** Events of a resource, in order. */
    events: async (subject: string) => (await db.prisma.outboxEvent.findMany({ where: { subject }, orderBy: { seq: 'asc' } })).map(({ data }) => data as Record<string, unknown>),
  };
}

export type InfluenceWorld = ReturnType<typeof influenceWorld>;
