import type { RequestContext } from '../../kernel/context.js';
import type { EventLog } from '../../outbound/event-log.js';
import { CapabilitiesResolver } from './capabilities.resolver.js';
import type { CapabilitiesService } from './capabilities.service.js';
import { ClosestZoneResolver } from './closest-zone.resolver.js';
import type { ClosestZoneService } from './closest-zone.service.js';
import { KnownDeviceResolver } from './device/known-device.resolver.js';
import type { KnownDeviceService } from './device/known-device.service.js';
import { AppInstance } from './neighbours.types.js';
import { NETWORK_SCOPES } from './network.scopes.js';
import { qodSessionChangeResolver } from './session/qod-session-change.resolver.js';
import { sessionChanges } from './session/qod-session-change.service.js';
import { qodSessionLoaders } from './session/qod-session.loaders.js';
import { AppInstanceSessionsResolver, QodSessionResolver } from './session/qod-session.resolver.js';
import type { QodSessionService } from './session/qod-session.service.js';
import { assignmentChangeResolver } from './assignment/qos-assignment-change.resolver.js';
import { assignmentChanges } from './assignment/qos-assignment-change.service.js';
import { assignmentLoader } from './assignment/qos-assignment.loaders.js';
import { QosAssignmentResolver } from './assignment/qos-assignment.resolver.js';
import type { QosAssignmentService } from './assignment/qos-assignment.service.js';
import { qosProfileLoader } from './profile/qos-profile.loaders.js';
import { QosProfileResolver } from './profile/qos-profile.resolver.js';
import type { QosProfileService } from './profile/qos-profile.service.js';
import { influenceChangeResolver } from './influence/traffic-influence-change.resolver.js';
import { influenceChanges } from './influence/traffic-influence-change.service.js';
import type { TrafficInfluenceUpdates } from './influence/traffic-influence-update.service.js';
import { influenceLoaders } from './influence/traffic-influence.loaders.js';
import { AppInstanceInfluencesResolver, TrafficInfluenceResolver } from './influence/traffic-influence.resolver.js';
import type { TrafficInfluenceService } from './influence/traffic-influence.service.js';

export interface NetworkServices {
  readonly profiles: QosProfileService;
  readonly sessions: QodSessionService;
  readonly assignments: QosAssignmentService;
  readonly influences: TrafficInfluenceService & TrafficInfluenceUpdates;
  readonly knownDevices: KnownDeviceService;
  readonly closest: ClosestZoneService;
  readonly capabilities: CapabilitiesService;
}

type Reference = Readonly<Record<string, unknown>>;
const idOf = ({ id }: Reference): string => String(id);

/** The parts of the subgraph `network`. */
export function networkSubgraph({ profiles, sessions, assignments, influences, knownDevices, closest, capabilities }: NetworkServices, events: EventLog) {
  const profile = qosProfileLoader(profiles);
  const session = qodSessionLoaders(sessions);
  const assignment = assignmentLoader(assignments);
  const influence = influenceLoaders(influences);
  const streams = [qodSessionChangeResolver(sessionChanges(events), session), assignmentChangeResolver(assignmentChanges(events), assignment), influenceChangeResolver(influenceChanges(events), influence)];
  const instances = new Map<unknown, unknown>([
    [QosProfileResolver, new QosProfileResolver(profiles)],
    [KnownDeviceResolver, new KnownDeviceResolver(knownDevices)],
    [ClosestZoneResolver, new ClosestZoneResolver(closest)],
    [CapabilitiesResolver, new CapabilitiesResolver(capabilities)],
    [QodSessionResolver, new QodSessionResolver(sessions, profile)],
    [AppInstanceSessionsResolver, new AppInstanceSessionsResolver(session)],
    [QosAssignmentResolver, new QosAssignmentResolver(assignments, profile)],
    [TrafficInfluenceResolver, new TrafficInfluenceResolver(influences)],
    [AppInstanceInfluencesResolver, new AppInstanceInfluencesResolver(influence)],
    ...streams.map((stream) => [stream, new stream()] as const),
  ]);
  return {
    name: 'network',
    resolvers: [...instances.keys()] as [Function, ...Function[]],
    orphanedTypes: [AppInstance],
    container: { get: (resolver: unknown) => instances.get(resolver) },
    references: {
      QosProfile: ({ name }: Reference, ctx: RequestContext) => profile(ctx).load(String(name)),
      QodSession: (ref: Reference, ctx: RequestContext) => session(ctx).session.load(idOf(ref)),
      QosAssignment: (ref: Reference, ctx: RequestContext) => assignment(ctx).load(idOf(ref)),
      TrafficInfluence: (ref: Reference, ctx: RequestContext) => influence(ctx).byId.load(idOf(ref)),
    },
    scopes: NETWORK_SCOPES,
  };
}
