import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FederationDetails, PartnerStatus } from '../manager/fm.types.js';
import { accepted, accepting, changesBetween, created, looked, missed, WORD_MS } from './federation.rules.js';
import type { FederationRow, WithZones } from './federation.store.js';
import { readPartnerStatus, type PartnerStatusEvent } from './partner-status.manifest.js';
import { told } from './told.rules.js';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const ID = '7d0c2a54-6b7e-4f1c-9c6d-0d6f1f0a5b11';

const blank: FederationRow = {
  id: ID, clientId: 'me', userId: null, partner: 'op', contextId: null, phase: 'CREATING', status: 'NOT_AVAILABLE', statusReason: null, dialect: null,
  request: { origOPFederationId: 'northbound', initialDate: '', origOPMobileNetworkCodes: { mcc: '202', mncs: ['01'] } },
  partnerFederationId: null, partnerCountryCode: null, partnerNetworks: { fixed: [] }, allowedNetworks: { fixed: [] }, edgeDiscoveryEndpoint: null, lcmEndpoint: null, platformCaps: [],
  statusLink: null, statusCredentials: null, toldAt: {}, failures: 0, revision: 0, createdAt: NOW, updatedAt: NOW,
};
const offer = (zoneId: string) => ({ zoneId, geolocation: '1,1', geographyDetails: zoneId });
const founded = created({ federation: blank, zones: [] }, { contextId: 'c1', partnerFederationId: 'op-b', partnerFixedNetworks: [], offeredZones: ['z1', 'z2'].map(offer), platformCaps: [] }, NOW);
const zone1 = founded.zones.find(({ zoneId }) => zoneId === 'z1')!;
const standing = accepted(accepting(founded, [zone1.id], NOW), [zone1.id], [{ zoneId: 'z1', flavours: [], document: {} }], NOW);

const seen = ({ federation, zones }: WithZones) => ({
  status: federation.status,
  allowed: { mobile: [...(federation.allowedNetworks.mobile?.mncs ?? [])].sort(), fixed: [...federation.allowedNetworks.fixed].sort() },
  endpoints: [federation.edgeDiscoveryEndpoint, federation.lcmEndpoint],
  zones: zones.map(({ zoneId, phase, status }) => ({ zoneId, phase, status })).sort((one, other) => one.zoneId.localeCompare(other.zoneId)),
});

const STATUSES: readonly PartnerStatus[] = ['FAILED', 'TEMPORARY_FAILURE', 'AVAILABLE', 'LOCKED', 'NOT_AVAILABLE'];
const zoneId = fc.constantFrom('z1', 'z2', 'z3');
const anEvent = fc.oneof(
  fc.constantFrom(...STATUSES).map((federationStatus) => ({ objectType: 'FEDERATION', operationType: 'STATUS', federationStatus })),
  fc.record({ zoneId, status: fc.constantFrom(...STATUSES) }).map((one) => ({ objectType: 'ZONES', operationType: 'STATUS', zoneStatus: [one] })),
  zoneId.map((id) => ({ objectType: 'ZONES', operationType: 'ADD', addZones: [offer(id)] })),
  zoneId.map((id) => ({ objectType: 'ZONES', operationType: 'REMOVE', removeZones: [id] })),
  fc.integer({ min: 1, max: 3 }).map((port) => ({ objectType: 'LCM_SERVICE', operationType: 'UPDATE', lcmSvcEndPoint: { port, fqdn: 'x' } })),
  fc.constantFrom('01', '02').map((mnc) => ({ objectType: 'MOBILE_NETWORK_CODES', operationType: 'ADD', addMobileNetworkIds: { mcc: '202', mncs: [mnc] } })),
  fc.constantFrom('01', '02').map((mnc) => ({ objectType: 'MOBILE_NETWORK_CODES', operationType: 'REMOVE', removeMobileNetworkIds: { mcc: '202', mncs: [mnc] } })),
  fc.constantFrom('30', '31').map((code) => ({ objectType: 'FIXED_NETWORK_CODES', operationType: 'ADD', addFixedNetworkIds: [code] })),
);
/** What a partner tells, in the order in which it happened there. */
const aStory = fc.array(anEvent, { maxLength: 8 }).map((events): readonly PartnerStatusEvent[] => events.map((event, second) => readPartnerStatus({ ...event, modificationDate: new Date(NOW.getTime() + 1_000 * second).toISOString() })));
const all = (state: WithZones, events: readonly PartnerStatusEvent[]): WithZones => events.reduce((before, event) => told(before, event, NOW).next, state);

