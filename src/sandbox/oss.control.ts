import { z } from 'zod';
import { isObject, type JsonObject } from '../kernel/tmf/document.js';
import type { OssCatalog, OssReply } from './oss.catalog.js';
import type { OssTokens, OssTokenSettings } from './oss.tokens.js';

/** How the OSS behaves, until it is told otherwise. */
export interface OssBehaviour extends OssTokenSettings {
  /** `503`: it answers nothing but that. `refuse`: it takes no connections. */
  readonly down: 'no' | '503' | 'refuse';
  /** Milliseconds before each answer. */
  readonly delayMs: number;
}

export interface ControlOptions {
  readonly catalog: OssCatalog;
  readonly tokens: OssTokens;
  readonly behaviour: () => OssBehaviour;
  /** @param seconds after which it is up again by itself */
  readonly set: (change: Partial<OssBehaviour>, seconds?: number) => Promise<void>;
}

/** What is done once the answer is out. */
export interface ControlReply extends OssReply {
  readonly after?: () => Promise<void>;
}

const seconds = z.number().min(0).max(86_400);
const Behaviour = z.strictObject({
  down: z.enum(['no', '503', 'refuse']).optional(),
  /** With `down`. */
  seconds: seconds.optional(),
  delayMs: z.number().min(0).max(600_000).optional(),
  password: z.string().optional(),
  accessTokenSeconds: seconds.optional(),
  refreshTokenSeconds: seconds.optional(),
  scopes: z.array(z.string()).nullable().optional(),
});

/** Nobody could say `up` to a server that takes no connections. */
const REFUSING_SECONDS = 60;

const HELP: JsonObject = {
  'GET /sandbox/': 'This, how the OSS behaves, and its specifications.',
  'PATCH /sandbox/behaviour': 'Any of {"down": "no" | "503" | "refuse", "seconds": 60, "delayMs": 0, "password": "openslice", "accessTokenSeconds": 300, "refreshTokenSeconds": 1800, "scopes": null | ["admin"]}. What is down is up again after the seconds.',
  'POST /sandbox/revoke': 'Every token given so far is of no use any more.',
  'POST /sandbox/specifications': 'Adds one: {"name": "…"}, and any other member.',
  'PATCH /sandbox/specifications/{id}': 'Changes one, e.g. {"version": "0.2.0"}.',
  'DELETE /sandbox/specifications/{id}': 'Removes one.',
};

/** What a user of the sandbox does with the simulated OSS, by curl. */
export function createOssControl({ catalog, tokens, behaviour, set }: ControlOptions): (method: string, path: readonly string[], body: unknown) => Promise<ControlReply> {
  const overview = (change: Partial<OssBehaviour> = {}): OssReply => {
    const { scopes, ...rest } = { ...behaviour(), ...change };
    const specifications = [...catalog.specs.values()].map(({ id, name, version, '@type': type }) => ({ id, name, version, '@type': type }));
    return { status: 200, json: { help: HELP, behaviour: { ...rest, scopes }, specifications } };
  };

  async function behave(body: unknown): Promise<ControlReply> {
    const read = Behaviour.safeParse(body);
    if (!read.success) return { status: 400, json: { message: read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '), help: HELP } };
    const { seconds: until, ...given } = read.data;
    const change = withoutAbsent(given);
    // The connection that brought this would break too
    if (change.down === 'refuse') return { ...overview(change), after: () => set(change, until ?? REFUSING_SECONDS) };
    await set(change, until);
    return overview();
  }

  function specification(method: string, id: string | undefined, body: unknown): OssReply {
    const known = id === undefined ? undefined : catalog.specs.get(id);
    if (id === undefined) return method === 'POST' && isObject(body) ? { status: 201, json: catalog.add(body) } : NOT_KNOWN;
    if (!known) return NOT_KNOWN;
    if (method === 'GET') return { status: 200, json: known };
    if (method === 'DELETE') return catalog.remove(id), { status: 204 };
    const changed = method === 'PATCH' && isObject(body) ? catalog.change(id, body) : undefined;
    return changed ? { status: 200, json: changed } : NOT_KNOWN;
  }

  return async (method, [what = '', id], body) => {
    if (method === 'GET' && what === '') return overview();
    if (method === 'PATCH' && what === 'behaviour') return behave(body);
    if (method === 'POST' && what === 'revoke') return tokens.revoke(), overview();
    return what === 'specifications' ? specification(method, id, body) : NOT_KNOWN;
  };
}

const NOT_KNOWN: OssReply = { status: 404, json: { message: 'There is no such thing here.', help: HELP } };

const withoutAbsent = (change: { readonly [Name in keyof OssBehaviour]?: OssBehaviour[Name] | undefined }): Partial<OssBehaviour> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
