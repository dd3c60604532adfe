import { z } from 'zod';
import { ownerOf } from '../../kernel/caller.js';
import type { RequestContext } from '../../kernel/context.js';
import type { DomainEvent } from '../../kernel/event.js';
import { newId } from '../../kernel/id.js';
import { INDIVIDUAL_STATUS, ORGANIZATION_STATUS } from './party.manifest.js';

const Organization = z
  .looseObject({ id: z.uuid(), href: z.string(), name: z.string().optional(), tradingName: z.string(), status: z.enum(ORGANIZATION_STATUS) })
  .describe('TMF632 Organization. Secrets are shown as ********.');
const Individual = z.looseObject({ id: z.uuid(), href: z.string(), givenName: z.string(), familyName: z.string(), status: z.enum(INDIVIDUAL_STATUS) }).describe('TMF632 Individual.');
const fieldPaths = z.array(z.string()).describe('First-level members that have changed. `status` is not among them: a change of it is an event of its own.');

const OrganizationTold = z.strictObject({ organization: Organization });
const IndividualTold = z.strictObject({ individual: Individual });

/** What the module announces; printed as JSON Schemas into `schema/events/`. */
export const ORGANIZATIONS_EVENTS = {
  'organizations.organization.created': OrganizationTold,
  'organizations.organization.changed': OrganizationTold.extend({ fieldPaths }),
  'organizations.organization.state-changed': OrganizationTold,
  'organizations.organization.deleted': OrganizationTold,
  'organizations.individual.created': IndividualTold,
  'organizations.individual.changed': IndividualTold.extend({ fieldPaths }),
  'organizations.individual.state-changed': IndividualTold,
  'organizations.individual.deleted': IndividualTold,
} as const;

export type PartyKind = 'organization' | 'individual';
export type PartyFact = 'created' | 'changed' | 'state-changed' | 'deleted';

/** @param document as it is shown, by the member that holds it */
export const partyEvent = (ctx: RequestContext, kind: PartyKind, fact: PartyFact, time: Date, document: { readonly id: string }, fieldPaths?: readonly string[]): DomainEvent => ({
  id: newId(),
  type: `organizations.${kind}.${fact}`,
  subject: document.id,
  owner: ownerOf(ctx.caller),
  time,
  correlator: ctx.correlator,
  data: { [kind]: document, ...(fieldPaths && { fieldPaths }) },
});