const details: FederationDetails = { allowedMobileNetworks: { mcc: '202', mncs: ['07'] }, allowedFixedNetworks: ['99'], offeredZones: ['z1', 'z3'].map(offer) };

describe('what a partner tells', () => {
  it('ends the same in every order and however often it is heard, but for a zone that was taken back meanwhile', () => {
    fc.assert(
      fc.property(aStory, fc.infiniteStream(fc.nat()), (story, picks) => {
        const heard = [...story, ...story].map((event) => ({ event, at: picks.next().value as number })).sort((one, other) => one.at - other.at).map(({ event }) => event);
        const plain = (state: WithZones) => ({ ...seen(state), zones: seen(state).zones.map((zone) => ({ ...zone, phase: zone.phase === 'WITHDRAWN' ? 'ACCEPTED' : zone.phase })) });
        // Every word's thing is settled by the last one about it.
        expect(plain(all(standing, heard))).toEqual(plain(all(standing, story)));
      }),
    );
  });

  it('told again changes nothing and is no news', () => {
    fc.assert(
      fc.property(aStory, (story) => {
        const after = all(standing, story);
        for (const event of story) expect(told(after, event, NOW)).toMatchObject({ next: after, news: false });
      }),
    );
  });

  it('in any order, doubled or dropped, ends after a look as if nothing had been told, once its word is old', () => {
    const later = new Date(NOW.getTime() + WORD_MS);
    const untold = seen(looked(standing, details, later));
    fc.assert(
      fc.property(aStory, fc.infiniteStream(fc.boolean()), (story, drops) => {
        const state = looked(all(standing, [...story].reverse().filter(() => drops.next().value as boolean)), details, later);
        const zones = seen(state).zones.map((zone) => (zone.phase === 'WITHDRAWN' ? { ...zone, phase: 'ACCEPTED' as const } : zone));
        // One that was taken back is asked for by the worker before it counts as accepted again.
        expect({ ...seen(state), zones }).toEqual(untold);
        expect(state.federation.toldAt).toEqual({});
      }),
    );
  });

  it('calls for a look whenever the partner can be asked for it', () => {
    fc.assert(
      fc.property(aStory, (story) => {
        for (const event of story) {
          const { next, look } = told(standing, event, NOW);
          if (changesBetween(standing, next).some((change) => change !== 'STATUS' && event.operationType !== 'STATUS')) expect(look).toBe(true);
        }
      }),
    );
  });

  it('of a status outlives an outage', () => {
    const locked = all(standing, [readPartnerStatus({ objectType: 'FEDERATION', operationType: 'STATUS', federationStatus: 'LOCKED', modificationDate: NOW.toISOString() })]);
    const out = [1, 2, 3].reduce((state) => missed(state), locked);
    expect([out.federation.status, looked(out, details, NOW).federation.status]).toEqual(['TEMPORARY_FAILURE', 'LOCKED']);
  });

  it('is not remembered without end', () => {
    const many = Array.from({ length: 3 }, (_, page) => readPartnerStatus({ objectType: 'ZONES', operationType: 'STATUS', zoneStatus: Array.from({ length: 1_000 }, (__, index) => ({ zoneId: `p${page}-${index}`, status: 'LOCKED' })), modificationDate: NOW.toISOString() }));
    expect(Object.keys(all(standing, many).federation.toldAt)).toHaveLength(2_000);
  });
});
