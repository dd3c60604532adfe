import { z } from 'zod';
import type { FederationsSettings, FlavourSettings, PartnerSettings } from './modules/federations/settings.types.js';

/** What the module for federations is told. */
export type FederationsConfig = FederationsSettings;

const parts = (text: string): string[] => text.split(',').map((part) => part.trim()).filter(Boolean);
const isHttp = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).username === '';

/** `name=clientId:secret`; a secret may hold anything but a comma. */
export const federationClients = z.string().transform((text, ctx) => {
  const clients = new Map<string, { clientId: string; clientSecret: string }>();
  for (const part of parts(text)) {
    const match = /^([A-Za-z0-9][\w-]*)=([^:]+):(.+)$/.exec(part);
    if (match) clients.set(match[1]!, { clientId: match[2]!, clientSecret: match[3]! });
    // The text holds secrets: it is not repeated.
    else ctx.addIssue({ code: 'custom', message: 'must be partner=clientId:secret,…' });
  }
  return clients as ReadonlyMap<string, { readonly clientId: string; readonly clientSecret: string }>;
});

const KINDS = ['root', 'manager', 'token', 'dialect'] as const;
type PartnerWords = Partial<Record<(typeof KINDS)[number], string>>;

/** `name=url` is the partner's API root; `name+manager=`, `name+token=` and `name+dialect=` what differs from the settings for all. */
export const federationPartners = z.string().transform((text, ctx) => {
  const partners = new Map<string, PartnerWords>();
  for (const part of parts(text)) {
    const [, name, kind = 'root', value = ''] = /^([A-Za-z0-9][\w-]*?)(?:\+(manager|token|dialect))?=(.+)$/.exec(part) ?? [];
    if (name !== undefined && (kind === 'dialect' ? /^1\.[23]\.0$/.test(value) : isHttp(value))) partners.set(name, { ...partners.get(name), [kind]: value.replace(/\/+$/, '') });
    else ctx.addIssue({ code: 'custom', message: 'must be partner=URL of its API root,…; partner+manager=URL, partner+token=URL and partner+dialect=1.2.0 or 1.3.0 say what differs for it' });
  }
  return partners as ReadonlyMap<string, PartnerWords>;
});

export const clientCredentials = z.string().regex(/^[^:,]+:.+$/, 'must be clientId:secret').transform((text) => {
  const at = text.indexOf(':');
  return { clientId: text.slice(0, at), clientSecret: text.slice(at + 1) };
});

export const operatorId = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,62}[a-z0-9])?$/, 'must be lower-case letters, digits and dashes, at most 64');
export const countryCode = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code');

/** Mobile networks `mcc-mnc`, all of one country code, and fixed ones, which are anything else. */
export const operatorNetworks = z.string().transform((text, ctx) => {
  const mobile = parts(text).flatMap((part) => [/^(\d{3})-(\d{2,3})$/.exec(part)].flatMap((match) => (match ? [{ mcc: match[1]!, mnc: match[2]! }] : [])));
  if (new Set(mobile.map(({ mcc }) => mcc)).size > 1) ctx.addIssue({ code: 'custom', message: 'must have mobile networks of one MCC' });
  const fixed = parts(text).filter((part) => !/^\d{3}-\d{2,3}$/.test(part));
  return { mobile: mobile.length > 0 ? { mcc: mobile[0]!.mcc, mncs: mobile.map(({ mnc }) => mnc) } : undefined, fixed };
});

/** GSMA's GeoLocation, latitude and longitude with at most four decimals, here with a colon between. */
export const offeredZones = z.string().transform((text, ctx) => {
  const zones = new Map<string, string>();
  for (const part of parts(text)) {
    const match = /^(.+)=([-+]?\d{1,2}(?:\.\d{1,4})?):([-+]?\d{1,3}(?:\.\d{1,4})?)$/.exec(part);
    if (match && Math.abs(Number(match[2])) <= 90 && Math.abs(Number(match[3])) <= 180) zones.set(match[1]!, `${match[2]},${match[3]}`);
    else ctx.addIssue({ code: 'custom', message: 'must be zone or region=latitude:longitude,… with at most four decimals; * stands for every other' });
  }
  return zones as ReadonlyMap<string, string>;
});

export const flavours = z.string().transform((text, ctx) =>
  parts(text).flatMap((part): FlavourSettings[] => {
    const match = /^([a-z0-9][a-z0-9-]{0,62})=(\d{1,5}):(\d{1,8}):(\d{1,8})$/.exec(part);
    if (match) return [{ id: match[1]!, cpus: Number(match[2]), memory: Number(match[3]), storage: Number(match[4]) }];
    ctx.addIssue({ code: 'custom', message: 'must be id=CPUs:MiB of memory:GiB of storage,…' });
    return [];
  }),
);

interface Given {
  readonly manager: string | undefined;
  readonly tokenUrl: string | undefined;
  readonly clients: ReadonlyMap<string, { readonly clientId: string; readonly clientSecret: string }>;
  readonly partners: ReadonlyMap<string, PartnerWords>;
}

/** Partners in the order of their names; without any name there is one, called `partner`. */
export function partnersOf({ manager, tokenUrl, clients, partners }: Given): PartnerSettings[] {
  const named = [...new Set([...clients.keys(), ...partners.keys()])].sort();
  const names = named.length > 0 ? named : manager === undefined ? [] : ['partner'];
  return names.flatMap((name) => {
    const words = partners.get(name) ?? {};
    const managerUrl = words.manager ?? manager;
    const client = clients.get(name);
    const token = words.token ?? tokenUrl;
    if (managerUrl === undefined) return [];
    return [{ name, managerUrl, apiRoot: words.root, oauth: client && token !== undefined ? { tokenUrl: token, ...client } : undefined, dialect: words.dialect as PartnerSettings['dialect'] }];
  });
}

/** What does not go together, one sentence each. */
export function partnerContradictions({ manager, tokenUrl, clients, partners }: Given): string[] {
  const found: string[] = [];
  for (const name of clients.keys()) if (!partners.get(name)?.token && !tokenUrl) found.push(`FEDERATION_TOKEN_URL: is required with FEDERATION_CLIENTS, or ${name}+token in FEDERATION_PARTNERS`);
  for (const name of new Set([...clients.keys(), ...partners.keys()])) if (!partners.get(name)?.manager && !manager) found.push(`FEDERATION_MANAGER_HOST: is required for the partner ${name}, or ${name}+manager in FEDERATION_PARTNERS`);
  return found;
}
