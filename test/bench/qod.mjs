/**
 * The benches of Quality on Demand: `npm run bench:qod`, or `node test/bench/qod.mjs --only sessions,expiry,events` after a
 * build. PostgreSQL is Debian's, started for the bench; it does not wait for the disk.
 *
 * Options: --sessions 100000 (that end within a minute), --replicas 1, --overdue 0 (hours), --events 300, --rounds 4,
 * --seconds 4 (a slice), --warmup 6, --connections 1,32. What the figures mean is in README.md.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { findPostgres, startPostgres } from '../../dist/bench/test/support/postgres.js';
import { benchEvents } from './qod-events.mjs';
import { benchExpiry } from './qod-expiry.mjs';
import { benchSessions } from './qod-sessions.mjs';

const text = (fallback) => ({ type: 'string', default: fallback });
const { values: given } = parseArgs({
  options: { only: text('sessions,expiry,events'), sessions: text('100000'), replicas: text('1'), overdue: text('0'), events: text('300'), rounds: text('4'), seconds: text('4'), warmup: text('6'), connections: text('1,32') },
});
const loads = given.connections.split(',').map((connections) => ({ rounds: Number(given.rounds), seconds: Number(given.seconds), warmup: Number(given.warmup), connections: Number(connections) }));

const model = /model name\s*:\s*(.+)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
const busy = () => readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
console.log(`${new Date().toISOString()}, Node ${process.version}, ${availableParallelism()} × ${model}`);

const found = findPostgres();
if ('missing' in found) console.log(`Only what needs no PostgreSQL server is measured: ${found.missing}.`);
const server = 'missing' in found ? undefined : await startPostgres(['track_commit_timestamp=on']);
let count = 0;
const database = async () => server?.createDatabase(`bench_${(count += 1)}`);

const benches = {
  async sessions() {
    for (const load of loads) await benchSessions(load, database);
  },
  expiry: async () => server && benchExpiry({ sessions: Number(given.sessions), replicas: Number(given.replicas), overdue: Number(given.overdue), databaseUrl: await database() }),
  events: async () => server && benchEvents({ sessions: Number(given.events), databaseUrl: await database() }),
};
try {
  for (const name of given.only.split(',')) {
    console.log(`\n${name}, load average ${busy()} before`);
    await benches[name]();
    console.log(`load average ${busy()} after`);
  }
} finally {
  await server?.stop();
}
