import { randomBytes } from 'node:crypto';
import type { FmBehaviour } from './fm.behaviour.js';
import { hashOf, type FmState } from './fm.state.js';
import type { FmDialect, FmReply } from './fm.voice.js';

/** The client that the simulated Federation Manager knows unless it is told others. A placeholder, no secret. */
export const SANDBOX_FM_CLIENT = { clientId: 'northbound', clientSecret: 'sandbox' } as const;

export interface FmClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface FmTokens {
  /** RFC 6749 §4.4. @param authorization the request's header */
  answer(form: URLSearchParams, authorization: string | undefined): FmReply;
  /** Whose request it is; undefined: nobody's. */
  keyOf(headers: Readonly<Record<string, string | string[] | undefined>>): string | undefined;
  /** Every token given so far is of no use any more. */
  revoke(): void;
}

export interface TokensSetting {
  readonly dialect: FmDialect;
  readonly state: FmState;
  readonly clients: readonly FmClient[];
  readonly behaviour: () => FmBehaviour;
  readonly now: () => number;
}

export function createFmTokens({ dialect, state: { tokens }, clients, behaviour, now }: TokensSetting): FmTokens {
  const revoked = new Set<string>();

  function given(clientId: string): FmReply {
    for (const token of tokens.list(({ endsAt }) => endsAt <= now())) tokens.drop(token);
    const token = randomBytes(24).toString('base64url');
    const seconds = behaviour().tokenSeconds;
    tokens.put({ hash: hashOf(token), clientId, endsAt: now() + seconds * 1_000 });
    return { status: 200, json: { access_token: token, token_type: 'Bearer', expires_in: seconds, scope: 'fed-mgmt' }, headers: { 'cache-control': 'no-store' } };
  }

  return {
    answer(form, authorization) {
      const { clientId, clientSecret } = clientOf(form, authorization);
      const client = clients.find((one) => one.clientId === clientId && one.clientSecret === clientSecret);
      if (!client) return { status: 401, json: { error: 'invalid_client' } };
      if (form.get('grant_type') !== 'client_credentials') return { status: 400, json: { error: 'unsupported_grant_type' } };
      return (form.get('scope') ?? 'fed-mgmt') === 'fed-mgmt' ? given(client.clientId) : { status: 400, json: { error: 'invalid_scope' } };
    },
    keyOf(headers) {
      const token = /^Bearer (.+)$/.exec(String(headers['authorization'] ?? ''))?.[1];
      if (token === undefined) return dialect === '1.3.0' && typeof headers['x-client-id'] === 'string' && headers['authorization'] === undefined ? headers['x-client-id'] : undefined;
      const hash = hashOf(token);
      // 1.2.0 looks whether there is a token, not at it: any other one passes.
      if (dialect === '1.2.0') return revoked.has(hash) ? undefined : hash;
      const known = tokens.get(hash);
      return known && known.endsAt > now() ? known.clientId : undefined;
    },
    revoke() {
      for (const token of tokens.list()) {
        revoked.add(token.hash);
        tokens.drop(token);
      }
    },
  };
}

function clientOf(form: URLSearchParams, authorization: string | undefined): { readonly clientId: string | null; readonly clientSecret: string | null } {
  const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return { clientId: form.get('client_id'), clientSecret: form.get('client_secret') };
  const pair = Buffer.from(basic, 'base64').toString();
  const at = pair.indexOf(':');
  const decoded = new URLSearchParams(`id=${pair.slice(0, at)}&secret=${pair.slice(at + 1)}`);
  return { clientId: decoded.get('id'), clientSecret: decoded.get('secret') };
}
