import type { Clock } from '../../kernel/clock.js';
import { isGiven } from '../../kernel/given.js';
import { Refusal, type RefusalCode } from '../../kernel/refusal.js';
import { isSinkToken, type Sinks } from '../../outbound/sinks.js';
import type { AdmittedSink, EventSinkCredentialInput, EventSinks, SinkRequest } from './event-sink.types.js';

export interface EventSinksOptions {
  readonly sinks: Sinks;
  /** Whether the gateway has a key to sign assertions with. */
  readonly privateKeyJwt: boolean;
  readonly clock: Clock;
}

type Credential = Pick<AdmittedSink, 'credentialType' | 'accessToken' | 'accessTokenExpiresAt' | 'clientId' | 'tokenUri'>;
/** Refuses: what is wrong, of which member. */
type Refuse = (code: RefusalCode, field: string, message: string) => Refusal;

const CLIENT_ID = /^[\x20-\x7e]{1,128}$/;

const NONE: Credential = { credentialType: null, accessToken: null, accessTokenExpiresAt: null, clientId: null, tokenUri: null };

/** CAMARA's words for the sinks of QoD, QoS provisioning and traffic influence. */
export function eventSinks({ sinks, privateKeyJwt, clock }: EventSinksOptions): EventSinks {
  async function credentialOf(credential: EventSinkCredentialInput | null | undefined, refuse: Refuse, within: string | undefined): Promise<Credential> {
    if (!isGiven(credential)) return NONE;
    if (credential.credentialType === 'ACCESSTOKEN') return accessToken(credential, clock.now(), refuse);
    if (credential.credentialType !== 'PRIVATE_KEY_JWT') throw refuse('INVALID_CREDENTIAL', 'sinkCredential.credentialType', 'Only the credential types ACCESSTOKEN and PRIVATE_KEY_JWT are supported.');
    const keyed = privateKey(credential, privateKeyJwt, refuse);
    await sinks.admit(keyed.tokenUri, { name: 'tokenUri', code: 'INVALID_ARGUMENT', field: inside(within, 'sinkCredential.tokenUri') });
    return keyed;
  }

  return {
    async admit(request) {
      const { sink, sinkCredential, within } = request;
      const refuse: Refuse = (code, field, message) => new Refusal(code, message, { field: inside(within, field) });
      if (!isGiven(sink)) {
        if (isGiven(sinkCredential)) throw refuse('INVALID_CREDENTIAL', 'sinkCredential', 'A sinkCredential needs a sink.');
        return undefined;
      }
      requireSense(request, clock.now(), refuse);
      const credential = await credentialOf(sinkCredential, refuse, within);
      await sinks.admit(sink, { name: 'sink', code: 'INVALID_SINK', field: inside(within, 'sink') });
      return { sink, ...credential, expiresAt: request.expiresAt ?? null, maxEvents: request.maxEvents ?? null, initialEvent: request.initialEvent ?? false };
    },
    async register(tx, sink, about) {
      if (sink) await sinks.register(tx, { ...sink, ...about });
    },
    end: (tx, resourceId) => sinks.end(tx, resourceId),
  };
}

const inside = (within: string | undefined, field: string): string => (within === undefined ? field : `${within}.${field}`);

function requireSense({ expiresAt, maxEvents }: SinkRequest, now: Date, refuse: Refuse): void {
  if (isGiven(expiresAt) && expiresAt <= now) throw refuse('INVALID_ARGUMENT', 'config.subscriptionExpireTime', 'subscriptionExpireTime must be in the future.');
  if (isGiven(maxEvents) && maxEvents < 1) throw refuse('INVALID_ARGUMENT', 'config.subscriptionMaxEvents', 'subscriptionMaxEvents must be 1 or more.');
}

function accessToken({ accessToken: token, accessTokenExpiresUtc: expiresAt, accessTokenType: type }: EventSinkCredentialInput, now: Date, refuse: Refuse): Credential {
  const missing = Object.entries({ accessToken: token, accessTokenExpiresUtc: expiresAt, accessTokenType: type }).find(([, value]) => !isGiven(value));
  if (missing || !isGiven(token) || !isGiven(expiresAt)) throw refuse('INVALID_ARGUMENT', `sinkCredential.${missing?.[0]}`, 'ACCESSTOKEN needs accessToken, accessTokenExpiresUtc and accessTokenType.');
  if (type !== 'bearer') throw refuse('INVALID_TOKEN', 'sinkCredential.accessTokenType', 'Only the access token type bearer is supported.');
  if (!isSinkToken(token)) throw refuse('INVALID_TOKEN', 'sinkCredential.accessToken', 'accessToken must be 1 to 4096 visible ASCII characters.');
  if (expiresAt <= now) throw refuse('INVALID_TOKEN', 'sinkCredential.accessTokenExpiresUtc', 'The access token has expired.');
  return { ...NONE, credentialType: 'ACCESSTOKEN', accessToken: token, accessTokenExpiresAt: expiresAt };
}

/** CAMARA speaks of a configuration shared beforehand: our key on one side; clientId and tokenUri, both or none, on the other. */
function privateKey({ clientId, tokenUri }: EventSinkCredentialInput, hasKey: boolean, refuse: Refuse) {
  if (!hasKey) throw refuse('PRIVATE_KEY_JWT_NOT_CONFIGURED', 'sinkCredential.credentialType', 'The gateway has no key for PRIVATE_KEY_JWT.');
  if (!isGiven(clientId) && !isGiven(tokenUri)) throw refuse('PRIVATE_KEY_JWT_NOT_CONFIGURED', 'sinkCredential', 'PRIVATE_KEY_JWT needs clientId and tokenUri: nothing is known of this sink beforehand.');
  if (!isGiven(clientId) || !CLIENT_ID.test(clientId)) throw refuse('INVALID_ARGUMENT', 'sinkCredential.clientId', 'clientId must be 1 to 128 printable ASCII characters.');
  if (!isGiven(tokenUri)) throw refuse('INVALID_ARGUMENT', 'sinkCredential.tokenUri', 'PRIVATE_KEY_JWT needs tokenUri.');
  return { ...NONE, credentialType: 'PRIVATE_KEY_JWT' as const, clientId, tokenUri };
}
