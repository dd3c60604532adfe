import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../kernel/refusal.js';
import { ApplicationServerShape, PortsSpecShape, readAdditionalDuration, readSession } from './qod-session.manifest.js';

const session = { applicationServer: { ipv4Address: '198.51.100.0/24' }, qosProfile: 'QOS_E', duration: 60 };
const refused = (change: object): unknown => {
  try {
    readSession({ ...session, ...change });
  } catch (refusal) {
    return refusal;
  }
  return undefined;
};

describe('an application server', () => {
  it.each([
    { ipv4Address: '198.51.100.0' },
    { ipv4Address: '198.51.100.7/24' },
    { ipv4Address: '010.0.0.1/8' },
    { ipv6Address: '::' },
    { ipv6Address: '::/0' },
    { ipv6Address: '2001:db8:85a3:8d3::0/64' },
    { ipv6Address: '2001:db8::1/128' },
    { ipv4Address: '192.0.2.1', ipv6Address: '2001:db8::1' },
    { ipAddresses: ['192.0.2.1', '2001:db8::1'] },
    { ipAddresses: Array.from({ length: 16 }, (_, i) => `192.0.2.${i}`) },
  ])('may be %j', (server) => {
    expect(ApplicationServerShape.parse(server)).toEqual(server);
  });

  it.each([
    {},
    { ipv4Address: '' },
    { ipv4Address: '256.0.0.1' },
    { ipv4Address: '192.0.2' },
    { ipv4Address: '192.0.2.1/33' },
    { ipv4Address: '192.0.2.1/024' },
    { ipv4Address: '192.0.2.1 ' },
    { ipv4Address: '2001:db8::1' },
    { ipv6Address: '2001:db8::1/129' },
    { ipv6Address: '2001:db8::1/064' },
    { ipv6Address: '2001:db8::1%eth0' },
    { ipv6Address: ':::' },
    { ipv6Address: '192.0.2.1' },
    { ipAddresses: [] },
    { ipAddresses: ['192.0.2.0/24'] },
    { ipAddresses: ['somewhere'] },
    { ipAddresses: ['192.0.2.1', '192.0.2.1'] },
    { ipAddresses: ['2001:db8::1', '2001:DB8:0::1'] },
    { ipAddresses: Array.from({ length: 17 }, (_, i) => `192.0.2.${i}`) },
    { ipAddresses: ['192.0.2.1'], ipv4Address: '192.0.2.2' },
    { ipv4Address: '192.0.2.1', port: 80 },
  ])('may not be %j', (applicationServer) => {
    expect(refused({ applicationServer })).toMatchObject({ code: 'INVALID_ARGUMENT', field: expect.stringMatching(/^applicationServer/) as string });
  });
});

describe('ports', () => {
  it.each([{ ports: [0, 65_535] }, { ranges: [{ from: 0, to: 0 }] }, { ranges: [{ from: 1, to: 65_535 }], ports: [7] }])('may be %j', (ports) => {
    expect(PortsSpecShape.parse(ports)).toEqual(ports);
  });

  it.each([{}, { ports: [] }, { ranges: [] }, { ports: [-1] }, { ports: [65_536] }, { ports: [1.5] }, { ranges: [{ from: 2, to: 1 }] }, { ranges: [{ from: 1 }] }, { ports: [1], protocol: 'TCP' }])('may not be %j', (devicePorts) => {
    expect(refused({ devicePorts })).toMatchObject({ code: 'INVALID_ARGUMENT', field: expect.stringMatching(/^devicePorts/) as string });
  });
});

describe('a session', () => {
  it('may leave members out, or null', () => {
    expect(readSession({ ...session, devicePorts: null, applicationServerPorts: undefined, applicationServer: { ipv4Address: '198.51.100.0/24', ipv6Address: null } })).toEqual(session);
  });

  it.each([{ qosProfile: 'AB' }, { qosProfile: 'with blank' }, { qosProfile: 'x'.repeat(257) }, { duration: 0 }, { duration: 2_147_483_648 }, { duration: 1.5 }, { appInstanceId: 'none' }])('may not have %j', (change) => {
    expect(refused(change)).toMatchObject({ code: 'INVALID_ARGUMENT', field: Object.keys(change)[0] });
  });

  it('is read or refused, whatever is sent', () => {
    const text = fc.oneof(fc.ipV4(), fc.ipV6(), fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: -1, max: 130 })).map(([address, width]) => `${address}/${width}`), fc.string());
    const some = fc.oneof(text, fc.jsonValue(), fc.integer({ min: -1, max: 65_536 }));
    const ports = fc.oneof(some, fc.record({ ranges: fc.array(fc.record({ from: some, to: some }, { requiredKeys: [] })), ports: fc.array(some) }, { requiredKeys: [] }));
    const server = fc.oneof(some, fc.record({ ipv4Address: some, ipv6Address: some, ipAddresses: fc.array(some) }, { requiredKeys: [] }));
    fc.assert(
      fc.property(fc.record({ applicationServer: server, devicePorts: ports, applicationServerPorts: ports, qosProfile: some, duration: some, appInstanceId: some }, { requiredKeys: [] }), (sent) => {
        const result = refused(sent);
        if (result !== undefined) expect(result).toBeInstanceOf(Refusal);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is extended by whole seconds', () => {
    expect(readAdditionalDuration(1)).toBe(1);
    expect(() => readAdditionalDuration(0)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'additionalDuration' }) as Error);
  });
});
