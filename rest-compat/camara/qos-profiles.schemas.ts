import { z } from 'zod';
import { QosProfileNameShape, QosProfileShape, QosProfileStatusShape } from '../../src/modules/network/profile/qos-profile.manifest.js';
import { Device } from '../network.schemas.js';

/** CAMARA QoS Profiles 1.1.0. */

export const QosProfileDeviceRequest = z.strictObject({ device: Device.optional(), name: QosProfileNameShape.optional(), status: QosProfileStatusShape.optional() });

export const QosProfile = QosProfileShape.omit({ networkName: true });

export const QosProfilePath = z.object({ name: QosProfileNameShape });
