import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalIpv6, fullIpv6, ipv6Subnet } from './ipv6.rules.js';

/** The platform's own reading, where an address stands in a URL. */
const byUrl = (address: string): string => new URL(`http://[${address}]/`).hostname.slice(1, -1);
const address = fc.oneof(fc.ipV6(), fc.array(fc.constantFrom('0', 'a', '0db8', 'FFFF', '10'), { minLength: 8, maxLength: 8 }).map((groups) => groups.join(':')));

describe('IPv6 addresses', () => {
  it('have one text, which is that of the platform', () => {
    fc.assert(fc.property(address, (text) => void expect(canonicalIpv6(text)).toBe(byUrl(text))), { numRuns: 2_000 });
  });

  it('have one text in full, of one length, which stands for the same address', () => {
    fc.assert(
      fc.property(address, (text) => {
        const full = fullIpv6(text);
        expect(full).toMatch(/^([0-9a-f]{4}:){7}[0-9a-f]{4}$/);
        expect(byUrl(full)).toBe(byUrl(text));
        expect(fullIpv6(canonicalIpv6(text))).toBe(full);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::ffff:192.0.2.33', '::ffff:c000:221'],
  ])('writes %s as %s', (given, expected) => expect(canonicalIpv6(given)).toBe(expected));

  it('are in a subnet of 64 bits, between its first and last address', () => {
    expect(ipv6Subnet('2001:db8:45:2::1')).toEqual({ first: '2001:0db8:0045:0002:0000:0000:0000:0000', last: '2001:0db8:0045:0002:ffff:ffff:ffff:ffff' });
    fc.assert(
      fc.property(address, (text) => {
        const { first, last } = ipv6Subnet(text);
        expect(first <= fullIpv6(text) && fullIpv6(text) <= last).toBe(true);
      }),
    );
  });
});
