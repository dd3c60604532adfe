import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSandboxSrm, type SandboxSrm } from '../../src/sandbox/srm.js';
import { createClient, type Client } from '../journeys/client.js';
import { freePorts } from '../support/child.js';
import { startGateway } from '../support/gateway.js';
import { startTwoOperators } from '../support/two-gateways.js';
import { builtProgram } from './built.js';
import { startTurnstile, type Moment } from './turnstile.js';

/** What becomes of B's callbacks on their way to A. */
export type CallbackFate = 'arrive' | 'lost' | 'doubled' | 'late';

/** Two built programs: A, whose apps go to B, and B, whose every request of A's can be stopped, and which can be killed. */
export interface TwoGateways extends AsyncDisposable {
  readonly developer: Client;
  /** The SRM of B. */
  readonly srm: SandboxSrm;
  callbacks(fate: CallbackFate): void;
  /** How many callbacks came along. */
  told(): number;
  /**
   * Kills B (kill -9) at the moment of the next request that begins so, e.g. `POST /partner`, and starts it again on the same data
   * and port. What comes back says when that has happened.
   */
  killAt(moment: Moment, request: RegExp): Promise<void>;
}

export async function startTwoGateways(): Promise<TwoGateways> {
  builtProgram();
  const operators = await startTwoOperators();
  const [portA, portB] = (await freePorts(2)) as [number, number];
  const [addressA, addressB] = [`http://127.0.0.1:${portA}`, `http://127.0.0.1:${portB}`];
  const srms = await Promise.all([startSandboxSrm({ generation: 'B', settleMs: [20, 100] }), startSandboxSrm({ generation: 'B', settleMs: [20, 100] })]);
  const turnstile = await startTurnstile(addressB);
  const carrier = await startCarrier(addressA);
  const folders = await Promise.all(['a', 'b'].map((name) => mkdtemp(join(tmpdir(), `northbound-${name}-`))));
  // A is known by the carrier's address, and knows B by the turnstile's.
  const settings = { a: operators.settings(carrier.url, turnstile.url.replace(/\/$/, '')).a, b: operators.settings(addressA, addressB).b };
  const startB = () => startGateway({ dataDir: folders[1]!, env: { ...settings.b, PORT: String(portB), SRM_HOST: srms[1].url, SRM_TIMEOUT_MS: '1000', LOG_LEVEL: 'warn' } });
  const [a, first] = await Promise.all([startGateway({ dataDir: folders[0]!, env: { ...settings.a, PORT: String(portA), SRM_HOST: srms[0].url, SRM_TIMEOUT_MS: '1000', LOG_LEVEL: 'warn' } }), startB()]);
  let b = first;
  return {
    developer: createClient(a.url, await operators.atA.token({ client: 'developer' })),
    srm: srms[1],
    callbacks: carrier.set,
    told: carrier.carried,
    async killAt(moment, request) {
      const held = await turnstile.stopAt(moment, request);
      await b.kill();
      held.drop();
      b = await startB();
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([a[Symbol.asyncDispose](), b[Symbol.asyncDispose]()]);
      await Promise.all([turnstile[Symbol.asyncDispose](), carrier.close(), operators[Symbol.asyncDispose](), ...srms.map((srm) => srm.close()), ...folders.map((folder) => rm(folder, { recursive: true, force: true }))]);
    },
  };
}

const LATE_MS = 700;

/** Carries what is sent to A, callbacks as they are to fare. */
async function startCarrier(to: string) {
  let fate: CallbackFate = 'arrive';
  let carried = 0;

  async function carry(method: string, path: string, { host: _host, connection: _connection, 'content-length': _length, ...headers }: IncomingHttpHeaders, body: Buffer): Promise<{ readonly status: number; readonly text: string }> {
    const answer = await fetch(to + path, { method, headers: headers as Record<string, string>, ...(body.length > 0 && { body: new Uint8Array(body) }) });
    return { status: answer.status, text: await answer.text() };
  }

  const server = createServer((request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const answered = async (): Promise<number> => {
      const body = await buffer(request);
      carried += 1;
      if (fate === 'lost') return 204;
      if (fate === 'late') {
        void sleep(LATE_MS).then(() => carry(method, url, headers, body)).catch(() => undefined); // as late as that, nobody is told of it
        return 204;
      }
      const { status } = await carry(method, url, headers, body);
      return fate === 'doubled' ? (await carry(method, url, headers, body)).status : status;
    };
    answered().then((status) => response.writeHead(status).end(), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set: (next: CallbackFate) => void (fate = next),
    carried: () => carried,
    close: () => new Promise<void>((closed) => (server.closeAllConnections(), server.close(() => closed()))),
  };
}
