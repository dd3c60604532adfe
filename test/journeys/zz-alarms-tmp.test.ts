import { it } from 'vitest';
import { startWorld } from '/work/main/test/journeys/world.js';
it('t', async () => {
  const a = Date.now();
  const world = await startWorld();
  console.log('start', Date.now() - a);
  const b = Date.now();
  await world[Symbol.asyncDispose]();
  console.log('stop', Date.now() - b);
});
