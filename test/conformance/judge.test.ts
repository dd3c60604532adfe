import { describe, expect, it } from 'vitest';
import { countsOf, judge, lastLine, type Outcome } from './judge.js';

const outcome = (id: string, step?: string): Outcome => ({ id, name: id, failure: step === undefined ? undefined : { step, text: 'no' } });
const gap = { endsAt: 'the status is 204', why: 'cannot' };

describe('the verdict on the scenarios', () => {
  it('takes a listed failure for a gap and any other for a failure', () => {
    const verdict = judge([outcome('a'), outcome('b', gap.endsAt), outcome('c', gap.endsAt)], { b: gap });
    expect(verdict.failed.map(({ id }) => id)).toEqual(['c']);
    expect(countsOf(verdict)).toEqual({ passed: 1, failed: 1, skipped: 1 });
  });

  it('does not let a gap hide a failure at another step', () => {
    expect(countsOf(judge([outcome('b', 'the status is 200')], { b: gap }))).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('does not let a gap hide another failure at its step', () => {
    expect(countsOf(judge([outcome('b', gap.endsAt)], { b: { ...gap, says: 'no' } }))).toEqual({ passed: 0, failed: 0, skipped: 1 });
    expect(countsOf(judge([outcome('b', gap.endsAt)], { b: { ...gap, says: 'never' } }))).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('fails when a listed gap passes or no longer exists', () => {
    const verdict = judge([outcome('a'), outcome('b')], { b: gap, gone: gap });
    expect(verdict.stale).toEqual(['b', 'gone']);
    expect(countsOf(verdict)).toEqual({ passed: 1, failed: 2, skipped: 0 });
  });
});

it('the last line sums up', () => {
  expect(lastLine([{ passed: 1, failed: 0, skipped: 3 }, { passed: 320, failed: 2, skipped: 0 }])).toBe('321 passed, 2 failed, 3 skipped');
});
