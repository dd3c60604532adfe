/**
 * The subgraph `edge` with its real types, resolvers, loaders and scopes, on services that answer from memory: what is
 * measured with it is GraphQL and HTTP, no storage and no SRM.
 */
import 'reflect-metadata';

const from = (path) => import(new URL(`../../dist/src/${path}`, import.meta.url).href);

const APPS = 20;
const INSTANCES_OF_EACH = 3;

export const QUERIES = {
  trivial: '{ __typename }',
  field: '{ app(id: "00000000-0000-4000-8000-000000000001") { id name } }',
  nested: `{
    apps(first: 20) {
      totalCount
      nodes {
        id name version appProvider packageType createdAt
        appInstances(first: 3) {
          totalCount
          nodes {
            id name status createdAt
            edgeCloudZone { id name provider region status }
            app { id name version appProvider }
          }
        }
      }
    }
  }`,
};

const uuid = (kind, number) => `${kind.toString(16).padStart(8, '0')}-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
const at = (number) => new Date(Date.UTC(2026, 0, 1, 0, 0, number));

const zones = Array.from({ length: INSTANCES_OF_EACH }, (_, index) => ({
  id: uuid(2, index + 1), name: `zone-${index + 1}`, provider: 'ExampleOperator', region: 'eu-west', countryCode: 'PT', status: 'active',
}));

const apps = Array.from({ length: APPS }, (_, index) => ({
  id: uuid(0, index + 1), name: `app_${index + 1}`, appProvider: 'ExampleProvider', version: '1.0.0', packageType: 'CONTAINER',
  operatingSystem: null, appRepo: { type: 'PUBLICREPO', imagePath: 'registry.example/app:1' }, requiredResources: null, componentSpec: [], createdAt: at(index),
}));

const instances = apps.flatMap((app, index) =>
  zones.map((zone, nth) => ({
    id: uuid(1, index * 10 + nth), name: `${app.name}_in_${nth + 1}`, appId: app.id, edgeCloudZoneId: zone.id, status: 'ready', statusReason: null,
    componentEndpointInfo: [], kubernetesClusterRef: null, createdAt: at(index), updatedAt: at(index), appDeploymentId: null,
  })),
);

const byId = (rows) => {
  const known = new Map(rows.map((row) => [row.id, row]));
  return (ids) => ids.map((id) => known.get(id) ?? null);
};
const pageOf = (rows, first) => ({ rows: rows.slice(0, first), totalCount: rows.length, hasNextPage: rows.length > first });

const groups = { appId: grouped(instances, 'appId'), edgeCloudZoneId: grouped(instances, 'edgeCloudZoneId') };

function grouped(rows, by) {
  const found = new Map();
  for (const row of rows) found.set(row[by], [...(found.get(row[by]) ?? []), row]);
  return found;
}

/** As the services of the module answer: asynchronously, with fresh pages of rows. */
const findZones = byId(zones);
const findApps = byId(apps);
const findInstances = byId(instances);
const services = {
  zones: { find: async (ids) => findZones(ids), get: async (id) => findZones([id])[0], page: async (_filter, first) => ({ ...pageOf(zones, first ?? 20), offset: 0 }) },
  apps: { find: async (_ctx, ids) => findApps(ids), get: async (_ctx, id) => findApps([id])[0], page: async (_ctx, _filter, first) => pageOf(apps, first ?? 20) },
  instances: {
    find: async (_ctx, ids) => findInstances(ids),
    pagesOf: async (_ctx, by, ids, first) => ids.map((id) => pageOf(groups[by].get(id) ?? [], first)),
  },
  deployments: {},
};

/** @returns a Subgraph, as `src/app.ts` has them */
export async function buildCatalogue() {
  const [{ buildSubgraph }, { edgeLoaders }, { EDGE_SCOPES }, { statusChangeResolvers }, ...classes] = await Promise.all([
    from('federation/subgraph.js'),
    from('modules/edge/edge.loaders.js'),
    from('modules/edge/edge.scopes.js'),
    from('modules/edge/status-change.resolver.js'),
    from('modules/edge/edge-cloud-zone.resolver.js'),
    from('modules/edge/app.resolver.js'),
    from('modules/edge/app-instance.resolver.js'),
    from('modules/edge/app-deployment.resolver.js'),
  ]);
  const loaders = edgeLoaders(services);
  const resolvers = classes.map((module) => module[Object.keys(module).find((name) => name.endsWith('Resolver'))]);
  const streams = statusChangeResolvers({}, loaders);
  const made = new Map([...resolvers.map((resolver) => [resolver, new resolver(services, loaders)]), ...streams.map((stream) => [stream, new stream()])]);
  const load = (kind) => (ref, ctx) => loaders(ctx)[kind].load(ref.id);
  return buildSubgraph({
    name: 'edge',
    resolvers: [...resolvers, ...streams],
    container: { get: (resolver) => made.get(resolver) },
    references: { EdgeCloudZone: load('zone'), App: load('app'), AppInstance: load('instance'), AppDeployment: load('deployment') },
    scopes: EDGE_SCOPES,
  });
}
