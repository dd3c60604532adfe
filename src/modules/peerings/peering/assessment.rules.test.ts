import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ToldFailure } from '../../../kernel/peering/messages.js';
import type { Answer, FoundSpec } from '../heartbeat/finding.rules.js';
import { assess, type Heard } from './assessment.rules.js';

const found: Answer = { kind: 'found', found: { source: {}, name: 'n', version: null, lastUpdate: null, contentHash: 'h' } satisfies FoundSpec };
const gone: Answer = { kind: 'gone' };
const unasked: Answer = { kind: 'unasked' };
const fault = (code: ToldFailure['code']): Answer => ({ kind: 'fault', fault: { code, reason: `${code}.`, retryable: true } });

function heard(answers: Readonly<Record<string, Answer>>, more: Partial<Heard> = {}): Heard {
  const ids = Object.keys(answers);
  return { answers: new Map(Object.entries(answers)), list: undefined, names: {}, fresh: new Set(ids), needed: new Set(ids), ...more };
}

describe('what was fetched', () => {
  it('is used when all of it is there', () => {
    expect(assess(heard({ a: found, b: found }), false)).toMatchObject({ kind: 'usable', failed: [], excluded: new Set() });
  });

  it.each<[Readonly<Record<string, Answer>>, string, string]>([
    [{ a: fault('TIMEOUT') }, 'TIMEOUT', 'TIMEOUT'],
    [{ a: fault('CONNECT'), b: unasked, c: unasked }, 'CONNECT', 'CONNECT'],
    [{ a: found, b: fault('HTTP_5XX') }, 'PARTIAL', 'HTTP_5XX'],
    [{ a: gone, b: fault('HTTP_5XX') }, 'PARTIAL', 'HTTP_5XX'],
    [{ a: gone, b: gone }, 'SPEC_NOT_FOUND', 'SPEC_NOT_FOUND'],
    [{ a: found, b: gone }, 'PARTIAL', 'SPEC_NOT_FOUND'],
    [{ a: fault('TIMEOUT'), b: fault('HTTP_4XX'), c: fault('HTTP_4XX') }, 'PARTIAL', 'HTTP_4XX'],
  ])('of which something is missing is told and refused (%#)', (answers, told, refused) => {
    expect(assess(heard(answers), false)).toMatchObject({ kind: 'failed', told: { code: told }, refused: { code: refused } });
  });

  it('may lack what was not needed now', () => {
    const assessment = assess(heard({ a: found, old: fault('HTTP_5XX') }, { fresh: new Set(['a']), needed: new Set(['a']) }), false);
    expect(assessment).toMatchObject({ kind: 'usable', failed: [{ remoteId: 'old', code: 'HTTP_5XX' }] });
  });

  it('tells what was imported before and is deleted by the list, and does not fail over it', () => {
    const old = { fresh: new Set<string>(), list: { kind: 'listed', ids: new Set(['b']), complete: true } as const };
    const assessment = assess(heard({ a: gone, b: gone, c: found }, old), false);
    expect(assessment).toMatchObject({ kind: 'usable', failed: [] });
    expect(assessment.kind === 'usable' && [...assessment.findings].map(([id, { kind }]) => [id, kind])).toEqual([['a', 'deleted'], ['b', 'unsure'], ['c', 'found']]);
    expect(assess(heard({ a: gone }, { ...old, list: { kind: 'fault', fault: { code: 'TIMEOUT', reason: 'r', retryable: true } } }), false)).toMatchObject({ kind: 'failed', refused: { code: 'TIMEOUT' } });
  });

  it('is enough in part where that is allowed, as long as there is something', () => {
    const answers = fc.array(fc.constantFrom<Answer>(found, gone, fault('HTTP_5XX'), fault('TIMEOUT')), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(answers, (list) => {
      const all = Object.fromEntries(list.map((answer, at) => [`s${at}`, answer]));
      const strict = assess(heard(all), false);
      const partial = assess(heard(all), true);
      expect(strict.kind).toBe(list.every(({ kind }) => kind === 'found') ? 'usable' : 'failed');
      expect(partial.kind).toBe(list.some(({ kind }) => kind === 'found') ? 'usable' : 'failed');
      expect(partial.failed).toHaveLength(list.filter(({ kind }) => kind !== 'found').length);
      if (partial.kind === 'usable') expect(partial.excluded.size).toBe(list.filter(({ kind }) => kind === 'gone').length);
    }));
  });
});
