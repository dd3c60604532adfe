import { describe, expect, it } from 'vitest';
import { call, CTX, managerWorld, problem, ref, refusalOf, UNKNOWN_CONTEXT } from '../../../../test/support/manager-world.js';
import type { Script, Seen } from '../../../../test/support/scripted-manager.js';
import { isDefinite } from '../../../outbound/peer-answers.js';

const gpu = { gpuVendorType: 'GPU_PROVIDER_NVIDIA', gpuModeName: 'A2', gpuMemory: 16_384, numGPU: 2 };
const flavoursSupported = [
  { flavourId: 'small', cpuArchType: 'ISA_X86_64', supportedOSTypes: [], numCPU: 2, memorySize: 4096, storageSize: 20, gpu: [gpu, gpu], fpga: 0 },
  { flavourId: 'without size' },
  { flavourId: 'plain', cpuArchType: 'ISA_X86_64', numCPU: 1, memorySize: 1, storageSize: 1 },
];
const registered = (zoneId: string) => ({ zoneId, reservedComputeResources: [], computeResourceQuotaLimits: [], flavoursSupported });
const ZONES = { zoneIds: ['zone-1', 'zone-2'], notifLink: 'https://us.example/cb' };
const HELD = { status: 409, body: problem('Availability Zone already exists for this Federation Context') };
const NOT_HELD = { status: 404, body: problem('Zone id not found for this Federation Context') };

