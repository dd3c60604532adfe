import 'reflect-metadata';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../kernel/refusal.js';
import { admitted, atIpv4, deviceAt, nameOf } from './device.rules.js';
import { DEVICE_SERVICES, type DeviceInput, type DeviceKey } from './device.types.js';

const client = { kind: 'two-legged', userId: null } as const;
const developer = { kind: 'developer', userId: null } as const;
const user = { kind: 'three-legged', userId: 'alice' } as const;

const phone = { phoneNumber: '+351910000001' };
const v4 = { ipv4Address: { publicAddress: '198.51.100.1', privateAddress: '10.45.0.1' } };
const v6 = { ipv6Address: '2001:DB8::1' };
const nai = { networkAccessIdentifier: 'a@example.org' };
const absent = { phoneNumber: null, networkAccessIdentifier: null, ipv4Address: null, ipv6Address: null };

function refused(work: () => unknown): Pick<Refusal, 'code' | 'field'> {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Refusal) return { code: thrown.code, field: thrown.field };
    throw thrown;
  }
  return expect.fail('It was not refused.');
}

describe('how the device of a request is named', () => {
  it.each<[string, unknown, string]>([
    ['nothing in it', {}, 'device'],
    ['nulls alone in it', { phoneNumber: null, ipv4Address: null }, 'device'],
    ['a phone number without a plus', { phoneNumber: '351910000001' }, 'device.phoneNumber'],
    ['a phone number with too few digits', { phoneNumber: '+3519' }, 'device.phoneNumber'],
    ['a phone number with too many digits', { phoneNumber: '+3519100000012345' }, 'device.phoneNumber'],
    ['a public address alone', { ipv4Address: { publicAddress: '198.51.100.1' } }, 'device.ipv4Address'],
    ['a private address alone', { ipv4Address: { privateAddress: '10.0.0.1' } }, 'device.ipv4Address.publicAddress'],
    ['a subnet', { ipv4Address: { publicAddress: '198.51.100.0/24', publicPort: 1 } }, 'device.ipv4Address.publicAddress'],
    ['an address with noughts', { ipv4Address: { publicAddress: '198.051.100.1', publicPort: 1 } }, 'device.ipv4Address.publicAddress'],
    ['a port beyond the last', { ipv4Address: { publicAddress: '198.51.100.1', publicPort: 65_536 } }, 'device.ipv4Address.publicPort'],
    ['a port before the first', { ipv4Address: { publicAddress: '198.51.100.1', publicPort: -1 } }, 'device.ipv4Address.publicPort'],
    ['an IPv6 subnet', { ipv6Address: '2001:db8::/64' }, 'device.ipv6Address'],
    ['an IPv6 address with a zone', { ipv6Address: 'fe80::1%eth0' }, 'device.ipv6Address'],
    ['an unknown member', { ...phone, imsi: '1' }, 'device'],
    ['a faulty identifier beside a good one', { ...phone, ipv6Address: 'x' }, 'device.ipv6Address'],
  ])('refuses %s as an invalid argument, whoever asks', (_what, device, field) => {
    for (const caller of [client, developer, user]) expect(refused(() => nameOf(caller, device as DeviceInput))).toEqual({ code: 'INVALID_ARGUMENT', field });
  });

  it('refuses a device beside a token that tells one, whatever it is', () => {
    for (const device of [phone, v4, v6, nai]) expect(refused(() => nameOf(user, device)).code).toBe('UNNECESSARY_IDENTIFIER');
  });

  it('takes the user for the device', () => {
    expect(nameOf(user, null)).toEqual({ key: { kind: 'subject', subject: 'alice' }, sent: null });
  });

  it('leaves open what a client does not name', () => {
    expect([nameOf(client, null), nameOf(client, undefined), nameOf(developer, null)]).toEqual([undefined, undefined, undefined]);
  });

  it('supports no network access identifier, unless there is another', () => {
    expect(refused(() => nameOf(client, nai)).code).toBe('UNSUPPORTED_IDENTIFIER');
    expect(nameOf(client, { ...nai, ...v6 })).toEqual({ key: { kind: 'ipv6Address', ...v6 }, sent: { ...absent, ...v6 } });
  });

  it('chooses one of several, in its own order, and answers it as it was sent', () => {
    expect(nameOf(client, { ...v6, ...v4, ...phone })?.sent).toEqual({ ...absent, ...phone });
    expect(nameOf(client, { ...v6, ...v4 })?.sent).toEqual({ ...absent, ipv4Address: { ...v4.ipv4Address, publicPort: null } });
    expect(nameOf(developer, v6)?.sent).toEqual({ ...absent, ipv6Address: '2001:DB8::1' });
  });
});

