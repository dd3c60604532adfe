import { buildSubgraph, type Subgraph } from './federation/subgraph/subgraph.js';
import { systemClock } from './kernel/clock.js';
import { createAlarms } from './modules/alarms/index.js';
import { createCatalog } from './modules/catalog/index.js';
import { createEdge } from './modules/edge/index.js';
import { createFederations } from './modules/federations/index.js';
import { createNetwork } from './modules/network/index.js';
import { createNotifications } from './modules/notifications/index.js';
import { createOrganizations } from './modules/organizations/index.js';
import { createPeerings } from './modules/peerings/index.js';

/** Stands for every collaborator of a module while only its types are read. */
const inert = <Part>(): Part => new Proxy({}, { get: () => () => undefined }) as Part;

/** The subgraphs of this process to be read, not to be run: nothing is opened for them. */
export async function inertSubgraphs(): Promise<readonly Subgraph[]> {
  const edge = createEdge({
    db: inert(),
    srm: inert(),
    vault: inert(),
    jobs: inert(),
    once: inert(),
    events: inert(),
    sinks: inert(),
    clock: systemClock,
    countries: new Map(),
    sourceBase: '',
    srmTimeoutMs: 0,
  });
  const network = createNetwork({
    db: inert(),
    source: inert(),
    neighbours: inert(),
    once: inert(),
    events: inert(),
    sinks: inert(),
    clock: systemClock,
    log: inert(),
    publicUrl: '',
    callbackUrl: '',
    callbackKey: Buffer.alloc(32),
    timeoutMs: 0,
    directory: 'table',
    reading: 'yaml',
    privateKeyJwt: false,
    devices: [],
  });
  const notifications = createNotifications({ db: inert(), jobs: inert(), vault: inert(), guard: inert(), clock: systemClock, types: [], toNotice: () => undefined });
  const shared = { db: inert<never>(), once: inert<never>(), events: inert<never>(), clock: systemClock, publicUrl: '' };
  const organizations = createOrganizations({ ...shared, vault: inert(), leaving: inert() });
  const alarms = createAlarms({ ...shared, neighbours: inert() });
  const catalog = createCatalog({ ...shared, log: inert(), jobs: inert(), guard: inert() });
  const peerings = createPeerings({
    db: inert(),
    events: inert(),
    parties: inert(),
    source: inert(),
    clock: systemClock,
    log: inert(),
    cron: undefined,
    tolerance: 1,
    specTolerance: 1,
    timeoutMs: 0,
    addPartial: false,
    allowTransit: false,
  });
  const federations = createFederations({
    ...shared,
    vault: inert(),
    jobs: inert(),
    log: inert(),
    secret: Buffer.alloc(32),
    guard: inert(),
    own: inert(),
    edge: inert(),
    settings: { partners: [], callback: undefined, timeoutMs: 0, pollMs: 0, operator: { id: '', countryCode: undefined, mobileNetworks: undefined, fixedNetworks: [] }, zones: new Map(), flavours: [], callbackHosts: undefined },
  });
  return Promise.all([edge.subgraph, network.subgraph, notifications.subgraph, organizations.subgraph, catalog.subgraph, alarms.subgraph, peerings.subgraph, federations.subgraph].map(buildSubgraph));
}
