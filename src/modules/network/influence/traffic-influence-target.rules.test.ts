import { describe, expect, it } from 'vitest';
import { handEdge } from '../../../../test/support/influence-world.js';
import { newId } from '../../../kernel/id.js';
import { isSame, requestsFor, targetsAfter, targetsOf, type InfluencePlace } from './traffic-influence-target.rules.js';

const anywhere = (about: Partial<InfluencePlace> = {}): InfluencePlace => ({ appInstanceId: null, edgeCloudRegion: null, edgeCloudZoneId: null, ...about });

/** Two zones in the north, one in the south; an instance in each but the last. */
function anEdge() {
  const edge = handEdge();
  const [first, second, south] = [edge.addZone(), edge.addZone(), edge.addZone({ region: 'south' })];
  const a = edge.addInstance({ edgeCloudZoneId: first.id });
  const b = edge.addInstance({ edgeCloudZoneId: second.id });
  const around = { instances: edge.places, zones: edge.listed };
  const ids = (place: InfluencePlace) => targetsOf(edge.appId, place, around).map(({ appInstanceId }) => appInstanceId);
  return { edge, first, second, south, a, b, around, ids };
}

describe('the instances that an influence leads to', () => {
  it('are the named one, those of the zone, those of the region, or all', () => {
    const { first, a, b, ids } = anEdge();
    expect(ids(anywhere({ appInstanceId: b.id }))).toEqual([b.id]);
    expect(ids(anywhere({ edgeCloudZoneId: first.id }))).toEqual([a.id]);
    expect(ids(anywhere({ edgeCloudRegion: 'north' }))).toEqual([a.id, b.id]);
    expect(ids(anywhere())).toEqual([a.id, b.id]);
  });

  it('are told with their address, or that of their zone, and the name that the SRM has for it', () => {
    const edge = handEdge();
    const zone = edge.addZone({ address: '192.0.2.200' });
    edge.addInstance({ edgeCloudZoneId: zone.id, address: '192.0.2.1' });
    edge.addInstance({ edgeCloudZoneId: zone.id, address: null });
    edge.addInstance({ edgeCloudZoneId: newId(), address: '192.0.2.3' });
    expect(targetsOf(edge.appId, anywhere(), { instances: edge.places, zones: edge.listed }).map(({ server, zone: upstream }) => [server, upstream])).toEqual([
      ['192.0.2.1', zone.upstreamId],
      ['192.0.2.200', zone.upstreamId],
      ['192.0.2.3', undefined],
    ]);
  });

  it('without a known address are left out, and refused when there is no other', () => {
    const edge = handEdge();
    const unknown = edge.addInstance({ address: null });
    const around = { instances: edge.places, zones: edge.listed };
    expect(() => targetsOf(edge.appId, anywhere(), around)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'appId' }));
    expect(() => targetsOf(edge.appId, anywhere({ appInstanceId: unknown.id }), around)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'appInstanceId' }));
    const known = edge.addInstance();
    expect(targetsOf(edge.appId, anywhere(), around).map(({ appInstanceId }) => appInstanceId)).toEqual([known.id]);
  });

  it.each<[string, (world: ReturnType<typeof anEdge>) => InfluencePlace, string]>([
    ['an instance of another app', () => anywhere({ appInstanceId: newId() }), 'appInstanceId'],
    ['a zone that is not there', () => anywhere({ edgeCloudZoneId: newId() }), 'edgeCloudZoneId'],
    ['a region that is not there', () => anywhere({ edgeCloudRegion: 'west' }), 'edgeCloudRegion'],
    ['a zone without an instance', ({ south }) => anywhere({ edgeCloudZoneId: south.id }), 'edgeCloudZoneId'],
    ['a region without an instance', () => anywhere({ edgeCloudRegion: 'south' }), 'edgeCloudRegion'],
    ['a zone of another region', ({ first }) => anywhere({ edgeCloudZoneId: first.id, edgeCloudRegion: 'south' }), 'edgeCloudRegion'],
    ['an instance elsewhere', ({ a, second }) => anywhere({ appInstanceId: a.id, edgeCloudZoneId: second.id }), 'appInstanceId'],
  ])('cannot be those of %s', (_what, place, field) => {
    const world = anEdge();
    expect(() => world.ids(place(world))).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field }));
  });
});

describe('the place of an influence that is changed', () => {
  it('is the one named now within the one named before', () => {
    const { edge, a, around } = anEdge();
    expect(targetsAfter(edge.appId, anywhere({ edgeCloudRegion: 'north' }), anywhere({ appInstanceId: a.id }), around).place).toEqual(anywhere({ edgeCloudRegion: 'north', appInstanceId: a.id }));
  });

  it('is the one named now alone when the two do not go together', () => {
    const { edge, a, b, second, around } = anEdge();
    const { place, targets } = targetsAfter(edge.appId, anywhere({ appInstanceId: a.id }), anywhere({ edgeCloudZoneId: second.id }), around);
    expect(place).toEqual(anywhere({ edgeCloudZoneId: second.id }));
    expect(targets.map(({ appInstanceId }) => appInstanceId)).toEqual([b.id]);
  });

  it('is refused when it is none by itself', () => {
    const { edge, south, around } = anEdge();
    expect(() => targetsAfter(edge.appId, anywhere(), anywhere({ edgeCloudZoneId: south.id }), around)).toThrow(expect.objectContaining({ field: 'edgeCloudZoneId' }));
  });
});

describe('what is asked of the network', () => {
  const targets = [
    { appInstanceId: 'a', server: '192.0.2.1', zone: 'up-1' },
    { appInstanceId: 'b', server: '192.0.2.2', zone: undefined },
  ];
  const filters = { sourceTrafficFilters: { sourcePort: 5_000 }, destinationTrafficFilters: { destinationPort: 443, destinationProtocol: 'TCP' } };

  it('is one flow for each instance', () => {
    const device = { phoneNumber: '+351910000001' };
    expect(requestsFor('app', targets, { device, filters, round: 2 })).toEqual([
      { kind: 'influence', appId: 'app', server: '192.0.2.1', device, zone: 'up-1', sourcePort: 5_000, destinationPort: 443, destinationProtocol: 'TCP', ours: { appInstanceId: 'a', round: 2, of: 2 } },
      { kind: 'influence', appId: 'app', server: '192.0.2.2', device, sourcePort: 5_000, destinationPort: 443, destinationProtocol: 'TCP', ours: { appInstanceId: 'b', round: 2, of: 2 } },
    ]);
  });

  it('is the same in any order and any round, and another with any other member', () => {
    const asked = requestsFor('app', targets, { device: undefined, filters, round: 1 });
    expect(isSame(asked, requestsFor('app', [...targets].reverse(), { device: undefined, filters, round: 2 }))).toBe(true);
    expect(isSame(asked, requestsFor('app', targets, { device: undefined, filters: {}, round: 2 }))).toBe(false);
    expect(isSame(asked, requestsFor('app', targets.slice(1), { device: undefined, filters, round: 2 }))).toBe(false);
  });
});
