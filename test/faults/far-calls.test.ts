import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { answer, behaveWell, farWorld, type Behaviour, type FarWorld, type Shown } from '../support/far-world.js';

const worlds: FarWorld[] = [];
const aWorld = async (...given: Parameters<typeof farWorld>): Promise<FarWorld> => {
  const world = await farWorld(...given);
  worlds.push(world);
  return world;
};
afterEach(async () => {
  for (const world of worlds.splice(0)) await world[Symbol.asyncDispose]();
});

const ENTITIES = '{ products { id name stock } }';
const SHELVES = '{ shelves products { id } }';
const ORDER = 'mutation { order(id: "p1") { id } }';

const html: Behaviour = (_, response) => answer(response, 200, '<html></html>', { 'content-type': 'text/html' });
const status = (code: number, body: unknown, headers = {}): Behaviour => (_, response) => answer(response, code, body, headers);
const proxy = (code: number, headers = {}): Behaviour => status(code, '<h1></h1>', { 'content-type': 'text/html', ...headers });

/** The one fault that is told, at however many places. */
const faultOf = ({ errors }: Shown): string => [...new Set(errors.map((error) => error.slice(error.indexOf(' ') + 1)))].join();

describe('what was said in confidence', () => {
  const authorization = 'Bearer s3cret-token-of-the-caller';
  const secret = 's3cret-of-the-subgraph';

  it('neither reaches the caller nor the log when the subgraph quotes it', async () => {
    const world = await aWorld({ secret });
    world.behave((_, response, { headers }) => answer(response, 200, { errors: [{ message: JSON.stringify(headers) }, { message: `No: ${headers.authorization}, ${String(headers['x-northbound-subgraph-secret'])}`, extensions: { code: 'NOT_FOUND' } }] }));
    const shown = await world.run(ENTITIES, {}, world.context({ forwarded: { authorization } }));
    expect(JSON.stringify(shown)).toContain('No: [redacted], [redacted]');
    expect(world.logged()).toContain('x-correlator');
    expect(JSON.stringify(shown) + world.logged()).not.toContain('s3cret');
  });

  it('is all that travels: authorization, x-correlator, traceparent and the secret', async () => {
    const world = await aWorld({ secret });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const forwarded = { authorization, traceparent, cookie: 'canary', 'x-canary': 'canary' };
    await world.run(ENTITIES, {}, world.context({ forwarded, correlator: 'c-42' }));
    await world.run(ENTITIES, {}, world.context());
    const [one, other] = world.asked;
    expect(one?.headers).toMatchObject({ authorization, traceparent, 'x-correlator': 'c-42', 'x-northbound-subgraph-secret': secret });
    expect(JSON.stringify(one?.headers)).not.toContain('canary');
    expect(Object.keys(one?.headers ?? {}).sort()).toEqual(['accept', 'authorization', 'connection', 'content-length', 'content-type', 'host', 'traceparent', 'x-correlator', 'x-northbound-subgraph-secret']);
    expect(other?.headers.authorization).toBeUndefined();
  });
});

