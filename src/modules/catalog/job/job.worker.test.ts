import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aSpec, anImport, catalogWorld, forgetCatalog, type CatalogWorld } from '../../../../test/support/catalog-world.js';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';

/** A place that gives what was put there. */
async function startStore() {
  const put = new Map<string, string>();
  const status = { code: 200 };
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (request.method === 'PUT') put.set(request.url ?? '', Buffer.concat(parts).toString());
      response.writeHead(status.code).end(request.method === 'PUT' ? '' : put.get(request.url ?? ''));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { put, status, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => new Promise((resolve) => server.close(resolve)) };
}

interface Job {
  readonly id: string;
  readonly status: string;
  readonly errorLog: string | null;
  readonly document: Readonly<Record<string, unknown>>;
}

describe.each(databaseKinds)('jobs of the catalog (%s)', (_name, open) => {
  let test: TestDatabase;
  let world: CatalogWorld;
  let store: Awaited<ReturnType<typeof startStore>>;
  beforeAll(async () => {
    [test, store] = await Promise.all([open(), startStore()]);
    world = await catalogWorld(test.db);
    await world.jobs.start();
  });
  beforeEach(async () => {
    await forgetCatalog(test.db);
    store.status.code = 200;
  });
  afterAll(async () => {
    await world.jobs.stop();
    await world.guard.close();
    await store.stop();
    await test[Symbol.asyncDispose]();
  });

  async function done(kind: 'Import' | 'Export', document: object): Promise<Job> {
    const made = await world.ask<Record<string, Record<string, Job>>>(`mutation ($document: JSON) { create${kind}Job(input: { document: $document }) { ${kind.toLowerCase()}Job { id status document } } }`, { document });
    const { id, ...first } = made[`create${kind}Job`]![`${kind.toLowerCase()}Job`]!;
    expect(first).toMatchObject({ status: 'NOT_STARTED', document: { id, status: 'Not Started', ...document } });
    const job = async () => (await world.ask<Record<string, Job>>(`query ($id: ID!) { ${kind.toLowerCase()}Job(id: $id) { id status errorLog document } }`, { id }))[`${kind.toLowerCase()}Job`]!;
    return eventually(async () => {
      const now = await job();
      if (now.status === 'NOT_STARTED' || now.status === 'RUNNING') throw new Error(now.status);
      return now;
    });
  }
  const names = async () => (await world.ask<{ serviceSpecifications: { nodes: { name: string }[] } }>('{ serviceSpecifications { nodes { name } } }')).serviceSpecifications.nodes.map(({ name }) => name).sort();
  const offer = (path: string, body: unknown) => store.put.set(path, typeof body === 'string' ? body : JSON.stringify(body));

  it('export what a query selects, and import it again with its ids', async () => {
    for (const name of ['one', 'two', 'three']) await world.ask('mutation ($name: String) { createServiceSpecification(input: { name: $name, lifecycleStatus: "Active" }) { serviceSpecification { id } } }', { name });
    expect(await done('Export', { url: `${store.url}/specs`, query: 'name=one,two&lifecycleStatus=Active' })).toMatchObject({ status: 'SUCCEEDED', errorLog: null, document: { status: 'Succeeded', completionDate: world.clock.now().toISOString() } });
    const exported = JSON.parse(store.put.get('/specs')!) as { id: string; name: string }[];
    expect(exported.map(({ name }) => name).sort()).toEqual(['one', 'two']);
    await forgetCatalog(test.db);
    expect(await done('Import', { url: `${store.url}/specs`, path: 'serviceSpecification' })).toMatchObject({ status: 'SUCCEEDED' });
    expect(await names()).toEqual(['one', 'two']);
    expect(await test.db.prisma.serviceSpecification.count({ where: { id: { in: exported.map(({ id }) => id) } } })).toBe(2);
    expect(await test.db.prisma.outboxEvent.count()).toBe(1);
  });

  it('import all of a list or none of it', async () => {
    offer('/bad', [{ name: 'good' }, { description: 'no name' }]);
    expect(await done('Import', { url: `${store.url}/bad` })).toMatchObject({ status: 'FAILED', errorLog: 'Resource 2 of the list cannot be taken: name is not valid: is missing.' });
    await world.hear(anImport(1, [aSpec('taken')]));
    offer('/taken', [{ id: 'free', name: 'good' }, { id: 'taken', name: 'theirs' }]);
    expect(await done('Import', { url: `${store.url}/taken` })).toMatchObject({ status: 'FAILED', errorLog: 'There is a service specification of the same id.' });
    expect(await names()).toEqual(['spec taken']);
  });

  it.each([
    ['what is no list', () => offer('/x', { name: 'one' }), {}, 'The address did not answer with a JSON list.'],
    ['what is no JSON', () => offer('/x', '<html>'), {}, 'The address did not answer with a JSON list.'],
    ['a refusal', () => (store.status.code = 503), {}, 'The address answered with status 503.'],
    ['an unknown kind', () => undefined, { path: 'serviceOrder' }, 'path must be one of serviceSpecification, serviceCandidate, serviceCategory, serviceCatalog.'],
    ['nobody there', () => undefined, { url: 'http://127.0.0.1:1/' }, 'The address could not be reached (ECONNREFUSED).'],
    ['no address', () => undefined, { url: 'somewhere' }, 'url must be an absolute http or https URL of at most 2048 characters.'],
    ['the metadata of a cloud', () => undefined, { url: 'http://169.254.169.254/latest' }, 'url must not lead to a host that may not be called.'],
    ['too much', () => offer('/x', `["${'x'.repeat(10 * 1024 * 1024)}"]`), {}, 'The answer is longer than 10 MiB.'],
  ])('fail in plain words: %s', async (_what, prepare, members, errorLog) => {
    prepare();
    expect(await done('Import', { url: `${store.url}/x`, ...members })).toMatchObject({ status: 'FAILED', errorLog, document: { status: 'Failed', errorLog } });
  });

  it('want an address', async () => {
    await expect(done('Import', { path: 'serviceCategory' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'url' });
    await expect(done('Import', { url: 'http://someone:secret@store.example/specs' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'url', message: expect.not.stringContaining('secret') as unknown });
  });

  it('can be deleted', async () => {
    const { id } = await done('Export', { url: `${store.url}/none` });
    await world.ask('mutation ($id: ID!) { deleteExportJob(id: $id) { id } }', { id });
    await expect(world.ask('query ($id: ID!) { exportJob(id: $id) { id } }', { id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
