import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventText, type ServerEvent } from './event-text.js';

function read(...chunks: readonly string[]): { readonly events: readonly ServerEvent[]; readonly retry: number | undefined } {
  const text = createEventText();
  const events = chunks.flatMap((chunk) => text.push(chunk));
  return { events, retry: text.retry };
}

describe('the text of an event stream', () => {
  it('gives events with their type and data', () => {
    expect(read('event: next\ndata: {"a":1}\n\nevent: complete\ndata:\n\n').events).toEqual([{ type: 'next', data: '{"a":1}' }, { type: 'complete', data: '' }]);
  });

  it('joins lines of data, takes one space off, and passes over comments and unknown fields', () => {
    expect(read(': alive\n\nid: 7\ndata:  a\ndata:b\ndata\nother: x\n\n').events).toEqual([{ type: 'message', data: ' a\nb\n' }]);
  });

  it('has no event without data, nor one that was not finished', () => {
    expect(read('event: next\n\n').events).toEqual([]);
    expect(read('event: next\ndata: cut').events).toEqual([]);
    expect(read('event: next\n\ndata: a\n\n').events).toEqual([{ type: 'message', data: 'a' }]);
  });

  it('remembers when to come back, if that is a number', () => {
    expect(read('retry: 1500\n: going down\n\n').retry).toBe(1500);
    expect(read('retry: 1500\nretry: soon\n\n').retry).toBe(1500);
    expect(read('data: retry: 5\n\n').retry).toBeUndefined();
  });

  it('may begin with a byte order mark', () => {
    expect(read('', '\uFEFFdata: a\n\n').events).toEqual([{ type: 'message', data: 'a' }]);
  });

  it('is read the same wherever chunks end, and whatever ends its lines', () => {
    const part = fc.constantFrom('event: next', 'data: {"a":"ü"}', 'data:', ': note', '', '', 'retry: 9', 'id: 1');
    const end = fc.constantFrom('\n', '\r\n', '\r');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), end, fc.array(fc.nat(200), { maxLength: 12 }), (lines, newline, cuts) => {
        const text = lines.map((line) => line + newline).join('');
        const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const chunks = places.slice(1).map((place, n) => text.slice(places[n], place));
        expect(read(...chunks)).toEqual(read(lines.map((line) => `${line}\n`).join('')));
      }),
      { numRuns: 300 },
    );
  });
});
