/**
 * What stands around the gateway in the bench of the heartbeat, each in a process of its own:
 * `node peering-servers.mjs oss <ports> <delay ms>` are peered OSSs, at `<ports>` ports, any number at each under paths of their own;
 * `node peering-servers.mjs script` does what a plain script would: one request after the other.
 */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { specificationOf } from './peering-specs.mjs';

const [role, ports = '1', delay = '0'] = process.argv.slice(2);
const ROOT = '/tmf-api/serviceCatalogManagement/v4/serviceSpecification/';

async function oss() {
  const texts = new Map();
  const textOf = (id, organization) => {
    const key = `${organization} ${id}`;
    if (!texts.has(key)) texts.set(key, Buffer.from(JSON.stringify(specificationOf(id, organization))));
    return texts.get(key);
  };
  let seconds = new Map();
  let requests = 0;
  let isDown = () => false;
  const listener = async ({ url }, response) => {
    const [organization, id] = url.slice(1).split(ROOT);
    requests += 1;
    // Each beat asks for every specification once
    if (id === 's0') {
      const second = Math.floor(Date.now() / 1_000);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
    if (Number(delay) > 0) await sleep(Number(delay));
    if (isDown(organization)) return response.writeHead(503).end();
    const text = textOf(id, organization);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length }).end(text);
  };
  const servers = Array.from({ length: Number(ports) }, () => createServer({ keepAliveTimeout: 60_000 }, listener));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))));
  process.send({ url: servers.map((server) => `http://127.0.0.1:${server.address().port}`) });
  process.on('message', (word) => {
    if (word === 'tell') return process.send({ requests, seconds: [...seconds] });
    if (word === 'reset') {
      seconds = new Map();
      requests = 0;
    }
    // One in ten of the organizations
    if (word === 'down') isDown = (organization) => organization.endsWith('0');
    if (word === 'up') isDown = () => false;
    return process.send({});
  });
}

function script() {
  const known = new Map();
  process.on('message', async ({ addresses, ids }) => {
    const began = performance.now();
    const cpu = process.cpuUsage();
    let changed = 0;
    for (const address of addresses) {
      for (const id of ids) {
        const text = JSON.stringify(await (await fetch(`${address}${ROOT}${id}`)).json());
        if (known.get(address + id) !== text) changed += 1;
        known.set(address + id, text);
      }
    }
    const { user, system } = process.cpuUsage(cpu);
    process.send({ wall: performance.now() - began, cpu: (user + system) / 1_000, changed });
  });
  // The preload lets go of it
  process.channel.ref();
  process.send({ url: '' });
}

await { oss, script }[role]();
