import { Refusal } from '../../kernel/refusal.js';
import { isObject, type Json, type JsonObject } from '../../kernel/tmf/document.js';
import type { PeerConnectionInput } from './organization.types.js';

/** The list `partyCharacteristic`, whose shape was looked at when it was written. */
export const characteristicsIn = (document: JsonObject): readonly JsonObject[] => ((document['partyCharacteristic'] ?? []) as readonly Json[]).filter(isObject);

/** What `value` or `value.value` holds, as text; empty when it is neither text, number nor truth. */
export function textOf(characteristic: JsonObject): string {
  const { value } = characteristic;
  const held = isObject(value) ? value['value'] : value;
  return typeof held === 'string' || typeof held === 'number' || typeof held === 'boolean' ? String(held) : '';
}

/** Marks an organization as one that stands for an OSS. */
const PEERED = 'PEERED_ORGANIZATION';

export const isPeered = (document: JsonObject): boolean => characteristicsIn(document).some((entry) => entry['name'] === PEERED && textOf(entry).trim().toLowerCase() === 'true');

const LINK = /^\[([^\]]*)\]\(\s*<?([^>]*?)>?(?:\s+"[^"]*")?\s*\)$/;

/** A user or a password in a URL would be shown with it. @throws Refusal INVALID_ARGUMENT */
export function requireNoUserInfo(characteristics: readonly JsonObject[]): void {
  for (const [place, entry] of characteristics.entries()) {
    if (!/(URLS?|URI)$/i.test(String(entry['name']).trim()) || !holdsUserInfo(textOf(entry).trim())) continue;
    const field = `partyCharacteristic.${place}.value`;
    throw new Refusal('INVALID_ARGUMENT', `${field} must be a URL without a user and a password.`, { field });
  }
}

/** Plain, as a Markdown link, in angle brackets, or several of them. */
function holdsUserInfo(text: string): boolean {
  const parts = [text, ...(LINK.exec(text)?.slice(1) ?? []), ...text.split(/[\s,<>()[\]]+/)];
  return parts.some((part) => part.includes('@') && !isPlain(part));
}

function isPlain(url: string): boolean {
  const base = URL.canParse(url) ? undefined : 'http://relative.invalid';
  if (!URL.canParse(url, base)) return false;
  const { username, password, protocol } = new URL(url, base);
  return username === '' && password === '' && /^https?:$/.test(protocol);
}

const of = (name: string, value: string | null | undefined): readonly JsonObject[] => (value == null ? [] : [{ name, value: { value } }]);

/** A connection as the characteristics that the HypO Peering API reads. */
export const connectionCharacteristics = (connection: PeerConnectionInput): readonly JsonObject[] => [
  { name: PEERED, valueType: 'boolean', value: { value: 'true' } },
  ...of('EXTERNAL_TMF_API_BASE_URL', connection.baseUrl),
  ...of('EXTERNAL_TMF_API_OAUTH2_TOKEN_URI', connection.tokenUri),
  ...of('EXTERNAL_TMF_API_OAUTH2_CLIENT_ID', connection.clientId),
  ...of('EXTERNAL_TMF_API_OAUTH2_CLIENT_SECRET', connection.clientSecret),
  ...of('EXTERNAL_TMF_API_USERNAME', connection.username),
  ...of('EXTERNAL_TMF_API_PASSWORD', connection.password),
  ...of('EXTERNAL_TMF_API_OAUTH2_SCOPES', connection.scopes?.join(';')),
  ...of('EXTERNAL_TMF_API_CLIENT_REGISTRATION_ID', connection.registrationId),
  ...of('EXTERNAL_TMF_API_SERVICE_CATALOG_URL', connection.serviceCatalogUrl),
];

/** Those of the connection stand for those of the same name. */
export function withConnection(document: JsonObject, connection: PeerConnectionInput): JsonObject {
  const added = connectionCharacteristics(connection);
  const names = new Set(added.map(({ name }) => name));
  const given = document['partyCharacteristic'] ?? [];
  if (!Array.isArray(given)) return document;
  const others = (given as readonly Json[]).filter((entry) => !isObject(entry) || !names.has(entry['name']));
  return { ...document, partyCharacteristic: [...others, ...added] };
}
