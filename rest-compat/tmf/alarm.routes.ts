import type { Api } from '../route.js';
import { ORGANIZATION_ID } from './party.examples.js';
import * as schemas from './alarm.schemas.js';
import { TMF_JSON, tmfDialect } from './tmf.errors.js';
import { hubRoutes } from './tmf.hub.js';
import { resourceRoutes, type TmfResource } from './tmf.resource.js';

const ALARM_ID = 'f4a8d3c6-0b5e-4972-8e1d-9c7b6a2f5d08';

const CREATE = {
  alarmType: 'communicationsAlarm',
  perceivedSeverity: 'major',
  probableCause: 'connectionEstablishmentError',
  state: 'raised',
  sourceSystemId: 'noc',
  alarmRaisedTime: '2026-01-01T12:00:00.000Z',
  alarmedObjectType: 'Organization',
  alarmedObject: { id: ORGANIZATION_ID },
};

const alarm: TmfResource = {
  name: 'alarm',
  words: 'alarm',
  schema: schemas.Alarm,
  creation: schemas.AlarmCreate,
  example: { id: ALARM_ID, href: `https://gateway.example/tmf-api/alarmManagement/v4/alarm/${ALARM_ID}`, ...CREATE, ackState: 'unacknowledged' },
  creationExample: CREATE,
  patchExample: { ackState: 'acknowledged', ackUserId: 'ines' },
  notes: { patch: 'An alarm that is cleared gets perceivedSeverity cleared and alarmClearedTime; its severity stays then. alarmRaisedTime and sourceSystemId cannot change.' },
};

export const alarmManagement: Api = {
  name: 'alarm-management',
  title: 'TMF642 Alarm Management',
  version: '4.0.0',
  description: 'Alarms, those of peered OSSs among them. Served below /tmf-api/alarm/v4 as well. The role admin is needed to write.',
  basePath: '/tmf-api/alarmManagement/v4',
  aliases: ['/tmf-api/alarm/v4'],
  mediaType: TMF_JSON,
  dialect: tmfDialect,
  schemas: { Alarm: schemas.Alarm },
  routes: [
    ...resourceRoutes(alarm),
    ...hubRoutes({ api: 'alarmManagement', event: { eventType: 'AlarmCreateEvent', member: 'alarm' }, query: 'eventType=AlarmCreateEvent' }),
  ],
};
