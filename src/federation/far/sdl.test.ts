import { afterEach, describe, expect, it } from 'vitest';
import { answer, farWorld, type Behaviour, type FarWorld } from '../../../test/support/far-world.js';
import { readServiceSdl } from './sdl.js';

let world: FarWorld;
afterEach(() => world[Symbol.asyncDispose]());

const read = async (behaviour?: Behaviour, signal = new AbortController().signal): Promise<string> => {
  world = await farWorld();
  if (behaviour) world.behave(behaviour);
  return readServiceSdl({ name: 'stock', url: world.url, secret: 'shared-s3cret', timeoutMs: 300, log: world.log }, signal);
};

describe("a far subgraph's own SDL", () => {
  it('is asked for in the name of the gateway', async () => {
    expect(await read()).toContain('type Product @key(fields: "id")');
    expect(world.asked[0]?.headers).toMatchObject({ 'x-northbound-subgraph-secret': 'shared-s3cret' });
    expect(world.asked[0]?.headers['x-correlator']).toBeUndefined();
  });

  it.each<[string, string, Behaviour]>([
    ['no SDL', 'BAD_GATEWAY', (_, response) => answer(response, 200, { data: { _service: {} } })],
    ['an error', 'BAD_GATEWAY', (_, response) => answer(response, 200, { errors: [{ message: 'canary' }] })],
    ['403', 'PERMISSION_DENIED', (_, response) => answer(response, 403, 'canary', { 'content-type': 'text/plain' })],
    ['nothing', 'TIMEOUT', () => undefined],
  ])('that is answered by %s is a refusal', async (_, code, behaviour) => {
    const failure: unknown = await read(behaviour).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code, message: expect.not.stringContaining('canary') });
  });

  it('is waited for until the signal', async () => {
    await expect(read(() => undefined, AbortSignal.timeout(50))).rejects.toMatchObject({ code: 'TIMEOUT' });
  });
});
