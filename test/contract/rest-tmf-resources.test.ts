import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apis } from '../../rest-compat/apis.js';
import { page, restDoor, type RestDoor } from './rest.door.js';

/** Every resource of TMF632, TMF633 and TMF642, over a graph that gives documents. */

interface Resource {
  readonly base: string;
  readonly name: string;
  readonly type: string;
  readonly plural: string;
  readonly example: Readonly<Record<string, unknown>>;
}

const TMF = apis().filter(({ basePath }) => basePath.startsWith('/tmf-api/'));
const capital = (name: string) => name[0]!.toUpperCase() + name.slice(1);
const RESOURCES: readonly Resource[] = TMF.flatMap(({ basePath, routes }) =>
  routes.flatMap(({ method, path, responses }) => {
    const name = path.slice(1);
    if (method !== 'GET' || path.includes('{')) return [];
    const [example] = responses[200]!.example as readonly Record<string, unknown>[];
    return [{ base: basePath, name, type: capital(name), plural: name === 'serviceCategory' ? 'serviceCategories' : `${name}s`, example: example! }];
  }),
);

const HUB = { id: '0d3c5b1e-6f7a-4a92-9d42-8b1c7e5f3a60', callback: 'https://listener.example/tmf', query: null };

let door: RestDoor;
beforeAll(async () => {
  const roots = RESOURCES.flatMap(({ name, type, plural, example }) => {
    const held = { id: example['id'], document: example };
    return [
      [name, ({ id }: { id: string }) => (id === example['id'] ? held : null)],
      [plural, page([held, held], 7)],
      [`create${type}`, { [name]: held }],
      [`update${type}`, { [name]: held }],
      [`delete${type}`, { id: example['id'] }],
    ] as const;
  });
  door = await restDoor({ ...Object.fromEntries(roots), registerHub: { hub: HUB }, unregisterHub: { id: HUB.id } });
});
afterAll(() => door.app.close());

const asked = () => door.asked.at(-1)!.variables;

it('there are nine of them', () => {
  expect(RESOURCES.map(({ name }) => name)).toEqual(['organization', 'individual', 'serviceSpecification', 'serviceCandidate', 'serviceCategory', 'serviceCatalog', 'importJob', 'exportJob', 'alarm']);
});

describe.each(RESOURCES)('$name', ({ base, name, example }) => {
  const url = `${base}/${name}`;
  const id = String(example['id']);

  it('is listed, in pages', async () => {
    const answer = await door.send({ url: `${url}?offset=2&limit=2` });
    expect([answer.statusCode, answer.json(), answer.headers['x-total-count'], answer.headers['x-result-count']]).toEqual([200, [example, example], '7', '2']);
    expect(asked()).toEqual({ filter: [], first: 2, offset: 2 });
    await door.send({ url });
    expect(asked()).toEqual({ filter: [], first: 100, offset: 0 });
  });

  it('is shown by the members that are asked for, with id and href, and nothing else', async () => {
    const [some] = Object.keys(example).filter((member) => !['id', 'href'].includes(member));
    const only = { id, href: example['href'] };
    expect((await door.send({ url: `${url}?fields=${some},@nothing` })).json()).toEqual(Array.from({ length: 2 }, () => ({ ...only, [some!]: example[some!] })));
    expect((await door.send({ url: `${url}/${id}?fields=${some}` })).json()).toEqual({ ...only, [some!]: example[some!] });
    expect((await door.send({ url: `${url}/${id}?fields=none` })).json()).toEqual(only);
    expect((await door.send({ url: `${url}/${id}?fields=` })).json()).toEqual(example);
  });

  it('is filtered by its members', async () => {
    await door.send({ url: `${url}?id=a,b&href=c&%40type=x&%40type=y` });
    expect(asked()['filter']).toEqual([{ path: 'id', anyOf: ['a,b', 'a', 'b'] }, { path: 'href', anyOf: ['c'] }, { path: '@type', anyOf: ['x', 'y'] }]);
  });

  it('is created, with everything that was sent', async () => {
    const payload = { name: 'x', unknown: { deep: [null, 1] }, status: null };
    const answer = await door.send({ method: 'POST', url, payload });
    expect([answer.statusCode, answer.json(), answer.headers['location']]).toEqual([201, example, example['href']]);
    expect(asked()).toEqual({ input: { document: payload } });
  });

  it('is read, and not found', async () => {
    expect((await door.send({ url: `${url}/${id}` })).json()).toEqual(example);
    const none = await door.send({ url: `${url}/933929cd-1761-44f5-96e7-e6e138d17b94` });
    expect([none.statusCode, none.json().code]).toEqual([404, '404']);
    expect((await door.send({ url: `${url}/${id}?name=x` })).statusCode).toBe(400);
  });

  it('is patched, unless it is a job', async () => {
    const payload = { description: null, parts: [{ name: 'x' }] };
    const answer = await door.send({ method: 'PATCH', url: `${url}/${id}`, payload });
    if (name.endsWith('Job')) return expect(answer.statusCode).toBe(405);
    expect([answer.statusCode, answer.json(), asked()]).toEqual([200, example, { id, patch: payload }]);
  });

  it('is deleted', async () => {
    const answer = await door.send({ method: 'DELETE', url: `${url}/${id}` });
    expect([answer.statusCode, answer.body, asked()]).toEqual([204, '', { id }]);
  });
});

