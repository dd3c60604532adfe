import 'reflect-metadata';
import { describe, expect, it } from 'vitest';
import { collectLog } from '../../../../test/support/log.js';
import type { Caller } from '../../../kernel/caller.js';
import type { RequestContext } from '../../../kernel/context.js';
import { deviceResolution } from './device.service.js';
import type { DeviceKey, KnownDevice } from './device.types.js';

const device: KnownDevice = {
  id: 'd1',
  phoneNumber: '+351910000001',
  publicAddress: null,
  privateAddress: null,
  publicPort: null,
  ipv6Address: null,
  country: 'PT',
  network: '26801',
  services: ['quality-on-demand', 'qos-profiles'],
  edgeCloudZones: [],
};
const asked: DeviceKey[] = [];
const devices = deviceResolution({
  directory: {
    async find(key) {
      asked.push(key);
      return (key.kind === 'phoneNumber' && key.phoneNumber === device.phoneNumber) || (key.kind === 'subject' && key.subject === 'alice') ? device : undefined;
    },
  },
});

const as = (kind: Caller['kind'], userId: string | null = null): RequestContext => ({
  caller: { kind, clientId: 'c', userId, scopes: new Set(), admin: false },
  correlator: 'x',
  idempotencyKey: null,
  requestHash: null,
  signal: new AbortController().signal,
  log: collectLog(),
});
const client = as('two-legged');
const alice = as('three-legged', 'alice');
const bob = as('three-legged', 'bob');
const phone = { phoneNumber: '+351910000001' };
const stranger = { phoneNumber: '+351910000099' };

/** CAMARA's rules in their order; each row breaks the rule that it is refused for, and later ones. */
const RULES = [
  ['the body is not valid', alice, {}, 'INVALID_ARGUMENT'],
  ['the token tells a device and one is sent, be it the same', alice, phone, 'UNNECESSARY_IDENTIFIER'],
  ['the token tells a device and an unknown one is sent', alice, stranger, 'UNNECESSARY_IDENTIFIER'],
  ['no identifier is supported', client, { networkAccessIdentifier: 'a@example.org' }, 'UNSUPPORTED_IDENTIFIER'],
  ['nobody has the identifier', client, stranger, 'IDENTIFIER_NOT_FOUND'],
  ["the first supported identifier is nobody's, whatever the others say", client, { ...stranger, ipv6Address: '2001:db8::1' }, 'IDENTIFIER_NOT_FOUND'],
] as const;

describe('the device of a request', () => {
  it.each(RULES)('is refused when %s', async (_what, ctx, sent, code) => {
    await expect(devices.required(ctx, sent, 'simple-edge-discovery')).rejects.toMatchObject({ code });
    await expect(devices.optional(ctx, sent, 'simple-edge-discovery')).rejects.toMatchObject({ code });
  });

  it('is refused for a service that is not for it, whoever names it', async () => {
    for (const ask of [devices.required, devices.optional]) {
      await expect(ask(client, phone, 'simple-edge-discovery')).rejects.toMatchObject({ code: 'SERVICE_NOT_APPLICABLE' });
      await expect(ask(alice, null, 'simple-edge-discovery')).rejects.toMatchObject({ code: 'SERVICE_NOT_APPLICABLE' });
    }
  });

  it('is missing when nobody names it, or the user has none', async () => {
    await expect(devices.required(client, null, 'quality-on-demand')).rejects.toMatchObject({ code: 'MISSING_IDENTIFIER' });
    await expect(devices.required(bob, undefined, 'quality-on-demand')).rejects.toMatchObject({ code: 'MISSING_IDENTIFIER' });
  });

  it('may be absent where it is optional', async () => {
    expect(await devices.optional(client, null, 'qos-profiles')).toBeUndefined();
    expect(await devices.optional(bob, null, 'qos-profiles')).toBeUndefined();
  });

  it('is answered as it was sent, and not at all when the token told it', async () => {
    const sent = { phoneNumber: '+351910000001', networkAccessIdentifier: null, ipv4Address: null, ipv6Address: null };
    expect(await devices.required(client, { ...phone, ipv6Address: '2001:db8::1' }, 'quality-on-demand')).toEqual({ known: device, sent });
    expect(await devices.required(alice, null, 'quality-on-demand')).toEqual({ known: device, sent: null });
    expect(await devices.optional(alice, null, 'quality-on-demand')).toEqual({ known: device, sent: null });
  });

  it('is looked for once, and not when the request is refused without', async () => {
    asked.length = 0;
    await devices.required(client, phone, 'quality-on-demand');
    expect(asked).toEqual([{ kind: 'phoneNumber', ...phone }]);
    await expect(devices.required(alice, phone, 'quality-on-demand')).rejects.toThrow();
    expect(asked).toHaveLength(1);
  });
});
