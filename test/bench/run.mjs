/**
 * The benches: `npm run bench`, or `node test/bench/run.mjs --only graphql,storage,rest,streams,start` after a build.
 *
 * Options: --rounds 8, --seconds 1.5 (a slice), --warmup 4 (seconds), --connections 32, --database postgresql://… (an
 * empty one, for rows on a server). What the figures mean is in README.md.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { benchGraphql, benchStorage } from './graphql.mjs';
import { benchRest } from './rest.mjs';
import { benchStart } from './start.mjs';
import { benchStreams } from './streams.mjs';

const { values: given } = parseArgs({
  options: {
    only: { type: 'string', default: 'graphql,storage,rest,streams,start' },
    rounds: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '1.5' },
    warmup: { type: 'string', default: '4' },
    connections: { type: 'string', default: '32' },
    database: { type: 'string' },
  },
});

const load = { rounds: Number(given.rounds), seconds: Number(given.seconds), warmup: Number(given.warmup), connections: Number(given.connections) };
const benches = {
  graphql: () => benchGraphql(load),
  storage: () => benchStorage(load, given.database),
  rest: () => benchRest(load, given.database),
  streams: () => benchStreams(),
  start: () => benchStart(),
};

const model = /model name\s*:\s*(.+)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
const busy = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
console.log(`${new Date().toISOString()}, Node ${process.version}, ${availableParallelism()} × ${model}, load average ${busy} before`);
console.log(`${load.rounds} rounds of ${load.seconds} s, ${load.connections} connections`);
for (const name of given.only.split(',')) await benches[name]();
