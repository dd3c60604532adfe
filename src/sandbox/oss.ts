import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { systemClock, type Clock } from '../kernel/clock.js';
import { createOssCatalog, type OssCatalog, type OssReply } from './oss.catalog.js';
import { createOssControl, type OssBehaviour } from './oss.control.js';
import { createOssTokens, OSS_USER } from './oss.tokens.js';

export type { OssBehaviour } from './oss.control.js';

export interface SandboxOssOptions {
  /** Another one when it is taken. @default 0: any free one */
  readonly port?: number;
  readonly clock?: Clock;
  readonly behaviour?: Partial<OssBehaviour>;
}

export interface OssRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly authorization: 'none' | 'basic' | 'bearer' | 'other';
  /** Of a token request. */
  readonly grant: string | null;
}

export interface SandboxOss {
  readonly url: string;
  /** Of the user `admin` and the public client `osapiWebClientId`. */
  readonly tokenUri: string;
  /** The last 1000, oldest first; the control's are not among them. */
  readonly requests: readonly OssRequest[];
  readonly catalog: Omit<OssCatalog, 'read'>;
  /** @param seconds after which it is up again by itself */
  set(change: Partial<OssBehaviour>, seconds?: number): Promise<void>;
  revoke(): void;
  close(): Promise<void>;
}

const SPECIFICATIONS = '/tmf-api/serviceCatalogManagement/v4/serviceSpecification';
const TOKEN = '/auth/realms/openslice/protocol/openid-connect/token';
const CONTROL = '/sandbox/';
const KEPT_REQUESTS = 1_000;
const MAX_BODY = 4 * 1024 * 1024;

/**
 * A simulated OSS to peer with: a real HTTP server on 127.0.0.1 that offers specifications, and gives tokens, as OpenSlice and its
 * Keycloak do. An unknown specification is answered by 200 and nothing; lists are summaries; arrays come in another order each time; the catalog
 * is open to everybody, but not to a token that is no good. Below `/sandbox/` it is told what to do.
 */
export async function startSandboxOss({ port = 0, clock = systemClock, behaviour: begins = {} }: SandboxOssOptions = {}): Promise<SandboxOss> {
  let behaviour: OssBehaviour = { down: 'no', delayMs: 0, password: OSS_USER.password, accessTokenSeconds: 300, refreshTokenSeconds: 1800, scopes: null, ...begins };
  let rising: NodeJS.Timeout | undefined;
  const catalog = createOssCatalog(clock);
  const tokens = createOssTokens(clock, () => behaviour);
  const control = createOssControl({ catalog, tokens, behaviour: () => behaviour, set });
  const requests: OssRequest[] = [];

  async function set(change: Partial<OssBehaviour>, seconds?: number): Promise<void> {
    behaviour = { ...behaviour, ...change };
    if (change.down === undefined) return;
    clearTimeout(rising);
    rising = undefined;
    if (seconds !== undefined && change.down !== 'no') rising = setTimeout(() => void set({ down: 'no' }).catch(() => door.shut()), seconds * 1000).unref();
    await (behaviour.down === 'refuse' ? door.shut() : door.open());
  }

  function note({ method = '', url = '/', headers: { authorization = '' } }: IncomingMessage, grant: string | null): void {
    const kind = authorization === '' ? 'none' : /^basic /i.test(authorization) ? 'basic' : /^bearer /i.test(authorization) ? 'bearer' : 'other';
    requests.push({ method, path: url, authorization: kind, grant });
    if (requests.length > KEPT_REQUESTS) requests.shift();
  }

  function answer(request: IncomingMessage, url: URL, body: string): OssReply {
    const form = url.pathname === TOKEN ? new URLSearchParams(body) : undefined;
    note(request, form?.get('grant_type') ?? null);
    const { authorization } = request.headers;
    if (behaviour.down !== 'no') return { status: 503 };
    if (form) return request.method === 'POST' ? tokens.answer(form, authorization) : { status: 405 };
    if (authorization !== undefined && !tokens.isValid(/^Bearer (.+)$/i.exec(authorization)?.[1] ?? '')) return { status: 401 };
    const [, id, below, ...more] = url.pathname.slice(SPECIFICATIONS.length).split('/');
    if (request.method !== 'GET' || !`${url.pathname}/`.startsWith(`${SPECIFICATIONS}/`) || more.length > 0) return { status: 404 };
    return catalog.read(id === undefined || id === '' ? undefined : decodeURIComponent(id), below, url.searchParams);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const body = await read(request);
    if (`${url.pathname}/`.startsWith(CONTROL)) {
      const reply = await control(request.method ?? '', url.pathname.slice(CONTROL.length).split('/').map(decodeURIComponent), parsed(body));
      await new Promise<void>((sent) => send(response.once('close', sent), reply));
      return reply.after?.();
    }
    const reply = answer(request, url, body);
    if (behaviour.delayMs > 0) await pause(behaviour.delayMs, response);
    send(response, reply);
  }

  const door = await openDoor(port, serve);
  if (behaviour.down === 'refuse') await door.shut();
  const url = `http://127.0.0.1:${door.port}`;
  const close = async (): Promise<void> => {
    clearTimeout(rising);
    await door.shut();
  };
  return { url, tokenUri: url + TOKEN, requests, catalog, set, revoke: tokens.revoke, close };
}

function send(response: ServerResponse, { status, json }: OssReply): void {
  response.writeHead(status, json === undefined ? {} : { 'content-type': 'application/json;charset=UTF-8' });
  response.end(json === undefined ? undefined : JSON.stringify(json));
}

async function read(request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) throw new Error('The request is too long');
  return text(request);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // It has none, then
    return undefined;
  }
}

interface Door {
  readonly port: number;
  open(): Promise<void>;
  /** Breaks what is open too. */
  shut(): Promise<void>;
}

async function openDoor(wanted: number, serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<Door> {
  const server = createServer((request, response) => {
    // A path that is no path; or a request that broke off
    serve(request, response).catch((error: unknown) => (error instanceof URIError || error instanceof TypeError ? send(response, { status: 400 }) : response.destroy()));
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => (server.off('error', reject), resolve()));
    });
  await listen(wanted).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    return listen(0);
  });
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections()));
  return { port, open: async () => (server.listening ? undefined : listen(port)), shut: async () => (server.listening ? stop() : undefined) };
}

const pause = (ms: number, response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => (clearTimeout(timer), resolve());
    const timer = setTimeout(end, ms);
    response.on('close', end);
  });
