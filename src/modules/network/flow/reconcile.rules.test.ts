import { describe, expect, it } from 'vitest';
import { compare, type ComparedFlow } from './reconcile.rules.js';

const row = (id: string, upstreamId: string | null): ComparedFlow => ({ id, kind: 'TRAFFIC_INFLUENCE', resourceId: 'r', phase: 'GRANTED', upstreamId });
const flowAt = (address: string) => (address.startsWith('ours/') ? { flowId: address.slice(5), kind: 'TRAFFIC_INFLUENCE' as const } : undefined);
const of = (flowId: string) => ({ flowId, kind: 'TRAFFIC_INFLUENCE' });

describe("the network's list beside our rows", () => {
  it('may say the same', () => {
    expect(compare([{ upstreamId: 'u', notify: 'ours/a' }], [row('a', 'u')], flowAt)).toEqual({ found: [], strays: [], missing: [] });
  });
  it('finds what a lost answer was about', () => {
    const a = row('a', null);
    expect(compare([{ upstreamId: 'u', notify: 'ours/a' }], [a], flowAt)).toEqual({ found: [{ flow: a, upstreamId: 'u' }], strays: [], missing: [] });
  });
  it('shows what is ours and unknown here, and doubles; what is another gateway’s is let be', () => {
    const listed = [{ upstreamId: 'u', notify: 'ours/a' }, { upstreamId: 'v', notify: 'ours/a' }, { upstreamId: 'w', notify: 'ours/b' }, { upstreamId: 'x', notify: 'theirs/c' }];
    expect(compare(listed, [row('a', 'u')], flowAt).strays).toEqual([
      { of: of('a'), upstreamId: 'v', isDouble: true },
      { of: of('b'), upstreamId: 'w', isDouble: false },
    ]);
  });
  it('lacks what is missing', () => {
    const [a, b] = [row('a', 'u'), row('b', null)];
    expect(compare([], [a, b], flowAt).missing).toEqual([a, b]);
    expect(compare([{ upstreamId: 'x', notify: 'theirs/c' }], [a, b], flowAt).missing).toEqual([a, b]);
  });
  it('proves nothing where it does not tell whose something is', () => {
    const [a, b] = [row('a', 'u'), row('b', null)];
    expect(compare([{ upstreamId: 'x' }], [a, b], flowAt).missing).toEqual([a]);
    expect(compare([{}], [a, b], flowAt).missing).toEqual([]);
  });
  it('without ids, still tells what is there by its address', () => {
    const [a, b] = [row('a', 'u'), row('b', null)];
    expect(compare([{ notify: 'ours/a' }, { notify: 'ours/b' }], [a, b], flowAt)).toEqual({ found: [], strays: [], missing: [] });
    expect(compare([{ notify: 'ours/b' }, { notify: 'ours/c' }], [a, b], flowAt)).toEqual({ found: [], strays: [{ of: of('c'), upstreamId: undefined, isDouble: false }], missing: [a] });
  });
});
