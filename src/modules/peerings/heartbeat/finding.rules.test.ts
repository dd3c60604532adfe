import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FailureCode, ToldFailure } from '../../../kernel/peering/messages.js';
import { findingOf, verdictOf, type Finding, type ListAnswer } from './finding.rules.js';

const fault = (code: FailureCode): ToldFailure => ({ code, reason: `It was ${code}.`, retryable: false });
const unsure = (code: FailureCode, alive = false): Finding => ({ kind: 'unsure', fault: fault(code), alive });
const found: Finding = { kind: 'found', found: { source: {}, name: 'K8aaS', version: null, lastUpdate: null, contentHash: `sha256:${'0'.repeat(64)}` } };
const listed = (ids: readonly string[], complete = true): ListAnswer => ({ kind: 'listed', ids: new Set(ids), complete });

describe('what is known of a specification', () => {
  it.each<[string, ListAnswer | undefined, Finding['kind']]>([
    ['a whole list without it', listed(['b']), 'deleted'],
    ['a list that has it', listed(['a']), 'unsure'],
    ['an incomplete list', listed(['b'], false), 'unsure'],
    ['a list that fails', { kind: 'fault', fault: fault('HTTP_5XX') }, 'unsure'],
    ['a list that was not asked for', undefined, 'unasked'],
    ['a list that time was up for', { kind: 'unasked' }, 'unasked'],
  ])('with nothing under its id and %s', (_words, list, kind) => {
    expect(findingOf('a', { kind: 'gone' }, list).kind).toBe(kind);
  });

  it('takes an OSS that lists its specifications for alive, whatever it answers for one', () => {
    expect(verdictOf([findingOf('a', { kind: 'gone' }, listed(['a']))], false)).toEqual({ kind: 'reachable' });
    expect(verdictOf([findingOf('a', { kind: 'gone' }, { kind: 'fault', fault: fault('INVALID_RESPONSE') })], false)).toMatchObject({ kind: 'failed', failure: { code: 'INVALID_RESPONSE' } });
  });
});

describe('the verdict over an OSS', () => {
  it.each<[string, readonly Finding[], string]>([
    ['one that is there', [unsure('TIMEOUT'), found], 'reachable'],
    ['one that is deleted for certain', [unsure('TIMEOUT'), { kind: 'deleted' }], 'reachable'],
    ['faults alone', [unsure('TIMEOUT'), unsure('HTTP_5XX'), unsure('HTTP_5XX')], 'HTTP_5XX'],
    ['a refused token, though others answered', [found, unsure('AUTH_TOKEN')], 'AUTH_TOKEN'],
    ['refusals and nothing that is there', [unsure('CONNECT'), unsure('CONNECT'), unsure('AUTH_REJECTED'), { kind: 'deleted' }], 'AUTH_REJECTED'],
    ['a refusal beside one that is there', [found, unsure('AUTH_REJECTED')], 'reachable'],
    ['nothing heard', [{ kind: 'unasked' }, { kind: 'unasked' }], 'open'],
    ['too few faults, the others unasked', [unsure('TIMEOUT'), unsure('TIMEOUT'), { kind: 'unasked' }], 'open'],
    ['enough faults, the others unasked', [...Array.from({ length: 4 }, () => unsure('CONNECT')), ...Array.from({ length: 16 }, (): Finding => ({ kind: 'unasked' }))], 'CONNECT'],
  ])('with %s', (_words, findings, expected) => {
    const verdict = verdictOf(findings, false);
    expect(verdict.kind === 'failed' ? verdict.failure.code : verdict.kind).toBe(expected);
  });

  it('needs one fault only when the OSS is known to be away', () => {
    expect(verdictOf([unsure('CONNECT'), { kind: 'unasked' }], true)).toMatchObject({ kind: 'failed' });
    expect(verdictOf([{ kind: 'unasked' }], true)).toEqual({ kind: 'open' });
  });

  it('never fails an OSS that gave a specification, unless it refuses the token', () => {
    const findings = fc.array(fc.constantFrom<Finding>(found, { kind: 'deleted' }, { kind: 'unasked' }, unsure('TIMEOUT'), unsure('HTTP_429'), unsure('AUTH_REJECTED'), unsure('SPEC_NOT_FOUND', true)), { minLength: 1 });
    fc.assert(fc.property(findings, fc.boolean(), (list, known) => {
      const { kind } = verdictOf(list, known);
      if (list.includes(found)) expect(kind).toBe('reachable');
      if (kind === 'failed') expect(list.some((one) => one.kind === 'unsure')).toBe(true);
    }));
  });
});
