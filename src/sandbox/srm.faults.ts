import type { ServerResponse } from 'node:http';
import type { SrmReply } from './srm.generations.js';

/** What goes wrong, until it is set otherwise. Only `refuse` concerns the connection, the others single answers. */
export interface SrmFaults {
  /** Milliseconds before the answer. */
  readonly latencyMs?: number;
  /** Answers this status with a text. */
  readonly status?: number;
  /** Takes no connections, and breaks those that are open. */
  readonly refuse?: boolean;
  /** Takes the request and never answers. */
  readonly silent?: boolean;
  /** Begins an answer and then sends a byte now and then, without end. */
  readonly trickle?: boolean;
  /** Answers success with a body that is not JSON. */
  readonly malformed?: boolean;
  /** Answers success with more than 8 MiB. */
  readonly oversized?: boolean;
  /** Breaks the connection in the middle of the answer. */
  readonly cut?: boolean;
  /** Answers as the other generation would. */
  readonly wrongGeneration?: boolean;
  /** With `status` and `silent`: the request is carried out all the same. The other faults always carry it out. */
  readonly done?: boolean;
  /** Only requests that begin so concern the fault, e.g. `POST /deployedServiceFunction`. Not for `refuse`. */
  readonly only?: string;
}

const TRICKLE_MS = 20;
const OVERSIZED = 9 * 1024 * 1024;

/** Whether the request is carried out in spite of the faults. */
export const isCarriedOut = ({ done = false, status, silent }: SrmFaults): boolean => done || (status === undefined && silent !== true);

/** Sends the answer, or what the faults make of it. */
export function deliver(response: ServerResponse, reply: SrmReply, faults: SrmFaults): void {
  if (faults.silent) return;
  const status = faults.status ?? reply.status;
  const body = bodyOf(reply, faults);
  response.statusCode = status;
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (body !== undefined) response.setHeader('content-type', 'application/json');
  if (faults.trickle) return trickle(response);
  if (faults.cut) return cut(response, String(body ?? ''));
  response.end(body);
}

function bodyOf(reply: SrmReply, faults: SrmFaults): string | Buffer | undefined {
  if (faults.status !== undefined) return JSON.stringify('something went wrong inside');
  if (faults.malformed) return '{"appId": "half a';
  if (faults.oversized) return Buffer.alloc(OVERSIZED, ' ');
  return reply.json === undefined ? undefined : JSON.stringify(reply.json);
}

function trickle(response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '), TRICKLE_MS);
  response.on('close', () => clearInterval(timer));
}

function cut(response: ServerResponse, body: string): void {
  response.setHeader('content-length', body.length + 10);
  response.write(body.slice(0, body.length / 2), () => response.destroy());
}
