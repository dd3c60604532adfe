/**
 * `npm run bench:federation`: the same three subgraphs and the same queries behind our gateway and behind those that
 * could be taken instead, in one run. What the figures mean is in README.md.
 *
 * Options: --rounds 8, --seconds 1.5 (a slice), --warmup 4 (seconds), --connections 16, --only ours,apollo (parts of
 * names), --queries nested,trivial
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { NESTED, TRIVIAL } from './federation-graph.mjs';
import { interleave, table } from './measure.mjs';
import { startServer } from './programs.mjs';

const { values: given } = parseArgs({
  options: {
    rounds: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '1.5' },
    warmup: { type: 'string', default: '4' },
    connections: { type: 'string', default: '16' },
    only: { type: 'string', default: '' },
    queries: { type: 'string', default: 'nested,trivial' },
  },
});

const load = { rounds: Number(given.rounds), seconds: Number(given.seconds), warmup: Number(given.warmup), connections: Number(given.connections) };

const BARE = 'node:http, text made beforehand';
const PROGRAMS = [
  [BARE, 'bare'],
  ['ours', 'ours'],
  ['Hive Router runtime', 'hive-router'],
  ['Hive Gateway', 'hive-gateway'],
  ['Apollo Gateway', 'apollo'],
];
const named = (name) => given.only === '' || given.only.split(',').some((part) => name.includes(part));

/** Requests that a connection sends one after another; no two connections send the same one. */
const REQUESTS_OF_EACH = 200;
let last = 1000;
const QUERIES = {
  nested: () => JSON.stringify({ query: NESTED, variables: { l: ++last } }),
  trivial: () => JSON.stringify({ query: TRIVIAL }),
};

const HEADERS = { 'content-type': 'application/json' };

function loadOf(url, body) {
  const setupClient = (client) => client.setRequests(Array.from({ length: REQUESTS_OF_EACH }, () => ({ method: 'POST', headers: HEADERS, body: body() })));
  return { url, method: 'POST', headers: HEADERS, body: body(), setupClient };
}

async function startAll() {
  const subgraphs = await startServer('federation-servers.mjs', 'subgraphs');
  const wanted = PROGRAMS.flatMap(([name, role]) => (role === 'bare' ? [[name, role]] : [[`${name}, near`, role], [`${name}, far`, role, subgraphs.url]])).filter(([name]) => named(name));
  const gateways = [];
  for (const [name, role, urls] of wanted) {
    const started = await startServer('federation-servers.mjs', role, ...(urls ? [urls] : []));
    gateways.push({ name, ...started, beside: urls ? [subgraphs.pid] : [] });
  }
  return { gateways, stop: () => Promise.all([...gateways, subgraphs].map((program) => program.stop())) };
}

/** Every gateway gives the same data for each query, before anything is measured. */
async function compare(gateways) {
  const sizes = {};
  for (const [title, body] of Object.entries(QUERIES)) {
    const answers = await Promise.all(gateways.map(async ({ url }) => (await fetch(url, { method: 'POST', headers: HEADERS, body: body() })).text()));
    sizes[title] = answers[0].trim().length;
    answers.forEach((text, index) => {
      if (!isDeepStrictEqual(JSON.parse(text), JSON.parse(answers[0]))) throw new Error(`${gateways[index].name} does not answer ${title} as ${gateways[0].name} does: ${text.slice(0, 500)}`);
    });
  }
  return sizes;
}

const us = ({ low, median }) => `${low.toFixed(0)} / ${median.toFixed(0)}`;
const ms = (value) => value.toFixed(1);

function report(title, rows) {
  const heads = [title, 'gateway, CPU µs a request, p20 / median', 'with its subgraphs', 'requests a second, median', 'p50 ms', 'p99 ms', 'RSS MiB'];
  console.log(`\n${table(heads, rows.map(({ name, cpu, all, wall, latency, rss }) => [name, us(cpu), us(all), (1e6 / wall.median).toFixed(0), ms(latency.p50), ms(latency.p99), (rss / 1024).toFixed(0)]))}`);
}

/** What is wanted: CPU of ours against another's. */
const WANTED = [
  ['nested', 'ours, near', 'Apollo Gateway, near', 0.12],
  ['nested', 'ours, near', 'Hive Router runtime, near', 0.25],
  ['nested', 'ours, far', 'Hive Router runtime, far', 0.4],
  ['trivial', 'ours, near', BARE, 1.6],
];

function judge(results) {
  const rows = WANTED.flatMap(([query, one, other, wanted]) => {
    const [a, b] = [one, other].map((name) => results[query]?.find((row) => row.name === name));
    if (!a || !b) return [];
    const low = a.cpu.low / b.cpu.low;
    const median = a.cpu.median / b.cpu.median;
    return [[`${query}: ${one} to ${other}`, `≤ ${wanted}`, `${low.toFixed(3)} / ${median.toFixed(3)}`, low <= wanted && median <= wanted ? 'met' : low <= wanted || median <= wanted ? 'met in one of the two' : 'missed']];
  });
  if (rows.length) console.log(`\n${table(['CPU of the gateway process', 'wanted', 'p20 / median', ''], rows)}`);
}

const loadAverage = () => readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 2).join(' ');
const model = /model name\s*:\s*(.+)/.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
console.log(`${new Date().toISOString()}, Node ${process.version}, ${availableParallelism()} × ${model}, load average ${loadAverage()} before`);
console.log(`${load.rounds} rounds of ${load.seconds} s, ${load.connections} connections`);

const { gateways, stop } = await startAll();
const sizes = await compare(gateways);
const results = {};
for (const title of given.queries.split(',')) {
  const targets = gateways.map(({ name, pid, url, beside }) => ({ name, pid, beside, request: loadOf(url, QUERIES[title]) }));
  results[title] = await interleave(targets, load);
  report(`${title}, ${sizes[title]} B`, results[title]);
}
judge(results);
console.log(`\nload average ${loadAverage()} after`);
await stop();
