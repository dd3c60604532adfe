import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALARMS, FAILURE_CODES, PEERING_MESSAGES } from '../../../kernel/peering/messages.js';
import { message, type Draft } from './messages.events.js';
import { ALARM_AGAIN_MS, alarmId, alarms, alarmWorkOf, type AlarmKind } from './peer-alarms.rules.js';
import type { OpenAlarms } from './peering.types.js';

const organization = { id: 'org-1', name: 'East', href: 'https://gateway.example/org-1' };
const KINDS: readonly AlarmKind[] = ['heartbeat', 'auth', 'discover', 'add', 'update', 'partial', 'empty'];
const start = new Date('2026-03-01T12:00:00Z');
const at = (ms: number): Date => new Date(start.getTime() + ms);
const told = (drafts: readonly Draft[]) => drafts.flatMap((draft) => (draft.type === ALARMS ? [draft.data] : []));

describe('alarms', () => {
  it.each([
    ['heartbeat', 'CONNECT', 'communicationsAlarm', 'major', 'connectionEstablishmentError', true],
    ['heartbeat', 'TIMEOUT', 'communicationsAlarm', 'major', 'timeoutExpired', true],
    ['heartbeat', 'HTTP_5XX', 'communicationsAlarm', 'major', 'communicationsProtocolError', true],
    ['auth', 'AUTH_TOKEN', 'securityService', 'major', 'authenticationFailure', true],
    ['add', 'CONFIG_INVALID', 'communicationsAlarm', 'minor', 'configurationOrCustomizationError', false],
    ['add', 'INTERNAL', 'processingErrorAlarm', 'minor', 'softwareError', false],
    ['partial', 'PARTIAL', 'qualityOfServiceAlarm', 'warning', 'underlyingResourceUnavailable', false],
    ['empty', 'SPEC_NOT_FOUND', 'qualityOfServiceAlarm', 'major', 'underlyingResourceUnavailable', true],
  ] as const)('of %s over %s', (kind, code, alarmType, perceivedSeverity, probableCause, serviceAffecting) => {
    const { messages, openAlarms } = alarms(organization, {}, alarmWorkOf({ [kind]: { failure: { code, reason: 'Our words.' }, affected: ['l1'] } }), start);
    const externalAlarmId = `peering:org-1:${kind}`;
    expect(told(messages)).toEqual([{
      operation: 'raise',
      alarm: {
        externalAlarmId, alarmType, perceivedSeverity, probableCause, serviceAffecting, specificProblem: `${code}: Our words.`, state: 'raised', ackState: 'unacknowledged', isRootCause: true,
        alarmedObjectType: 'Organization', alarmedObject: { id: 'org-1', href: organization.href }, sourceSystemId: 'peering-api', reportingSystemId: 'peering-api',
        alarmRaisedTime: start.toISOString(), affectedService: [{ id: 'l1', '@type': 'ServiceSpecification' }],
      },
    }]);
    expect(Object.keys(openAlarms)).toEqual([externalAlarmId]);
  });

  it('tell a refusal from a lack of rights', () => {
    const [raised] = told(alarms(organization, {}, { raise: [{ kind: 'auth', code: 'AUTH_REJECTED', httpStatus: 403, problem: 'p' }] }, start).messages);
    expect(raised!.alarm.probableCause).toBe('unauthorizedAccessAttempt');
  });

  it('name a thousand services at most', () => {
    const affected = Array.from({ length: 5_000 }, (_, n) => `s${n}`);
    const [raised] = told(alarms(organization, {}, { raise: [{ kind: 'heartbeat', code: 'CONNECT', problem: 'p', affected }] }, start).messages);
    expect(raised!.alarm['affectedService']).toHaveLength(1_000);
  });

  const step = fc.record({
    pass: fc.integer({ min: 0, max: ALARM_AGAIN_MS * 1.5 }),
    raise: fc.uniqueArray(fc.record({ kind: fc.constantFrom(...KINDS), code: fc.constantFrom(...FAILURE_CODES), problem: fc.constant('p') }), { selector: ({ kind }) => kind }),
    clear: fc.oneof(fc.uniqueArray(fc.constantFrom(...KINDS)), fc.constant('all' as const)),
  });

  it('are raised once, updated hourly at most, cleared once, and never anything out of order', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let open: OpenAlarms = {};
      let now = 0;
      const seen = new Map<string, number>();
      for (const { pass, raise, clear } of steps) {
        now += pass;
        const outcome = alarms(organization, open, { raise, clear }, at(now));
        for (const { operation, alarm } of told(outcome.messages)) {
          const id = alarm.externalAlarmId;
          if (operation === 'raise') expect(seen.has(id)).toBe(false);
          else expect(seen.has(id)).toBe(true);
          if (operation === 'update') expect(now - seen.get(id)!).toBeGreaterThanOrEqual(ALARM_AGAIN_MS);
          if (operation === 'clear') seen.delete(id);
          else seen.set(id, now);
        }
        expect(Object.keys(outcome.openAlarms).sort()).toEqual([...seen.keys()].sort());
        for (const { kind } of raise) expect(outcome.openAlarms).toHaveProperty([alarmId('org-1', kind)]);
        for (const draft of outcome.messages) expect(PEERING_MESSAGES[ALARMS].safeParse(message(draft, organization, 1, start, null).data).error).toBeUndefined();
        open = JSON.parse(JSON.stringify(outcome.openAlarms)) as OpenAlarms;
      }
    }));
  });
});
