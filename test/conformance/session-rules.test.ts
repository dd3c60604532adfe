import { describe, expect, it } from 'vitest';
import { assertRule } from './session-rules.js';

const check = (session: object, name: string, rule: string, sent: object = {}) => () => assertRule(session as never, name, rule, sent as never);

describe('what the plans say of a member', () => {
  it('takes it as it was sent, or where it may be left out not at all', () => {
    const maybe = 'exists only if provided for createSession and with the same value';
    expect(check({ sink: 'a' }, 'sink', maybe, { sink: 'a' })).not.toThrow();
    expect(check({}, 'sink', maybe, { sink: 'a' })).not.toThrow();
    expect(check({ sink: 'a' }, 'sink', maybe)).toThrow('not what was sent');
    expect(check({}, 'qosProfile', 'has the value provided for createSession', { qosProfile: 'Q' })).toThrow('not what was sent');
  });

  it('takes dates for the states that have them alone', () => {
    const started = 'exists only if "$.qosStatus" is "AVAILABLE" and value is in the past';
    expect(check({ qosStatus: 'AVAILABLE', startedAt: '2020-01-01T00:00:00Z' }, 'startedAt', started)).not.toThrow();
    expect(check({ qosStatus: 'AVAILABLE', startedAt: '2999-01-01T00:00:00Z' }, 'startedAt', started)).toThrow('not in the past');
    expect(check({ qosStatus: 'REQUESTED', startedAt: '2020-01-01T00:00:00Z' }, 'startedAt', started)).toThrow('although the session is REQUESTED');
    const ends = 'exists only if "qosStatus" is not "REQUESTED" and the value is later than "startedAt"';
    expect(check({ qosStatus: 'AVAILABLE', startedAt: '2020-01-01T00:00:00Z', expiresAt: '2019-01-01T00:00:00Z' }, 'expiresAt', ends)).toThrow('not later');
    expect(check({ qosStatus: 'AVAILABLE', statusInfo: 'DURATION_EXPIRED' }, 'statusInfo', 'exists only if "$.qosStatus" is "UNAVAILABLE"')).toThrow('although');
  });

  it('knows no other words', () => {
    expect(check({}, 'sink', 'is nice')).toThrow('no rule is known');
  });
});
