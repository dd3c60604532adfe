import { describe, expect, it } from 'vitest';
import { AppShape, DeployedShape, InstancesShape, ZonesShape, saysAlreadyThere } from './srm.answers.js';

describe('instances', () => {
  it('of generation A: a list, with empty things for absent ones', () => {
    const said = [{ appInstanceId: 'i-1', status: 'ready', componentEndpointInfo: {}, kubernetesClusterRef: '', edgeCloudZone: {} }];
    expect(InstancesShape.parse(said)).toEqual({ generation: 'A', value: [{ upstreamId: 'i-1', status: 'ready', endpoints: [] }] });
  });

  it('of generation B: wrapped', () => {
    const said = { appInstances: [{ name: 'x', appId: 'a-1', appProvider: 'p', appInstanceId: 'i-1', status: 'failed', kubernetesClusterRef: '', edgeCloudZoneId: null }] };
    expect(InstancesShape.parse(said)).toEqual({ generation: 'B', value: [{ upstreamId: 'i-1', upstreamAppId: 'a-1', status: 'failed', endpoints: [] }] });
  });

  it('with everything told', () => {
    const endpoint = { interfaceId: 'http', accessPoints: { port: 80, fqdn: 'a.example', ipv4Addresses: ['192.0.2.1'] } };
    const said = { appInstances: [{ appInstanceId: 'i', status: 'ready', componentEndpointInfo: [endpoint], kubernetesClusterRef: 'c', edgeCloudZoneId: 'z', more: 1 }] };
    expect(InstancesShape.parse(said).value).toEqual([{ upstreamId: 'i', status: 'ready', endpoints: [endpoint], kubernetesClusterRef: 'c', edgeCloudZoneId: 'z' }]);
  });

  it.each(['Running', '', null, undefined, 7, 'toString'])('with the status %s are unknown', (status) => {
    expect(InstancesShape.parse([{ appInstanceId: 'i', status }]).value[0]?.status).toBe('unknown');
  });

  it.each([null, 'text', {}, { error: 'x' }, { appInstances: {} }, [{ status: 'ready' }], [{ appInstanceId: '..' }]])('are not %j', (said) => {
    expect(InstancesShape.safeParse(said).success).toBe(false);
  });
});

it.each([
  [{ appManifest: { appId: 'a', name: 'x' } }, { value: true, generation: 'B' }],
  [{ appId: 'a', name: 'x' }, { value: true, generation: 'A' }],
  [[], { value: false, generation: 'A' }],
])('app detail %j', (said, told) => expect(AppShape.parse(said)).toEqual(told));

it.each(['An error happened', '', 'x'.repeat(129), '.', '..', null, 7, 'a\nb', '\ud800'])('no id of an instance: %j', (appInstanceId) => {
  expect(DeployedShape.safeParse({ appInstanceId }).success).toBe(false);
});

it('zones: a missing region is null, an odd status unknown, a missing id is refused', () => {
  const zone = { edgeCloudZoneId: 'z', edgeCloudZoneName: 'n', edgeCloudProvider: 'p' };
  expect(ZonesShape.parse([{ ...zone, edgeCloudZoneStatus: 'Ready' }, { ...zone, edgeCloudRegion: '', edgeCloudZoneStatus: 'active' }])).toEqual([
    { id: 'z', name: 'n', provider: 'p', region: null, status: 'unknown' },
    { id: 'z', name: 'n', provider: 'p', region: null, status: 'active' },
  ]);
  expect(ZonesShape.safeParse([{ ...zone, edgeCloudZoneId: undefined }]).success).toBe(false);
});

it.each([
  ['"Service function already exists in the catalogue"', true],
  ['Service function already exists in the catalogue\n', true],
  ['{"appId":"already exists"}', false],
  ['"created"', false],
])('generation A’s word for a taken name: %s', (text, expected) => expect(saysAlreadyThere({ status: 200, text })).toBe(expected));
