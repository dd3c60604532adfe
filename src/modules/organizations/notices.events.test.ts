import { expect, it } from 'vitest';
import type { LoggedEvent } from '../../kernel/event.js';
import { HUB_EVENT_TYPES, toHubNotices } from './notices.events.js';

const event = (type: string, data: object = {}): LoggedEvent => ({ id: 'e', type, subject: '1', owner: { clientId: 'c', userId: null }, time: new Date(0), correlator: null, position: 1n, data });
const organization = { id: '1', tradingName: 'T' };

it('tells a change of several members as one event each, and of very many as one', () => {
  const notices = (fieldPaths: string[]) => toHubNotices(event('organizations.organization.changed', { organization, fieldPaths }));
  expect(notices(['name', 'nameType'])).toEqual(['name', 'nameType'].map((fieldPath) => ({ api: 'party', eventType: 'OrganizationAttributeValueChangeEvent', member: 'organization', resource: organization, fieldPath })));
  expect(notices(Array.from({ length: 17 }, String))).toEqual([{ api: 'party', eventType: 'OrganizationAttributeValueChangeEvent', member: 'organization', resource: organization }]);
});

it('says nothing of other events, and only what TMF632 has names for', () => {
  expect(['catalog.changed', 'organizations.organization.other', 'organizations.organization.created.more'].flatMap((type) => toHubNotices(event(type)))).toEqual([]);
  expect(HUB_EVENT_TYPES).toHaveLength(8);
  for (const kind of ['organization', 'individual']) {
    for (const fact of ['created', 'changed', 'state-changed', 'deleted']) {
      const [notice] = toHubNotices(event(`organizations.${kind}.${fact}`, { [kind]: organization }));
      expect(HUB_EVENT_TYPES).toContain(notice?.eventType);
      expect(notice).toMatchObject({ member: kind, resource: organization });
    }
  }
});
