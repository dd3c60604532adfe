import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient, type ClientOptions } from './client.js';
import { document } from './document.js';
import { NorthboundError } from './error.js';
import { aGateway, COMPLETE, json, next, refusal, stream, type Answering, type FakeGateway } from './gateway.fake.js';
import type { SubscribeOptions } from './subscription.js';

interface Changed {
  readonly changed: { readonly cursor: string; readonly status: string };
}

const HASH = 'f'.repeat(64);
const CHANGED = document<Changed, { readonly after?: string | null; readonly appId?: string | null }>({
  name: 'Changed',
  kind: 'subscription',
  hash: HASH,
  text: 'subscription Changed($after: String, $appId: ID) { changed(after: $after, appId: $appId) { cursor status } }',
});
const change = (n: number): Changed => ({ changed: { cursor: `c${n}`, status: `s${n}` } });
const event = (n: number): string => next({ data: change(n) });
/** Come back at once. */
const SOON = 'retry: 1\n\n';

const follow = ({ url }: FakeGateway, options: SubscribeOptions = {}, about: Partial<ClientOptions> = {}) => createClient({ url, ...about }).subscribe(CHANGED, { appId: 'a' }, options);

async function all<Event>(events: AsyncIterable<Event>): Promise<Event[]> {
  const seen: Event[] = [];
  for await (const one of events) seen.push(one);
  return seen;
}

const askedAfter = (gateway: FakeGateway): unknown[] => gateway.received.map(({ params }) => params.variables?.['after']);

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('a subscription', () => {
  it('gives each event until it is complete', async () => {
    await using gateway = await aGateway(stream([event(1), ':\n\n', event(2), COMPLETE]));
    expect(await all(follow(gateway, {}, { token: 't' }))).toEqual([change(1), change(2)]);
    expect(gateway.received).toMatchObject([{ method: 'POST', headers: { accept: 'text/event-stream', authorization: 'Bearer t' }, params: { query: CHANGED.text, variables: { appId: 'a' } } }]);
  });

  it('ends at complete even when the gateway keeps the connection', async () => {
    await using gateway = await aGateway(stream([event(1), COMPLETE], 'stay'));
    expect(await all(follow(gateway))).toEqual([change(1)]);
  });

  it('begins after a cursor that it is given, or that is among its variables', async () => {
    await using gateway = await aGateway(stream([COMPLETE]));
    await all(follow(gateway, { after: 'c7' }));
    await all(createClient({ url: gateway.url }).subscribe(CHANGED, { after: 'c8' }));
    expect(askedAfter(gateway)).toEqual(['c7', 'c8']);
  });

  it('does nothing before it is read', async () => {
    await using gateway = await aGateway(stream([COMPLETE]));
    follow(gateway);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(gateway.received).toEqual([]);
  });
});

