import type { z } from 'zod';
import { withoutNulls } from '../../src/kernel/given.js';
import { NETWORK_NOTICE_TYPES } from '../../src/modules/network/notices.events.js';
import { fromState } from '../network.answers.js';
import type { InfluenceData } from '../network.documents.js';
import { toCredential } from '../network.inputs.js';
import type { QoD, TrafficInfluenceWanted } from './oeg.network.schemas.js';

type Wanted = z.infer<typeof TrafficInfluenceWanted>;

/** The SRM's names, which clients of the Open Exposure Gateway had to send, and the catalogue's. */
const PROFILE: Readonly<Record<string, string>> = { 'qos-e': 'QOS_E', 'qos-s': 'QOS_S', 'qos-m': 'QOS_M', 'qos-l': 'QOS_L' };

export const toSession = ({ sinkCredential, qosProfile, ...body }: z.infer<typeof QoD>): object => ({
  ...body, qosProfile: PROFILE[qosProfile] ?? qosProfile, ...toCredential({ sinkCredential }),
});

/** The consumer of influences that name none; the document does not ask for it, the domain does. */
const NO_CONSUMER = 'unspecified';

export const toInfluence = ({ apiConsumerId, notificationUri, notificationAuthToken, notificationSink, device: _apart, ...body }: Wanted): object => ({
  ...body,
  apiConsumerId: apiConsumerId ?? NO_CONSUMER,
  subscription: toSubscription(notificationUri === undefined ? notificationSink : toSink(notificationUri, notificationAuthToken)),
});

type NotificationSink = NonNullable<Wanted['notificationSink']>;

/** The document gives this token no end. */
const NEVER = '9999-12-31T23:59:59Z';

const toSink = (sink: string, accessToken: string | undefined): NotificationSink => ({
  sink, ...(accessToken !== undefined && { sinkCredentials: { credentialType: 'ACCESSTOKEN', accessToken, accessTokenType: 'bearer', accessTokenExpiresUtc: NEVER } }),
});

function toSubscription(wanted: NotificationSink | undefined): object | undefined {
  if (wanted === undefined) return undefined;
  const { sink, sinkCredentials: sent } = wanted;
  const sinkCredential = sent && {
    credentialType: sent.credentialType ?? sent.credentialtype,
    accessToken: sent.accessToken,
    accessTokenExpiresUtc: sent.accessTokenExpiresUtc ?? sent.accessTokenExpireUtc,
    accessTokenType: sent.accessTokenType,
  };
  return { protocol: 'HTTP', sink, types: [NETWORK_NOTICE_TYPES.influence], sinkCredential };
}

/** As it was asked for in the document's words, with the id and the state that CAMARA gives an influence. */
export const fromInfluence = ({ id, subscription, state, ...members }: InfluenceData): unknown =>
  withoutNulls({ trafficInfluenceID: id, ...members, notificationUri: subscription?.sink, state: fromState(state) });
