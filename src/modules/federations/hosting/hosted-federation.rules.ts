import { randomBytes } from 'node:crypto';
import { Refusal } from '../../../kernel/refusal.js';
import { MOST_CODES, type NetworkCodesChange } from './hosted-federation.manifest.js';

/** Networks whose subscribers may use what runs in a federation. */
export interface AllowedNetworks {
  readonly mobile?: { readonly mcc?: string | undefined; readonly mncs: readonly string[] } | undefined;
  readonly fixed: readonly string[];
}

/** `c` and 35 hexadecimal digits: legal in both definitions, and nobody guesses it. */
export const newContextId = (): string => `c${randomBytes(18).toString('hex').slice(0, 35)}`;

const union = (codes: readonly string[], more: readonly string[]): string[] => [...new Set([...codes, ...more])];
const without = (codes: readonly string[], less: readonly string[]): string[] => codes.filter((code) => !less.includes(code));

type Codes = (codes: readonly string[], add: readonly string[], remove: readonly string[]) => readonly string[];

/** UPDATE_CODES: what is added takes the place of what was there, less what is removed. */
const OPERATIONS: Readonly<Record<NetworkCodesChange['operationType'], Codes>> = {
  ADD_CODES: (codes, add) => union(codes, add),
  REMOVE_CODES: (codes, _, remove) => without(codes, remove),
  UPDATE_CODES: (_, add, remove) => without(union([], add), remove),
};

/** Which of the lists an operation reads, and needs. */
const NEEDED: Readonly<Record<NetworkCodesChange['operationType'], 'add' | 'remove'>> = { ADD_CODES: 'add', REMOVE_CODES: 'remove', UPDATE_CODES: 'add' };

/** @throws Refusal INVALID_ARGUMENT (no codes are given), CONFLICT (mobile networks of another country) */
export function afterChange(networks: AllowedNetworks, change: NetworkCodesChange): AllowedNetworks {
  const apply = OPERATIONS[change.operationType];
  const needed = NEEDED[change.operationType];
  if (change.objectType === 'FIXED_NETWORK_CODES') {
    if (!change[`${needed}FixedNetworkIds`]) throw noCodes(`${needed}FixedNetworkIds`);
    return { ...networks, fixed: bounded(apply(networks.fixed, change.addFixedNetworkIds ?? [], change.removeFixedNetworkIds ?? []), `${needed}FixedNetworkIds`) };
  }
  const given = change[`${needed}MobileNetworkIds`];
  if (!given?.mncs) throw noCodes(`${needed}MobileNetworkIds`);
  const mcc = networks.mobile?.mcc;
  if (mcc !== undefined && given.mcc !== undefined && given.mcc !== mcc) throw new Refusal('CONFLICT', `The MCC does not match the one that is registered, ${mcc}.`, { field: `${needed}MobileNetworkIds.mcc` });
  const mncs = apply(networks.mobile?.mncs ?? [], change.addMobileNetworkIds?.mncs ?? [], change.removeMobileNetworkIds?.mncs ?? []);
  return { ...networks, mobile: { mcc: mcc ?? given.mcc, mncs: bounded(mncs, `${needed}MobileNetworkIds.mncs`) } };
}

function bounded(codes: readonly string[], field: string): readonly string[] {
  if (codes.length > MOST_CODES) throw new Refusal('INVALID_ARGUMENT', `A federation may have ${MOST_CODES} codes of one kind.`, { field });
  return codes;
}

const noCodes = (field: string): Refusal => new Refusal('INVALID_ARGUMENT', `${field} must name the codes.`, { field });

/** How the networks stand in an answer: lists that are empty may not stand there. */
export function shownNetworks({ mobile, fixed }: AllowedNetworks): object {
  const mobileIds = mobile && { ...(mobile.mcc !== undefined && { mcc: mobile.mcc }), ...(mobile.mncs.length > 0 && { mncs: mobile.mncs }) };
  return { ...(mobileIds && Object.keys(mobileIds).length > 0 && { allowedMobileNetworkIds: mobileIds }), ...(fixed.length > 0 && { allowedFixedNetworkIds: fixed }) };
}

/** What still stands where something is to go, in words. @throws Refusal CONFLICT */
export function requireNone(what: string, children: readonly { readonly kind: string; readonly ids: readonly string[] }[]): void {
  const standing = children.filter(({ ids }) => ids.length > 0).map(({ kind, ids }) => `${kind} ${listed(ids)}`);
  if (standing.length > 0) throw new Refusal('CONFLICT', `${what} cannot be removed; what still stands there: ${standing.join('; ')}. Remove that first.`);
}

/** Of one kind in one federation. */
export const MOST_CHILDREN = 1_000;

/** @throws Refusal QUOTA_EXCEEDED */
export function requireRoom(kind: string, there: number): void {
  if (there >= MOST_CHILDREN) throw new Refusal('QUOTA_EXCEEDED', `The federation has ${there} ${kind}, and may not have more.`);
}

const MOST_NAMED = 10;
const listed = (ids: readonly string[]): string => (ids.length > MOST_NAMED ? `${ids.slice(0, MOST_NAMED).join(', ')} and ${ids.length - MOST_NAMED} more` : ids.join(', '));
