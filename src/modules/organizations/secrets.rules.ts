import { Refusal } from '../../kernel/refusal.js';
import { isObject, type Json, type JsonObject } from '../../kernel/tmf/document.js';

/** Stands wherever a secret would be shown. */
export const MASK = '********';

/** Values of secret characteristics, as they were sent, by their place in `partyCharacteristic`. */
export type Secrets = Readonly<Record<string, Json>>;

/** Characteristics without their secrets, and the secrets. */
export interface Hidden {
  readonly shown: readonly JsonObject[];
  readonly secrets: Secrets;
}

/** Passwords and client secrets of every dialect: `…_PASSWORD`, `…_CLIENT_SECRET`, `…CLIENTSECRET`. */
export const isSecretName = (name: unknown): boolean => typeof name === 'string' && /(PASSWORD|CLIENT_?SECRET)$/i.test(name.trim());

/**
 * Takes the secrets out of what a caller sent. A mask keeps the stored secret of the same name: the first of the name the first, and so on.
 * @throws Refusal INVALID_ARGUMENT for a mask where nothing is stored
 */
export function hideSecrets(given: readonly JsonObject[], stored: Hidden = { shown: [], secrets: {} }): Hidden {
  const kept = secretsByName(stored);
  const seen = new Map<string, number>();
  const secrets: Record<string, Json> = {};
  const shown = given.map((entry, place) => {
    if (!isSecretName(entry['name'])) return entry;
    const name = String(entry['name']);
    const rank = seen.get(name) ?? 0;
    seen.set(name, rank + 1);
    const secret = isMasked(entry['value']) ? kept.get(name)?.[rank] : entry['value'];
    if (secret === undefined) throw nothingKept(place);
    secrets[place] = secret;
    return { ...entry, value: masked(secret) };
  });
  return { shown, secrets };
}

/** The characteristics as they were sent. Never to be shown or logged. */
export const withSecrets = ({ shown, secrets }: Hidden): readonly JsonObject[] => shown.map((entry, place) => (Object.hasOwn(secrets, place) ? { ...entry, value: secrets[place] } : entry));

function secretsByName({ shown, secrets }: Hidden): ReadonlyMap<string, readonly Json[]> {
  const byName = new Map<string, Json[]>();
  for (const [place, entry] of shown.entries()) {
    const secret = secrets[place];
    if (secret === undefined) continue;
    const name = String(entry['name']);
    byName.set(name, [...(byName.get(name) ?? []), secret]);
  }
  return byName;
}

const isMasked = (value: Json | undefined): boolean => value === MASK || (isObject(value) && value['value'] === MASK);

/** In the shape that the value has: `{value, alias}` or bare. */
function masked(value: Json): Json {
  if (!isObject(value) || (Object.keys(value).length > 0 && value['value'] === undefined)) return MASK;
  return Object.fromEntries(Object.keys(value).map((name) => [name, MASK]));
}

const nothingKept = (place: number): Refusal =>
  new Refusal('INVALID_ARGUMENT', `partyCharacteristic.${place}.value is the mask of a secret, but none is stored under this name: send the secret itself.`, { field: `partyCharacteristic.${place}.value` });
