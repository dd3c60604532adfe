import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../kernel/id.js';
import { Refusal } from '../../kernel/refusal.js';
import type { Sinks, SinkSubscription } from '../../outbound/sinks.js';
import type { Tx } from '../../outbound/storage/database.js';
import { eventSinks } from './event-sink.service.js';
import type { EventSinkCredentialInput, SinkRequest } from './event-sink.types.js';

const NOW = new Date('2026-11-21T12:00:00Z');
const LATER = new Date('2026-12-01T00:00:00Z');
const registered: SinkSubscription[] = [];
const asked: string[] = [];
const sinks: Sinks = {
  async admit(address, { name, code, field }) {
    asked.push(address);
    if (address.includes('internal')) throw new Refusal(code, `${name} refused`, { field });
  },
  register: async (_tx, subscription) => void registered.push(subscription),
  end: async () => undefined,
};
const withKey = eventSinks({ sinks, privateKeyJwt: true, clock: { now: () => NOW } });
const keyless = eventSinks({ sinks, privateKeyJwt: false, clock: { now: () => NOW } });

const sink = 'https://consumer.example/events';
const bearer: EventSinkCredentialInput = { credentialType: 'ACCESSTOKEN', accessToken: 'token-1', accessTokenExpiresUtc: LATER, accessTokenType: 'bearer' };
const keyed: EventSinkCredentialInput = { credentialType: 'PRIVATE_KEY_JWT', clientId: 'gateway-1', tokenUri: 'https://consumer.example/token' };
const bare = { sink, credentialType: null, accessToken: null, accessTokenExpiresAt: null, clientId: null, tokenUri: null, expiresAt: null, maxEvents: null, initialEvent: false };

beforeEach(() => {
  registered.length = 0;
  asked.length = 0;
});

describe('a sink', () => {
  it('may be missing, and is then not registered', async () => {
    expect([await withKey.admit({}), await withKey.admit({ sink: null, sinkCredential: null })]).toEqual([undefined, undefined]);
    await withKey.register({} as Tx, undefined, { resourceId: newId(), owner: { clientId: 'client-1', userId: null }, eventType: 'changed', source: 'here', now: NOW });
    expect(registered).toEqual([]);
  });

  it('is kept with all that was said of it', async () => {
    expect(await withKey.admit({ sink })).toEqual(bare);
    expect(await withKey.admit({ sink, sinkCredential: bearer, expiresAt: LATER, maxEvents: 5, initialEvent: true })).toEqual({
      ...bare, credentialType: 'ACCESSTOKEN', accessToken: 'token-1', accessTokenExpiresAt: LATER, expiresAt: LATER, maxEvents: 5, initialEvent: true,
    });
    expect(await withKey.admit({ sink, sinkCredential: keyed })).toEqual({ ...bare, credentialType: 'PRIVATE_KEY_JWT', clientId: 'gateway-1', tokenUri: 'https://consumer.example/token' });
    expect(asked).toEqual([sink, sink, 'https://consumer.example/token', sink]);
  });

  it('is registered with its resource', async () => {
    const about = { resourceId: newId(), owner: { clientId: 'client-1', userId: 'user-1' }, eventType: 'changed', source: 'https://gateway.example/sessions/1', now: NOW };
    await withKey.register({} as Tx, await withKey.admit({ sink, sinkCredential: bearer }), about);
    expect(registered).toEqual([{ ...bare, credentialType: 'ACCESSTOKEN', accessToken: 'token-1', accessTokenExpiresAt: LATER, ...about }]);
  });

  it.each<readonly [string, SinkRequest, string, string]>([
    ['a credential and no sink', { sinkCredential: bearer }, 'INVALID_CREDENTIAL', 'sinkCredential'],
    ['an address that may not be called', { sink: 'https://internal/' }, 'INVALID_SINK', 'sink'],
    ['a credential of another kind', { sink, sinkCredential: { ...bearer, credentialType: 'PLAIN' } }, 'INVALID_CREDENTIAL', 'sinkCredential.credentialType'],
    ['no token', { sink, sinkCredential: { ...bearer, accessToken: null } }, 'INVALID_ARGUMENT', 'sinkCredential.accessToken'],
    ['a token without an end', { sink, sinkCredential: { credentialType: 'ACCESSTOKEN', accessToken: 'planted', accessTokenType: 'bearer' } }, 'INVALID_ARGUMENT', 'sinkCredential.accessTokenExpiresUtc'],
    ['a token of no type', { sink, sinkCredential: { ...bearer, accessTokenType: null } }, 'INVALID_ARGUMENT', 'sinkCredential.accessTokenType'],
    ['a token of another type', { sink, sinkCredential: { ...bearer, accessTokenType: 'mac' } }, 'INVALID_TOKEN', 'sinkCredential.accessTokenType'],
    ['an empty token', { sink, sinkCredential: { ...bearer, accessToken: '' } }, 'INVALID_TOKEN', 'sinkCredential.accessToken'],
    ['a token with a line break', { sink, sinkCredential: { ...bearer, accessToken: 'planted\r\nx-evil: 1' } }, 'INVALID_TOKEN', 'sinkCredential.accessToken'],
    ['a token that is too long', { sink, sinkCredential: { ...bearer, accessToken: 'x'.repeat(4097) } }, 'INVALID_TOKEN', 'sinkCredential.accessToken'],
    ['a token that has expired', { sink, sinkCredential: { ...bearer, accessTokenExpiresUtc: NOW } }, 'INVALID_TOKEN', 'sinkCredential.accessTokenExpiresUtc'],
    ['an end that has passed', { sink, expiresAt: NOW }, 'INVALID_ARGUMENT', 'config.subscriptionExpireTime'],
    ['no event at all', { sink, maxEvents: 0 }, 'INVALID_ARGUMENT', 'config.subscriptionMaxEvents'],
    ['a key, and nothing that was shared', { sink, sinkCredential: { credentialType: 'PRIVATE_KEY_JWT' } }, 'PRIVATE_KEY_JWT_NOT_CONFIGURED', 'sinkCredential'],
    ['a key and no client', { sink, sinkCredential: { ...keyed, clientId: null } }, 'INVALID_ARGUMENT', 'sinkCredential.clientId'],
    ['a key and a client that is too long', { sink, sinkCredential: { ...keyed, clientId: 'x'.repeat(129) } }, 'INVALID_ARGUMENT', 'sinkCredential.clientId'],
    ['a key and no token endpoint', { sink, sinkCredential: { ...keyed, tokenUri: null } }, 'INVALID_ARGUMENT', 'sinkCredential.tokenUri'],
    ['a key and a token endpoint that may not be called', { sink, sinkCredential: { ...keyed, tokenUri: 'https://internal/token' } }, 'INVALID_ARGUMENT', 'sinkCredential.tokenUri'],
  ])('is refused with %s', async (_what, request, code, field) => {
    const refusal = await withKey.admit(request).catch((thrown: unknown) => thrown);
    expect(refusal).toMatchObject({ name: 'Refusal', code, field });
    expect((refusal as Error).message).not.toContain('planted');
    await expect(withKey.admit({ ...request, within: 'subscription' })).rejects.toMatchObject({ code, field: `subscription.${field}` });
  });

  it('is refused with PRIVATE_KEY_JWT where the gateway has no key', async () => {
    await expect(keyless.admit({ sink, sinkCredential: keyed })).rejects.toMatchObject({ code: 'PRIVATE_KEY_JWT_NOT_CONFIGURED', status: 422 });
    expect(asked).toEqual([]);
  });
});
