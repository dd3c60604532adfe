import type { JWTPayload } from 'jose';
import type { Caller } from '../kernel/caller.js';

/** A token that is genuine and still cannot be accepted; the message is for the log. */
export class ClaimsRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ClaimsRefused';
  }
}

export interface RoleRules {
  /** Case does not matter: Keycloak's realms write ADMIN as well as admin. */
  readonly adminRole: string;
  /** Of the gateway: roles that the token has at other services mean nothing here. */
  readonly audience: string;
}

/**
 * The caller that a verified access token speaks for. The client is `client_id` (RFC 9068) or `azp` (Keycloak); scopes
 * are `scope` or `scp`; roles are `realm_access.roles`, `roles`, and those of `resource_access` at the gateway or the client.
 * @throws ClaimsRefused when it names no client, or is a token made for another use.
 */
export function callerOf(claims: JWTPayload, { adminRole, audience }: RoleRules): Caller {
  const clientId = textOf(claims['client_id']) ?? textOf(claims['azp']);
  if (clientId === undefined) throw new ClaimsRefused('the token names no client');
  if (NO_ACCESS_TOKEN.has(claims['typ'])) throw new ClaimsRefused('the token is no access token');
  const userId = userOf(claims, clientId);
  return {
    kind: userId === null ? 'two-legged' : 'three-legged',
    clientId,
    userId,
    scopes: new Set([...words(claims['scope']), ...words(claims['scp'])]),
    admin: rolesOf(claims, [audience, clientId]).some((role) => role.toLowerCase() === adminRole.toLowerCase()),
    ...(claims.exp !== undefined && { validUntil: new Date(claims.exp * 1000) }),
  };
}

/** Keycloak signs these with the keys of its access tokens, and tells them apart by a claim. */
const NO_ACCESS_TOKEN: ReadonlySet<unknown> = new Set(['ID', 'Refresh', 'Offline', 'Logout']);

/**
 * Null for a token that a client got for itself: it has no subject, the client is the subject, or the subject is the
 * account that Keycloak keeps for the client. That account has no session, which tells it from a user who took its name.
 */
function userOf(claims: JWTPayload, clientId: string): string | null {
  const subject = textOf(claims.sub);
  if (subject === undefined || subject === clientId) return null;
  const isServiceAccount = claims['preferred_username'] === `service-account-${clientId.toLowerCase()}` && claims['sid'] === undefined;
  return isServiceAccount ? null : subject;
}

function rolesOf(claims: JWTPayload, services: readonly string[]): readonly string[] {
  const access = membersOf(claims['resource_access']);
  return [claims['realm_access'], ...services.map((service) => access.get(service))].flatMap((part) => words(membersOf(part).get('roles'))).concat(words(claims['roles']));
}

const membersOf = (claim: unknown): ReadonlyMap<string, unknown> => new Map(typeof claim === 'object' && claim !== null ? Object.entries(claim) : []);

const textOf = (claim: unknown): string | undefined => (typeof claim === 'string' && claim !== '' ? claim : undefined);

/** Issuers write lists as words in one text or as an array. */
function words(claim: unknown): readonly string[] {
  if (typeof claim === 'string') return claim.split(' ').filter(Boolean);
  return Array.isArray(claim) ? claim.filter((word): word is string => typeof word === 'string') : [];
}
