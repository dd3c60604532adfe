import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventParser } from './event-parser.js';

type Event = readonly [name: string, data: string];

function parse(chunks: readonly Buffer[], maxBytes = 1_000_000): Event[] {
  const events: Event[] = [];
  const parser = createEventParser(maxBytes, (name, data) => events.push([name, data]));
  for (const chunk of chunks) parser.read(chunk);
  return events;
}
const all = (text: string): Event[] => parse([Buffer.from(text)]);

describe('an event stream', () => {
  it.each<[string, string, Event[]]>([
    ['event and data', 'event: next\ndata: {"a":1}\n\n', [['next', '{"a":1}']]],
    ['no space after the colon, or two', 'event:next\ndata:  x\n\n', [['next', ' x']]],
    ['data in several lines', 'event: next\ndata: {\ndata: }\n\n', [['next', '{\n}']]],
    ['CR LF', 'event: next\r\ndata: 1\r\n\r\n', [['next', '1']]],
    ['a field without a colon', 'event: complete\ndata\n\n', [['complete', '']]],
    ['comments, ids and retries', ':\n\n: alive\nid: 1\nretry: 5\nevent: next\n:x\ndata: 1\n\n', [['next', '1']]],
    ['an event without a name', 'data: 1\n\n', [['', '1']]],
    ['what has not ended', 'event: next\ndata: 1\n', []],
  ])('with %s', (_, text, events) => {
    expect(all(text)).toEqual(events);
  });

  it('means the same however it is cut', () => {
    const text = Buffer.from(': hi\n\nevent: next\r\ndata: {"ü":"日本"}\n\nevent: next\ndata: 1\ndata: 2\n\nevent: complete\ndata:\n\n');
    const whole = parse([text]);
    expect(whole).toHaveLength(3);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length)), (cuts) => {
        const places = [0, ...cuts.sort((one, other) => one - other), text.length];
        expect(parse(places.slice(1).map((end, nth) => text.subarray(places[nth], end)))).toEqual(whole);
      }),
    );
  });

  it.each([
    ['in one line', ['data: ', 'x'.repeat(200)]],
    ['in many lines', ['data: 123456789\n'.repeat(20)]],
    ['in a comment', [':', 'x'.repeat(200)]],
    ['in small chunks', [...'x'.repeat(200)]],
  ])('may not hold more than was agreed, %s', (_, chunks) => {
    expect(() => parse(chunks.map((chunk) => Buffer.from(chunk)), 100)).toThrow(RangeError);
  });

  it('may go on for ever in small events', () => {
    expect(parse([Buffer.from('event: next\ndata: 1\n\n'.repeat(100))], 50)).toHaveLength(100);
  });
});
