import { Refusal } from '../../kernel/refusal.js';
import type { JsonObject } from '../../kernel/tmf/document.js';
import { characteristicsIn, requireNoUserInfo } from './characteristics.rules.js';
import { individualShape } from './party.manifest.js';
import { completeParty, differingMembers, patchParty, readParty } from './party.rules.js';
import { isSecretName } from './secrets.rules.js';

export interface IndividualChange {
  readonly document: JsonObject;
  /** First-level members that are not what they were, without `status`. */
  readonly fieldPaths: readonly string[];
  readonly hasNewStatus: boolean;
}

/** @throws Refusal INVALID_ARGUMENT */
export const newIndividual = (given: unknown): JsonObject => checked(readParty(given));

/**
 * @param shown the document with its `id` and `href`
 * @throws Refusal INVALID_ARGUMENT
 */
export function changedIndividual(before: JsonObject, shown: JsonObject, patch: unknown): IndividualChange {
  const document = checked(patchParty(shown, patch));
  const members = differingMembers(before, document);
  return { document, fieldPaths: members.filter((name) => name !== 'status'), hasNewStatus: members.includes('status') };
}

function checked(document: JsonObject): JsonObject {
  const individual = completeParty(individualShape, document);
  const characteristics = characteristicsIn(individual);
  requireNoUserInfo(characteristics);
  const place = characteristics.findIndex(({ name }) => isSecretName(name));
  if (place >= 0) throw new Refusal('INVALID_ARGUMENT', 'Secrets are kept for organizations, not for individuals.', { field: `partyCharacteristic.${place}.name` });
  return individual;
}
