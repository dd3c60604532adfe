import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './child.js';

/** What arrived at the sink. */
export interface Delivery {
  readonly at: Date;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The parsed JSON, or the text when it is none. */
  readonly body: unknown;
}

/** A status; a status after `ms` with `headers`; no answer at all; or a connection that is cut. */
export type SinkAnswer = number | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly ms?: number } | 'silent' | 'reset';

export interface TestSink extends AsyncDisposable {
  /** Where events are to be sent; more path may follow. */
  readonly url: string;
  /** File of the certificate to trust (NODE_EXTRA_CA_CERTS of a child); undefined without TLS. */
  readonly certificate: string | undefined;
  readonly deliveries: readonly Delivery[];
  /** What the next deliveries are answered, one each; afterwards 204 again. */
  answer(...script: readonly SinkAnswer[]): void;
  /** Waits until `count` have arrived. @throws after `ms`. */
  received(count: number, ms?: number): Promise<readonly Delivery[]>;
  stop(): Promise<void>;
}

/**
 * A receiver of events on loopback. With `tls` it is HTTPS, under a certificate of its own for 127.0.0.1 and localhost.
 * @throws with `tls` when openssl is not installed.
 */
export async function startSink({ tls = false }: { readonly tls?: boolean } = {}): Promise<TestSink> {
  const deliveries: Delivery[] = [];
  const script: SinkAnswer[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    deliveries.push({ at: new Date(), path: request.url ?? '/', headers: request.headers, body: await bodyOf(request) });
    await reply(response, script.shift() ?? 204);
  };
  const identity = tls ? await selfSigned() : undefined;
  const server = identity ? createTlsServer({ key: identity.key, cert: identity.cert }, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    if (identity) rmSync(identity.folder, { recursive: true, force: true });
  };
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    certificate: identity?.file,
    deliveries,
    answer: (...answers) => void script.push(...answers),
    received: (count, ms) => received(deliveries, count, ms),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function received(deliveries: readonly Delivery[], count: number, ms = 10_000): Promise<readonly Delivery[]> {
  for (const until = Date.now() + ms; deliveries.length < count; await sleep(20)) {
    if (Date.now() > until) throw new Error(`The sink received ${deliveries.length} of ${count} deliveries within ${ms} ms.`);
  }
  return deliveries;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  try {
    return JSON.parse(text) as unknown;
  } catch (failure) {
    if (failure instanceof SyntaxError) return text;
    throw failure;
  }
}

async function reply(response: ServerResponse, answer: SinkAnswer): Promise<void> {
  if (answer === 'silent') return;
  if (answer === 'reset') return void response.socket?.resetAndDestroy();
  const { status, headers = {}, ms = 0 } = typeof answer === 'number' ? { status: answer } : answer;
  if (ms > 0) await sleep(ms);
  response.writeHead(status, headers).end();
}

async function selfSigned() {
  const folder = mkdtempSync(join(tmpdir(), 'northbound-sink-'));
  const [keyFile, file] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost';
  await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=northbound test sink', '-addext', names, '-keyout', keyFile, '-out', file]);
  return { folder, file, key: readFileSync(keyFile), cert: readFileSync(file) };
}