describe.each(TMF.map(({ basePath }) => basePath))('the hub of %s', (base) => {
  it('takes a listener and lets it go', async () => {
    const sent = { callback: HUB.callback, query: 'eventType=AlarmCreateEvent' };
    const answer = await door.send({ method: 'POST', url: `${base}/hub`, payload: sent });
    expect([answer.statusCode, answer.json(), answer.headers['location']]).toEqual([201, { id: HUB.id, callback: HUB.callback }, `https://gateway.example${base}/hub/${HUB.id}`]);
    expect(asked()).toEqual({ input: { api: base.split('/')[2], ...sent } });
    const gone = await door.send({ method: 'DELETE', url: `${base}/hub/${HUB.id}` });
    expect([gone.statusCode, asked()]).toEqual([204, { api: base.split('/')[2], id: HUB.id }]);
  });

  it.each([[{}], [{ callback: 1 }], [{ callback: HUB.callback, query: [] }]])('refuses %o', async (payload) => {
    expect((await door.send({ method: 'POST', url: `${base}/hub`, payload })).statusCode).toBe(400);
  });

  it('is not listed', async () => {
    expect((await door.send({ url: `${base}/hub` })).statusCode).toBe(405);
  });
});

it('an alias answers with the addresses of the API', async () => {
  const { headers } = await door.send({ method: 'POST', url: '/tmf-api/alarm/v4/hub', payload: { callback: HUB.callback } });
  expect(headers['location']).toBe(`https://gateway.example/tmf-api/alarmManagement/v4/hub/${HUB.id}`);
});

it('a specification has the names of OpenSlice too, where they are asked for', async () => {
  const specification = RESOURCES.find(({ name }) => name === 'serviceSpecification')!.example as { id: string; specCharacteristic: readonly { characteristicValueSpecification: readonly object[] }[] };
  const [{ characteristicValueSpecification, ...characteristic }] = specification.specCharacteristic as [{ characteristicValueSpecification: readonly object[] }];
  const serviceSpecCharacteristic = [{ ...characteristic, serviceSpecCharacteristicValue: characteristicValueSpecification }];
  const url = '/tmf-api/serviceCatalogManagement/v4/serviceSpecification';
  expect((await door.send({ url: `${url}/${specification.id}?dialect=openslice` })).json()).toEqual({ ...specification, serviceSpecCharacteristic });
  expect((await door.send({ url: `${url}?dialect=openslice&fields=serviceSpecCharacteristic` })).json()[0]).toEqual({ id: specification.id, href: expect.any(String), serviceSpecCharacteristic });
  expect((await door.send({ url: `${url}?dialect=tmf` })).statusCode).toBe(400);
  expect((await door.send({ url: '/tmf-api/serviceCatalogManagement/v4/serviceCandidate?dialect=openslice' })).statusCode).toBe(400);
});

const seed = fileURLToPath(new URL('../../../shared/specs/tmf/seed/organization.json', import.meta.url));

it.skipIf(!existsSync(seed))(`the seed's organization reaches the graph as it is${existsSync(seed) ? '' : ' (skipped: ../shared is not there)'}`, async () => {
  const payload = readFileSync(seed, 'utf8');
  await door.send({ method: 'POST', url: '/tmf-api/party/v4/organization', payload, headers: { 'content-type': 'application/json' } });
  expect(asked()).toEqual({ input: { document: JSON.parse(payload) } });
});
