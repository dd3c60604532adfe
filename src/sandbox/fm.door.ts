import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { FmReply } from './fm.voice.js';

/** A port of 127.0.0.1. */
export interface FmDoor {
  readonly port: number;
  open(): Promise<void>;
  /** Breaks what is open too. */
  shut(): Promise<void>;
}

/** @param wanted another one when it is taken */
export async function openFmDoor(wanted: number, serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<FmDoor> {
  const server = createServer((request, response) => {
    // A path that is no path; or a request that broke off
    serve(request, response).catch((error: unknown) => (error instanceof URIError || error instanceof TypeError ? sendReply(response, { status: 400 }) : response.destroy()));
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

export function sendReply(response: ServerResponse, { status, json, type = 'application/json', headers = {} }: FmReply): void {
  response.writeHead(status, { ...headers, ...(json !== undefined && { 'content-type': type }) });
  response.end(json === undefined ? undefined : JSON.stringify(json));
}

export interface ReadBody {
  /** Of a form, its fields; JSON, parsed; undefined: there is none, or it is neither. */
  readonly body: unknown;
  /** Media type without parameters; empty without a body. */
  readonly type: string;
  readonly text: string;
}

const MAX_BODY = 4 * 1024 * 1024;

/** @throws Error when it is too long; TypeError for a form that is none */
export async function readBody(request: IncomingMessage): Promise<ReadBody> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) throw new Error('The request is too long');
  const bytes = await buffer(request);
  const contentType = request.headers['content-type'] ?? '';
  const type = bytes.length === 0 ? '' : contentType.split(';', 1)[0]!.trim().toLowerCase();
  if (type === 'multipart/form-data') return { body: await fieldsOf(bytes, contentType), type, text: '' };
  const text = bytes.toString();
  return { body: parsed(text), type, text };
}

/** Members that are no strings come as JSON, the components together or each in a part of its own. */
async function fieldsOf(bytes: Buffer, contentType: string): Promise<Readonly<Record<string, unknown>>> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
  const fields = new Map<string, unknown>();
  for (const [name, value] of form) {
    const text = typeof value === 'string' ? value : await value.text();
    if (name === 'componentSpec') {
      const part = parsed(text);
      fields.set(name, [...((fields.get(name) as readonly unknown[] | undefined) ?? []), ...(Array.isArray(part) ? (part as readonly unknown[]) : [part])]);
    } else fields.set(name, name === 'artefactRepoLocation' ? parsed(text) : text);
  }
  return Object.fromEntries(fields);
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    // It has none, then
    return undefined;
  }
}
