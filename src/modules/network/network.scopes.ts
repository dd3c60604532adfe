const QOD = 'quality-on-demand:sessions';
const ASSIGNMENTS = 'qos-provisioning:qos-assignments';
const INFLUENCES = 'traffic-influence:traffic-influences';
const INFLUENCE_DEVICES = 'traffic-influence:traffic-influence-devices';
const PROFILES = 'qos-profiles';
const INSTANCES = 'edge-application-management:instances:read';

/**
 * The scope that each entry into the module needs. CAMARA's own where it has one; what only the operator does has scopes
 * that an issuer gives to nobody else, and the role `admin` needs none.
 */
export const NETWORK_SCOPES = {
  'Query.qosProfile': `${PROFILES}:read`,
  'Query.qosProfiles': `${PROFILES}:read`,
  'Query.qodSession': `${QOD}:read`,
  'Query.qodSessions': `${QOD}:read`,
  'Query.qodSessionsByDevice': `${QOD}:retrieve-by-device`,
  'Query.qosAssignment': `${ASSIGNMENTS}:read`,
  'Query.qosAssignments': `${ASSIGNMENTS}:read`,
  'Query.qosAssignmentByDevice': `${ASSIGNMENTS}:read-by-device`,
  'Query.trafficInfluence': `${INFLUENCES}:read`,
  'Query.trafficInfluences': `${INFLUENCES}:read`,
  'Query.closestEdgeCloudZone': 'simple-edge-discovery:read',
  'Query.networkCapabilities': `${PROFILES}:read`,
  'Query.knownDevices': 'northbound:devices:read',
  'Mutation.upsertQosProfile': `${PROFILES}:write`,
  'Mutation.setQosProfileStatus': `${PROFILES}:write`,
  'Mutation.createQodSession': `${QOD}:create`,
  'Mutation.extendQodSession': `${QOD}:update`,
  'Mutation.deleteQodSession': `${QOD}:delete`,
  'Mutation.createQosAssignment': `${ASSIGNMENTS}:create`,
  'Mutation.revokeQosAssignment': `${ASSIGNMENTS}:delete`,
  'Mutation.createTrafficInfluence': `${INFLUENCES}:write`,
  'Mutation.createTrafficInfluenceForDevice': `${INFLUENCE_DEVICES}:write`,
  'Mutation.updateTrafficInfluence': `${INFLUENCES}:update`,
  'Mutation.deleteTrafficInfluence': `${INFLUENCES}:delete`,
  'Mutation.upsertKnownDevice': 'northbound:devices:write',
  'Mutation.deleteKnownDevice': 'northbound:devices:write',
  'Subscription.qodSessionStatusChanged': `${QOD}:read`,
  'Subscription.qosAssignmentStatusChanged': `${ASSIGNMENTS}:read`,
  'Subscription.trafficInfluenceStateChanged': `${INFLUENCES}:read`,
  QosProfile: `${PROFILES}:read`,
  QodSession: `${QOD}:read`,
  QosAssignment: `${ASSIGNMENTS}:read`,
  TrafficInfluence: `${INFLUENCES}:read`,
  AppInstance: INSTANCES,
  'AppInstance.qodSessions': `${QOD}:read`,
  'AppInstance.trafficInfluences': `${INFLUENCES}:read`,
  'QodSession.profile': `${PROFILES}:read`,
  'QosAssignment.profile': `${PROFILES}:read`,
  'QodSessionStatusChange.session': `${QOD}:read`,
  'QosAssignmentStatusChange.assignment': `${ASSIGNMENTS}:read`,
  'TrafficInfluenceStateChange.trafficInfluence': `${INFLUENCES}:read`,
} as const satisfies Record<string, string>;
