import type { ALARMS, FailureCode, Message, ToldFailure } from '../../../kernel/peering/messages.js';
import { alarmMessage, type Draft, type OrganizationName } from './messages.events.js';
import type { OpenAlarm, OpenAlarms } from './peering.types.js';

export const PHASES = ['discover', 'add', 'update'] as const;
export type Phase = (typeof PHASES)[number];
/** The last part of an `externalAlarmId`: there is at most one open alarm of each sort for an organization. */
export type AlarmKind = 'heartbeat' | 'auth' | Phase | 'partial' | 'empty';

type Alarm = Message<typeof ALARMS>['alarm'];

export interface Raised {
  readonly kind: AlarmKind;
  /** What went wrong; of no account for `partial` and `empty`. */
  readonly code?: FailureCode;
  readonly httpStatus?: number | undefined;
  /** A failure's code and reason, in our words. */
  readonly problem: string;
  readonly details?: string;
  /** Local ids of the specs that suffer. */
  readonly affected?: readonly string[];
}

export interface AlarmWork {
  readonly raise?: readonly Raised[];
  readonly clear?: readonly AlarmKind[] | 'all';
}

export interface AlarmOutcome {
  /** For the row. */
  readonly openAlarms: OpenAlarms;
  readonly messages: readonly Draft[];
}

/** An alarm that stays open is told again after this, in milliseconds. */
export const ALARM_AGAIN_MS = 3_600_000;
/** The list of services is for people. */
const MAX_AFFECTED = 1_000;

/** Whether a condition holds. Of one that is not named nothing is known. */
export type Signs = Readonly<Partial<Record<AlarmKind, false | { readonly failure: Pick<ToldFailure, 'code' | 'reason' | 'httpStatus'>; readonly affected: readonly string[] }>>>;

export function alarmWorkOf(signs: Signs): { readonly raise: readonly Raised[]; readonly clear: readonly AlarmKind[] } {
  const kinds = Object.keys(signs) as AlarmKind[];
  const raise = kinds.flatMap((kind): readonly Raised[] => {
    const sign = signs[kind];
    return sign ? [{ kind, code: sign.failure.code, httpStatus: sign.failure.httpStatus, problem: problemOf(sign.failure), affected: sign.affected }] : [];
  });
  return { raise, clear: kinds.filter((kind) => signs[kind] === false) };
}

export const problemOf = ({ code, reason }: Pick<ToldFailure, 'code' | 'reason'>): string => `${code}: ${reason}`;

export const alarmId = (organizationId: string, kind: AlarmKind): string => `peering:${organizationId}:${kind}`;

/** What is to be told of alarms: a raise once, an open one again at most hourly, and a clear only of what is open. Clearing comes first. */
export function alarms(organization: OrganizationName, open: OpenAlarms, { raise = [], clear = [] }: AlarmWork, now: Date): AlarmOutcome {
  const left = new Map(Object.entries(open));
  const messages: Draft[] = [];
  const raised = new Set(raise.map(({ kind }) => alarmId(organization.id, kind)));
  for (const id of clear === 'all' ? left.keys() : clear.map((kind) => alarmId(organization.id, kind))) {
    const was = left.get(id);
    if (!was || raised.has(id)) continue;
    left.delete(id);
    messages.push(alarmMessage('clear', cleared(organization, id, was, now)));
  }
  for (const one of raise) {
    const id = alarmId(organization.id, one.kind);
    const was = left.get(id);
    if (was && now.getTime() - Date.parse(was.toldAt) < ALARM_AGAIN_MS) continue;
    const alarm = raisedAlarm(organization, id, one, was, now);
    left.set(id, { raisedAt: alarm.alarmRaisedTime, toldAt: now.toISOString(), alarmType: alarm.alarmType, probableCause: alarm.probableCause });
    messages.push(alarmMessage(was ? 'update' : 'raise', alarm));
  }
  return { openAlarms: Object.fromEntries(left), messages };
}

