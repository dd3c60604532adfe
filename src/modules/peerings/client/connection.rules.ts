import { createHash } from 'node:crypto';
import type { KnownOrganization } from '../neighbours.types.js';
import { PeerFault, type PeerConnection, type PeerOAuth } from './peer.types.js';

/** Each setting under HypO's name, then under OpenSlice's; where both stand, HypO's counts. */
const KEYS = {
  peered: ['PEERED_ORGANIZATION'],
  baseUrl: ['EXTERNAL_TMF_API_BASE_URL', 'EXTERNAL_TMFAPI_BASEURL'],
  registrationId: ['EXTERNAL_TMF_API_CLIENT_REGISTRATION_ID', 'EXTERNAL_TMFAPI_CLIENTREGISTRATIONID'],
  clientId: ['EXTERNAL_TMF_API_OAUTH2_CLIENT_ID', 'EXTERNAL_TMFAPI_OAUTH2CLIENTID'],
  clientSecret: ['EXTERNAL_TMF_API_OAUTH2_CLIENT_SECRET', 'EXTERNAL_TMFAPI_OAUTH2CLIENTSECRET'],
  scopes: ['EXTERNAL_TMF_API_OAUTH2_SCOPES', 'EXTERNAL_TMFAPI_OAUTH2SCOPES'],
  tokenUri: ['EXTERNAL_TMF_API_OAUTH2_TOKEN_URI', 'EXTERNAL_TMFAPI_OAUTH2TOKENURI'],
  username: ['EXTERNAL_TMF_API_USERNAME', 'EXTERNAL_TMFAPI_USERNAME'],
  password: ['EXTERNAL_TMF_API_PASSWORD', 'EXTERNAL_TMFAPI_PASSWORD'],
  catalogUrl: ['EXTERNAL_TMF_API_SERVICE_CATALOG_URL', 'EXTERNAL_TMFAPI_SERVICE_CATALOG_URLS'],
} as const;

type Key = keyof typeof KEYS;

/** `[label](target "title")`, as text that was once a web page has it. */
const MARKDOWN = /^\[([^\]]*)\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)$/;
const MAX_URL = 2048;
const ROOT = '/tmf-api';

/** Below the base URL; without a query, since a filter would hide what it does not offer. */
export const SPEC_PATH = `${ROOT}/serviceCatalogManagement/v4/serviceSpecification`;

interface Setting {
  /** As the client calls it. */
  readonly name: string;
  readonly value: string;
}

/**
 * How an organization's OSS is reached.
 * @throws PeerFault CONFIG_INVALID, whose words name the characteristic and never quote its value
 */
export function connectionOf(organization: KnownOrganization): PeerConnection {
  const read = reader(organization);
  if (read('peered')?.value.toLowerCase() === 'false') throw invalid(`The organization is not peered: ${KEYS.peered[0]} is false.`);
  if (read('registrationId')?.value.toLowerCase().includes('flowone')) throw invalid(`The peer type of ${read('registrationId')!.name} is not supported.`);
  const base = baseOf(required('baseUrl', read('baseUrl')));
  const known = { organizationId: organization.id, baseUrl: base.url, listPath: listPathOf(base, read('catalogUrl')), oauth: oauthOf(read) };
  return { ...known, fingerprint: createHash('sha256').update(JSON.stringify(known)).digest('hex') };
}

/** What is odd in an organization's settings and yet can be used, in words for the log. */
export function connectionOddities(organization: KnownOrganization): readonly string[] {
  const read = reader(organization);
  const differing = (['baseUrl', 'tokenUri', 'catalogUrl'] as const).map(read).filter((setting) => setting !== undefined && labelDiffers(setting.value));
  return [...(read('peered') ? [] : [`${KEYS.peered[0]} is missing`]), ...differing.map((setting) => `the link in ${setting!.name} leads elsewhere than it says`)];
}

type Read = (key: Key) => Setting | undefined;

