import { describe, expect, it } from 'vitest';
import { newId } from '../../kernel/id.js';
import { Refusal } from '../../kernel/refusal.js';
import type { SinkSubscription } from '../../outbound/sinks.js';
import type { Tx } from '../../outbound/storage/database.js';
import { CAMARA_EVENT_TYPES, type CamaraResource } from './notices.events.js';
import { subscriptionService } from './subscription-request.service.js';
import type { SubscriptionRequestInput } from './subscription-request.types.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const LATER = new Date('2026-12-01T00:00:00Z');
const { 'app-instance-status-change': INSTANCE, 'app-deployment-status-change': DEPLOYMENT, 'subscription-ended': ENDED } = CAMARA_EVENT_TYPES;

const registered: SinkSubscription[] = [];
const service = subscriptionService({
  sinks: {
    async admit(sink, { code, field }) {
      if (sink.includes('internal')) throw new Refusal(code, 'refused', { field });
    },
    register: async (_tx, subscription) => void registered.push(subscription),
    end: async () => undefined,
  },
  sourceBase: 'https://gateway.example/eam',
});

const sink = 'https://consumer.example/events';
const credential = { credentialType: 'ACCESSTOKEN', accessToken: 'token-1', accessTokenExpiresUtc: LATER, accessTokenType: 'bearer' };
const admit = (request: Partial<SubscriptionRequestInput> = {}, resource: CamaraResource = 'app-instance') => service.admit({ sink, ...request }, resource);

describe('a subscription request', () => {
  it('may be missing', async () => {
    expect([await service.admit(null, 'app-instance'), await service.admit(undefined, 'app-instance')]).toEqual([undefined, undefined]);
    await service.register({} as Tx, undefined, { resourceId: newId(), owner: { clientId: 'client-1', userId: null }, now: NOW });
    expect(registered).toEqual([]);
  });

  it('is by default for the status of its resource, without end', async () => {
    expect(await admit()).toEqual({ resource: 'app-instance', sink, eventType: INSTANCE, credentialType: null, accessToken: null, accessTokenExpiresAt: null, clientId: null, tokenUri: null, expiresAt: null, maxEvents: null, initialEvent: false });
    expect(await admit({}, 'app-deployment')).toMatchObject({ eventType: DEPLOYMENT });
  });

  it('keeps all that it says', async () => {
    const config = { subscriptionExpireTime: LATER, subscriptionMaxEvents: 5, initialEvent: true };
    expect(await admit({ types: [ENDED], sinkCredential: credential, config })).toEqual({
      resource: 'app-instance', sink, eventType: ENDED, credentialType: 'ACCESSTOKEN', accessToken: 'token-1', accessTokenExpiresAt: LATER, clientId: null, tokenUri: null, expiresAt: LATER, maxEvents: 5, initialEvent: true,
    });
  });

  it.each<readonly [string, Partial<SubscriptionRequestInput>, string]>([
    ['no type', { types: [] }, 'types'],
    ['two types', { types: [INSTANCE, ENDED] }, 'types'],
    ['a foreign type', { types: ['com.example.changed'] }, 'types'],
    ['the type of another resource', { types: [DEPLOYMENT] }, 'types'],
    ['a credential of another kind', { sinkCredential: { ...credential, credentialType: 'PLAIN' } }, 'sinkCredential.credentialType'],
    ['a token of another kind', { sinkCredential: { ...credential, accessTokenType: 'mac' } }, 'sinkCredential.accessTokenType'],
    ['an empty token', { sinkCredential: { ...credential, accessToken: '' } }, 'sinkCredential.accessToken'],
    ['a token with a line break', { sinkCredential: { ...credential, accessToken: 'planted\r\nx-evil: 1' } }, 'sinkCredential.accessToken'],
    ['a token outside ASCII', { sinkCredential: { ...credential, accessToken: 'planted-ä' } }, 'sinkCredential.accessToken'],
    ['no event at all', { config: { subscriptionMaxEvents: 0 } }, 'config.subscriptionMaxEvents'],
    ['a sink that may not be called', { sink: 'https://internal/' }, 'sink'],
  ])('is refused with %s', async (_what, request, field) => {
    const refusal = await admit(request).catch((thrown: unknown) => thrown);
    expect(refusal).toMatchObject({ code: 'INVALID_ARGUMENT', field: `subscriptionRequest.${field}` });
    expect((refusal as Error).message).not.toContain('planted');
  });

  it('is registered with its resource as the source', async () => {
    const about = { resourceId: newId(), owner: { clientId: 'client-1', userId: 'user-1' }, now: NOW };
    await service.register({} as Tx, await admit({ sinkCredential: credential }), about);
    await service.register({} as Tx, await admit({}, 'app-deployment'), about);
    expect(registered.map(({ source }) => source)).toEqual([`https://gateway.example/eam/app-instances/${about.resourceId}`, `https://gateway.example/eam/deployments/${about.resourceId}`]);
    expect(registered[0]).toMatchObject({ ...about, sink, accessToken: 'token-1', accessTokenExpiresAt: LATER });
    expect(registered[0]).not.toHaveProperty('resource');
  });

  it.each<readonly [string, Partial<SubscriptionRequestInput>, string]>([
    ['it would be over', { config: { subscriptionExpireTime: NOW } }, 'config.subscriptionExpireTime'],
    ['its token would be', { sinkCredential: { ...credential, accessTokenExpiresUtc: NOW } }, 'sinkCredential.accessTokenExpiresUtc'],
  ])('is not registered when %s before it began', async (_what, request, field) => {
    const before = registered.length;
    const registering = service.register({} as Tx, await admit(request), { resourceId: newId(), owner: { clientId: 'client-1', userId: null }, now: NOW });
    await expect(registering).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: `subscriptionRequest.${field}` });
    expect(registered).toHaveLength(before);
  });
});
