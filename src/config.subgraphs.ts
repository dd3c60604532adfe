import { z } from 'zod';
import type { FarSubgraph } from './federation/live/sources.js';

/** One part of `SUBGRAPHS`. */
type Part = Pick<FarSubgraph, 'name' | 'url' | 'file'> | Pick<FarSubgraph, 'name' | 'subscriptionUrl'>;

const NAME = /^[A-Za-z][\w-]{0,63}$/;
const NAMED = /^([^=+]+)(\+ws)?=(.+)$/s;
const FORM = 'must be name=url,… or name=url@file, and name+ws=url for subscriptions elsewhere';

const parts = (text: string): string[] => text.split(',').map((part) => part.trim()).filter(Boolean);

/** `name=url`, `name=url@file.graphql`, `name+ws=wss://…`. What is wrong is told by its place, as a URL may hold a secret. */
export const farSubgraphs = z.string().transform((text, ctx): readonly FarSubgraph[] => {
  const found = new Map<string, FarSubgraph>();
  const fault = (message: string): void => ctx.addIssue({ code: 'custom', message });
  for (const [index, part] of parts(text).entries()) {
    const read = readPart(part);
    if (typeof read === 'string') {
      fault(`part ${index + 1} ${read}`);
      continue;
    }
    const before = found.get(read.name);
    const twice = before && Object.entries(read).some(([member, value]) => member !== 'name' && value !== undefined && before[member as keyof FarSubgraph] !== undefined);
    if (twice) fault(`${read.name} is named twice`);
    found.set(read.name, { ...before, ...read });
  }
  return [...found.values()];
});

function readPart(part: string): Part | string {
  const match = NAMED.exec(part);
  if (!match) return FORM;
  const [, name = '', forStreams, value = ''] = match;
  if (!NAME.test(name)) return 'has a name that is none: letters, digits, - and _, a letter first';
  if (forStreams) return isAddress(value, /^(wss?|https?):$/) ? { name, subscriptionUrl: value } : 'must be a ws://, wss://, http:// or https:// URL after +ws=, without credentials';
  const at = value.lastIndexOf('@');
  const url = at < 0 ? value : value.slice(0, at);
  const file = at < 0 ? undefined : value.slice(at + 1);
  if (file === '') return 'has no file after @';
  return isAddress(url, /^https?:$/) ? { name, url, ...(file !== undefined && { file }) } : 'must be an http:// or https:// URL without credentials';
}

function isAddress(text: string, protocol: RegExp): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return protocol.test(url.protocol) && url.username === '' && url.password === '';
}

/** `name=secret,…` */
export const subgraphSecrets = z.string().transform((text, ctx): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const [index, part] of parts(text).entries()) {
    const at = part.indexOf('=');
    const name = part.slice(0, Math.max(at, 0)).trim();
    const secret = part.slice(at + 1);
    if (!NAME.test(name) || secret.length < 16) ctx.addIssue({ code: 'custom', message: `part ${index + 1} must be name=secret, the secret of 16 characters or more and without a comma` });
    else if (found.has(name)) ctx.addIssue({ code: 'custom', message: `${name} is named twice` });
    else found.set(name, secret);
  }
  return found;
});

/** `name,…` */
export const subgraphNames = z.string().transform((text): ReadonlySet<string> => new Set(parts(text)));

interface Given {
  readonly SUBGRAPHS?: readonly FarSubgraph[] | undefined;
  readonly SUBGRAPH_SECRETS?: ReadonlyMap<string, string> | undefined;
  readonly SUBGRAPH_OVERRIDES?: ReadonlySet<string> | undefined;
  readonly SUPERGRAPH?: string | undefined;
}

/** What does not go together among these settings. */
export function subgraphContradictions({ SUBGRAPHS = [], SUBGRAPH_SECRETS = new Map(), SUBGRAPH_OVERRIDES = new Set(), SUPERGRAPH }: Given): string[] {
  const found: string[] = [];
  for (const { name, url, file } of SUBGRAPHS) {
    if (url === undefined && SUPERGRAPH === undefined) found.push(`SUBGRAPHS: ${name}+ws needs ${name}=url beside it`);
    if (file !== undefined && SUPERGRAPH !== undefined) found.push(`SUBGRAPHS: ${name} has a file, which is not read with SUPERGRAPH`);
  }
  // A ready supergraph may name subgraphs that SUBGRAPHS does not.
  const known = new Set(SUBGRAPHS.map(({ name }) => name));
  for (const name of SUBGRAPH_SECRETS.keys()) if (SUPERGRAPH === undefined && !known.has(name)) found.push(`SUBGRAPH_SECRETS: ${name} is not in SUBGRAPHS`);
  for (const name of SUBGRAPH_OVERRIDES) if (!known.has(name)) found.push(`SUBGRAPH_OVERRIDES: ${name} is not in SUBGRAPHS`);
  if (SUPERGRAPH !== undefined && SUBGRAPH_OVERRIDES.size > 0) found.push('SUBGRAPH_OVERRIDES: is for graphs that are composed here, and not with SUPERGRAPH');
  return found;
}

/** The subgraphs elsewhere, each with its secret and whether it may override others. A secret may also belong to one that only the ready supergraph names. */
export function withRights(subgraphs: readonly FarSubgraph[], secrets: ReadonlyMap<string, string>, overriding: ReadonlySet<string>): readonly FarSubgraph[] {
  const known = new Set(subgraphs.map(({ name }) => name));
  const others = [...secrets.keys()].filter((name) => !known.has(name)).map((name) => ({ name }));
  return [...subgraphs, ...others].map((subgraph) => ({ ...subgraph, secret: secrets.get(subgraph.name), ...(overriding.has(subgraph.name) && { mayOverride: true }) }));
}
