import { describe, expect, it } from 'vitest';
import { newId } from '../../../kernel/id.js';
import { CALLBACK_KINDS, callbackAddresses, federationCallbackKey, type CallbackKind } from './callback-address.service.js';

const key = federationCallbackKey(Buffer.alloc(32, 1));
const addresses = callbackAddresses({ publicUrl: 'https://gateway.example', key });
const segment = (link: string): string => link.split('/').at(-2)!;

describe('addresses for what partners tell', () => {
  const id = newId();

  it.each(Object.entries(CALLBACK_KINDS))('tell the federation, and what is told: %s', (kind, last) => {
    const link = addresses.linkOf(id, kind as CallbackKind);
    expect(link).toBe(`https://gateway.example/operatorplatform/federation/v1/callbacks/${segment(link)}/${last}`);
    expect(addresses.federationAt(segment(link))).toBe(id);
  });

  it('stay the same when the gateway moves', () => {
    const moved = callbackAddresses({ publicUrl: 'https://elsewhere.example', key });
    expect(moved.federationAt(segment(addresses.linkOf(id, 'PARTNER_STATUS')))).toBe(id);
  });

  it('cannot be guessed from another, nor made with another key', () => {
    const own = segment(addresses.linkOf(id, 'PARTNER_STATUS'));
    const [, signature] = own.split('.');
    const forged = [`${newId()}.${signature}`, own.slice(0, -1), `${own}A`, own.toUpperCase(), id, `${id}.`, '', own.replace('.', '/')];
    for (const address of forged) expect(addresses.federationAt(address)).toBeUndefined();
    const stranger = callbackAddresses({ publicUrl: 'https://gateway.example', key: federationCallbackKey(Buffer.alloc(32, 2)) });
    expect(stranger.federationAt(own)).toBeUndefined();
  });
});
