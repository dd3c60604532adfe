import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../../kernel/event.js';
import { isUuid, newId } from '../../kernel/id.js';
import type { HubNotice } from '../../kernel/notice.js';
import { hasMember, type HubMember } from './hub-members.rules.js';
import { checkHubQuery, hubAddress, hubEvent, hubResource, judgeHub, noticeId, readHubQuery, wantsNotice } from './hub.rules.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const created = (resource: HubNotice['resource'] = { id: 'o-1', name: 'North' }): HubNotice => ({ api: 'party', eventType: 'OrganizationCreateEvent', member: 'organization', resource });
const wanted = (query: string | null, notice = created()): boolean => wantsNotice(readHubQuery(query), notice);

describe('the query of a hub', () => {
  it('wants everything when there is none', () => {
    expect([wanted(null), wanted('')]).toEqual([true, true]);
  });

  it.each([
    ['eventType=OrganizationCreateEvent', true],
    ['eventType=OrganizationDeleteEvent', false],
    ['eventType=OrganizationDeleteEvent,OrganizationCreateEvent', true],
    ['eventType=OrganizationDeleteEvent&eventType=OrganizationCreateEvent', true],
    [' eventType = OrganizationCreateEvent ', true],
    ['organization.name=North', true],
    ['event.organization.name=North', true],
    ['organization.name=north', false],
    ['organization.name=South,North', true],
    ['organization.name=North&organization.id=o-2', false],
    ['organization.relatedParty.role=owner', true],
    ['organization.contactMedium.city=Oslo', false],
    ['individual.id=o-1', false],
    ['eventType=OrganizationCreateEvent&organization.name=South', false],
    ['organization.name=North+Sea%2C', false],
  ])('%s: %s', (query, fits) => {
    checkHubQuery('party', query);
    expect(wanted(query, created({ id: 'o-1', name: 'North', relatedParty: [{ role: 'user' }, { role: 'owner' }] }))).toBe(fits);
  });

  it.each([
    ['party', 'eventType=AlarmCreateEvent'],
    ['party', 'eventType='],
    ['party', 'alarm.state=raised'],
    ['party', 'name=North'],
    ['party', 'organization=North'],
    ['party', 'organization.nmae=North'],
    ['party', 'organization.givenName=North'],
    ['party', 'organization.a.b.c=North'],
    ['party', 'organization.name[0]=North'],
    ['alarmManagement', 'eventType=AlarmChangeEvent'],
    ['serviceCatalogManagement', 'eventType=ServiceSpecificationAttributeValueChangeEvent'],
    ['party', `organization.name=${'x'.repeat(2_000)}`],
    ['party', 'organization.name=\u0000'],
    ['party', Array.from({ length: 21 }, (_, at) => `organization.contactMedium.a${at}=x`).join('&')],
    ['party', `organization.name=${Array(101).fill('x').join(',')}`],
  ] as const)('of the API %s is refused: %s', (api, query) => {
    expect(() => checkHubQuery(api, query)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'query' }));
  });

  it.each([
    ['serviceCatalogManagement', 'eventType=ServiceSpecificationChangeEvent,ServiceCatalogBatchEvent&serviceSpecification.lifecycleStatus=Active'],
    ['alarmManagement', 'eventType=AlarmStateChangeEvent&alarm.perceivedSeverity=critical,major'],
  ] as const)('of the API %s is taken: %s', (api, query) => {
    expect(checkHubQuery(api, query)).toBeUndefined();
  });

  it('never throws when it is read, whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (query) => void wanted(query)));
  });
});

describe('the event for a hub', () => {
  const event: LoggedEvent = { id: newId(), type: 'organizations.organization.changed', subject: 'o-1', owner: { clientId: 'a', userId: null }, time: NOW, correlator: 'correlator-1', position: 7n, data: {} };

  it('is what TMF calls one', () => {
    expect(hubEvent(event, { ...created(), eventType: 'OrganizationAttributeValueChangeEvent', fieldPath: 'name' }, 'e-1')).toEqual({
      eventId: 'e-1', eventTime: NOW.toISOString(), eventType: 'OrganizationAttributeValueChangeEvent', timeOcurred: NOW.toISOString(), title: 'OrganizationAttributeValueChangeEvent', domain: 'party',
      correlationId: 'correlator-1', fieldPath: 'name', event: { organization: { id: 'o-1', name: 'North' } },
    });
    expect(hubEvent({ ...event, correlator: null }, created(), 'e-1')).not.toHaveProperty('correlationId');
  });

  it('has an id of its own for each notice, the same whenever it is told', () => {
    const ids = [0, 1, 2].map((index) => noticeId(event.id, index, 3));
    expect(new Set([...ids, event.id]).size).toBe(4);
    expect(ids.every(isUuid)).toBe(true);
    expect([0, 1, 2].map((index) => noticeId(event.id, index, 3))).toEqual(ids);
    expect(noticeId(event.id, 0, 1)).toBe(event.id);
    expect(new Set((['party', 'serviceCatalogManagement', 'alarmManagement'] as const).map(hubResource)).size).toBe(3);
  });

  it.each([
    ['https://client.example/in', 'https://client.example/in'],
    ['https://client.example/listener', 'https://client.example/listener/alarmCreateEvent'],
    ['https://client.example/a/listener/?key=1', 'https://client.example/a/listener/alarmCreateEvent?key=1'],
    ['https://client.example/listeners', 'https://client.example/listeners'],
    ['https://client.example/in?to=/listener', 'https://client.example/in?to=/listener'],
  ])('for %s goes to %s', (callback, address) => {
    expect(hubAddress(callback, 'AlarmCreateEvent')).toBe(address);
  });
});

describe('an attempt at a hub', () => {
  it.each([200, 201, 202, 204, 299])('is delivered with %i', (status) => {
    expect(judgeHub({ status }, 1, NOW)).toEqual({ kind: 'delivered' });
  });

  it.each([undefined, 302, 400, 401, 404, 410, 429, 500, 503])('is made again after 1, 10 and 60 s, and then given up: %s', (status) => {
    const verdicts = [1, 2, 3, 4].map((attempts) => judgeHub({ status }, attempts, NOW));
    expect(verdicts).toEqual([...[1_000, 10_000, 60_000].map((ms) => ({ kind: 'again', at: new Date(NOW.getTime() + ms) })), { kind: 'dead' }]);
  });
});

const SWAGGER = fileURLToPath(new URL('../../../../shared/specs/tmf/swagger/', import.meta.url));
const DEFINED = [
  ['TMF632-Party', 'organization', 'individual'],
  ['TMF633-ServiceCatalog', 'serviceCatalog', 'serviceCategory', 'serviceCandidate', 'serviceSpecification'],
  ['TMF642-Alarm', 'alarm'],
] as const;

describe.skipIf(!existsSync(SWAGGER))('the members that queries may name (needs the definitions of TM Forum in ../shared)', () => {
  it.each(DEFINED)('are those of %s', (file, ...resources) => {
    const { definitions } = JSON.parse(readFileSync(`${SWAGGER}${file}-v4.0.0.swagger.json`, 'utf8')) as { definitions: Record<string, { properties: object }> };
    for (const resource of resources as readonly HubMember[]) {
      const defined = Object.keys(definitions[resource.charAt(0).toUpperCase() + resource.slice(1)]!.properties);
      expect(defined.filter((member) => !hasMember(resource, member))).toEqual([]);
    }
  });
});
