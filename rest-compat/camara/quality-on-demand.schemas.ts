import { z } from 'zod';
import { ApplicationServer, cloudEvent, dateTime, Device, DeviceRequest, DeviceResponse, Duration, Id, PortsSpec, QosProfileName, QosStatus, withSink } from '../network.schemas.js';

/** CAMARA Quality-On-Demand 1.1.0. Of 1.2.0 the list of server addresses is taken too. */

const flow = { applicationServer: ApplicationServer, devicePorts: PortsSpec.optional(), applicationServerPorts: PortsSpec.optional(), qosProfile: QosProfileName };

export const CreateSession = z.strictObject({
  device: Device.optional(),
  ...flow,
  ...withSink,
  duration: Duration.meta({ description: 'Seconds.' }),
});

export const SessionInfo = z.strictObject({
  sessionId: Id,
  device: DeviceResponse.optional(),
  ...flow,
  sink: withSink.sink,
  duration: Duration.meta({ description: 'Seconds: planned, and once the session is over those that it lasted.' }),
  startedAt: dateTime.optional(),
  expiresAt: dateTime.optional(),
  qosStatus: QosStatus,
  statusInfo: z.enum(['DURATION_EXPIRED', 'NETWORK_TERMINATED', 'DELETE_REQUESTED']).optional(),
});

export const ExtendSessionDuration = z.strictObject({ requestedAdditionalDuration: Duration.meta({ description: 'Seconds.' }) });
export const RetrieveSessionsInput = DeviceRequest;
export const RetrieveSessionsOutput = SessionInfo.array().max(100);
export const SessionPath = z.object({ sessionId: Id });

/** The second type is that of the test plan (CAMARA_READING). */
export const StatusChanged = cloudEvent(
  ['org.camaraproject.quality-on-demand.v1.qos-status-changed', 'org.camaraproject.qod.v1.qos-status-changed'],
  z.strictObject({ sessionId: Id, qosStatus: QosStatus.exclude(['REQUESTED']), statusInfo: SessionInfo.shape.statusInfo }),
);
