import { z } from 'zod';
import { InfluenceChangeShape, InfluenceShape, InfluenceSubscriptionShape } from '../../src/modules/network/influence/traffic-influence.manifest.js';
import { cloudEvent, dateTime, Device, DeviceResponse, Id, Sink, SinkCredential, wholeFrom } from '../network.schemas.js';

/** CAMARA Traffic Influence 0.10.0. */

export const State = z.enum(['ordered', 'created', 'active', 'error', 'deletion in progress', 'deleted']);

export const SubscriptionRequest = z.strictObject({
  protocol: InfluenceSubscriptionShape.shape.protocol,
  sink: Sink,
  sinkCredential: SinkCredential.optional(),
  types: InfluenceSubscriptionShape.shape.types,
  config: z.strictObject({
    // CAMARA requires the member and says nothing of what it holds.
    subscriptionDetail: z.record(z.string(), z.unknown()),
    subscriptionExpireTime: dateTime.optional(),
    subscriptionMaxEvents: wholeFrom(1).optional(),
    initialEvent: z.boolean().optional(),
  }),
});

const changeable = { ...InfluenceChangeShape.shape, subscriptionRequest: SubscriptionRequest.optional() };

const ignored = z.unknown().optional().meta({ readOnly: true, description: 'Ignored: the gateway says it.' });

const created = { ...InfluenceShape.shape, subscriptionRequest: SubscriptionRequest.optional(), trafficInfluenceID: ignored, state: ignored };

export const PostTrafficInfluence = z.strictObject(created);
export const PostTrafficInfluenceDevice = z.strictObject({ ...created, device: Device.optional() });
export const PatchTrafficInfluence = z.strictObject({ ...changeable, trafficInfluenceID: ignored, state: ignored, apiConsumerId: ignored, appId: ignored });

export const TrafficInfluence = z.strictObject({
  trafficInfluenceID: Id,
  ...InfluenceShape.shape,
  subscriptionRequest: SubscriptionRequest.omit({ sinkCredential: true }).optional(),
  state: State,
});

/** The definition shows no device in any answer, and forbids none; the one that an influence was created for is told once. */
export const TrafficInfluenceOfDevice = TrafficInfluence.extend({ device: DeviceResponse.optional() });

export const TrafficInfluenceQuery = z.object({ appId: Id.optional() });
export const TrafficInfluencePath = z.object({ trafficInfluenceID: Id });

export const TrafficInfluenceChange = cloudEvent(
  ['org.camaraproject.traffic-influence.v1.traffic-influence-change'],
  TrafficInfluence.omit({ subscriptionRequest: true }).extend({ selected_appInstanceId: Id.array().optional() }),
);
