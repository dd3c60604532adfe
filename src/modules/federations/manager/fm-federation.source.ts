import { Refusal } from '../../../kernel/refusal.js';
import { PeerRefused } from '../../../outbound/peer-answers.js';
import type { FmAnswer, FmWire } from './fm-wire.source.js';
import type { VerdictMeanings } from './fm.rules.js';
import { AcceptedShape, ContextShape, CreatedShape, DetailsShape, RegisteredZoneShape } from './fm.answers.js';
import type { Dialect, FederationDetails, FederationManager, FederationRef, FmCall, NetworkCodesChange, ZoneResources } from './fm.types.js';

export type Wires = (partner: string) => FmWire;

type FederationMethods = Pick<FederationManager, 'create' | 'contextId' | 'details' | 'update' | 'remove' | 'acceptZones' | 'zone' | 'releaseZone'>;

export const UNKNOWN_FEDERATION = 'The partner does not know the federation.';

const CREATING: VerdictMeanings = {
  exists: ['ALREADY_EXISTS', 'The partner has a federation with us already.'],
  conflict: ['CONFLICT', 'The partner does not take a federation now.'],
  refused: ['INVALID_ARGUMENT', 'The partner refuses the federation as it is described.'],
  unknown: ['BAD_GATEWAY', 'The partner does not know our client.'],
};
const UPDATING: VerdictMeanings = {
  unknown: ['NOT_FOUND', UNKNOWN_FEDERATION],
  exists: ['CONFLICT', 'The partner says that the change does not fit what it has.'],
  conflict: ['CONFLICT', 'The partner says that the change does not fit what it has.'],
  refused: ['INVALID_ARGUMENT', 'The partner refuses the change.'],
};
const REMOVING: VerdictMeanings = {
  exists: ['CONFLICT', 'The partner says that the federation is in use.'],
  conflict: ['CONFLICT', 'The partner says that the federation is in use.'],
  refused: ['CONFLICT', 'The partner refuses to remove the federation.'],
};
const ACCEPTING: VerdictMeanings = {
  unknown: ['NOT_FOUND', 'The partner does not know the zone, or the federation.'],
  conflict: ['CONFLICT', 'The partner does not let us have the zone now.'],
  refused: ['INVALID_ARGUMENT', 'The partner refuses the zone.'],
};
const RELEASING: VerdictMeanings = {
  exists: ['CONFLICT', 'The partner says that the zone is in use.'],
  conflict: ['CONFLICT', 'The partner says that the zone is in use.'],
  refused: ['CONFLICT', 'The partner refuses to release the zone.'],
};
const READING: VerdictMeanings = {
  exists: ['CONFLICT', 'The manager and the partner behind it do not agree.'],
  conflict: ['CONFLICT', 'The manager and the partner behind it do not agree.'],
  refused: ['BAD_GATEWAY', 'The manager refuses the question.'],
};

/** What was done is not doubted because looking at the rest of it failed. */
function unlessRefused(error: unknown): readonly ZoneResources[] {
  if (error instanceof Refusal) return [];
  throw error;
}

const ONE_REQUEST = 'The partner takes no further zone while it has lent us others: release those, and accept all in one request.';

/** The federation's own path and those below it. */
export const pathOf = ({ contextId }: FederationRef, ...rest: readonly string[]): string => `/${[contextId, ...rest].map(encodeURIComponent).join('/')}`;

/** Something below the federation that may not be there. */
export async function found<Value>(wireOf: Wires, ref: FederationRef, below: readonly string[], call: FmCall, read: (wire: FmWire, answer: FmAnswer) => Value): Promise<Value | undefined> {
  const wire = wireOf(ref.partner);
  const answer = await wire.ask({ method: 'GET', path: pathOf(ref, ...below) }, call);
  if (answer.verdict === 'done') return read(wire, answer);
  if (answer.verdict === 'unknown') return undefined;
  throw wire.refusal(answer, READING);
}

/** Done also when it was not there. */
export async function removed(wireOf: Wires, ref: FederationRef, below: readonly string[], meanings: VerdictMeanings, call: FmCall): Promise<void> {
  const wire = wireOf(ref.partner);
  const answer = await wire.ask({ method: 'DELETE', path: pathOf(ref, ...below) }, call);
  if (answer.verdict !== 'done' && answer.verdict !== 'unknown') throw wire.refusal(answer, meanings);
}

