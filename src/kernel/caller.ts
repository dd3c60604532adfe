import { Refusal } from './refusal.js';

/** Who asks. Made once per request by the door, from a verified token, and never changed afterwards. */
export interface Caller {
  /**
   * `developer`: no identity provider is configured and the gateway listens on loopback only.
   * `two-legged`: a client on its own behalf. `three-legged`: a client for a user. `anonymous`: no token was sent.
   */
  readonly kind: 'developer' | 'two-legged' | 'three-legged' | 'anonymous';
  /** OAuth `client_id`; the owner of what it creates. */
  readonly clientId: string;
  /** `sub` of a three-legged token; null otherwise. */
  readonly userId: string | null;
  readonly scopes: ReadonlySet<string>;
  /** Sees and does everything (role `admin`). */
  readonly admin: boolean;
  /** When the token ends; absent without one. */
  readonly validUntil?: Date;
  /** IP address of an anonymous caller, where requests are counted. */
  readonly address?: string | undefined;
}

/** The caller when no identity provider is configured. */
export const DEVELOPER: Caller = { kind: 'developer', clientId: 'developer', userId: null, scopes: new Set(), admin: true };

export const ANONYMOUS: Caller = { kind: 'anonymous', clientId: '', userId: null, scopes: new Set(), admin: false };

/** Stands where a scope does, for what only the role `admin` may do. No scope can be written so. */
export const ROLE_ADMIN = 'role admin';
/** Stands where a scope does, for what everybody with a token may do. */
export const ANY_TOKEN = 'any token';

/** @throws Refusal UNAUTHENTICATED (no token) or PERMISSION_DENIED (a token without `scope`). */
export function requireScope(caller: Caller, scope: string): void {
  if (caller.kind === 'anonymous') throw new Refusal('UNAUTHENTICATED', 'A valid access token is needed.');
  if (scope === ANY_TOKEN) return;
  if (scope === ROLE_ADMIN && !caller.admin) throw new Refusal('PERMISSION_DENIED', 'The access token lacks the role admin.');
  if (!caller.admin && !caller.scopes.has(scope)) throw new Refusal('PERMISSION_DENIED', `The access token lacks the scope ${scope}.`);
}

/** Whose a resource is: written when it is created. */
export interface Owner {
  readonly clientId: string;
  readonly userId: string | null;
}

export const ownerOf = ({ clientId, userId }: Caller): Owner => ({ clientId, userId });

/**
 * The rows that a caller may see: its client's, and with a three-legged token only the same user's (CAMARA
 * Commonalities). An empty filter for an admin.
 */
export function visibleTo(caller: Caller): { clientId?: string; userId?: string } {
  if (caller.admin) return {};
  return caller.userId === null ? { clientId: caller.clientId } : { clientId: caller.clientId, userId: caller.userId };
}

export const maySee = (caller: Caller, owner: Owner): boolean =>
  caller.admin || (caller.clientId === owner.clientId && (caller.userId === null || caller.userId === owner.userId));