const common = ({ id, href }: OrganizationName, externalAlarmId: string) =>
  ({ externalAlarmId, alarmedObjectType: 'Organization', alarmedObject: { id, href }, sourceSystemId: 'peering-api', reportingSystemId: 'peering-api' }) as const;

function raisedAlarm(organization: OrganizationName, id: string, raised: Raised, was: OpenAlarm | undefined, now: Date): Alarm {
  const { severity, serviceAffecting } = KINDS[raised.kind];
  const affected = raised.affected ?? [];
  return {
    ...common(organization, id),
    ...causeOf(raised),
    perceivedSeverity: severity,
    specificProblem: raised.problem,
    state: was ? 'updated' : 'raised',
    ackState: 'unacknowledged',
    alarmRaisedTime: was?.raisedAt ?? now.toISOString(),
    ...(was && { alarmChangedTime: now.toISOString() }),
    ...(raised.details !== undefined && { alarmDetails: raised.details }),
    serviceAffecting,
    isRootCause: true,
    ...(affected.length > 0 && { affectedService: affected.slice(0, MAX_AFFECTED).map((service) => ({ id: service, '@type': 'ServiceSpecification' })) }),
  };
}

const cleared = (organization: OrganizationName, id: string, { alarmType, probableCause, raisedAt }: OpenAlarm, now: Date): Alarm => ({
  ...common(organization, id),
  alarmType: alarmType as Alarm['alarmType'],
  probableCause,
  perceivedSeverity: 'cleared',
  state: 'cleared',
  alarmRaisedTime: raisedAt,
  alarmClearedTime: now.toISOString(),
});

const KINDS: Readonly<Record<AlarmKind, { readonly severity: Alarm['perceivedSeverity']; readonly serviceAffecting: boolean }>> = {
  heartbeat: { severity: 'major', serviceAffecting: true },
  auth: { severity: 'major', serviceAffecting: true },
  discover: { severity: 'minor', serviceAffecting: false },
  add: { severity: 'minor', serviceAffecting: false },
  update: { severity: 'minor', serviceAffecting: false },
  partial: { severity: 'warning', serviceAffecting: false },
  empty: { severity: 'major', serviceAffecting: true },
};

type Cause = Pick<Alarm, 'alarmType' | 'probableCause'>;

/** Causes bear the names of X.733. */
function causeOf({ kind, code = 'INTERNAL', httpStatus }: Raised): Cause {
  if (kind === 'partial' || kind === 'empty') return { alarmType: 'qualityOfServiceAlarm', probableCause: 'underlyingResourceUnavailable' };
  const probableCause = httpStatus === 403 ? 'unauthorizedAccessAttempt' : CAUSES[code];
  if (kind === 'auth') return { alarmType: 'securityService', probableCause };
  return { alarmType: code === 'INTERNAL' ? 'processingErrorAlarm' : 'communicationsAlarm', probableCause };
}

const CONNECTION = 'connectionEstablishmentError';
const PROTOCOL = 'communicationsProtocolError';

const CAUSES: Readonly<Record<FailureCode, string>> = {
  CONFIG_INVALID: 'configurationOrCustomizationError',
  DNS: CONNECTION,
  CONNECT: CONNECTION,
  TLS: CONNECTION,
  TIMEOUT: 'timeoutExpired',
  HTTP_5XX: PROTOCOL,
  HTTP_429: PROTOCOL,
  HTTP_4XX: PROTOCOL,
  AUTH_TOKEN: 'authenticationFailure',
  AUTH_REJECTED: 'authenticationFailure',
  INVALID_RESPONSE: PROTOCOL,
  SPEC_NOT_FOUND: 'underlyingResourceUnavailable',
  SPEC_ID_CONFLICT: 'configurationOrCustomizationError',
  PARTIAL: 'underlyingResourceUnavailable',
  INTERNAL: 'softwareError',
};