describe('zones', () => {
  it('are accepted, with what they have', async () => {
    const { manager, source } = await managerWorld({ [`POST /${CTX}/zones`]: { body: { acceptedZoneResourceInfo: [registered('zone-2'), registered('zone-1')] } } });
    const [one, two] = await source.acceptZones(ref(), ZONES, call());
    expect(one).toEqual({
      zoneId: 'zone-1',
      flavours: [
        { flavourId: 'small', cpuArchType: 'ISA_X86_64', numCPU: 2, memorySize: 4096, storageSize: 20, gpus: 4 },
        { flavourId: 'plain', cpuArchType: 'ISA_X86_64', numCPU: 1, memorySize: 1, storageSize: 1, gpus: 0 },
      ],
      document: registered('zone-1'),
    });
    expect(two?.zoneId).toBe('zone-2');
    expect(JSON.parse(manager.requests[0]!.body)).toEqual({ acceptedAvailabilityZones: ['zone-1', 'zone-2'], availZoneNotifLink: 'https://us.example/cb' });
  });

  it.each([HELD, { status: 422, body: '"Available zones already exist for this federation"' }])('that were accepted before are as if they were accepted now (%o)', async (held) => {
    const { source } = await managerWorld({ [`POST /${CTX}/zones`]: held, [`GET /${CTX}/zones/zone-1`]: { body: registered('zone-1') }, [`GET /${CTX}/zones/zone-2`]: { body: registered('zone-2') } });
    expect((await source.acceptZones(ref(), ZONES, call())).map(({ zoneId }) => zoneId)).toEqual(['zone-1', 'zone-2']);
  });

  it('are refused in words where a further one is not taken', async () => {
    const { source } = await managerWorld({ [`POST /${CTX}/zones`]: HELD, [`GET /${CTX}/zones/zone-1`]: { body: registered('zone-1') }, [`GET /${CTX}/zones/zone-2`]: NOT_HELD });
    const refusal = await refusalOf(source.acceptZones(ref(), ZONES, call()));
    expect([refusal.code, isDefinite(refusal)]).toEqual(['CONFLICT', true]);
    expect(refusal.message).toContain('one request');
  });

  it('that the answer leaves out are looked up', async () => {
    const { source } = await managerWorld({ [`POST /${CTX}/zones`]: { body: { acceptedZoneResourceInfo: [registered('zone-1')] } }, [`GET /${CTX}/zones/zone-2`]: NOT_HELD });
    expect((await source.acceptZones(ref(), ZONES, call())).map(({ zoneId }) => zoneId)).toEqual(['zone-1']);
  });

  it('that the answer leaves out and that cannot be looked at are left out, and the others stand', async () => {
    const { source } = await managerWorld({ [`POST /${CTX}/zones`]: { body: { acceptedZoneResourceInfo: [registered('zone-2')] } }, [`GET /${CTX}/zones/zone-1`]: { status: 500 } });
    expect((await source.acceptZones(ref(), ZONES, call())).map(({ zoneId }) => zoneId)).toEqual(['zone-2']);
  });

  it('are asked for alone when the others were accepted before', async () => {
    const wanted = ({ body }: Seen): readonly string[] => (JSON.parse(body) as { acceptedAvailabilityZones: string[] }).acceptedAvailabilityZones;
    const { manager, source } = await managerWorld({
      [`POST /${CTX}/zones`]: (seen) => (wanted(seen).includes('zone-1') ? HELD : { body: { acceptedZoneResourceInfo: [registered('zone-2')] } }),
      [`GET /${CTX}/zones/zone-1`]: { body: registered('zone-1') },
      [`GET /${CTX}/zones/zone-2`]: NOT_HELD,
    });
    expect((await source.acceptZones(ref(), ZONES, call())).map(({ zoneId }) => zoneId)).toEqual(['zone-1', 'zone-2']);
    expect(manager.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'POST']);
  });

  it.each<[string, Script[string], string, boolean]>([
    ['they are not known', { status: 404, body: problem('Availability Zones do not exist at i2edge') }, 'NOT_FOUND', true],
    ['the federation is not known', UNKNOWN_CONTEXT, 'NOT_FOUND', true],
    ['they are refused', { status: 422, body: problem('Zone Validation Error. Message: x') }, 'INVALID_ARGUMENT', true],
    // It keeps them and only then asks for their resources.
    ['the edge is away', { status: 422, body: problem('Unable to get zones from i2edge. Error: x') }, 'BAD_GATEWAY', false],
    ['the answer says nothing', { body: '"ok"' }, 'BAD_GATEWAY', false],
  ])('are not accepted when %s', async (_, answer, code, definite) => {
    const { source } = await managerWorld({ [`POST /${CTX}/zones`]: answer });
    const refusal = await refusalOf(source.acceptZones(ref(), ZONES, call()));
    expect([refusal.code, isDefinite(refusal)]).toEqual([code, definite]);
  });

  it.each<[string, Script[string], string | undefined]>([
    ['accepted', { body: registered('zone-1') }, 'zone-1'],
    ['not accepted', NOT_HELD, undefined],
    ['none in the federation', { status: 404, body: problem('Federation Context not found at Availability Zones') }, undefined],
    ['the federation is gone', UNKNOWN_CONTEXT, undefined],
  ])('are read: %s', async (_, answer, zoneId) => {
    const { source } = await managerWorld({ [`GET /${CTX}/zones/zone-1`]: answer });
    expect((await source.zone(ref(), 'zone-1', call()))?.zoneId).toBe(zoneId);
  });

  it.each<[string, Script[string], string | undefined]>([
    ['done', { body: '"Zone deregistered successfully"' }, undefined],
    ['as if done when it is not there', NOT_HELD, undefined],
    ['as if done when the federation is gone', UNKNOWN_CONTEXT, undefined],
    ['refused while apps stand', { status: 409, body: problem('Unable to remove Zone. There are onboardings dependent. Remove it and try again ') }, 'CONFLICT'],
    ['refused by a relay that disagrees', { status: 409, body: '"Zone exist at partner operator but not in originating operator"' }, 'CONFLICT'],
    ['not known when the edge is away', { status: 422, body: problem('Unable to get zone from i2edge. Error: x') }, 'BAD_GATEWAY'],
  ])('are released: %s', async (_, answer, code) => {
    const { source } = await managerWorld({ [`DELETE /${CTX}/zones/zone-1`]: answer });
    if (code === undefined) await source.releaseZone(ref(), 'zone-1', call());
    else expect((await refusalOf(source.releaseZone(ref(), 'zone-1', call()))).code).toBe(code);
  });
});
