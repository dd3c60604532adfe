import { Refusal } from '../../kernel/refusal.js';
import type { JsonObject } from '../../kernel/tmf/document.js';
import { isDeepStrictEqual } from 'node:util';
import { characteristicsIn, requireNoUserInfo } from './characteristics.rules.js';
import { organizationShape } from './party.manifest.js';
import { completeParty, differingMembers, patchParty, readParty } from './party.rules.js';
import { hideSecrets, type Hidden, type Secrets } from './secrets.rules.js';

/** An organization as it is kept: the document without secrets, id and address, and the secrets beside it. */
export interface KeptOrganization {
  readonly document: JsonObject;
  readonly secrets: Secrets;
}

export interface OrganizationChange extends KeptOrganization {
  /** First-level members that are not what they were, without `status`. */
  readonly fieldPaths: readonly string[];
  readonly hasNewStatus: boolean;
}

/** @throws Refusal INVALID_ARGUMENT */
export const newOrganization = (given: unknown): KeptOrganization => kept(named(completeParty(organizationShape, readParty(given))));

/**
 * An organization after a merge patch, and what that changed.
 * @param shown the document with its `id` and `href`
 * @throws Refusal INVALID_ARGUMENT
 */
export function changedOrganization(before: KeptOrganization, shown: JsonObject, patch: unknown): OrganizationChange {
  const document = completeParty(organizationShape, patchParty(shown, patch));
  if (isBlank(document['tradingName'])) throw new Refusal('INVALID_ARGUMENT', 'tradingName cannot be taken away.', { field: 'tradingName' });
  const after = kept(document, { shown: characteristicsIn(before.document), secrets: before.secrets });
  const members = new Set(differingMembers(before.document, after.document));
  if (!isDeepStrictEqual(before.secrets, after.secrets)) members.add('partyCharacteristic');
  const hasNewStatus = members.delete('status');
  return { ...after, fieldPaths: [...members].sort(), hasNewStatus };
}

function kept(document: JsonObject, stored?: Hidden): KeptOrganization {
  if (document['partyCharacteristic'] === undefined) return { document, secrets: {} };
  const characteristics = characteristicsIn(document);
  requireNoUserInfo(characteristics);
  const { shown, secrets } = hideSecrets(characteristics, stored);
  return { document: { ...document, partyCharacteristic: shown }, secrets };
}

const isBlank = (value: unknown): boolean => typeof value !== 'string' || value.trim() === '';

/** TMF632 requires `tradingName`; OSSs send `name` alone. */
function named(document: JsonObject): JsonObject {
  if (!isBlank(document['tradingName'])) return document;
  if (isBlank(document['name'])) throw new Refusal('INVALID_ARGUMENT', 'An organization needs a tradingName or a name.', { field: 'tradingName' });
  return { ...document, tradingName: document['name'] };
}