describe('a connection that breaks', () => {
  it.each(['cut', 'end'] as const)('(%s) is opened again after the last event, when the gateway wished', async (way) => {
    await using gateway = await aGateway(stream([SOON, event(1), event(2)], way), stream([SOON], way), stream([event(3), COMPLETE]));
    const onRetry = vi.fn();
    const onOpen = vi.fn();
    expect(await all(follow(gateway, { onRetry, onOpen }))).toEqual([change(1), change(2), change(3)]);
    expect(askedAfter(gateway)).toEqual([undefined, 'c2', 'c2']);
    expect(onOpen.mock.calls).toEqual([[{ resumed: false }], [{ resumed: true }], [{ resumed: true }]]);
    expect(onRetry.mock.calls[0]).toMatchObject([{ code: 'NETWORK', retryAfter: 0.001 }, 1]);
  });

  it('goes on without a cursor when the document has none, and says so', async () => {
    await using gateway = await aGateway(stream([SOON, event(1)]), stream([event(2), COMPLETE]));
    const onOpen = vi.fn();
    expect(await all(createClient({ url: gateway.url }).subscribe('subscription { changed { cursor status } }', {}, { onOpen }))).toEqual([change(1), change(2)]);
    expect(gateway.received[1]!.params).toEqual({ query: 'subscription { changed { cursor status } }' });
    expect(onOpen.mock.calls).toEqual([[{ resumed: false }], [{ resumed: false }]]);
    await expect(all(createClient({ url: gateway.url }).subscribe('subscription { changed { status } }', {}, { after: 'c' }))).rejects.toThrow(/declares no variable \$after/);
  });

  it('begins with what is new after events whose cursor was not selected, rather than tell them twice', async () => {
    const without = next({ data: { changed: { status: 's1' } } });
    await using gateway = await aGateway(stream([SOON, without]), stream([COMPLETE]));
    const onOpen = vi.fn();
    await all(createClient({ url: gateway.url }).subscribe('subscription ($after: String) { changed(after: $after) { status } }', { after: 'c0' }, { onOpen }));
    expect(askedAfter(gateway)).toEqual(['c0', undefined]);
    expect(onOpen.mock.calls).toEqual([[{ resumed: true }], [{ resumed: false }]]);
  });

  it.each<[string, Answering]>([
    ['the gateway is not ready', json(refusal('UNAVAILABLE', { retryAfter: 0.001 }), 503)],
    ['a proxy answers for it', (response) => void response.writeHead(502, { 'retry-after': '0' }).end('<html>')],
    ['there are too many requests', json(refusal('TOO_MANY_REQUESTS'), 429, { 'retry-after': '0' })],
    ['its source breaks', stream([SOON, next(refusal('INTERNAL', { retryAfter: 0 })), COMPLETE])],
    ['it was read too slowly', stream([next(refusal('ABORTED', { retryAfter: 0 })), COMPLETE])],
    ['nothing listens', (response) => void response.destroy()],
  ])('is tried again when %s', async (_, failing) => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    await using gateway = await aGateway(failing, stream([event(1), COMPLETE]));
    expect(await all(follow(gateway, { after: 'c0' }))).toEqual([change(1)]);
    expect(askedAfter(gateway)).toEqual(['c0', 'c0']);
  });

  it.each([['BAD_USER_INPUT', 400], ['PERMISSION_DENIED', 403], ['OUT_OF_RANGE', 400], ['GRAPHQL_VALIDATION_FAILED', 400], ['UNAUTHENTICATED', 401]])('is not when the gateway says %s', async (code, status) => {
    for (const answer of [json(refusal(code), status), stream([next(refusal(code)), COMPLETE]), stream([next(refusal(code))], 'stay')]) {
      await using gateway = await aGateway(answer);
      await expect(all(follow(gateway))).rejects.toMatchObject({ name: 'NorthboundError', code, message: `It is ${code}.`, correlator: expect.any(String) });
      expect(gateway.received).toHaveLength(1);
    }
  });

  it('is not when the answer is no event stream', async () => {
    await using gateway = await aGateway(json({ data: { changed: null } }));
    await expect(all(follow(gateway))).rejects.toMatchObject({ code: 'BAD_ANSWER' });
    await using strange = await aGateway(stream(['event: next\ndata: {"not": "GraphQL"}\n\n'], 'stay'));
    await expect(all(follow(strange))).rejects.toMatchObject({ code: 'BAD_ANSWER' });
  });

  it('is given up when nothing came through it for 40 s, not even a sign of life', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const bodies: ReadableStreamDefaultController<Uint8Array>[] = [];
    // It heeds no signal, as not every stand-in does.
    const silent: typeof fetch = async () => {
      const body = new ReadableStream<Uint8Array>({ start: (controller) => void bodies.push(controller) });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    };
    const onRetry = vi.fn();
    const events = createClient({ url: 'http://gateway.example/graphql', fetch: silent }).subscribe(CHANGED, {}, { onRetry });
    const coming = events.next();
    await vi.advanceTimersByTimeAsync(39_000);
    bodies[0]!.enqueue(new TextEncoder().encode(':\n\n'));
    await vi.advanceTimersByTimeAsync(39_000);
    expect(onRetry).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(onRetry.mock.calls[0]).toMatchObject([{ code: 'NETWORK', message: 'Nothing came through the stream any more.' }, expect.any(Number)]);
    await vi.advanceTimersByTimeAsync(500);
    bodies[1]!.enqueue(new TextEncoder().encode(event(1)));
    expect(await coming).toEqual({ done: false, value: change(1) });
    await events.return();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a token', () => {
  it('that ends under way is replaced, and the stream goes on after its cursor', async () => {
    const ended = next({ errors: [{ message: 'The access token has ended.', extensions: { code: 'UNAUTHENTICATED' } }] });
    await using gateway = await aGateway(stream([event(1), ended]), json(refusal('UNAUTHENTICATED'), 401), stream([event(2), COMPLETE]));
    const token = vi.fn(async (refused = '') => `${refused}x`);
    expect(await all(follow(gateway, {}, { token }))).toEqual([change(1), change(2)]);
    expect(gateway.received.map(({ headers, params }) => [headers.authorization, params.variables?.['after']])).toEqual([['Bearer x', undefined], ['Bearer xx', 'c1'], ['Bearer xxx', 'c1']]);
  });

  it('that ends under way is known to be over, although the gateway would take it a while longer', async () => {
    const ended = next({ errors: [{ message: 'The access token has ended.', extensions: { code: 'UNAUTHENTICATED' } }] });
    await using gateway = await aGateway(stream([event(1), ended]), stream([event(2), COMPLETE]));
    expect(await all(follow(gateway, {}, { token: async (refused) => (refused === undefined ? 'old' : 'new') }))).toEqual([change(1), change(2)]);
    expect(gateway.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new']);
  });

  it('that is refused before the stream opens is replaced once', async () => {
    await using gateway = await aGateway(json(refusal('UNAUTHENTICATED'), 401));
    await expect(all(follow(gateway, {}, { token: (refused = '') => `${refused}x` }))).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
    expect(gateway.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer x', 'Bearer xx']);
  });

  it('that is refused again and again is told', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    await using gateway = await aGateway(stream([next(refusal('UNAUTHENTICATED'))]));
    let made = 0;
    await expect(all(follow(gateway, {}, { token: () => `t${(made += 1)}` }))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(gateway.received).toHaveLength(4);
  });

  it('that cannot be had for a while is waited for', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    await using gateway = await aGateway(stream([event(1), COMPLETE]));
    const token = vi.fn<() => string>().mockImplementationOnce(() => {
      throw new Error('offline');
    }).mockReturnValue('t');
    const onRetry = vi.fn();
    expect(await all(follow(gateway, { onRetry }, { token }))).toEqual([change(1)]);
    expect(onRetry.mock.calls).toMatchObject([[{ code: 'NO_TOKEN', cause: { message: 'offline' } }, 250]]);
  });
});

it('a hash that the gateway does not know is replaced by the text, at once', async () => {
  await using gateway = await aGateway(stream([next(refusal('PERSISTED_QUERY_NOT_FOUND')), COMPLETE]), stream([event(1), COMPLETE]));
  expect(await all(follow(gateway, {}, { trusted: true }))).toEqual([change(1)]);
  expect(gateway.received.map(({ params }) => params.query)).toEqual([undefined, CHANGED.text]);
});

describe('an event with errors', () => {
  const errors = [{ message: 'No.', path: ['changed', 'app'], extensions: { code: 'UNAVAILABLE' } }];
  const partial = next({ data: change(1), errors });

  it('ends a subscription with them, and its connection', async () => {
    const closed = vi.fn();
    await using gateway = await aGateway((response, received) => {
      response.on('close', closed);
      stream([partial, event(2)], 'stay')(response, received);
    });
    const events = follow(gateway);
    await expect(events.next()).rejects.toMatchObject({ code: 'UNAVAILABLE', path: ['changed', 'app'], errors, correlator: 's-1' });
    expect(await events.next()).toEqual({ done: true, value: undefined });
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
  });

  it('is part of what follow gives, with the cursor', async () => {
    await using gateway = await aGateway(stream([partial, next({ data: null, errors }), event(2), COMPLETE]));
    expect(await all(createClient({ url: gateway.url }).follow(CHANGED))).toEqual([
      { data: change(1), errors, cursor: 'c1', correlator: 's-1' },
      { data: null, errors, cursor: undefined, correlator: 's-1' },
      { data: change(2), errors: [], cursor: 'c2', correlator: 's-1' },
    ]);
  });
});

describe('the end', () => {
  const open = (closed: () => void): Answering => (response, received) => {
    response.on('close', closed);
    stream([event(1)], 'stay')(response, received);
  };

  it.each(['break', 'return', 'signal'] as const)('by %s closes the connection, without an error', async (way) => {
    const closed = vi.fn();
    await using gateway = await aGateway(open(closed));
    const leave = new AbortController();
    const events = follow(gateway, { signal: leave.signal });
    if (way === 'break') for await (const _one of events) break;
    else {
      await events.next();
      const waiting = events.next();
      if (way === 'return') expect(await events.return()).toEqual({ done: true, value: undefined });
      else leave.abort();
      expect(await waiting).toEqual({ done: true, value: undefined });
    }
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
    expect(gateway.received).toHaveLength(1);
  });

  it('by the signal comes at once also while it waits to come back, and before it has begun', async () => {
    const leave = new AbortController();
    await using gateway = await aGateway(stream(['retry: 60000\n\n']));
    expect(await all(follow(gateway, { signal: leave.signal, onRetry: () => leave.abort() }))).toEqual([]);
    expect(await all(follow(gateway, { signal: AbortSignal.abort() }))).toEqual([]);
    expect(gateway.received).toHaveLength(1);
  });

  it('leaves nothing on the signal of a caller that lives on', async () => {
    await using gateway = await aGateway(stream([SOON, event(1)]), stream([event(2), COMPLETE]));
    const { signal } = new AbortController();
    const [added, removed] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
    await all(follow(gateway, { signal }));
    expect(removed.mock.calls.length).toBe(added.mock.calls.length);
  });

  it('by a callback that throws is told as it is', async () => {
    const closed = vi.fn();
    await using gateway = await aGateway(open(closed));
    const thrown = new Error('in the portal');
    await expect(all(follow(gateway, { onOpen: () => thrower(thrown) }))).rejects.toBe(thrown);
    await vi.waitFor(() => expect(closed).toHaveBeenCalled());
    expect(thrown).not.toBeInstanceOf(NorthboundError);
  });
});

function thrower(error: Error): never {
  throw error;
}
