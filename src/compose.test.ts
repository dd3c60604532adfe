import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compose } from './compose.js';
import { readConfig } from './config.js';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override", "@authenticated"])';
const PARTNER = `${LINK} type Query { partner: Int } type App @key(fields: "id") { id: ID! cost: Int }`;
const SECRET = 'a-secret-of-sixteen';

let sdl: string;
let asked: (string | undefined)[];
let server: Server;
let url: string;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'northbound-compose-'));
  sdl = PARTNER;
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.headers['x-northbound-subgraph-secret'] as string | undefined);
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { _service: { sdl } } })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

async function run(env: Record<string, string>, check: boolean) {
  let out = '';
  let err = '';
  const code = await compose(readConfig(env), { check }, { out: (text) => void (out += text), err: (text) => void (err += text) });
  return { code, out, err };
}

describe('northbound compose', () => {
  it('prints the supergraph of what is here and what answers', async () => {
    const { code, out, err } = await run({ SUBGRAPHS: `partner=${url}`, SUBGRAPH_SECRETS: `partner=${SECRET}` }, false);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(Object.keys(buildSchema(out).getQueryType()!.getFields())).toEqual(expect.arrayContaining(['apps', 'partner']));
    expect(asked).toEqual([SECRET]);
    expect(out).not.toContain(SECRET);
  });

  it('checks, and tells hints, which are no errors', async () => {
    sdl = `${LINK} type App @key(fields: "id") { id: ID! name: String! @override(from: "edge") }`;
    expect(await run({ SUBGRAPHS: `partner=${url}` }, true)).toMatchObject({ code: 1, err: expect.stringContaining('error: partner takes App.name over from edge.') });
    expect(await run({ SUBGRAPHS: `partner=${url}`, SUBGRAPH_OVERRIDES: 'partner' }, true)).toMatchObject({ code: 0, out: expect.stringMatching(/^hint: partner takes App\.name over from edge\.\n(hint: .*\n)*composed: edge, network, notifications, organizations, catalog, alarms, peerings, federations, partner\n$/), err: '' });
  });

  it('tells what does not compose, or is not supported', async () => {
    sdl = `${LINK} type Query { secret: Int @authenticated }`;
    expect(await run({ SUBGRAPHS: `partner=${url}` }, true)).toMatchObject({ code: 1, out: '', err: expect.stringContaining('error: The subgraph partner uses @authenticated (Query.secret)') });
    sdl = `${LINK} type Query { apps: Int }`;
    expect(await run({ SUBGRAPHS: `partner=${url}` }, false)).toMatchObject({ code: 1, out: '', err: expect.stringContaining('Query.apps') });
  });

  it('tells everything that cannot be read', async () => {
    const { code, err } = await run({ SUBGRAPHS: `a=http://127.0.0.1:1,b=${url}@${folder}/none.graphql` }, true);
    expect(code).toBe(1);
    expect(err).toMatch(/^error: a: .*\nerror: b: The file .*none\.graphql cannot be read: there is none\.\n$/);
  });

  it('tells that a REST route would ask for what is not there', async () => {
    sdl = `${LINK} type Query { partner: Int }`;
    const { code, err } = await run({ SUBGRAPHS: `edge=${url}` }, true);
    expect(code).toBe(1);
    expect(err).toContain('error: A document of ours is not valid on it: Apps: Cannot query field "apps" on type "Query".');
  });

  it('tells that a trusted document would not be valid any more', async () => {
    await writeFile(join(folder, 'top.graphql'), 'query Top { partner gone }');
    expect(await run({ SUBGRAPHS: `partner=${url}`, TRUSTED_DOCUMENTS_DIR: folder }, true)).toMatchObject({ code: 1, err: 'error: A document of ours is not valid on it: Top: Cannot query field "gone" on type "Query".\n' });
  });

  it('tells that the folder of trusted documents is none', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await run({ TRUSTED_DOCUMENTS_DIR: join(folder, 'file') }, true)).toEqual({ code: 1, out: '', err: `error: The folder of trusted documents, ${folder}/file, cannot be read: ENOTDIR.\n` });
  });

  it('checks a supergraph that was composed elsewhere', async () => {
    const { out } = await run({ SUBGRAPHS: `partner=${url}` }, false);
    const file = join(folder, 'supergraph.graphql');
    await writeFile(file, out);
    expect(await run({ SUPERGRAPH: file }, true)).toEqual({ code: 0, out: 'composed: alarms, catalog, edge, federations, network, notifications, organizations, peerings, partner\n', err: '' });
    await writeFile(file, 'type Query { a: Int }');
    expect(await run({ SUPERGRAPH: file }, true)).toMatchObject({ code: 1, err: expect.stringContaining('It is no supergraph') });
  });
});
