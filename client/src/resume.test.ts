import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createClient } from './client.js';
import { COMPLETE, next } from './gateway.fake.js';

const CHANGED = 'subscription Changed($after: String) { changed(after: $after) { cursor } }';
const change = (n: number): object => ({ changed: { cursor: `c${n}` } });
/** Come back at once. */
const SOON = 'retry: 1\n\n';

async function all<Event>(events: AsyncIterable<Event>): Promise<Event[]> {
  const seen: Event[] = [];
  for await (const one of events) seen.push(one);
  return seen;
}

it('tells every event once, wherever connections are cut', async () => {
  const bytes = new TextEncoder();
  /** A gateway with a log of so many events, whose every connection ends after so many bytes, at least one event or the end among them. */
  const cutting = (count: number, cuts: readonly number[], size: number): typeof fetch => {
    let opened = 0;
    return async (_url, init) => {
      const { variables } = JSON.parse(String(init?.body)) as { variables?: { after?: string } };
      const from = Number(variables?.after?.slice(1) ?? 0);
      const rest = Array.from({ length: count - from }, (_, n) => `: ü\n\nid: x\n${next({ data: change(from + n + 1) })}`);
      const whole = bytes.encode(`${SOON}${rest.join('')}${COMPLETE}`);
      const least = bytes.encode(SOON + (rest[0] ?? COMPLETE)).length;
      const end = Math.min(whole.length, least + (cuts[opened++ % cuts.length] ?? 0));
      const chunks = Array.from({ length: Math.ceil(end / size) }, (_, n) => whole.slice(n * size, Math.min(end, (n + 1) * size)));
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          const chunk = chunks.shift();
          if (chunk === undefined) controller.error(new TypeError('terminated'));
          else controller.enqueue(chunk);
        },
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    };
  };
  await fc.assert(
    fc.asyncProperty(fc.nat(12), fc.array(fc.nat(300), { minLength: 1, maxLength: 5 }), fc.integer({ min: 5, max: 300 }), async (count, cuts, size) => {
      const client = createClient({ url: 'http://gateway.example/graphql', fetch: cutting(count, cuts, size) });
      expect(await all(client.subscribe(CHANGED))).toEqual(Array.from({ length: count }, (_, n) => change(n + 1)));
    }),
    { numRuns: 60 },
  );
});
