import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterFact as applicationAfter, nextStep, type ApplicationFact, type ApplicationState } from './hosted-application.rules.js';
import { afterFact as instanceAfter, isNews, nextLook, type HostedInstanceFact, type HostedInstanceState } from './hosted-instance.rules.js';
import { endpointOf, offeredZones, zoneNews, zoneResources } from './offered-zones.rules.js';

describe('the life of a partner’s application', () => {
  const document = { appComponentSpecs: [{ artefactId: 'a' }] };
  const begun: ApplicationState = { status: 'PENDING', statusReason: null, localAppId: null, removing: false, document: document as never };
  const facts = fc.oneof<fc.Arbitrary<ApplicationFact>[]>(
    fc.record({ kind: fc.constant('submitted' as const), localAppId: fc.constantFrom('1', '2'), artefactId: fc.constantFrom('a', 'b') }),
    fc.record({ kind: fc.constant('refused' as const), reason: fc.constant('no'), artefactId: fc.constantFrom('a', 'b') }),
    fc.record({ kind: fc.constantFrom('withdrawn' as const, 'remade' as const, 'removal-requested' as const) }),
  );

  it('ends in its removal once that is asked for, and never loses an app that is to go', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 12 }), fc.array(facts, { maxLength: 12 }), (before, after) => {
        const asked = applicationAfter(before.reduce(applicationAfter, begun), { kind: 'removal-requested' });
        const last = after.reduce(applicationAfter, asked);
        expect(last).toMatchObject({ removing: true, status: 'DEBOARDING' });
        expect(nextStep(last)).toBe('remove');
        const known = after.filter((fact) => fact.kind === 'submitted' || fact.kind === 'withdrawn').at(-1);
        expect(last.localAppId).toBe(known === undefined ? asked.localAppId : known.kind === 'submitted' ? known.localAppId : null);
      }),
    );
  });

  it('is onboarded only as what it is made of now', () => {
    expect(applicationAfter(begun, { kind: 'submitted', localAppId: '1', artefactId: 'a' })).toMatchObject({ status: 'ONBOARDED', localAppId: '1' });
    const late = applicationAfter(begun, { kind: 'submitted', localAppId: '1', artefactId: 'b' });
    expect([late.status, nextStep(late)]).toEqual(['PENDING', 'withdraw']);
    expect(nextStep(applicationAfter(late, { kind: 'withdrawn' }))).toBe('submit');
    expect(applicationAfter(begun, { kind: 'refused', reason: 'no', artefactId: 'b' })).toEqual(begun);
  });
});

describe('the life of a partner’s instance', () => {
  const begun: HostedInstanceState = { state: 'PENDING', message: null, localId: null, removing: false, accessPoints: null };
  const facts = fc.oneof<fc.Arbitrary<HostedInstanceFact>[]>(
    fc.record({ kind: fc.constant('placed' as const), localId: fc.constantFrom('1', '2') }),
    fc.record({ kind: fc.constant('seen' as const), status: fc.constantFrom('ready', 'instantiating', 'failed', 'terminating', 'unknown'), reason: fc.constantFrom(null, 'why'), accessPoints: fc.constantFrom([], [{ interfaceId: 'a' }]) }),
    fc.record({ kind: fc.constant('refused' as const), reason: fc.constant('no') }),
    fc.record({ kind: fc.constant('removal-requested' as const) }),
  );

  it('goes once that is asked for, whatever is seen of it afterwards', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 12 }), fc.array(facts, { maxLength: 12 }), (before, after) => {
        const last = [...before, { kind: 'removal-requested' } as const, ...after].reduce(instanceAfter, begun);
        expect(last).toMatchObject({ removing: true, state: 'TERMINATING' });
        expect(nextLook(last, 0)).toBeGreaterThan(0);
      }),
    );
  });

  it('is news once: the same fact again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 12 }), facts, (before, fact) => {
        const once = instanceAfter(before.reduce(instanceAfter, begun), fact);
        expect(isNews(once, instanceAfter(once, fact))).toBe(false);
        expect(instanceAfter(once, fact)).toEqual(once);
      }),
    );
  });

  it('is looked at without being heard of while nobody knows where it is reached, for a while', () => {
    const ready = { ...begun, state: 'READY' } as const;
    expect([nextLook(ready, 0), nextLook(ready, 40_000), nextLook(ready, 599_000), nextLook(ready, 600_000)]).toEqual([1_000, 10_000, 30_000, undefined]);
    expect(nextLook({ ...ready, accessPoints: [] }, 0)).toBeUndefined();
    expect(nextLook(begun, 0)).toBeUndefined();
  });
});

describe('what partners are offered', () => {
  const zone = (name: string, region: string | null, status: 'active' | 'inactive' | 'unknown' = 'active') => ({ id: `id-${name}`, name, region, status });

  it('is what the settings place, by name, by region, or whatever is left', () => {
    const zones = [zone('a', 'r'), zone('b', 'r'), zone('c', null, 'unknown'), zone('d', 'd'), zone('e', 'r', 'inactive')];
    expect(offeredZones(zones, new Map([['a', '1,1'], ['r', '2,2']]))).toEqual([
      { zoneId: 'id-a', geolocation: '1,1', geographyDetails: 'a, r' },
      { zoneId: 'id-b', geolocation: '2,2', geographyDetails: 'b, r' },
    ]);
    expect(offeredZones(zones, new Map([['*', '3,3']])).map(({ geographyDetails }) => geographyDetails)).toEqual(['a, r', 'b, r', 'c', 'd']);
    expect(offeredZones(zones, new Map())).toEqual([]);
  });

  it('is told when it changes: everything that is different, and once', () => {
    const sets = fc.subarray(['a', 'b', 'c', 'd']);
    fc.assert(
      fc.property(sets, sets, sets, (told, offered, accepted) => {
        const details = (ids: readonly string[]) => ids.map((zoneId) => ({ zoneId, geolocation: '1,1', geographyDetails: zoneId }));
        const news = zoneNews(details(told), details(offered), new Set(accepted));
        expect(news.map(({ zoneId }) => zoneId).sort()).toEqual(['a', 'b', 'c', 'd'].filter((id) => told.includes(id) !== offered.includes(id)));
        for (const { zoneId, kind } of news) expect(kind).toBe(accepted.includes(zoneId) ? 'STATUS' : offered.includes(zoneId) ? 'ADD' : 'REMOVE');
      }),
    );
  });

  it('has a limit that the largest flavour fits in', () => {
    const flavours = [{ id: 's', cpus: 1, memory: 9, storage: 3 }, { id: 'l', cpus: 4, memory: 8, storage: 2 }];
    expect(zoneResources('z', flavours)).toMatchObject({ zoneId: 'z', computeResourceQuotaLimits: [{ numCPU: '4', memory: 9, diskStorage: 3 }], flavoursSupported: [{ flavourId: 's' }, { flavourId: 'l', numCPU: 4, memorySize: 8, storageSize: 2 }] });
  });

  it('is reached at the gateway’s own address', () => {
    expect(['http://127.0.0.1:3000', 'http://[::1]:3000', 'https://op-b.example', 'http://op-b.example/gw'].map(endpointOf)).toEqual([
      { port: 3000, ipv4Addresses: ['127.0.0.1'] }, { port: 3000, ipv6Addresses: ['::1'] }, { port: 443, fqdn: 'op-b.example' }, { port: 80, fqdn: 'op-b.example' },
    ]);
  });
});
