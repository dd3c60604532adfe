/** How long the program takes from its start to a 200 of /health/ready. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuOf, spread, table } from './measure.mjs';
import { startGateway } from './programs.mjs';

const TIMES = 5;

export async function benchStart() {
  const cold = [];
  const warm = [];
  for (let time = 0; time < TIMES; time++) {
    const dataDir = await mkdtemp(join(tmpdir(), 'northbound-bench-'));
    cold.push(await timeOne(dataDir));
    warm.push(await timeOne(dataDir));
    await rm(dataDir, { recursive: true, force: true });
  }
  console.log(`\n${table(['start until ready', 'ms, each time', 'median', 'CPU ms, median'], [rowOf('first, empty data folder', cold), rowOf('later', warm)])}`);
}

async function timeOne(dataDir) {
  const { pid, readyAfter, stop } = await startGateway({ dataDir });
  const cpu = cpuOf(pid);
  await stop();
  return { readyAfter, cpu };
}

const medianOf = (values) => spread(values).median.toFixed(0);
const rowOf = (name, times) => [
  name,
  times.map(({ readyAfter }) => readyAfter.toFixed(0)).join(', '),
  medianOf(times.map(({ readyAfter }) => readyAfter)),
  medianOf(times.map(({ cpu }) => cpu)),
];
