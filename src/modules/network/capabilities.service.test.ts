import 'reflect-metadata';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { systemClock } from '../../kernel/clock.js';
import { Refusal } from '../../kernel/refusal.js';
import { widest } from './capabilities.rules.js';
import { capabilitiesService, observeNetwork } from './capabilities.service.js';
import { DeviceShape, PortShape } from './device/device.manifest.js';
import { eventSinks } from './event-sink.service.js';
import type { NetworkSource, SessionRequest } from './upstream/network.types.js';
import { PortsSpecShape, ServerAddressesShape } from './session/qod-session.manifest.js';

const request: SessionRequest = { kind: 'session', device: {}, applicationServer: { ipv4Address: '192.0.2.1' }, qosProfile: 'qos-e', duration: 60 };
const call = { signal: new AbortController().signal, correlator: 'c' };

/** A network whose creations end as they are told. */
function aNetwork(...ends: (Refusal | undefined)[]): NetworkSource {
  return {
    create: async () => {
      const failure = ends.shift();
      if (failure) throw failure;
      return { upstreamId: 'u', status: 'REQUESTED' };
    },
    status: async () => 'AVAILABLE',
    remove: async () => 'removed',
    list: async () => undefined,
  };
}

describe('what the network can do', () => {
  it('is known once it was asked', async () => {
    const network = observeNetwork(aNetwork(new Refusal('UNAVAILABLE', 'down'), undefined, new Refusal('NOT_IMPLEMENTED', 'not this', { field: 'device' }), new Refusal('NOT_IMPLEMENTED', 'no')));
    expect(network.shown()).toEqual({ session: null, influence: null });
    await expect(network.create(request, 'n', call)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(network.shown()).toEqual({ session: null, influence: null });
    expect(await network.create(request, 'n', call)).toEqual({ upstreamId: 'u', status: 'REQUESTED' });
    expect(network.shown()).toEqual({ session: true, influence: null });
    for (const influence of [null, false]) {
      await expect(network.create({ kind: 'influence', appId: 'a' }, 'n', call)).rejects.toMatchObject({ code: 'NOT_IMPLEMENTED' });
      expect(network.shown()).toEqual({ session: true, influence });
    }
  });
});

describe('the capabilities', () => {
  const profiles = (...bounds: { minSeconds: number; maxSeconds: number }[]) => ({ active: async () => ({ profiles: [], bounds }) });
  const of = (bounds: { minSeconds: number; maxSeconds: number }[], privateKeyJwt = false) => capabilitiesService({ profiles: profiles(...bounds), network: observeNetwork(aNetwork()), privateKeyJwt }).get();

  it('span the profiles, and are nothing without one', async () => {
    expect(await of([{ minSeconds: 5, maxSeconds: 60 }, { minSeconds: 2, maxSeconds: 30 }])).toMatchObject({ minDuration: 2, maxDuration: 60 });
    expect(widest([])).toEqual({ minSeconds: 0, maxSeconds: 0 });
  });

  it('name PRIVATE_KEY_JWT only with a key', async () => {
    expect((await of([])).sinkCredentialTypes).toEqual(['ACCESSTOKEN']);
    expect((await of([], true)).sinkCredentialTypes).toEqual(['ACCESSTOKEN', 'PRIVATE_KEY_JWT']);
  });

  it('are what requests are held to', async () => {
    const told = await of([]);
    const ports = (count: number) => Array.from({ length: count }, (_, port) => port);
    const passes = (shape: z.ZodType, value: unknown): boolean => shape.safeParse(value).success;
    expect(DeviceShape.keyof().options.filter((name) => name !== 'networkAccessIdentifier').sort()).toEqual([...told.deviceIdentifiers].sort());
    expect([-1, 0, 65_535, 65_536].map((port) => passes(PortShape, port))).toEqual([false, true, true, false]);
    expect([told.maxPortRanges, told.maxPortRanges + 1].map((count) => passes(PortsSpecShape, { ports: ports(count) }))).toEqual([true, false]);
    expect([told.maxPortRanges, told.maxPortRanges + 1].map((count) => passes(PortsSpecShape, { ranges: ports(count).map((port) => ({ from: port, to: port })) }))).toEqual([true, false]);
    const servers = (count: number) => Array.from({ length: count }, (_, last) => `192.0.2.${last}`);
    expect([told.maxApplicationServerAddresses, told.maxApplicationServerAddresses + 1].map((count) => passes(ServerAddressesShape, servers(count)))).toEqual([true, false]);
  });

  it.each([false, true])('name the credentials that sinks are taken with (a key of ours: %s)', async (privateKeyJwt) => {
    const sinks = eventSinks({ sinks: { admit: async () => undefined, register: async () => undefined, end: async () => undefined }, privateKeyJwt, clock: systemClock });
    const rest = { accessToken: 'x', accessTokenExpiresUtc: new Date(Date.now() + 60_000), accessTokenType: 'bearer', clientId: 'c', tokenUri: 'https://example.org/token' };
    const taken = await Promise.all(
      ['PLAIN', 'ACCESSTOKEN', 'REFRESHTOKEN', 'PRIVATE_KEY_JWT'].map((credentialType) =>
        sinks.admit({ sink: 'https://example.org', sinkCredential: { credentialType, ...rest } }).then(
          () => credentialType,
          () => undefined,
        ),
      ),
    );
    expect(taken.filter((type) => type !== undefined)).toEqual((await of([], privateKeyJwt)).sinkCredentialTypes);
  });
});
