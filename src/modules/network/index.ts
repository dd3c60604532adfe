import type { FlowKind } from '../../generated/prisma/enums.js';
import type { Clock } from '../../kernel/clock.js';
import type { Log } from '../../kernel/context.js';
import type { LoggedEvent } from '../../kernel/event.js';
import type { EventLog } from '../../outbound/event-log.js';
import type { Peer } from '../../outbound/http.js';
import type { Once } from '../../outbound/once.js';
import type { Pulse } from '../../outbound/pulse.js';
import type { WorkState } from '../../outbound/relay.js';
import type { Sinks } from '../../outbound/sinks.js';
import type { Database } from '../../outbound/storage/database.js';
import { capabilitiesService, observeNetwork } from './capabilities.service.js';
import { closestZoneService } from './closest-zone.service.js';
import { deviceDirectory } from './device/device-directory.source.js';
import { deviceResolution } from './device/device.service.js';
import { deviceStore } from './device/device.store.js';
import { eventSinks } from './event-sink.service.js';
import { firstAnswers } from './flow/first-answer.service.js';
import { createFlows } from './flow/flow.service.js';
import type { FlowOwner } from './flow/flow.types.js';
import { knownDeviceService } from './device/known-device.service.js';
import type { Neighbours } from './neighbours.types.js';
import { measureNetwork, type NetworkMetrics } from './network-figures.store.js';
import { networkSubgraph } from './network.resolver.js';
import type { NetworkSource } from './upstream/network.types.js';
import { NOTICED_EVENTS, toNotice, type Reading } from './notices.events.js';
import { qodExpiry } from './session/qod-expiry.worker.js';
import { qodExpiryStore } from './session/qod-expiry.store.js';
import { sessionFlows } from './session/qod-flows.service.js';
import { sessionRecorder } from './session/qod-session-recorder.service.js';
import { qodSessionService } from './session/qod-session.service.js';
import { qodSessionStore } from './session/qod-session.store.js';
import { qosAssignmentKeeper } from './assignment/qos-assignment-keeper.service.js';
import { qosAssignmentService } from './assignment/qos-assignment.service.js';
import { qosAssignmentStore } from './assignment/qos-assignment.store.js';
import { startAssignmentPurge } from './assignment/qos-assignment.worker.js';
import { qosProfileService } from './profile/qos-profile.service.js';
import { qosProfileStore } from './profile/qos-profile.store.js';
import { seedDevices, type SeedDevice } from './device/seed-devices.store.js';
import { seedProfiles } from './profile/seed-profiles.store.js';
import { trafficInfluenceKeeper } from './influence/traffic-influence-keeper.service.js';
import { influencePlans } from './influence/traffic-influence-plan.service.js';
import { trafficInfluenceUpdates } from './influence/traffic-influence-update.service.js';
import { trafficInfluenceService } from './influence/traffic-influence.service.js';
import { trafficInfluenceStore } from './influence/traffic-influence.store.js';

export { callbackKey } from './flow/flow-callbacks.service.js';
export { NETWORK_EVENTS } from './network.events.js';

export interface NetworkOptions {
  readonly db: Database;
  readonly source: NetworkSource;
  readonly neighbours: Neighbours;
  readonly once: Once;
  readonly events: EventLog;
  readonly sinks: Sinks;
  readonly clock: Clock;
  readonly log: Log;
  /** Under which clients reach the gateway. */
  readonly publicUrl: string;
  /** Under which the network reaches the gateway. */
  readonly callbackUrl: string;
  readonly callbackKey: Buffer;
  /** Deadline of one call to the SRM, in milliseconds. */
  readonly timeoutMs: number;
  /** Who knows the devices. */
  readonly directory: Peer | 'table' | 'any';
  readonly reading: Reading;
  /** Whether sinks may want PRIVATE_KEY_JWT: the gateway has a key for it. */
  readonly privateKeyJwt: boolean;
  /** Devices that are to be known from the start: those of a simulated network. */
  readonly devices: readonly SeedDevice[];
  readonly metrics?: NetworkMetrics;
}

