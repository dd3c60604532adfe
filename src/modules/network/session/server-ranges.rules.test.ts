import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalIpv6 } from '../device/ipv6.rules.js';
import type { PortsManifest, ServerManifest } from './qod-session.manifest.js';
import { addressRange, flowOf, inWords, meeting, overlap, plainIpv4, type Flow } from './server-ranges.rules.js';

describe('an address range', () => {
  it.each([
    ['198.51.100.7', 4, 0xc6336407n, 0xc6336407n],
    ['198.51.100.7/24', 4, 0xc6336400n, 0xc63364ffn],
    ['0.0.0.0/0', 4, 0n, 0xffffffffn],
    ['010.000.001.255', 4, 0x0a0001ffn, 0x0a0001ffn],
    ['::', 6, 0n, 0n],
    ['::/0', 6, 0n, (1n << 128n) - 1n],
    ['2001:DB8::1/128', 6, 0x20010db8000000000000000000000001n, 0x20010db8000000000000000000000001n],
    ['2001:db8:85a3:8d3::/64', 6, 0x20010db885a308d30000000000000000n, 0x20010db885a308d3ffffffffffffffffn],
    ['::ffff:192.0.2.1', 6, 0xffffc0000201n, 0xffffc0000201n],
  ] as const)('of %s', (text, family, from, to) => {
    expect(addressRange(text)).toEqual({ family, from, to });
  });

  it('in plain words has no leading zeros', () => {
    expect(['010.000.001.255/8', '010.0.0.1', '192.0.2.1/24'].map(plainIpv4)).toEqual(['10.0.1.255/8', '10.0.0.1', '192.0.2.1/24']);
  });
});

/** Few addresses and ports, so that flows meet often, and all can be tried one by one. */
const ADDRESSES = Array.from({ length: 16 }, (_, i) => `192.0.2.${240 + i}`);
const ADDRESSES6 = Array.from({ length: 8 }, (_, i) => `2001:db8::${(0xfff8 + i).toString(16)}`);
const PORTS = [0, 1, 2, 3, 4, 65_534, 65_535];

const subnet4 = fc.tuple(fc.constantFrom(...ADDRESSES), fc.integer({ min: 28, max: 32 })).map(([address, width]) => (width === 32 ? address : `${address}/${width}`));
const subnet6 = fc.tuple(fc.constantFrom(...ADDRESSES6), fc.integer({ min: 125, max: 128 })).map(([address, width]) => `${address}/${width}`);
const server: fc.Arbitrary<ServerManifest> = fc.oneof(
  fc.record({ ipv4Address: subnet4 }),
  fc.record({ ipv6Address: subnet6 }),
  fc.record({ ipv4Address: subnet4, ipv6Address: subnet6 }),
  fc.record({ ipAddresses: fc.uniqueArray(fc.constantFrom(...ADDRESSES, ...ADDRESSES6), { minLength: 1, maxLength: 4 }) }),
);
const port = fc.constantFrom(...PORTS);
const range = fc.tuple(port, port).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) }));
const ports: fc.Arbitrary<PortsManifest | undefined> = fc.option(fc.record({ ranges: fc.array(range, { minLength: 1, maxLength: 3 }), ports: fc.array(port, { minLength: 1, maxLength: 3 }) }, { requiredKeys: [] }).filter(({ ranges, ports: single }) => ranges !== undefined || single !== undefined), { nil: undefined });
const sent = fc.record({ applicationServer: server, devicePorts: ports, applicationServerPorts: ports });

type Sent = { readonly applicationServer: ServerManifest; readonly devicePorts?: PortsManifest | undefined; readonly applicationServerPorts?: PortsManifest | undefined };

/** Whether a packet belongs to a flow, read straight from what was sent. */
const hasAddress = ({ ipv4Address, ipv6Address, ipAddresses }: ServerManifest, address: string): boolean =>
  [ipv4Address, ipv6Address, ...(ipAddresses ?? [])].some((text) => text !== undefined && address.includes(':') === text.includes(':') && bits(address).startsWith(bits(text).slice(0, Number(text.split('/')[1] ?? 128))));
