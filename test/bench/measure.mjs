/** Load, processor time and figures: what the benches have in common. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';

const TICK_MS = 10;

/** Milliseconds of user and system time that the process has taken, with all its threads. */
export function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** KiB. */
export const rssOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);

/**
 * @typedef {object} Target
 * @property {string} name
 * @property {number} pid of the server whose processor time counts
 * @property {readonly number[]} [beside] processes whose time counts in `all`, since they work for this server
 * @property {object} request what autocannon sends: url, method, headers, body
 */

/**
 * One slice of load on one server. @returns µs per request: processor time of the server, and of it with those beside
 * it, and wall time over all connections; the milliseconds that each request took; KiB of memory at the end
 */
async function slice({ name, pid, beside = [], request }, seconds, connections) {
  const cpu = cpuOf(pid);
  const cpuBeside = sumOf(beside);
  const times = [];
  const result = await new Promise((resolve, reject) => {
    const run = autocannon({ connections, duration: seconds, sampleInt: 50, ...request }, (error, done) => (error ? reject(error) : resolve(done)));
    run.on('response', (_client, _status, _bytes, ms) => times.push(ms));
  });
  const failed = result.non2xx + result.errors + result.timeouts + result.mismatches;
  if (failed > 0) throw new Error(`${name}: ${failed} of ${result.requests.total} requests failed: ${JSON.stringify(result.statusCodeStats)}`);
  const taken = ((cpuOf(pid) - cpu) * 1000) / result.requests.total;
  const takenBeside = ((sumOf(beside) - cpuBeside) * 1000) / result.requests.total;
  return { cpu: taken, all: taken + takenBeside, wall: (result.duration * 1e6) / result.requests.total, times, rss: rssOf(pid) };
}

const sumOf = (pids) => pids.reduce((sum, pid) => sum + cpuOf(pid), 0);

/**
 * Loads the targets in turns, one at a time, in an order that is reversed with every round, so that what else happens
 * on the machine falls upon all of them.
 * @param {readonly Target[]} targets
 */
export async function interleave(targets, { rounds, seconds, warmup, connections }) {
  const taken = new Map(targets.map(({ name }) => [name, []]));
  for (const target of targets) await slice(target, warmup, connections);
  for (let round = 0; round < rounds; round++) {
    for (const target of round % 2 === 0 ? targets : targets.toReversed()) {
      taken.get(target.name).push(await slice(target, seconds, connections));
      await sleep(50);
    }
  }
  return targets.map(({ name }) => {
    const slices = taken.get(name);
    const of = (figure) => spread(slices.map((each) => each[figure]));
    return { name, cpu: of('cpu'), all: of('all'), wall: of('wall'), latency: percentiles(slices.flatMap(({ times }) => times)), rss: slices.at(-1).rss };
  });
}

/** Of the requests of all slices, in milliseconds. */
function percentiles(times) {
  const sorted = Float64Array.from(times).sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { p50: at(0.5), p99: at(0.99) };
}

/** The 20th percentile (what the machine gives when it is least disturbed) and the median. */
export function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { low: at(0.2), median: at(0.5) };
}

/** A table in Markdown; ratios are to the row called `reference`. */
export function ratioTable(title, rows, reference) {
  const base = rows.find(({ name }) => name === reference);
  const figures = ({ name, cpu, wall }) => [
    name,
    `${cpu.low.toFixed(0)} / ${cpu.median.toFixed(0)}`,
    `${(cpu.low / base.cpu.low).toFixed(2)} / ${(cpu.median / base.cpu.median).toFixed(2)}`,
    `${(1e6 / wall.low).toFixed(0)} / ${(1e6 / wall.median).toFixed(0)}`,
    `${(base.wall.low / wall.low).toFixed(2)} / ${(base.wall.median / wall.median).toFixed(2)}`,
  ];
  const heads = [title, 'CPU µs a request, p20 / median', `ratio to ${reference}`, 'requests a second, p20 / median', `ratio to ${reference}`];
  return table(heads, rows.map(figures));
}

export function table(heads, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
