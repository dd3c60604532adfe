import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { createKeeper } from './keeper.js';
import { SANDBOX_FM_ZONES, type FmZone } from './fm.zones.js';

const Mobile = z.object({ mcc: z.string(), mncs: z.array(z.string()) });

const FederationShape = z.object({
  contextId: z.string(),
  /** Whose it is: 1.2.0 the hash of the raw token, 1.3.0 the client. */
  key: z.string(),
  operator: z.string(),
  countryCode: z.string().nullable(),
  mobile: Mobile.nullable(),
  fixed: z.array(z.string()),
  statusLink: z.string(),
  /** Accepted. */
  zones: z.array(z.string()),
  zoneLink: z.string().nullable(),
});

const ArtefactShape = z.object({ contextId: z.string(), artefactId: z.string(), document: z.looseObject({ appProviderId: z.string() }) });

const ApplicationShape = z.object({
  contextId: z.string(),
  appId: z.string(),
  document: z.looseObject({ appProviderId: z.string(), appMetaData: z.looseObject({ appName: z.string(), version: z.string() }), appComponentSpecs: z.array(z.looseObject({ artefactId: z.string() })) }),
  zones: z.array(z.string()),
  link: z.string(),
  /** Epoch milliseconds; null: never. */
  settlesAt: z.number().nullable(),
  outcome: z.enum(['ONBOARDED', 'FAILED']),
});

const InstanceShape = z.object({
  contextId: z.string(),
  instanceId: z.string(),
  appId: z.string(),
  appVersion: z.string(),
  appProviderId: z.string(),
  zoneId: z.string(),
  link: z.string(),
  settlesAt: z.number().nullable(),
  outcome: z.enum(['READY', 'FAILED']),
  message: z.string().nullable(),
  /** When it is gone, in epoch milliseconds; null: it is to stay. */
  endsAt: z.number().nullable(),
});

const TokenShape = z.object({ hash: z.string(), clientId: z.string(), endsAt: z.number() });
const ZoneShape = z.object({ zoneId: z.string(), geolocation: z.string(), geographyDetails: z.string() });
const StateShape = z.object({
  federations: z.array(FederationShape), artefacts: z.array(ArtefactShape), applications: z.array(ApplicationShape), instances: z.array(InstanceShape), tokens: z.array(TokenShape), zones: z.array(ZoneShape),
});

export type FmFederation = Readonly<z.infer<typeof FederationShape>>;
/** Without the repository's credentials. */
export type FmArtefact = Readonly<z.infer<typeof ArtefactShape>>;
export type FmApplication = Readonly<z.infer<typeof ApplicationShape>>;
export type FmInstance = Readonly<z.infer<typeof InstanceShape>>;
export type FmToken = Readonly<z.infer<typeof TokenShape>>;

/** Rows by their key; every change of them is kept. */
export interface Rows<Row> {
  readonly all: ReadonlyMap<string, Row>;
  get(key: string): Row | undefined;
  list(of?: (row: Row) => boolean): readonly Row[];
  put(row: Row): Row;
  drop(row: Row): void;
}

/** What the simulated Federation Manager knows. Raw tokens and secrets are not among it. */
export interface FmState {
  readonly federations: Rows<FmFederation>;
  readonly artefacts: Rows<FmArtefact>;
  readonly applications: Rows<FmApplication>;
  readonly instances: Rows<FmInstance>;
  readonly tokens: Rows<FmToken>;
  readonly zones: Rows<FmZone>;
  /** With everything below it. */
  forget(federation: FmFederation): void;
  /** Resolves when every change so far is in the file. */
  kept(): Promise<void>;
}

export const below = (contextId: string, id: string): string => `${contextId}/${id}`;

/** What stands for a token where it must not stand itself. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** @throws Error when the file at `path` is not one of ours. */
export function createFmState(path: string | undefined, zones: readonly FmZone[] = SANDBOX_FM_ZONES): FmState {
  const kept = path !== undefined && existsSync(path) ? load(path) : { federations: [], artefacts: [], applications: [], instances: [], tokens: [], zones: [...zones] };
  const keeper = createKeeper(path, () => JSON.stringify(Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rows.list()]))));
  const rows = <Row>(given: readonly Row[], keyOf: (row: Row) => string): Rows<Row> => rowsOf(given, keyOf, keeper.changed);
  const tables = {
    federations: rows<FmFederation>(kept.federations, ({ contextId }) => contextId),
    artefacts: rows<FmArtefact>(kept.artefacts, ({ contextId, artefactId }) => below(contextId, artefactId)),
    applications: rows<FmApplication>(kept.applications, ({ contextId, appId }) => below(contextId, appId)),
    instances: rows<FmInstance>(kept.instances, ({ contextId, instanceId }) => below(contextId, instanceId)),
    tokens: rows<FmToken>(kept.tokens, ({ hash }) => hash),
    zones: rows<FmZone>(kept.zones, ({ zoneId }) => zoneId),
  };

  function forget(federation: FmFederation): void {
    const isIts = ({ contextId }: { readonly contextId: string }): boolean => contextId === federation.contextId;
    for (const row of tables.instances.list(isIts)) tables.instances.drop(row);
    for (const row of tables.applications.list(isIts)) tables.applications.drop(row);
    for (const row of tables.artefacts.list(isIts)) tables.artefacts.drop(row);
    tables.federations.drop(federation);
  }

  return { ...tables, forget, kept: keeper.kept };
}

function rowsOf<Row>(given: readonly Row[], keyOf: (row: Row) => string, changed: () => void): Rows<Row> {
  const all = new Map(given.map((row) => [keyOf(row), row]));
  return {
    all,
    get: (key) => all.get(key),
    list: (of = () => true) => [...all.values()].filter(of),
    put(row) {
      all.set(keyOf(row), row);
      changed();
      return row;
    },
    drop(row) {
      if (all.delete(keyOf(row))) changed();
    },
  };
}

function load(path: string): z.infer<typeof StateShape> {
  try {
    return StateShape.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new Error(`${path} does not hold the state of a sandbox Federation Manager; remove it to begin with an empty one.`, { cause });
  }
}
