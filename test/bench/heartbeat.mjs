/**
 * The benches of the heartbeat: `npm run bench:peering`, or `node test/bench/heartbeat.mjs --only round,stream,spread` after
 * a build. PostgreSQL is Debian's, started for the bench; it does not wait for the disk.
 *
 * Options: --peers 1000, --specs 20, --rounds 3, --delay 0 (ms in which an OSS answers), --script 100 (peers that the plain script asks; its figures
 * are told for all), --subscribers 1000, --many 10000 (peers of one specification each that are spread), --minutes 5 (over so long).
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { findPostgres, startPostgres } from '../../dist/bench/test/support/postgres.js';
import { benchRound, benchSpread, benchStream } from './heartbeat-rounds.mjs';

const text = (fallback) => ({ type: 'string', default: fallback });
const { values } = parseArgs({
  options: {
    only: text('round,stream,spread'), peers: text('1000'), specs: text('20'), rounds: text('3'), delay: text('0'), script: text('100'), subscribers: text('1000'), many: text('10000'), minutes: text('5'),
  },
});
const { only, ...numbers } = values;
const given = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)]));

const model = /model name\s*:\s*(.+)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
const busy = () => readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
console.log(`${new Date().toISOString()}, Node ${process.version}, ${availableParallelism()} × ${model}`);

const found = findPostgres();
if ('missing' in found) throw new Error(`There is no PostgreSQL to measure with: ${found.missing}.`);
const server = await startPostgres();
const benches = { round: benchRound, stream: benchStream, spread: benchSpread };
try {
  for (const name of only.split(',')) {
    console.log(`\n${name}, load average ${busy()} before`);
    await benches[name]({ ...given, databaseUrl: await server.createDatabase(`bench_${name}`) });
    console.log(`load average ${busy()} after`);
  }
} finally {
  await server.stop();
}