describe('a second attempt', () => {
  const once = (behaviour: Behaviour): Behaviour => {
    let count = 0;
    return (...all) => ((count += 1) === 1 ? behaviour(...all) : behaveWell(...all));
  };
  const breakOff: Behaviour = (request) => void request.socket.destroy();

  it.each<[string, Behaviour]>([
    ['a broken connection', breakOff],
    ['502', proxy(502)],
    ['503', proxy(503)],
    ['504', proxy(504)],
  ])('is made for a query after %s, and never for a mutation', async (_, behaviour) => {
    const world = await aWorld();
    world.behave(once(behaviour));
    expect(await world.run(SHELVES)).toMatchObject({ data: { shelves: ['a', 'b'] }, errors: [] });
    expect(world.asked).toHaveLength(2);
    world.behave(once(behaviour));
    expect((await world.run(ORDER)).errors).toHaveLength(1);
    expect(world.asked).toHaveLength(3);
  });

  it('is the last one', async () => {
    const world = await aWorld();
    world.behave(breakOff);
    expect(faultOf(await world.run(ENTITIES))).toBe('BAD_GATEWAY: The subgraph stock broke off its answer.');
    expect(world.asked).toHaveLength(2);
  });

  it.each<[string, Behaviour]>([
    ['a result, whatever its status', status(503, { errors: [{ message: 'no' }] })],
    ['500', status(500, '')],
    ['a subgraph that says when to come back', proxy(503, { 'retry-after': '30' })],
  ])('is not made after %s', async (_, behaviour) => {
    const world = await aWorld();
    world.behave(behaviour);
    expect((await world.run(SHELVES)).errors).toHaveLength(1);
    expect(world.asked).toHaveLength(1);
  });
});

describe('a subgraph that fails again and again', () => {
  it('is left alone, tried once, and taken back', async () => {
    const world = await aWorld({ breakAfter: 3, pauseMs: 200 });
    world.behave(proxy(503, { 'retry-after': '1' }));
    for (let nth = 0; nth < 3; nth++) expect(faultOf(await world.run(ENTITIES))).toBe('UNAVAILABLE: The subgraph stock is out of service.');
    expect(world.asked).toHaveLength(3);
    const paused = await world.run(ENTITIES);
    expect(faultOf(paused)).toBe('UNAVAILABLE: The subgraph stock has not answered lately and is left alone for a few seconds.');
    expect(world.asked).toHaveLength(3);
    world.behave(behaveWell);
    await eventually(async () => expect((await world.run(ENTITIES)).errors).toEqual([]), 2_000);
    expect(world.transport.state().ok).toBe(true);
    expect(world.log.lines.map(({ message }) => message)).toEqual(expect.arrayContaining(['a peer is left alone after repeated failures', 'a peer answers again']));
  });

  it('does not suffer for answers that are merely wrong', async () => {
    const world = await aWorld({ breakAfter: 2 });
    world.behave(html);
    for (let nth = 0; nth < 4; nth++) expect(faultOf(await world.run(ENTITIES))).toMatch(/^BAD_GATEWAY/);
    expect(world.asked).toHaveLength(4);
  });
});

describe('a client that leaves', () => {
  it('ends the request to the subgraph', async () => {
    const world = await aWorld();
    let closed = 0;
    world.behave((_, response) => void response.on('close', () => (closed += 1)));
    const leaving = new AbortController();
    const running = world.run(ENTITIES, {}, world.context({ signal: leaving.signal }));
    await eventually(() => expect(world.asked).toHaveLength(1));
    leaving.abort();
    expect((await running).errors.length).toBeGreaterThan(0);
    await eventually(() => expect(closed).toBe(1));
    expect(world.transport.state().ok).toBe(true);
  });

  it('ends dozens of them with one listener', async () => {
    const world = await aWorld();
    const warnings: Error[] = [];
    const hear = (warning: Error): void => void warnings.push(warning);
    process.on('warning', hear);
    const { signal } = new AbortController();
    const call = world.transport.prepare('{ shelves }');
    await Promise.all(Array.from({ length: 40 }, () => call({}, world.context({ signal }))));
    await sleep(10);
    process.off('warning', hear);
    expect(warnings).toEqual([]);
  });
});

it('close ends what is on its way', async () => {
  const world = await aWorld();
  world.behave(() => undefined);
  const running = world.run(SHELVES);
  await eventually(() => expect(world.asked).toHaveLength(1));
  await world.transport.close();
  const { errors } = await running;
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^\S* BAD_GATEWAY|UNAVAILABLE/);
});

it('refuses an address with credentials', async () => {
  await expect(farWorld({ url: 'http://user:pass@127.0.0.1:1/graphql' })).rejects.toThrow('credentials');
});
