/** Starts the programs that are measured; none outlives the bench. */
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const PROGRAM = file('../../dist/src/main.js');
const { PATH, HOME } = process.env;
const ENV = { PATH, HOME, NODE_ENV: 'production' };
const MEASURED = ['--expose-gc', '--import', file('preload.mjs')];

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

function start(path, args, options) {
  const child = fork(path, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], ...options });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

const ended = (child) => new Promise((resolve) => (child.exitCode === null && child.signalCode === null ? child.once('exit', resolve) : resolve()));

/** One of the servers of this folder, in a process of its own. */
export async function startServer(path, ...args) {
  const child = start(file(path), args, { env: { ...ENV, NODE_NO_WARNINGS: '1' }, execArgv: MEASURED });
  child.stdout.resume();
  const { url } = await Promise.race([new Promise((resolve) => child.once('message', resolve)), ended(child).then(() => Promise.reject(new Error(`${path} has ended`)))]);
  return { url, pid: child.pid, send: (word) => child.send(word), ask: (word) => askChild(child, word), collect: () => collect(child), stop: () => stop(child) };
}

/** Collects garbage. @returns `heap`: the bytes that are left */
const collect = (child) => askChild(child, 'collect');

/** One word, and the message that answers it. */
function askChild(child, word) {
  const answered = new Promise((resolve) => child.once('message', resolve));
  child.send(word);
  return answered;
}

async function stop(child) {
  child.kill();
  await ended(child);
}

/**
 * The gateway as `npm start` runs it, on a new data folder unless one is given. `collect` needs `memory`.
 * @returns also `readyAfter`: milliseconds from the start of the process until /health/ready said 200
 */
export async function startGateway({ env = {}, dataDir, memory = false } = {}) {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'northbound-bench-')));
  const began = performance.now();
  const execArgv = memory ? MEASURED : MEASURED.slice(1);
  const plain = dataDir !== undefined;
  const child = start(PROGRAM, [], { execArgv: plain ? [] : execArgv, env: { ...ENV, LOG_LEVEL: 'warn', PORT: '0', DATA_DIR: folder, ...env } });
  let said = '';
  child.stdout.on('data', (text) => (said += text));
  const url = await addressIn(child, () => said);
  while (!(await fetch(`${url}/health/ready`)).ok) await sleep(10);
  const readyAfter = performance.now() - began;
  return {
    url,
    pid: child.pid,
    readyAfter,
    collect: () => collect(child),
    async stop() {
      await stop(child);
      if (!plain) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function addressIn(child, said) {
  for (;;) {
    const url = /northbound ready on (\S+)/.exec(said())?.[1];
    if (url !== undefined) return url;
    if (child.exitCode !== null) throw new Error(`The gateway has ended: ${said()}`);
    await sleep(5);
  }
}

/** Settings with which the gateway keeps its data on a server. */
export const onDatabase = (url) => ({ DATABASE_URL: url, SECRET_KEY: 'b'.repeat(64) });

/** @returns the `data` of a GraphQL operation */
export async function ask(url, query, variables = {}) {
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query, variables }) });
  const { data, errors } = await response.json();
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

export const manifestOf = (name) => ({
  name,
  appProvider: 'ExampleProvider',
  version: '1.0.0',
  packageType: 'CONTAINER',
  appRepo: { type: 'PUBLICREPO', imagePath: 'https://registry.example/app:1.0.0' },
  componentSpec: [{ componentName: 'main', networkInterfaces: [{ interfaceId: 'eth0', protocol: 'TCP', port: 8080, visibilityType: 'VISIBILITY_EXTERNAL' }] }],
});

const SUBMIT = 'mutation($input: SubmitAppInput!) { submitApp(input: $input) { app { id } } }';
const CREATE = 'mutation($input: CreateAppInstanceInput!) { createAppInstance(input: $input) { appInstance { id } } }';

export const submitApp = async (url, name) => (await ask(url, SUBMIT, { input: manifestOf(name) })).submitApp.app.id;

export const createInstance = async (url, name, appId, edgeCloudZoneId) => (await ask(url, CREATE, { input: { name, appId, edgeCloudZoneId } })).createAppInstance.appInstance.id;

export const zoneIds = async (url) => (await ask(url, '{ edgeCloudZones(first: 100) { nodes { id status } } }')).edgeCloudZones.nodes.filter(({ status }) => status === 'active').map(({ id }) => id);
