/**
 * Loaded into the gateway before its own code, by the benches alone. With `BENCH_ZONE_LIST_AGE_MS` the list of zones is
 * kept for so long; the message `collect` runs the garbage collector, so that memory can be compared.
 */
import { register } from 'node:module';

const age = process.env['BENCH_ZONE_LIST_AGE_MS'];
if (age !== undefined) {
  const loader = `
    export async function load(url, context, next) {
      const loaded = await next(url, context);
      if (!url.endsWith('/modules/edge/edge-cloud-zone.service.js')) return loaded;
      const source = String(loaded.source);
      const changed = source.replace(/ZONE_LIST_AGE_MS = [0-9_]+/, 'ZONE_LIST_AGE_MS = ${Number(age)}');
      if (changed === source) throw new Error('The age of the zone list is not where the bench looks for it.');
      return { ...loaded, source: changed };
    }`;
  register(`data:text/javascript,${encodeURIComponent(loader)}`);
}

process.on('message', (word) => {
  if (word !== 'collect') return;
  globalThis.gc();
  process.send({ heap: process.memoryUsage().heapUsed });
});
process.channel?.unref();
