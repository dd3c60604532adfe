/**
 * Three subgraphs on services that answer from memory, and the queries that every gateway of the federation bench is
 * asked. The classes are those of a module: type-graphql, scopes, and a data loader per request.
 */
import 'reflect-metadata';
import DataLoader from 'dataloader';
import { Arg, Ctx, Directive, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';

const from = (path) => import(new URL(`../../dist/src/${path}`, import.meta.url).href);

const APPS = 20;
const INSTANCES_OF_EACH = 2;
const SESSIONS_OF_EACH = 2;
const ZONES = 5;

/** `$l` is another number in every request and in every fetch of it, so that nobody answers one from another's. */
export const NESTED = `query Nested($l: Int!) {
  apps(limit: $l) {
    id name version appProvider packageType
    instances(limit: $l) {
      id name status createdAt
      zone { id name region provider status load(within: $l) }
      qodSessions(limit: $l) { id qosProfile qosStatus duration }
    }
  }
}`;
export const TRIVIAL = '{ __typename }';

const uuid = (kind, number) => `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
const at = (number) => new Date(Date.UTC(2026, 0, 1, 0, 0, number)).toISOString();
const many = (count, make) => Array.from({ length: count }, (_, index) => make(index));

const apps = many(APPS, (index) => ({ id: uuid(0, index), name: `app_${index}`, version: '1.0.0', appProvider: 'ExampleProvider', packageType: 'CONTAINER' }));
const zones = new Map(many(ZONES, (index) => [uuid(2, index), { id: uuid(2, index), name: `zone-${index}`, region: 'eu-west', provider: 'ExampleOperator', status: 'active' }]));
const instancesOf = new Map(
  apps.map(({ id, name }, index) => [
    id,
    many(INSTANCES_OF_EACH, (nth) => ({ id: uuid(1, index * 10 + nth), name: `${name}_in_${nth}`, status: 'ready', createdAt: at(index), zoneId: uuid(2, (index + nth) % ZONES) })),
  ]),
);
const sessionsOf = new Map(
  [...instancesOf.values()].flat().map(({ id }, index) => [
    id,
    many(SESSIONS_OF_EACH, (nth) => ({ id: uuid(3, index * 10 + nth), qosProfile: 'QOS_E', qosStatus: 'AVAILABLE', duration: 3600 })),
  ]),
);

/** A type-graphql class from a table of its fields. */
function objectType(name, fields, key) {
  const made = { [name]: class {} }[name];
  ObjectType(name, { simpleResolvers: true })(made);
  if (key !== undefined) Directive(`@key(fields: "${key}")`)(made);
  for (const [field, type] of Object.entries(fields)) Field(() => type)(made.prototype, field);
  return made;
}

/** A resolver with one field; its arguments are the parent (unless it is a root field), an Int argument, and the context. */
function resolverOf(parent, { field, type, argument, root = false }, answer) {
  const made = class {};
  const { prototype } = made;
  Object.defineProperty(prototype, 'answer', { value: answer });
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'answer');
  if (!root) Root()(prototype, 'answer', 0);
  const next = root ? 0 : 1;
  if (argument !== undefined) Arg(argument, () => Int)(prototype, 'answer', next);
  Ctx()(prototype, 'answer', argument === undefined ? next : next + 1);
  (root ? Query : FieldResolver)(() => type, { name: field })(prototype, 'answer', descriptor);
  Resolver(() => parent)(made);
  return made;
}

function loaderPerRequest(find) {
  const loaders = new WeakMap();
  return (ctx) => {
    let loader = loaders.get(ctx);
    if (loader === undefined) loaders.set(ctx, (loader = new DataLoader(async (ids) => ids.map(find))));
    return loader;
  };
}

function edge() {
  const Zone = objectType('EdgeCloudZone', { id: ID }, 'id');
  const Instance = objectType('AppInstance', { id: ID, name: String, status: String, createdAt: String }, 'id');
  const App = objectType('App', { id: ID, name: String, version: String, appProvider: String, packageType: String }, 'id');
  const instances = loaderPerRequest((appId) => instancesOf.get(appId));
  return {
    name: 'edge',
    resolvers: [
      resolverOf(App, { field: 'apps', type: [App], argument: 'limit', root: true }, async (limit) => apps.slice(0, limit)),
      resolverOf(App, { field: 'instances', type: [Instance], argument: 'limit' }, async (app, limit, ctx) => (await instances(ctx).load(app.id)).slice(0, limit)),
      resolverOf(Instance, { field: 'zone', type: Zone }, (instance) => ({ id: instance.zoneId })),
    ],
    scopes: { 'Query.apps': 'edge:read', App: 'edge:read', AppInstance: 'edge:read', EdgeCloudZone: 'edge:read' },
  };
}

function infrastructure() {
  const Zone = objectType('EdgeCloudZone', { id: ID, name: String, region: String, provider: String, status: String }, 'id');
  const zone = loaderPerRequest((id) => zones.get(id) ?? null);
  return {
    name: 'zones',
    resolvers: [resolverOf(Zone, { field: 'load', type: Int, argument: 'within' }, (found) => found.name.length)],
    orphanedTypes: [Zone],
    references: { EdgeCloudZone: (ref, ctx) => zone(ctx).load(ref.id) },
    scopes: { EdgeCloudZone: 'zones:read' },
  };
}

function network() {
  const Session = objectType('QodSession', { id: ID, qosProfile: String, qosStatus: String, duration: Int }, 'id');
  const Instance = objectType('AppInstance', { id: ID }, 'id');
  const sessions = loaderPerRequest((instanceId) => sessionsOf.get(instanceId));
  return {
    name: 'network',
    resolvers: [resolverOf(Instance, { field: 'qodSessions', type: [Session], argument: 'limit' }, async (instance, limit, ctx) => (await sessions(ctx).load(instance.id)).slice(0, limit))],
    orphanedTypes: [Instance],
    references: { AppInstance: (ref) => ({ __typename: 'AppInstance', id: ref.id }) },
    scopes: { AppInstance: 'network:read', QodSession: 'network:read' },
  };
}

/** @returns three Subgraphs, as `src/app.ts` has them */
export async function buildSubgraphs() {
  const { buildSubgraph } = await from('federation/subgraph.js');
  return Promise.all([edge(), infrastructure(), network()].map(buildSubgraph));
}

/** The supergraph of the three, whose far addresses are the given ones by name. */
export async function composeOf(subgraphs, urls = {}) {
  const { composeSupergraph } = await from('federation/compose.js');
  return composeSupergraph(subgraphs.map(({ name, typeDefs }) => ({ name, typeDefs, ...(urls[name] && { url: urls[name] }) }))).sdl;
}

/** What the resolvers read of a request, where no door of ours makes it. */
export async function contextMaker() {
  const { DEVELOPER } = await from('kernel/caller.js');
  const log = { debug() {}, info() {}, warn() {}, error: console.error };
  const { signal } = new AbortController();
  return () => ({ caller: DEVELOPER, correlator: 'bench', idempotencyKey: null, requestHash: null, signal, log });
}
