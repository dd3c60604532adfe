import { randomBytes } from 'node:crypto';
import type { Clock } from '../kernel/clock.js';
import type { OssReply } from './oss.catalog.js';

/** Published placeholders, as every installation of such an OSS begins with. */
export const OSS_CLIENT = 'osapiWebClientId';
export const OSS_USER = { name: 'admin', password: 'openslice' } as const;

export interface OssTokenSettings {
  /** What the user's password is now. */
  readonly password: string;
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  /** Scopes that are known; null: all are. */
  readonly scopes: readonly string[] | null;
}

/** The token endpoint of the simulated OSS, as Keycloak answers with one public client. */
export interface OssTokens {
  /** @param authorization the request's header */
  answer(form: URLSearchParams, authorization: string | undefined): OssReply;
  isValid(accessToken: string): boolean;
  /** Every token given so far is of no use any more. */
  revoke(): void;
}

const KEPT_TOKENS = 10_000;

export function createOssTokens(clock: Clock, settings: () => OssTokenSettings): OssTokens {
  /** When each ends, in milliseconds. */
  const access = new Map<string, number>();
  const refresh = new Map<string, number>();

  function keep(tokens: Map<string, number>, seconds: number): string {
    const token = randomBytes(24).toString('base64url');
    tokens.set(token, clock.now().getTime() + seconds * 1000);
    const [oldest] = tokens.size > KEPT_TOKENS ? tokens.keys() : [];
    if (oldest !== undefined) tokens.delete(oldest);
    return token;
  }

  const isLive = (tokens: ReadonlyMap<string, number>, token: string): boolean => clock.now().getTime() < (tokens.get(token) ?? 0);

  function given(scope: string | null): OssReply {
    const { accessTokenSeconds, refreshTokenSeconds } = settings();
    return {
      status: 200,
      json: {
        access_token: keep(access, accessTokenSeconds), expires_in: accessTokenSeconds, refresh_token: keep(refresh, refreshTokenSeconds), refresh_expires_in: refreshTokenSeconds,
        token_type: 'Bearer', 'not-before-policy': 0, scope: scope ?? 'profile email',
      },
    };
  }

  function password(form: URLSearchParams): OssReply {
    const { password: right, scopes } = settings();
    if (form.get('username') !== OSS_USER.name || form.get('password') !== right) return refused(401, 'invalid_grant', 'Invalid user credentials');
    const scope = form.get('scope');
    if (scope !== null && scopes !== null && !scope.split(' ').every((name) => scopes.includes(name))) return refused(400, 'invalid_scope', 'Invalid scopes');
    return given(scope);
  }

  function refreshed(form: URLSearchParams): OssReply {
    const token = form.get('refresh_token') ?? '';
    if (!isLive(refresh, token)) return refused(400, 'invalid_grant', 'Token is not active');
    refresh.delete(token);
    return given(null);
  }

  return {
    answer(form, authorization) {
      if (clientOf(form, authorization) !== OSS_CLIENT) return refused(401, 'invalid_client', 'Invalid client or Invalid client credentials');
      const grant = form.get('grant_type');
      if (grant === 'password') return password(form);
      if (grant === 'refresh_token') return refreshed(form);
      if (grant === 'client_credentials') return refused(401, 'unauthorized_client', 'Public client not allowed to retrieve service account');
      return refused(400, grant === null ? 'invalid_request' : 'unsupported_grant_type', 'Unsupported grant_type');
    },
    isValid: (token) => isLive(access, token),
    revoke() {
      access.clear();
      refresh.clear();
    },
  };
}

const refused = (status: number, error: string, description: string): OssReply => ({ status, json: { error, error_description: description } });

/** The client is public: whatever secret comes with it is not looked at. */
function clientOf(form: URLSearchParams, authorization: string | undefined): string | null {
  const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return form.get('client_id');
  const [name = ''] = Buffer.from(basic, 'base64').toString().split(':');
  return new URLSearchParams(`name=${name}`).get('name');
}
