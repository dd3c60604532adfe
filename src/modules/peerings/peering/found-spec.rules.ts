import { MAX_MESSAGE_BYTES, type ImportedSpec } from '../../../kernel/peering/messages.js';
import { isObject, type Json, type JsonObject } from '../../../kernel/tmf/document.js';
import { PeerFault } from '../client/peer.types.js';
import { contentHash, importedForm, lastUpdateOf, specName } from '../client/spec.rules.js';
import type { FoundSpec } from '../heartbeat/finding.rules.js';
import type { OrganizationName } from './messages.events.js';
import type { PeeredSpecRow } from './peering.types.js';

/** Names go to messages and columns. */
const MAX_NAME = 255;

/** A specification as the OSS has it. @throws PeerFault INVALID_RESPONSE when it is nothing that can be kept and told */
export function foundSpec(remoteId: string, source: JsonObject): FoundSpec {
  requireUsable(source);
  return describedSpec(remoteId, source, contentHash(source));
}

function requireUsable(source: JsonObject): void {
  if (!isClean(source)) throw new PeerFault('INVALID_RESPONSE', 'The OSS answered a specification that holds text which is no text.');
  const { attachment: _attachment, relatedParty: _relatedParty, ...told } = source;
  if (Buffer.byteLength(JSON.stringify(told)) > MAX_MESSAGE_BYTES) throw new PeerFault('INVALID_RESPONSE', 'The OSS answered a specification that is too long to be imported.');
}

/** One that was looked at before, and found usable. */
export function describedSpec(remoteId: string, source: JsonObject, hash: string): FoundSpec {
  const { version } = source;
  return {
    source,
    name: shortened(specName(source, remoteId)),
    version: typeof version === 'string' ? version : typeof version === 'number' ? String(version) : null,
    lastUpdate: lastUpdateOf(source) ?? null,
    contentHash: hash,
  };
}

/** Of what one operation holds at a time, in characters of JSON. As objects it takes a multiple of that. */
export const MOST_CONTENT = 256 * 1_048_576;

/** In characters of JSON. */
export const contentSize = ({ source }: FoundSpec): number => JSON.stringify(source).length;

/** As the catalog is told of it. */
export const importedSpec = (organization: OrganizationName, remoteId: string, localId: string, { source, contentHash: hash }: FoundSpec): ImportedSpec => ({
  remoteId,
  localId,
  contentHash: hash,
  serviceSpecification: importedForm(source, { organization, remoteId, localId }) as ImportedSpec['serviceSpecification'],
});

/** A spec that has just been chosen: nothing is known of it yet. */
export const unseenSpec = (organizationId: string, remoteId: string, name: string): PeeredSpecRow => ({
  organizationId,
  remoteId,
  localId: '',
  name,
  version: null,
  lastUpdate: null,
  contentHash: null,
  state: 'missing',
  missCount: 0,
  lastVerifiedAt: null,
});

/** What takes two code units is never cut in the middle. */
const shortened = (name: string): string => name.slice(0, MAX_NAME).replace(/\p{Cs}$/u, '');

/** PostgreSQL keeps neither NUL nor half a character. */
function isClean(value: Json | undefined): boolean {
  if (typeof value === 'string') return !/[\0\p{Cs}]/u.test(value);
  if (Array.isArray(value)) return value.every((element: Json) => isClean(element));
  return !isObject(value) || Object.entries(value).every(([name, member]) => isClean(name) && isClean(member));
}
