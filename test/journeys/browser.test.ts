import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layCable, type Cable } from '../support/cable.js';
import { eventually } from '../support/eventually.js';
import { createInstance, submitApp, untilStatus } from './stories.js';
import { startWorld, type World } from './world.js';

const CHROMIUM = '/usr/bin/chromium';

/** What a page of a portal does, with the built package. `gateway` is another origin than the page's. */
const PORTAL = (gateway: string): string => `(async () => {
  const { createClient, AppInstanceStatusChangedDocument, EdgeCloudZonesDocument } = await import('/index.js');
  const client = createClient({ url: '${gateway}/graphql', trusted: true, useGet: true, headers: { 'x-portal': 'one' } });
  window.changes = [];
  window.opened = [];
  (async () => {
    const options = { onOpen: ({ resumed }) => window.opened.push(resumed) };
    for await (const { appInstanceStatusChanged: { status } } of client.subscribe(AppInstanceStatusChangedDocument, {}, options)) window.changes.push(status);
  })();
  const { data, headers } = await client.execute(EdgeCloudZonesDocument);
  const again = await client.execute(EdgeCloudZonesDocument);
  const failure = await client.request('{ nothing }').catch((thrown) => thrown);
  return {
    zones: data.edgeCloudZones.totalCount,
    same: JSON.stringify(again.data) === JSON.stringify(data),
    correlated: (headers.get('x-correlator') ?? '').length > 0,
    failure: { name: failure.name, code: failure.code, correlated: failure.correlator !== undefined },
  };
})()`;

describe.skipIf(!existsSync(CHROMIUM))(`a portal in a browser (needs ${CHROMIUM})`, () => {
  let folder: string;
  let pages: Server;
  let world: World;
  let cable: Cable;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'northbound-client-'));
    await promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'client', '--outDir', folder]);
    pages = createServer((request, response) => void serve(folder, request.url ?? '/').then(([type, body]) => response.writeHead(200, { 'content-type': type }).end(body), () => response.writeHead(404).end()));
    await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
    const origin = `http://localhost:${(pages.address() as AddressInfo).port}`;
    world = await startWorld({ env: { CORS_ORIGINS: origin } });
    cable = await layCable(world.url);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    page = await browser.newPage();
    await page.goto(origin);
  });
  afterAll(async () => {
    await browser?.close();
    await cable?.[Symbol.asyncDispose]();
    await world?.[Symbol.asyncDispose]();
    pages?.closeAllConnections();
    pages?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('asks, is told errors and correlators across origins, and follows a subscription over a broken connection', async () => {
    const answered = page.evaluate(PORTAL(cable.url));
    expect(await answered).toEqual({ zones: 4, same: true, correlated: true, failure: { name: 'NorthboundError', code: 'GRAPHQL_VALIDATION_FAILED', correlated: true } });
    const me = world.as();
    await world.streaming(1);
    const id = await createInstance(me, await submitApp(me));
    await eventually(async () => expect(await page.evaluate('window.changes')).toContain('instantiating'));
    cable.plugged = false;
    cable.cut();
    await untilStatus(me, id, 'ready');
    cable.plugged = true;
    await eventually(async () => expect(await page.evaluate('[window.changes, window.opened]')).toEqual([['instantiating', 'ready'], [false, true]]), 15_000);
  });
});

async function serve(folder: string, path: string): Promise<readonly [type: string, body: string]> {
  if (path === '/') return ['text/html', '<!doctype html><title>Portal</title>'];
  return ['text/javascript', await readFile(join(folder, normalize(path)), 'utf8')];
}
