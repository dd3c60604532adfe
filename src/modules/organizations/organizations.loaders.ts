import DataLoader from 'dataloader';
import type { RequestContext } from '../../kernel/context.js';
import { perRequest } from '../../kernel/per-request.js';
import type { IndividualService } from './individual.service.js';
import type { Individual } from './individual.types.js';
import type { OrganizationService } from './organization.service.js';
import type { Organization } from './organization.types.js';

export interface OrganizationsServices {
  readonly organizations: OrganizationService;
  readonly individuals: IndividualService;
}

/** Parties asked for once per request and all at a time. Null: not there. */
export interface OrganizationsLoaders {
  readonly organization: DataLoader<string, Organization | null>;
  readonly individual: DataLoader<string, Individual | null>;
}

export const organizationsLoaders = ({ organizations, individuals }: OrganizationsServices): ((ctx: RequestContext) => OrganizationsLoaders) =>
  perRequest(() => ({
    organization: new DataLoader((ids) => organizations.find(ids)),
    individual: new DataLoader((ids) => individuals.find(ids)),
  }));
