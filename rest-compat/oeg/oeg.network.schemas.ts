import { z } from 'zod';
import { InfluenceShape } from '../../src/modules/network/influence/traffic-influence.manifest.js';
import { State } from '../camara/traffic-influence.schemas.js';
import { SessionInfo, SessionPath } from '../camara/quality-on-demand.schemas.js';
import { ApplicationServer, dateTime, Device, Duration, Id, PortsSpec, QosProfileName, Sink, SinkCredential, text } from '../network.schemas.js';

/** The network part of the Open Exposure Gateway's document. It requires nothing; what the domain cannot do without is required here. */

/** Seconds that a session is asked for when the request says nothing. */
export const USUAL_DURATION = 3600;

export const QoD = z.strictObject({
  device: Device.optional(),
  applicationServer: ApplicationServer,
  devicePorts: PortsSpec.optional(),
  applicationServerPorts: PortsSpec.optional(),
  qosProfile: QosProfileName,
  sink: Sink.optional(),
  sinkCredential: SinkCredential.optional(),
  duration: Duration.default(USUAL_DURATION).meta({ description: 'Seconds.' }),
});

const accessToken = text(4096).meta({ writeOnly: true });

/** The document's spelling and CAMARA's. */
const SinkCredentials = z
  .strictObject({
    credentialtype: text(64).optional(),
    credentialType: text(64).optional(),
    accessToken: accessToken.optional(),
    accessTokenExpireUtc: dateTime.optional(),
    accessTokenExpiresUtc: dateTime.optional(),
    accessTokenType: text(64).optional(),
  })
  .refine(({ credentialtype, credentialType }) => (credentialtype ?? credentialType) !== undefined, { error: 'is required', path: ['credentialtype'] });

export const TrafficInfluenceWanted = z
  .strictObject({
    ...InfluenceShape.shape,
    apiConsumerId: InfluenceShape.shape.apiConsumerId.optional(),
    device: Device.optional(),
    notificationUri: Sink.optional(),
    notificationAuthToken: accessToken.optional(),
    notificationSink: z.strictObject({ sink: Sink, sinkCredentials: SinkCredentials.optional() }).optional(),
  })
  .refine(({ notificationUri, notificationSink }) => notificationUri === undefined || notificationSink === undefined, {
    error: 'must not stand beside notificationUri',
    path: ['notificationSink'],
  })
  .refine(({ notificationUri, notificationAuthToken }) => notificationUri !== undefined || notificationAuthToken === undefined, {
    error: 'is required where there is a notificationAuthToken',
    path: ['notificationUri'],
  });

export const TrafficInfluenceInfo = z.strictObject({
  trafficInfluenceID: Id,
  ...InfluenceShape.shape,
  device: Device.optional(),
  notificationUri: Sink.optional(),
  state: State,
});

export { SessionInfo, SessionPath };
export const TrafficInfluencePath = z.object({ id: Id });
