import { z } from 'zod';
import { cloudEvent, dateTime, Device, DeviceRequest, DeviceResponse, Id, QosProfileName, QosStatus, withSink } from '../network.schemas.js';

/** CAMARA QoS Provisioning 0.3.0. */

export const CreateAssignment = z.strictObject({ device: Device.optional(), qosProfile: QosProfileName, ...withSink });

export const AssignmentInfo = z.strictObject({
  assignmentId: Id,
  device: DeviceResponse.optional(),
  qosProfile: QosProfileName,
  sink: withSink.sink,
  startedAt: dateTime.optional(),
  status: QosStatus,
  statusInfo: z.enum(['NETWORK_TERMINATED', 'DELETE_REQUESTED']).optional(),
});

export const RetrieveAssignmentByDevice = DeviceRequest;
export const AssignmentPath = z.object({ assignmentId: Id });

const Changed = QosStatus.exclude(['REQUESTED']);
export const StatusChanged = cloudEvent(
  ['org.camaraproject.qos-provisioning.v0.status-changed'],
  z.strictObject({ assignmentId: Id, status: Changed, qosStatus: Changed, statusInfo: AssignmentInfo.shape.statusInfo }),
);
