import 'reflect-metadata';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../../test/support/databases.js';
import { eventually } from '../../../../test/support/eventually.js';
import { collectLog, type CollectedLog } from '../../../../test/support/log.js';
import { startSink, type TestSink } from '../../../../test/support/sink.js';
import { createJobs, type Jobs } from '../../../outbound/jobs.js';
import { createSinkGuard } from '../../../outbound/sinks.guard.js';
import { createVault } from '../../../outbound/storage/secrets.js';
import { sealCredentials, type Callback, type CallbackSender } from './callback-sender.types.js';
import { createCallbackSender } from './index.js';

const SECRET = 'canary:secret%';
const vault = createVault(Buffer.alloc(32, 9));

interface TokenServer {
  readonly url: string;
  readonly asked: { readonly authorization: string | undefined; readonly form: URLSearchParams }[];
  /** Whether Basic is taken; otherwise only credentials in the body are. */
  basic: boolean;
  broken: boolean;
  readonly server: Server;
}

async function tokenServer(): Promise<TokenServer> {
  const asked: TokenServer['asked'] = [];
  const read = async (request: IncomingMessage): Promise<URLSearchParams> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    return new URLSearchParams(Buffer.concat(parts).toString());
  };
  const server = createServer(async (request, response) => {
    const [authorization, form] = [request.headers.authorization, await read(request)];
    asked.push({ authorization, form });
    const known = itself.basic ? authorization !== undefined : form.get('client_secret') === SECRET;
    response.writeHead(itself.broken ? 503 : known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(known && !itself.broken ? JSON.stringify({ access_token: `token-${asked.length}`, token_type: 'Bearer', expires_in: 3600 }) : '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const itself: TokenServer = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`, asked, basic: true, broken: false, server };
  return itself;
}

describe.each(databaseKinds)('callbacks (%s)', (_name, open) => {
  let test: TestDatabase;
  let partner: TestSink;
  let tokens: TokenServer;
  let log: CollectedLog;
  let jobs: Jobs;
  let sender: CallbackSender;
  let behind = 0;
  const clock = { now: () => new Date(Date.now() + behind) };
  const rows = () => test.db.prisma.job.findMany();
  const callback = (more: Partial<Callback> = {}): Callback => ({ key: 'about-it', link: partner.url, credentials: sealCredentials(vault, { tokenUrl: tokens.url, clientId: 'op b', clientSecret: SECRET }), body: { state: 'READY' }, correlator: 'c-1', ...more });
  const send = (...callbacks: readonly Callback[]) => test.db.prisma.$transaction((tx) => sender.send(tx, callbacks));
  /** Whoever waits is due now. */
  const hurry = async () => void (await test.db.pool.query(`UPDATE "Job" SET "runAt" = now() - interval '1 second' WHERE "leasedBy" IS NULL`));
  const idle = () => eventually(async () => expect((await rows()).every(({ leasedBy }) => leasedBy === null)).toBe(true));

  async function start(timeoutMs: number): Promise<void> {
    jobs = createJobs({ db: test.db, clock, log, pollMs: 20 });
    sender = createCallbackSender({ jobs, vault, guard: createSinkGuard({ allowedHosts: [], allowLoopback: true }), clock, timeoutMs });
    await jobs.start();
  }
  beforeAll(async () => {
    test = await open();
  });
  beforeEach(async () => {
    await test.db.pool.query('DELETE FROM "Job"');
    [partner, tokens, log, behind] = [await startSink(), await tokenServer(), collectLog(), 0];
    await start(10_000);
  });
  afterEach(async () => {
    await jobs.stop(1_000);
    await partner.stop();
    tokens.server.closeAllConnections();
    tokens.server.close();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  it('carry a token, which is asked for once and as the server wants it', async () => {
    await send(callback({ key: 'a' }), callback({ key: 'b' }));
    const [first, second] = await partner.received(2);
    expect(first).toMatchObject({ body: { state: 'READY' }, headers: { authorization: 'Bearer token-1', 'content-type': 'application/json', 'x-correlator': 'c-1' } });
    expect(second!.headers['authorization']).toBe('Bearer token-1');
    expect(tokens.asked).toMatchObject([{ authorization: `Basic ${Buffer.from('op+b:canary%3Asecret%25').toString('base64')}` }]);
    expect(Object.fromEntries(tokens.asked[0]!.form)).toEqual({ grant_type: 'client_credentials', scope: 'fed-mgmt' });
    await eventually(async () => expect(await rows()).toEqual([]));
    tokens.basic = false;
    await send(callback({ credentials: sealCredentials(vault, { tokenUrl: tokens.url, clientId: 'other', clientSecret: SECRET }) }), callback({ key: 'bare', credentials: null }));
    expect((await partner.received(4)).slice(2).map(({ headers }) => headers['authorization']).sort()).toEqual(['Bearer token-3', undefined]);
  });

  it('ask for another token when one is not taken', async () => {
    partner.answer(401);
    await send(callback());
    expect((await partner.received(2)).map(({ headers }) => headers['authorization'])).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('are tried again when they are lost, refused for now or too slow, with growing waits', async () => {
    await jobs.stop(1_000);
    await start(500);
    partner.answer('reset', 503, 'silent', 404, 302);
    await send(callback());
    const waits: number[] = [];
    for (;;) {
      await idle();
      const [row] = await rows();
      if (!row) break;
      waits.push(row.runAt.getTime() - clock.now().getTime());
      behind += 120_000;
      await hurry();
      await eventually(async () => expect((await rows())[0]?.runAt.getTime() ?? Infinity).toBeGreaterThan(clock.now().getTime()));
    }
    expect(partner.deliveries.length).toBeGreaterThanOrEqual(6);
    expect(waits.at(-1)).toBeGreaterThan(100_000);
    expect(Math.max(...waits.slice(0, 2))).toBeLessThan(waits.at(-1)!);
    expect(log.lines.filter(({ level }) => level !== 'debug' && level !== 'info')).toEqual([]);
  });

  it('are given up when they are refused for good, or after a day', async () => {
    partner.answer(422);
    await send(callback());
    await eventually(async () => expect([await rows(), log.lines.at(-1)]).toMatchObject([[], { level: 'warn', fields: { callback: 'about-it', outcome: 'HTTP 422' } }]));
    tokens.broken = true;
    await send(callback({ credentials: sealCredentials(vault, { tokenUrl: tokens.url, clientId: 'third', clientSecret: SECRET }) }));
    await eventually(async () => expect(await rows()).toMatchObject([{ leasedBy: null, attempts: 0 }]));
    behind = 86_500_000;
    await hurry();
    await eventually(async () => expect([await rows(), log.lines.at(-1)]).toMatchObject([[], { level: 'warn', fields: { outcome: 'no token: its endpoint answered 503' } }]));
    expect(partner.deliveries.length).toBe(1);
  });

  it('tell the newest of what waits, and nothing older after it', async () => {
    partner.answer(503);
    await send(callback({ body: { state: 'PENDING' } }));
    await partner.received(1);
    await eventually(async () => expect((await rows())[0]).toMatchObject({ leasedBy: null, attempts: 0 }));
    await send(callback({ body: { state: 'READY' } }));
    partner.answer({ status: 204, ms: 150 });
    await partner.received(2);
    // While that is on its way there is already something newer.
    await send(callback({ body: { state: 'FAILED' } }));
    await send(callback({ body: { state: 'TERMINATING' } }));
    await partner.received(3);
    await eventually(async () => expect(await rows()).toEqual([]));
    expect(partner.deliveries.map(({ body }) => (body as { state: string }).state)).toEqual(['PENDING', 'READY', 'TERMINATING']);
  });

  it('leave room for others while one partner is silent', async () => {
    partner.answer(...Array.from({ length: 20 }, () => 'silent' as const));
    await send(...Array.from({ length: 20 }, (_, at) => callback({ key: `slow-${at}`, credentials: null })));
    await partner.received(8);
    await using other = await startSink();
    await send(callback({ key: 'quick', link: other.url, credentials: null }));
    await other.received(1, 3_000);
    expect(partner.deliveries.length).toBe(8);
    await partner.stop();
  });

  it('go to no private network, and hold no secret where they wait', async () => {
    await expect(sender.admit('https://10.0.0.1/', { name: 'link', field: 'link' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'link' });
    await send(callback({ link: 'https://10.0.0.1/' }));
    await eventually(async () => expect(await rows()).toMatchObject([{ leasedBy: null, attempts: 0, payload: { link: 'https://10.0.0.1/' } }]));
    await eventually(() => expect(log.lines).toMatchObject([{ level: 'debug', fields: { outcome: 'link must not lead into a private network.' } }]));
    expect(JSON.stringify([await rows(), log.lines])).not.toContain(SECRET);
  });
});
