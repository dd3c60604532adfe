import { registerEnumType } from 'type-graphql';

export enum QosStatus {
  REQUESTED = 'REQUESTED',
  AVAILABLE = 'AVAILABLE',
  UNAVAILABLE = 'UNAVAILABLE',
}
registerEnumType(QosStatus, {
  name: 'QosStatus',
  description: "CAMARA's words.",
  valuesConfig: {
    REQUESTED: { description: 'The network has been asked, or will be.' },
    AVAILABLE: { description: 'The quality is in force.' },
    UNAVAILABLE: { description: 'The quality is not in force (any more); statusInfo tells why.' },
  },
});

export enum QosStatusInfo {
  DURATION_EXPIRED = 'DURATION_EXPIRED',
  NETWORK_TERMINATED = 'NETWORK_TERMINATED',
  DELETE_REQUESTED = 'DELETE_REQUESTED',
}
registerEnumType(QosStatusInfo, {
  name: 'QosStatusInfo',
  description: "Why a quality is not in force: CAMARA's words.",
  valuesConfig: {
    DURATION_EXPIRED: { description: 'Its time is over.' },
    NETWORK_TERMINATED: { description: 'The network refused it, or ended it before its time.' },
    DELETE_REQUESTED: { description: 'Its owner gave it up.' },
  },
});