/** The first that is not empty, of the first name under which there is one. */
function reader({ characteristics }: KnownOrganization): Read {
  const found = new Map<string, string>();
  for (const { name, value } of characteristics) if (value.trim() !== '' && !found.has(name)) found.set(name, value.trim());
  return (key) => {
    const name = KEYS[key].find((one) => found.has(one));
    return name === undefined ? undefined : { name, value: found.get(name)! };
  };
}

const invalid = (reason: string): PeerFault => new PeerFault('CONFIG_INVALID', reason);

function required(key: Key, setting: Setting | undefined, why = ''): Setting {
  if (!setting) throw invalid(`${KEYS[key][0]} is missing${why}.`);
  return setting;
}

function oauthOf(read: Read): PeerOAuth | undefined {
  const given = read('tokenUri');
  if (!given) return undefined;
  const why = `, which is needed with ${given.name}`;
  const tokenUri = urlOf(given).href;
  const clientId = required('clientId', read('clientId'), why).value;
  const clientSecret = read('clientSecret')?.value;
  const scope = read('scopes')?.value.split(';').map((one) => one.trim()).filter(Boolean).join(' ') || undefined;
  if (!read('username') && clientSecret !== undefined) return { grant: 'client_credentials', tokenUri, clientId, clientSecret, username: undefined, password: undefined, scope };
  const [username, password] = [required('username', read('username'), why).value, required('password', read('password'), why).value];
  return { grant: 'password', tokenUri, clientId, clientSecret, username, password, scope };
}

const linked = (text: string): string => MARKDOWN.exec(text)?.[2] ?? /^<([^<>]+)>$/.exec(text)?.[1] ?? text;

function labelDiffers(text: string): boolean {
  const [, label, target] = MARKDOWN.exec(text) ?? [];
  return label !== undefined && target !== undefined && URL.canParse(label) && URL.canParse(target) && new URL(label).href !== new URL(target).href;
}

function urlOf({ name, value }: Setting): URL {
  const text = linked(value);
  const url = text.length <= MAX_URL && !/[\p{Cc}\p{Cs}\s]/u.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw invalid(`${name} must be an absolute http or https URL of at most ${MAX_URL} characters.`);
  if (url.username || url.password) throw invalid(`${name} must not hold a user or a password.`);
  if (url.hash) throw invalid(`${name} must not hold a fragment.`);
  return url;
}

interface Base {
  /** Without `/tmf-api` at its end, which every path of ours begins with. */
  readonly url: string;
  readonly endsInRoot: boolean;
}

function baseOf(setting: Setting): Base {
  const { origin, pathname, search } = urlOf(setting);
  if (search) throw invalid(`${setting.name} must not hold a query.`);
  const path = pathname.replace(/\/+$/, '');
  const endsInRoot = path.endsWith(ROOT);
  return { url: origin + (endsInRoot ? path.slice(0, -ROOT.length) : path), endsInRoot };
}

function listPathOf(base: Base, setting: Setting | undefined): string {
  if (!setting) return SPEC_PATH;
  const text = linked(setting.value);
  const path = relativeTo(base, setting.name, text).replace(/#.*$/s, '');
  const rooted = path.startsWith('/') ? path : `/${path}`;
  if (path.length > MAX_URL || /[\p{Cc}\p{Cs}\s]/u.test(path)) throw invalid(`${setting.name} must be a path of at most ${MAX_URL} characters.`);
  return base.endsInRoot && !rooted.startsWith(`${ROOT}/`) ? ROOT + rooted : rooted;
}

/** An absolute URL is taken when it lies below the base: nothing else may be asked with the organization's token. */
function relativeTo({ url }: Base, name: string, text: string): string {
  if (!/^[a-z][a-z0-9+.-]*:|^[\\/]{2}/i.test(text)) return text;
  if (URL.canParse(text) && new URL(text).href.startsWith(`${url}/`)) return new URL(text).href.slice(url.length);
  throw invalid(`${name} must be a path below the base URL.`);
}
