import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { FlowKind } from '../../../generated/prisma/enums.js';
import { isUuid } from '../../../kernel/id.js';
import type { FlowCallbacks } from './flow.types.js';

export interface FlowCallbackOptions {
  /** Where the network reaches the gateway, without a slash at the end. */
  readonly baseUrl: string;
  /** Of `callbackKey`. */
  readonly key: Buffer;
}

/** Path of the callbacks' door; the address of a flow is one segment below it. */
export const CALLBACK_PATH = '/callbacks/network';

/** The key that signs addresses, from the gateway's secret key: whoever sees an address learns nothing of that. */
export const callbackKey = (secretKey: Buffer): Buffer => Buffer.from(hkdfSync('sha256', secretKey, '', 'northbound network callbacks', 32));

const LETTERS: Readonly<Record<FlowKind, string>> = { QOD_SESSION: 's', QOS_ASSIGNMENT: 'a', TRAFFIC_INFLUENCE: 'i' };
const KINDS = new Map(Object.entries(LETTERS).map(([kind, letter]) => [letter, kind as FlowKind]));
const SEGMENT = /([sai])([0-9a-f-]{36})\.([A-Za-z0-9_-]{22})$/;
const SIGNATURE_BYTES = 16;

/**
 * Addresses of the form `…/<kind><flowId>.<signature>`: 128 bits of an HMAC-SHA-256 of what stands before it. The kind is in
 * it since a flow may be told of that has no row any more; and the base is no part of it, since a gateway may move.
 */
export function flowCallbacks({ baseUrl, key }: FlowCallbackOptions): FlowCallbacks {
  const sign = (name: string): Buffer => createHmac('sha256', key).update(name).digest().subarray(0, SIGNATURE_BYTES);
  return {
    addressOf({ kind, flowId }) {
      const name = `${LETTERS[kind]}${flowId}`;
      return `${baseUrl}${CALLBACK_PATH}/${name}.${sign(name).toString('base64url')}`;
    },
    flowAt(address) {
      const [, letter = '', flowId = '', signature = ''] = SEGMENT.exec(address) ?? [];
      const kind = KINDS.get(letter);
      if (kind === undefined || !isUuid(flowId)) return undefined;
      const told = Buffer.from(signature, 'base64url');
      return told.length === SIGNATURE_BYTES && timingSafeEqual(told, sign(letter + flowId)) ? { kind, flowId } : undefined;
    },
  };
}
