import { ROLE_ADMIN } from '../../kernel/caller.js';

const READ = 'alarms:read';

/** What each entry into the module needs. */
export const ALARMS_SCOPES = {
  'Query.alarm': READ,
  'Query.alarms': READ,
  'Mutation.createAlarm': ROLE_ADMIN,
  'Mutation.updateAlarm': ROLE_ADMIN,
  'Mutation.deleteAlarm': ROLE_ADMIN,
  'Subscription.alarmRaised': READ,
  Alarm: READ,
  Organization: READ,
} as const satisfies Record<string, string>;