const bits = (text: string): string => {
  const [address = ''] = text.split('/');
  if (!address.includes(':')) return address.split('.').map((octet) => Number(octet).toString(2).padStart(8, '0')).join('');
  // The addresses of these tests have `::` in the same place.
  const [head = '', tail = ''] = address.split('::');
  return [...head.split(':'), '0', '0', '0', '0', '0', tail].map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
};
const hasPort = (spec: PortsManifest | undefined, number: number): boolean => spec === undefined || (spec.ports ?? []).includes(number) || (spec.ranges ?? []).some(({ from, to }) => from <= number && number <= to);

function bruteForce(a: Sent, b: Sent): boolean {
  const both = <T>(values: readonly T[], has: (sent: Sent, value: T) => boolean): boolean => values.some((value) => has(a, value) && has(b, value));
  return (
    both([...ADDRESSES, ...ADDRESSES6], ({ applicationServer }, address) => hasAddress(applicationServer, address)) &&
    both(PORTS, ({ devicePorts }, number) => hasPort(devicePorts, number)) &&
    both(PORTS, ({ applicationServerPorts }, number) => hasPort(applicationServerPorts, number))
  );
}

const holds = (flow: Flow, address: string, devicePort: number, serverPort: number): boolean => {
  const { family, from } = addressRange(address);
  return (
    flow.servers.some((one) => one.family === family && one.from <= from && from <= one.to) &&
    flow.devicePorts.some((one) => one.from <= devicePort && devicePort <= one.to) &&
    flow.serverPorts.some((one) => one.from <= serverPort && serverPort <= one.to)
  );
};

describe('flows of one device', () => {
  it('meet where trying every packet says so', () => {
    fc.assert(fc.property(sent, sent, (a, b) => (overlap(flowOf(a), flowOf(b)) !== undefined) === bruteForce(a, b)), { numRuns: 2_000 });
  });

  it('have in common just the packets that belong to both', () => {
    fc.assert(
      fc.property(sent, sent, fc.constantFrom(...ADDRESSES, ...ADDRESSES6), port, port, (a, b, address, devicePort, serverPort) => {
        const [ours, theirs] = [flowOf(a), flowOf(b)];
        const shared = overlap(ours, theirs);
        const isBoth = holds(ours, address, devicePort, serverPort) && holds(theirs, address, devicePort, serverPort);
        expect(shared !== undefined && holds(shared, address, devicePort, serverPort)).toBe(isBoth);
      }),
      { numRuns: 1_000 },
    );
  });

  it('meet in ranges of the one, whatever the other is for among them', () => {
    fc.assert(
      fc.property(sent, sent, (a, b) => {
        const [ours, theirs] = [flowOf(a), flowOf(b)];
        const shared = overlap(ours, theirs);
        if (!shared) return;
        const met = meeting(ours, shared);
        for (const part of ['servers', 'devicePorts', 'serverPorts'] as const) expect(ours[part]).toEqual(expect.arrayContaining([...met[part]]));
        expect(overlap(met, theirs)).toEqual(shared);
      }),
    );
  });

  it('meet or not whichever is looked at first', () => {
    fc.assert(fc.property(sent, sent, (a, b) => void expect(overlap(flowOf(a), flowOf(b))).toEqual(overlap(flowOf(b), flowOf(a)))));
  });

  it('are told in words', () => {
    const words = (a: Sent, b: Sent) => inWords(overlap(flowOf(a), flowOf(b))!);
    const subnet = { applicationServer: { ipv4Address: '198.51.100.0/24' } };
    expect(words(subnet, subnet)).toBe('server addresses 198.51.100.0 to 198.51.100.255, every device port, every server port');
    expect(words({ ...subnet, applicationServerPorts: { ranges: [{ from: 5_000, to: 5_010 }], ports: [443] } }, { applicationServer: { ipv4Address: '198.51.100.7' }, devicePorts: { ports: [9] } })).toBe(
      'server address 198.51.100.7, device port 9, server ports 443, 5000 to 5010',
    );
    const list = { applicationServer: { ipAddresses: ['192.0.2.1', '192.0.2.3', '192.0.2.5', '2001:DB8::1', '2001:db8::3'] } };
    expect(words(list, list)).toBe('server addresses 192.0.2.1, 192.0.2.3, 192.0.2.5, 2 more, every device port, every server port');
    const six = { applicationServer: { ipv6Address: '2001:0DB8::/126' } };
    expect(words(six, six)).toContain(`server addresses ${canonicalIpv6('2001:db8::')} to 2001:db8::3`);
  });
});
