import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { isUuid } from '../../../kernel/id.js';

export interface CallbackAddressOptions {
  /** Where partners reach the gateway, without a slash at the end. */
  readonly publicUrl: string;
  /** Of `federationCallbackKey`. */
  readonly key: Buffer;
}

/** Last segment of a link, by what is told there. */
export const CALLBACK_KINDS = {
  PARTNER_STATUS: 'partner-status',
  ZONE_RESOURCES: 'zone-resources',
  ONBOARDING_STATUS: 'onboarding-status',
  INSTANCE_STATUS: 'instance-status',
} as const;

export type CallbackKind = keyof typeof CALLBACK_KINDS;

/** Where the partner of a federation tells what becomes of it. */
export interface CallbackAddresses {
  /** @param federationId of our row */
  linkOf(federationId: string, kind: CallbackKind): string;
  /** The federation whose address a segment is. Undefined: it is none of ours. */
  federationAt(address: string): string | undefined;
}

/** The E/WBI's base path, and the callbacks' door below it. */
export const FEDERATION_CALLBACK_PATH = '/operatorplatform/federation/v1/callbacks';

/** The key that signs addresses, from the gateway's secret key: whoever sees an address learns nothing of that. */
export const federationCallbackKey = (secretKey: Buffer): Buffer => Buffer.from(hkdfSync('sha256', secretKey, '', 'northbound federation callbacks', 32));

const ADDRESS = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{22})$/;
const SIGNATURE_BYTES = 16;

/** Links of the form `…/callbacks/<federationId>.<signature>/<kind>`: 128 bits of an HMAC-SHA-256 of the id. The base is no part of it, since a gateway may move. */
export function callbackAddresses({ publicUrl, key }: CallbackAddressOptions): CallbackAddresses {
  const sign = (federationId: string): Buffer => createHmac('sha256', key).update(federationId).digest().subarray(0, SIGNATURE_BYTES);
  return {
    linkOf: (federationId, kind) => `${publicUrl}${FEDERATION_CALLBACK_PATH}/${federationId}.${sign(federationId).toString('base64url')}/${CALLBACK_KINDS[kind]}`,
    federationAt(address) {
      const [, federationId = '', signature = ''] = ADDRESS.exec(address) ?? [];
      if (!isUuid(federationId)) return undefined;
      const told = Buffer.from(signature, 'base64url');
      return told.length === SIGNATURE_BYTES && timingSafeEqual(told, sign(federationId)) ? federationId : undefined;
    },
  };
}