export function federationMethods(wireOf: Wires): FederationMethods {
  const zone = (ref: FederationRef, zoneId: string, call: FmCall): Promise<ZoneResources | undefined> =>
    found(wireOf, ref, ['zones', zoneId], call, (wire, answer) => ({ ...wire.read(answer, RegisteredZoneShape), zoneId }));

  async function contextId(partner: string, call: FmCall): Promise<string | undefined> {
    const wire = wireOf(partner);
    if (wire.partner.dialect === '1.3.0') return undefined;
    const answer = await wire.ask({ method: 'GET', path: '/fed-context-id' }, call);
    if (answer.verdict === 'done') return wire.read(answer, ContextShape);
    // 1.3.0 has no such path, whatever it says of that.
    if (answer.verdict === 'unknown' || answer.verdict === 'elsewhere' || answer.status === 405 || answer.status === 501) return undefined;
    throw wire.refusal(answer, READING);
  }

  async function update(ref: FederationRef, change: NetworkCodesChange, call: FmCall): Promise<FederationDetails> {
    const wire = wireOf(ref.partner);
    const answer = await wire.ask({ method: 'PATCH', path: pathOf(ref, 'partner'), body: wholeChange(change, ref.dialect) }, call);
    if (answer.verdict !== 'done') throw wire.refusal(answer, UPDATING);
    return wire.read(answer, DetailsShape);
  }

  /** Undefined: it has accepted zones already. */
  async function ask(ref: FederationRef, zoneIds: readonly string[], notifLink: string, call: FmCall): Promise<readonly ZoneResources[] | undefined> {
    const wire = wireOf(ref.partner);
    const answer = await wire.ask({ method: 'POST', path: pathOf(ref, 'zones'), body: { acceptedAvailabilityZones: zoneIds, availZoneNotifLink: notifLink } }, call);
    if (answer.verdict === 'exists') return undefined;
    if (answer.verdict !== 'done') throw wire.refusal(answer, ACCEPTING);
    return wire.read(answer, AcceptedShape);
  }

  const lookUp = async (ref: FederationRef, zoneIds: readonly string[], call: FmCall): Promise<readonly ZoneResources[]> => {
    const known: ZoneResources[] = [];
    for (const zoneId of zoneIds) known.push(...[await zone(ref, zoneId, call)].flatMap((one) => one ?? []));
    return known;
  };

  async function acceptZones(ref: FederationRef, { zoneIds, notifLink }: { readonly zoneIds: readonly string[]; readonly notifLink: string }, call: FmCall): Promise<readonly ZoneResources[]> {
    const told = await ask(ref, zoneIds, notifLink, call);
    const known = told ?? (await lookUp(ref, zoneIds, call));
    const rest = zoneIds.filter((id) => !known.some(({ zoneId }) => zoneId === id));
    // A manager of 1.2.0 takes the zones of a federation in one request and no more after it; another one minded those that it had lent.
    const more = rest.length === 0 ? [] : told ? await lookUp(ref, rest, call).catch(unlessRefused) : known.length === 0 ? undefined : await ask(ref, rest, notifLink, call);
    if (!more) throw new Refusal('CONFLICT', ONE_REQUEST, { cause: new PeerRefused(409, true, 'there are accepted zones') });
    const all = [...known, ...more];
    return zoneIds.flatMap((id) => all.find(({ zoneId }) => zoneId === id) ?? []);
  }

  return {
    async create(partner, request, call) {
      const wire = wireOf(partner);
      const answer = await wire.ask({ method: 'POST', path: '/partner', body: request, secret: request.partnerCallbackCredentials !== undefined }, call);
      if (answer.verdict !== 'done') throw wire.refusal(answer, CREATING);
      return wire.read(answer, CreatedShape);
    },
    contextId,
    details: (ref, call) => found(wireOf, ref, ['partner'], call, (wire, answer) => wire.read(answer, DetailsShape)),
    update,
    remove: (ref, call) => removed(wireOf, ref, ['partner'], REMOVING, call),
    acceptZones,
    zone,
    releaseZone: (ref, zoneId, call) => removed(wireOf, ref, ['zones', zoneId], RELEASING, call),
  };
}

/**
 * The Federation Manager reads members that the change does not use, and fails without them; `{}` is a legal one that says nothing.
 * Of fixed networks it has no such thing: a code that nobody has is the list that takes nothing away.
 */
function wholeChange(change: NetworkCodesChange, dialect: Dialect | null): NetworkCodesChange | Readonly<Record<string, unknown>> {
  if (dialect === '1.3.0') return change;
  const fixed = change.objectType === 'FIXED_NETWORK_CODES' && change.operationType === 'UPDATE_CODES' ? { removeFixedNetworkIds: [NOBODYS] } : {};
  return { addMobileNetworkIds: {}, removeMobileNetworkIds: {}, ...fixed, ...change };
}

const NOBODYS = 'none';

/** For what there is no wire to. */
export const noSuchPartner = (partner: string, cause: Error): Refusal => new Refusal('UNAVAILABLE', `The settings name no partner ${partner} (any more).`, { cause, retryAfter: 60 });
