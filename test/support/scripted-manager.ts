import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Seen {
  readonly method: string;
  /** Below the base path. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Scripted {
  readonly status?: number;
  /** Sent as JSON, unless it is a text. */
  readonly body?: unknown;
  readonly type?: string;
  /** Milliseconds before the answer. */
  readonly afterMs?: number;
}

/** By `METHOD path`; a list is used up from the front, its last one stays. */
export type Script = Readonly<Record<string, Scripted | readonly Scripted[] | ((seen: Seen) => Scripted)>>;

/** A Federation Manager with its token endpoint, over real HTTP: it answers as the test has it. */
export interface ScriptedManager {
  /** With the base path. */
  readonly url: string;
  readonly tokenUrl: string;
  /** Without those for tokens. */
  readonly requests: Seen[];
  readonly grants: Seen[];
  /** While set, the answer to everything but tokens. */
  always: Scripted | undefined;
  script(more: Script): void;
  close(): Promise<void>;
}

const BASE = '/operatorplatform/federation/v1';

export async function startScriptedManager(script: Script = {}): Promise<ScriptedManager> {
  const answers = new Map(Object.entries(script));
  const requests: Seen[] = [];
  const grants: Seen[] = [];

  const answerTo = (seen: Seen): Scripted => {
    if (scripted.always && seen.path !== '/token') return scripted.always;
    const planned = answers.get(`${seen.method} ${seen.path}`);
    if (planned === undefined) return seen.path === '/token' ? { body: { access_token: `token-${grants.length}`, token_type: 'Bearer', expires_in: 3600 } } : { status: 500, body: `nothing is planned for ${seen.method} ${seen.path}` };
    if (typeof planned === 'function') return planned(seen);
    if (!Array.isArray(planned)) return planned as Scripted;
    const list = planned as Scripted[];
    return (list.length > 1 ? list.shift() : list[0]) ?? {};
  };

  const server = createServer((request, response) => {
    void (async () => {
      const path = (request.url ?? '').replace(BASE, '');
      const seen: Seen = { method: request.method ?? '', path, headers: request.headers, body: await text(request) };
      (path === '/token' ? grants : requests).push(seen);
      const { status = 200, body = '', type = 'application/json', afterMs = 0 } = answerTo(seen);
      if (afterMs > 0) await sleep(afterMs);
      response.writeHead(status, { 'content-type': type });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const scripted: ScriptedManager = {
    url: `${origin}${BASE}`,
    tokenUrl: `${origin}/token`,
    requests,
    grants,
    always: undefined,
    script: (more) => {
      for (const [key, planned] of Object.entries(more)) answers.set(key, planned);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return scripted;
}
