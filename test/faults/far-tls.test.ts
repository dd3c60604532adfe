import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { SELF_SIGNED } from '../support/certificate.js';
import { farWorld, STOCKED, type FarWorld } from '../support/far-world.js';

let heard = 0;
const server = createServer(SELF_SIGNED, (_, response) => void ((heard += 1), response.end()));
new WebSocketServer({ server }).on('connection', () => (heard += 1));
let world: FarWorld | undefined;
afterEach(async () => {
  await world?.[Symbol.asyncDispose]();
  server.closeAllConnections();
});

const UNREACHABLE = 'UNAVAILABLE: The subgraph stock cannot be reached.';
const AUTHORIZED = { forwarded: { authorization: 'Bearer s3cret-token' } };

it('a subgraph whose certificate nobody vouches for is told nothing, by whichever way', async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  world = await farWorld({ url: `https://${address}` });
  const { errors } = await world.run('{ shelves }', {}, world.context(AUTHORIZED));
  expect(errors).toEqual([`shelves ${UNREACHABLE}`]);
  await expect(world.subscribe(STOCKED, {}, world.context(AUTHORIZED))).rejects.toThrow(UNREACHABLE);
  await world[Symbol.asyncDispose]();
  world = await farWorld({ subscriptionUrl: `wss://${address}` });
  await expect(world.subscribe(STOCKED, {}, world.context(AUTHORIZED))).rejects.toThrow(UNREACHABLE);
  expect(heard).toBe(0);
  server.close();
});