describe('a device that was looked for', () => {
  const known = { ...deviceAt({ kind: 'ipv6Address', ipv6Address: '2001:db8::1' })!, services: ['qos-profiles' as const] };

  it('must be there, and be one for the service', () => {
    expect(refused(() => admitted(undefined, 'qos-profiles')).code).toBe('IDENTIFIER_NOT_FOUND');
    expect(refused(() => admitted(known, 'quality-on-demand')).code).toBe('SERVICE_NOT_APPLICABLE');
    expect(admitted(known, 'qos-profiles')).toBe(known);
  });
});

describe('the device at an IPv4 address', () => {
  const at = (privateAddress: string | null, publicPort: number | null) => ({ publicAddress: '198.51.100.1', privateAddress, publicPort });
  const key = (privateAddress: string | null, publicPort: number | null): DeviceKey & { readonly kind: 'ipv4Address' } => ({ kind: 'ipv4Address', ...at(privateAddress, publicPort) });
  const [byPrivate, byPort, byBoth] = [at('10.0.0.1', null), at(null, 4_000), at('10.0.0.2', 5_000)];
  const shared = [byPrivate, byPort, byBoth, { ...at('10.0.0.9', 9_000), publicAddress: '198.51.100.2' }];

  it('is told by its private address or by its port', () => {
    expect(atIpv4(shared, key('10.0.0.1', null))).toBe(byPrivate);
    expect(atIpv4(shared, key(null, 4_000))).toBe(byPort);
    expect(atIpv4(shared, key('10.0.0.2', null))).toBe(byBoth);
    expect(atIpv4(shared, key(null, 5_000))).toBe(byBoth);
  });

  it('is told by the private address first, and by the port where that is not known of it', () => {
    expect(atIpv4(shared, key('10.0.0.1', 5_000))).toBe(byPrivate);
    expect(atIpv4(shared, key('10.7.7.7', 4_000))).toBe(byPort);
    expect(atIpv4(shared, key('10.7.7.7', 5_000))).toBeUndefined();
  });

  it('is none for a port or an address that nobody has', () => {
    expect(atIpv4(shared, key('10.0.0.9', null))).toBeUndefined();
    expect(atIpv4(shared, key(null, 9_000))).toBeUndefined();
    expect(atIpv4(shared, key('198.51.100.1', null))).toBeUndefined();
    expect(atIpv4([], key(null, 1))).toBeUndefined();
  });

  it('has every port where nothing translates', () => {
    for (const own of [at('198.51.100.1', null), at(null, null)]) {
      expect(atIpv4([own], key(null, 1))).toBe(own);
      expect(atIpv4([own], key('198.51.100.1', null))).toBe(own);
      expect(atIpv4([own], key('10.0.0.1', null))).toBeUndefined();
    }
  });
});

describe('a device that is an address alone', () => {
  it('has an id that follows from the address, and every service', () => {
    const one = deviceAt({ kind: 'ipv4Address', publicAddress: '203.0.113.5', privateAddress: '10.0.0.5', publicPort: null });
    expect(one).toMatchObject({ publicAddress: '203.0.113.5', privateAddress: '10.0.0.5', phoneNumber: null, country: null, services: DEVICE_SERVICES });
    expect(deviceAt({ kind: 'ipv4Address', publicAddress: '203.0.113.5', privateAddress: '10.0.0.5', publicPort: 7 })?.id).toBe(one?.id);
    expect(deviceAt({ kind: 'ipv4Address', publicAddress: '203.0.113.5', privateAddress: '10.0.0.6', publicPort: null })?.id).not.toBe(one?.id);
    expect(deviceAt({ kind: 'ipv4Address', publicAddress: '203.0.113.5', privateAddress: null, publicPort: 7 })?.id).not.toBe(one?.id);
  });

  it('is the subnet of 64 bits with IPv6', () => {
    const idOf = (ipv6Address: string) => deviceAt({ kind: 'ipv6Address', ipv6Address })?.id;
    expect(idOf('2001:db8::1')).toBe(idOf('2001:0DB8:0:0:9::2'));
    expect(idOf('2001:db8::1')).not.toBe(idOf('2001:db8:0:1::1'));
  });

  it('is none without an address', () => {
    expect(deviceAt({ kind: 'phoneNumber', phoneNumber: '+351910000001' })).toBeUndefined();
    expect(deviceAt({ kind: 'subject', subject: 'alice' })).toBeUndefined();
  });
});
