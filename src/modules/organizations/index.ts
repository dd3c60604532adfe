import type { Clock } from '../../kernel/clock.js';
import type { RequestContext } from '../../kernel/context.js';
import { createHrefs } from '../../kernel/tmf/href.js';
import type { Once } from '../../outbound/once.js';
import type { Database } from '../../outbound/storage/database.js';
import type { Vault } from '../../outbound/storage/secrets.js';
import { IndividualResolver } from './individual.resolver.js';
import { individualService } from './individual.service.js';
import { individualStore } from './individual.store.js';
import { HUB_EVENT_TYPES, toHubNotices } from './notices.events.js';
import { OrganizationResolver } from './organization.resolver.js';
import { organizationService, type Leaving } from './organization.service.js';
import { organizationStore } from './organization.store.js';
import { ORGANIZATIONS_EVENTS } from './organizations.events.js';
import { organizationsLoaders, type OrganizationsServices } from './organizations.loaders.js';
import { ORGANIZATIONS_SCOPES } from './organizations.scopes.js';
import { partiesService } from './parties.service.js';

export { ORGANIZATIONS_EVENTS } from './organizations.events.js';

export interface OrganizationsOptions {
  readonly db: Database;
  /** Keeps their secrets. */
  readonly vault: Vault;
  readonly once: Once;
  readonly clock: Clock;
  /** Under which clients reach the gateway. */
  readonly publicUrl: string;
  readonly leaving: Leaving;
}

/** Base path of TMF632. */
const PARTY = '/tmf-api/party/v4';

/** Organizations, which stand for OSSs, and individuals: TMF632. */
export function createOrganizations({ db, vault, once, clock, publicUrl, leaving }: OrganizationsOptions) {
  const organizationRows = organizationStore(db, vault);
  const organizationHrefs = createHrefs(publicUrl, `${PARTY}/organization`);
  const organizations = organizationService({ db, organizations: organizationRows, hrefs: organizationHrefs, leaving, once, clock });
  const individuals = individualService({ db, individuals: individualStore(db), hrefs: createHrefs(publicUrl, `${PARTY}/individual`), once, clock });
  return {
    subgraph: organizationsSubgraph({ organizations, individuals }),
    /** For whoever speaks with the OSSs. */
    parties: partiesService(organizationRows, organizationHrefs),
    /** Types of the events that listeners may hear of. */
    events: Object.keys(ORGANIZATIONS_EVENTS),
    /** What they are told as, by the names of TMF632. */
    hubEventTypes: HUB_EVENT_TYPES,
    toHubNotices,
  };
}

type Reference = Readonly<Record<string, unknown>>;
const idOf = ({ id }: Reference): string => String(id);

function organizationsSubgraph(services: OrganizationsServices) {
  const loaders = organizationsLoaders(services);
  const instances = new Map<unknown, unknown>([
    [OrganizationResolver, new OrganizationResolver(services.organizations)],
    [IndividualResolver, new IndividualResolver(services.individuals)],
  ]);
  return {
    name: 'organizations',
    resolvers: [OrganizationResolver, IndividualResolver] as [Function, ...Function[]],
    container: { get: (resolver: unknown) => instances.get(resolver) },
    references: {
      Organization: (ref: Reference, ctx: RequestContext) => loaders(ctx).organization.load(idOf(ref)),
      Individual: (ref: Reference, ctx: RequestContext) => loaders(ctx).individual.load(idOf(ref)),
    },
    scopes: ORGANIZATIONS_SCOPES,
  };
}
