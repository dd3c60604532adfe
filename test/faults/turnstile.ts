import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/**
 * `arrives`: the peer has not seen the request. `done`: it has carried the request out, and its answer waits.
 * `answered`: the answer was written out.
 */
export type Moment = 'arrives' | 'done' | 'answered';

/** A request that stands still. */
export interface Held {
  /** Lets it go on, though nobody may wait for it any more; settles when the peer has dealt with it. */
  release(): Promise<void>;
  /** It never goes on. */
  drop(): void;
}

/** Stands between the gateway and a peer, and stops one request at a chosen moment. */
export interface Turnstile extends AsyncDisposable {
  /** Takes the place of the peer's address. */
  readonly url: string;
  /** The next request that begins so, e.g. `POST /serviceFunction`, or fits, is stopped at that moment. */
  stopAt(moment: Moment, request: string | RegExp): Promise<Held>;
}

interface Trap {
  readonly moment: Moment;
  readonly request: string | RegExp;
  readonly caught: (held: Held) => void;
}

const PASSED = ['content-type', 'authorization'];

export async function startTurnstile(peer: string): Promise<Turnstile> {
  const { origin, pathname } = new URL(peer);
  let trap: Trap | undefined;

  /** Stops here when this is the moment; resolves to false when the request is not to go on. */
  function pass(moment: Moment, request: IncomingMessage, settled: Promise<void>): Promise<boolean> {
    const line = `${request.method} ${request.url?.slice(pathname.length)}`;
    if (trap?.moment !== moment || !(typeof trap.request === 'string' ? line.startsWith(trap.request) : trap.request.test(line))) return Promise.resolve(true);
    const { caught } = trap;
    trap = undefined;
    return new Promise((resolve) => {
      const release = (): Promise<void> => {
        resolve(true);
        return settled;
      };
      caught({ release, drop: () => resolve(false) });
    });
  }

  async function forward(request: IncomingMessage, response: ServerResponse, settled: Promise<void>): Promise<void> {
    const body = await buffer(request);
    if (!(await pass('arrives', request, settled))) return void response.destroy();
    const headers = Object.fromEntries(PASSED.flatMap((name) => (request.headers[name] === undefined ? [] : [[name, String(request.headers[name])]])));
    const answer = await fetch(origin + request.url, { method: request.method ?? 'GET', headers, ...(body.length > 0 && { body }) });
    const content = Buffer.from(await answer.arrayBuffer());
    if (!(await pass('done', request, settled))) return void response.destroy();
    if (response.destroyed) return;
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
    await new Promise<void>((resolve) => response.end(content, resolve));
    await pass('answered', request, settled);
  }

  const server = createServer((request, response) => {
    let settle = (): void => undefined;
    const settled = new Promise<void>((resolve) => (settle = resolve));
    // A peer that is gone, or a caller that was killed, ends the request: that is what these tests do to them.
    forward(request, response, settled).catch(() => response.destroy()).finally(settle);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    stopAt: (moment, request) => new Promise((caught) => (trap = { moment, request, caught })),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