/** Base paths of the CAMARA APIs, for the sources of their events. */
const SOURCES = { sessions: '/quality-on-demand/v1', assignments: '/qos-provisioning/v0.3', influences: '/traffic-influence/v0.10/traffic-influences' };

/** Qualities of the network and ways of packets, for devices. */
export function createNetwork(options: NetworkOptions) {
  const { db, neighbours, once, clock, log, publicUrl, privateKeyJwt, metrics } = options;
  if (metrics) measureNetwork(db, metrics);
  const source = observeNetwork(options.source);
  const owners = new Map<FlowKind, FlowOwner>();
  const { flows, worker, reconcile, callbacks, notices } = createFlows({ ...options, source, owners });
  const answers = firstAnswers({ db, flows, once });
  const sinks = eventSinks({ sinks: options.sinks, privateKeyJwt, clock });
  const deviceRows = deviceStore(db);
  const devices = deviceResolution({ directory: deviceDirectory(deviceRows, options.directory) });
  const profiles = qosProfileService({ db, profiles: qosProfileStore(db), devices, clock });

  const sessionRows = qodSessionStore(db);
  const recorder = sessionRecorder({ sessions: sessionRows, flows, clock });
  const sessions = qodSessionService({ db, sessions: sessionRows, recorder, devices, profiles, sinks, neighbours, flows, answers, once, clock, sourceBase: publicUrl + SOURCES.sessions });
  const expiry = qodExpiry({ db, due: qodExpiryStore(db), flows, clock, log, ...(metrics && { onEnded: metrics.histogram('northbound_expiry_lateness_seconds', 'How long after its time a session was ended.') }) });
  owners.set('QOD_SESSION', sessionFlows({ sessions: sessionRows, recorder, answers }));

  const assignmentRows = qosAssignmentStore(db);
  const keeper = qosAssignmentKeeper({ assignments: assignmentRows, flows, answers, clock });
  const assignments = qosAssignmentService({ db, assignments: assignmentRows, keeper, devices, profiles, sinks, flows, answers, once, clock, sourceBase: publicUrl + SOURCES.assignments });
  owners.set('QOS_ASSIGNMENT', keeper);

  const influenceRows = trafficInfluenceStore(db);
  const influenceKeeper = trafficInfluenceKeeper({ influences: influenceRows, flows, answers, clock });
  const influenceParts = { db, influences: influenceRows, plans: influencePlans({ neighbours, sinks }), sinks, flows, clock, sourceOf: (id: string) => `${publicUrl}${SOURCES.influences}/${id}` };
  const influences = { ...trafficInfluenceService({ ...influenceParts, keeper: influenceKeeper, devices, answers, once }), ...trafficInfluenceUpdates(influenceParts) };
  owners.set('TRAFFIC_INFLUENCE', influenceKeeper);

  const services = {
    profiles,
    sessions,
    assignments,
    influences,
    knownDevices: knownDeviceService({ db, devices: deviceRows, clock, elsewhere: typeof options.directory !== 'string' }),
    closest: closestZoneService({ devices, neighbours }),
    capabilities: capabilitiesService({ profiles, network: source, privateKeyJwt }),
  };
  let purge: Pulse | undefined;
  return {
    subgraph: networkSubgraph(services, options.events),
    /** Types of the events that sinks may hear of. */
    events: NOTICED_EVENTS,
    toNotice: (event: LoggedEvent) => toNotice(event, options.reading),
    /** What hears the network. */
    callbacks: { callbacks, notices },
    state: (): Readonly<Record<'flows' | 'expiry', WorkState>> => ({ flows: worker.state(), expiry: expiry.state() }),
    async start(): Promise<void> {
      await seedProfiles(db, clock.now());
      if (options.devices.length > 0) await seedDevices(db, options.devices, clock.now());
      await worker.start();
      reconcile.start();
      expiry.start();
      purge = startAssignmentPurge({ assignments: assignmentRows, clock, log });
    },
    async stop(): Promise<void> {
      await Promise.all([worker.stop(), reconcile.stop(), expiry.stop(), purge?.stop()]);
    },
  };
}
