import { createClient } from 'graphql-ws';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { systemClock } from '../../src/kernel/clock.js';
import { createRateLimiter } from '../../src/outbound/rate-limit.js';
import { fakeRateStore } from '../../src/outbound/rate-limit.store.fake.js';
import { aDoor, type TestDoor } from '../support/graphql-door.js';
import { collectLog } from '../support/log.js';

const LIMIT = 4;

const aCountingDoor = (limit = LIMIT): Promise<TestDoor> =>
  aDoor({ rate: createRateLimiter({ limit, windowSeconds: 60, store: fakeRateStore(systemClock), clock: systemClock, log: collectLog() }) });

const post = (door: TestDoor, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(door.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

const HELLO = { query: '{ hello }' };
const headersOf = ({ headers }: Response): (string | null)[] => ['limit', 'remaining'].map((name) => headers.get(`ratelimit-${name}`));

/** Until nothing is left. */
async function spend(door: TestDoor, headers?: Record<string, string>): Promise<void> {
  for (let time = 0; time < LIMIT; time += 1) await post(door, HELLO, headers);
}

const TOO_MANY = { errors: [{ message: `A client may send ${LIMIT} operations in 60 seconds.`, extensions: { code: 'TOO_MANY_REQUESTS', retryAfter: expect.any(Number) } }] };

describe('a client that is counted', () => {
  it('is told how it stands', async () => {
    await using door = await aCountingDoor();
    const { headers } = await post(door, HELLO);
    const reset = Number(headers.get('ratelimit-reset'));
    expect(reset).toBeGreaterThan(57);
    expect(reset).toBeLessThanOrEqual(60);
    expect(Object.fromEntries([...headers].filter(([name]) => name.startsWith('ratelimit')))).toEqual({
      'ratelimit-limit': '4',
      'ratelimit-remaining': '3',
      'ratelimit-reset': String(reset),
      'ratelimit-policy': '"client";q=4;w=60',
      ratelimit: `"client";r=3;t=${reset}`,
    });
    expect(headersOf(await fetch(`${door.url}?query={hello}`))).toEqual(['4', '2']);
  });

  it('is refused with 429, whatever it takes, and told when to come back', async () => {
    await using door = await aCountingDoor();
    await spend(door);
    for (const accept of ['application/json', 'application/graphql-response+json', '*/*']) {
      const response = await post(door, HELLO, { accept });
      expect([response.status, await response.json()]).toEqual([429, TOO_MANY]);
      expect(headersOf(response)).toEqual(['4', '0']);
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(50);
    }
    const got = await fetch(`${door.url}?query={hello}`);
    expect([got.status, got.headers.get('cache-control')]).toEqual([429, 'no-store']);
    expect(await (await post(door, HELLO, { accept: 'text/event-stream' })).text()).toContain('TOO_MANY_REQUESTS');
  });

  it('leaves to others what is theirs', async () => {
    await using door = await aCountingDoor();
    await spend(door, { authorization: 'Bearer ann' });
    expect((await post(door, HELLO, { authorization: 'Bearer ann' })).status).toBe(429);
    expect((await post(door, HELLO, { authorization: 'Bearer ben' })).status).toBe(200);
  });

  it('pays for each operation of a batch', async () => {
    await using door = await aCountingDoor();
    expect(headersOf(await post(door, [HELLO, HELLO, HELLO]))).toEqual(['4', '1']);
    const response = await post(door, [HELLO, HELLO, HELLO]);
    expect([response.status, await response.json()]).toEqual([200, [{ data: { hello: 'world' } }, TOO_MANY, TOO_MANY]]);
    const refused = await post(door, [HELLO, HELLO]);
    expect([refused.status, refused.headers.has('retry-after'), await refused.json()]).toEqual([429, true, [TOO_MANY, TOO_MANY]]);
  });

  it('pays for what is refused, since it was read', async () => {
    await using door = await aCountingDoor();
    for (const query of ['{', '{ nothing }', 'query ($id: ID!) { app(id: $id) { id } }', '{ broken }']) await post(door, { query });
    expect((await post(door, { query: '{' })).status).toBe(429);
  });

  it('pays for subscriptions, each by itself though they share one execution', async () => {
    await using door = await aCountingDoor();
    const open = () => post(door, { query: 'subscription { changed { status } }' }, { accept: 'text/event-stream' });
    const streams = [await open(), await open(), await open(), await open()];
    expect(streams.map(headersOf)).toEqual([['4', '3'], ['4', '2'], ['4', '1'], ['4', '0']]);
    expect(door.door.streams.open).toBe(4);
    const refused = await open();
    expect(await refused.text()).toMatch(/^event: next\ndata: \{"errors":.*TOO_MANY_REQUESTS.*\n\nevent: complete/);
    expect(door.door.streams.open).toBe(4);
  });

  it('is counted over a WebSocket as well', async () => {
    await using door = await aCountingDoor();
    const client = createClient({ url: door.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    const ask = (query: string) => client.iterate({ query }).next();
    for (let time = 0; time < LIMIT - 1; time += 1) expect((await ask('{ hello }')).value).toEqual({ data: { hello: 'world' } });
    const stream = client.iterate({ query: 'subscription { changed { status } }' });
    const first = stream.next();
    await expect(ask('{ hello }')).rejects.toMatchObject([{ extensions: { code: 'TOO_MANY_REQUESTS', retryAfter: expect.any(Number) } }]);
    await expect(ask('subscription { changed { status } }')).rejects.toMatchObject([{ extensions: { code: 'TOO_MANY_REQUESTS' } }]);
    while (door.feed.followers === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    door.feed.publish('up');
    expect((await first).value).toEqual({ data: { changed: { status: 'up' } } });
    await client.dispose();
  });
});

it('tells nothing where nobody is counted', async () => {
  await using door = await aDoor();
  const { headers } = await post(door, HELLO);
  expect([...headers.keys()].filter((name) => name.startsWith('ratelimit'))).toEqual([]);
});
