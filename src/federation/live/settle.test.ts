import { describe, expect, it } from 'vitest';
import type { Texts } from './assembly.js';
import { settle } from './settle.js';

const texts = (given: Record<string, string>): Texts => new Map(Object.entries(given));

/** Refuses graphs that hold a text with a fault, and remembers what it was asked. */
function aGraph() {
  const asked: string[] = [];
  const adopt = async (wanted: Texts): Promise<readonly string[]> => {
    asked.push([...wanted].map((pair) => pair.join('=')).join(' '));
    return [...wanted].filter(([, text]) => text.startsWith('bad')).map(([name]) => `${name} is bad`);
  };
  return { asked, adopt };
}

describe('settle', () => {
  it('asks for nothing when nothing has changed', async () => {
    const { asked, adopt } = aGraph();
    const known = texts({ a: '1' });
    expect(await settle(known, texts({ a: '1' }), adopt)).toEqual({ accepted: known, refused: new Map() });
    expect(asked).toEqual([]);
  });

  it('takes all together when they make a graph', async () => {
    const { asked, adopt } = aGraph();
    expect((await settle(texts({ a: '1' }), texts({ a: '2', b: '1' }), adopt)).accepted).toEqual(texts({ a: '2', b: '1' }));
    expect(asked).toEqual(['a=2 b=1']);
  });

  it('keeps what was good when the only change is not, without asking twice', async () => {
    const { asked, adopt } = aGraph();
    const known = texts({ a: '1', b: '1' });
    const { accepted, refused } = await settle(known, texts({ a: '1', b: 'bad' }), adopt);
    expect(accepted).toBe(known);
    expect(refused).toEqual(new Map([['b', ['b is bad']]]));
    expect(asked).toHaveLength(1);
  });

  it('lets the fault of one keep no other from its change', async () => {
    const { adopt } = aGraph();
    const { accepted, refused } = await settle(texts({ a: '1', b: '1' }), texts({ a: 'bad', b: '2', c: '1' }), adopt);
    expect(accepted).toEqual(texts({ a: '1', b: '2', c: '1' }));
    expect([...refused.keys()]).toEqual(['a']);
  });

  it('takes what is good at a first start, where nothing was accepted before', async () => {
    const { adopt } = aGraph();
    const { accepted, refused } = await settle(new Map(), texts({ a: 'bad', b: '1', c: 'bad' }), adopt);
    expect(accepted).toEqual(texts({ b: '1' }));
    expect([...refused.keys()]).toEqual(['a', 'c']);
  });
});
