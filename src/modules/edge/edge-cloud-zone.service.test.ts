import { beforeEach, describe, expect, it } from 'vitest';
import { Refusal } from '../../kernel/refusal.js';
import { edgeCloudZoneService, isOwn, ZONE_LIST_AGE_MS, type EdgeCloudZoneService } from './edge-cloud-zone.service.js';
import { noPartners, type PartnerZone } from './neighbours.types.js';
import { fakeSrm, FAKE_ZONES, noConnection, type FakeSrm } from './srm.source.fake.js';

const THEIRS: PartnerZone = { id: '5e0c1a52-9d0e-5b5f-8f1a-2b7c64a0d101', name: 'Barcelona', provider: 'op-partner', region: null, countryCode: 'ES', status: 'active', federationContextId: 'ctx' };

describe('edge cloud zones of our own and of partners', () => {
  let srm: FakeSrm;
  let lent: PartnerZone[];
  let zones: EdgeCloudZoneService;
  let now = 0;
  beforeEach(() => {
    srm = fakeSrm({ zones: FAKE_ZONES });
    lent = [THEIRS];
    zones = edgeCloudZoneService({ srm, partners: { ...noPartners, zones: async () => lent }, countries: new Map(), clock: { now: () => new Date(now) } });
  });
  const refusal = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'accepted', (failure: unknown) => (failure instanceof Refusal ? failure.code : failure));
  const asked = (): number => srm.calls.filter((method) => method === 'zones').length;

  it('are one list, ours first, with one filter and one count', async () => {
    const { rows, totalCount } = await zones.page(null, null, null);
    expect([rows.length, totalCount, rows.at(-1)]).toEqual([FAKE_ZONES.length + 1, FAKE_ZONES.length + 1, THEIRS]);
    expect((await zones.page({ countryCode: 'ES' }, null, null)).rows).toEqual([THEIRS]);
    expect((await zones.own()).every(isOwn)).toBe(true);
  });
  it('show what a partner lends as it is now, and ask the SRM once in a while', async () => {
    lent = [{ ...THEIRS, status: 'inactive' }];
    expect(await refusal(zones.placeable([THEIRS.id]))).toBe('INCOMPATIBLE_STATE');
    await zones.page(null, null, null);
    lent = [THEIRS];
    expect((await zones.page(null, null, null)).rows.at(-1)).toMatchObject({ status: 'active' });
    expect((await zones.placeable([THEIRS.id])).map(({ id }) => id)).toEqual([THEIRS.id]);
    expect(asked()).toBe(1);
    now += ZONE_LIST_AGE_MS;
    await zones.page(null, null, null);
    expect(asked()).toBe(2);
  });
  it('are no list without the SRM, while a zone of a partner is found without it', async () => {
    srm.fail('zones', noConnection());
    expect(await refusal(zones.page(null, null, null))).toBe('UNAVAILABLE');
    expect(await zones.get(THEIRS.id)).toEqual(THEIRS);
    expect(asked()).toBe(1);
  });
  it('tell what nobody has from what cannot be known', async () => {
    expect(await refusal(zones.get('5e0c1a52-9d0e-5b5f-8f1a-2b7c64a0d199'))).toBe('NOT_FOUND');
    now += ZONE_LIST_AGE_MS;
    srm.fail('zones', noConnection());
    expect(await refusal(zones.get('5e0c1a52-9d0e-5b5f-8f1a-2b7c64a0d199'))).toBe('UNAVAILABLE');
  });
});
