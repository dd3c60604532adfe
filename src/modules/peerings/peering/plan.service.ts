import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { IMPORTED, UPDATED } from '../../../kernel/peering/messages.js';
import type { Parties } from '../neighbours.types.js';
import { phaseFailure, transitIn, type ChoiceFetch } from './choice-fetch.service.js';
import { chosen, type Fetched } from './choice.rules.js';
import type { Draft } from './messages.events.js';
import type { PeeringPlan, PlannedSpec } from './peering-input.types.js';
import { noOrganization, type ChangeInput } from './peering-change.service.js';
import type { PeeringStore } from './peering.store.js';
import { stands, type Assignment, type PeeringRow } from './peering.types.js';
import { choose, type Choice } from './selection.rules.js';

export interface PeeringPlans {
  /** What a change would do now: an addition, or to a peering that stands an update. Nothing is written, and nothing told. @throws Refusal as PeeringChanges does, but for ABORTED */
  plan(ctx: RequestContext, input: ChangeInput): Promise<PeeringPlan>;
}

export interface PeeringPlansOptions {
  readonly peerings: Pick<PeeringStore, 'find'>;
  readonly parties: Pick<Parties, 'find'>;
  readonly fetch: ChoiceFetch;
  readonly clock: Clock;
  readonly addPartial: boolean;
  readonly allowTransit: boolean;
}

export function peeringPlans({ peerings, parties, fetch, clock, addPartial, allowTransit }: PeeringPlansOptions): PeeringPlans {
  return {
    async plan(ctx, input) {
      const organization = await parties.find(input.organizationId);
      if (!organization) throw noOrganization();
      const now = clock.now();
      const row = (await peerings.find(organization.id)) ?? nothingYet(organization.id, now);
      const mode = stands(row) ? 'update' : 'add';
      const choice = choose(row, input, mode);
      const fetched = await fetch.fetch(ctx, organization, { mode, row, choice, partial: true }).catch((error: unknown) => {
        throw phaseFailure(error)?.refusal() ?? error;
      });
      const { messages } = chosen({ organization, row, now }, { ...fetched, nextBeatAt: null });
      return {
        ...specsIn(messages?.(new Map()) ?? [], fetched),
        ...placesIn(row.assignments, choice.assignments),
        conflicts: [...(addPartial ? [] : faultsIn(fetched)), ...(allowTransit ? [] : transitIn(choice, fetched.findings).map((id) => `${id} was imported by the OSS from another organization.`))],
      };
    },
  };
}

const nothingYet = (organizationId: string, now: Date): PeeringRow => ({
  organizationId, status: 'terminated', generation: 0, selection: {}, assignments: [], failures: 0, firstFailureAt: null, lastCheckAt: null, lastSuccessAt: null,
  lastFailure: null, failedSpecs: [], openAlarms: {}, nextBeatAt: null, revision: 0, createdAt: now, updatedAt: now,
});

/** Read from what the catalog would be told. */
function specsIn(messages: readonly Draft[], { rows, findings }: Seen): Pick<PeeringPlan, 'create' | 'change' | 'remove'> {
  const before = new Map(rows.map((row) => [row.remoteId, row]));
  const planned = (remoteId: string, name: string): PlannedSpec => {
    const finding = findings.get(remoteId);
    return { remoteId, name, version: finding?.kind === 'found' ? finding.found.version : (before.get(remoteId)?.version ?? null) };
  };
  const told = messages.flatMap((message) => (message.type === IMPORTED ? message.data.specs : message.type === UPDATED ? [...message.data.added, ...message.data.updated] : []));
  const shown = told.map(({ remoteId, contentHash, serviceSpecification }) => ({ spec: planned(remoteId, serviceSpecification.name), was: before.get(remoteId), contentHash }));
  return {
    create: shown.filter(({ was }) => was?.state !== 'visible').map(({ spec }) => spec),
    change: shown.filter(({ was, contentHash }) => was?.state === 'visible' && was.contentHash !== contentHash).map(({ spec }) => spec),
    remove: messages.flatMap((message) => (message.type === UPDATED ? message.data.removed : [])).map(({ remoteId, name }) => planned(remoteId, name)),
  };
}

type Seen = Pick<Fetched, 'rows' | 'findings'>;

function placesIn(before: readonly Assignment[], after: Choice['assignments']): Pick<PeeringPlan, 'catalogsToCreate' | 'categoriesToCreate'> {
  const catalogs = new Set(before.map(({ name }) => name));
  const paths = (assignments: readonly Assignment[]): string[] => assignments.flatMap(({ name, categories }) => categories.map((category) => `${name}/${category.name}`));
  const known = new Set(paths(before));
  return { catalogsToCreate: after.map(({ name }) => name).filter((name) => !catalogs.has(name)), categoriesToCreate: paths(after).filter((path) => !known.has(path)) };
}

const faultsIn = ({ failed, choice, mode }: Pick<Fetched, 'failed' | 'choice' | 'mode'>): readonly string[] => {
  const asked = new Set(choice.asked);
  return failed.filter(({ remoteId }) => mode === 'update' || asked.has(remoteId)).map(({ remoteId, code }) => (code === 'SPEC_NOT_FOUND' ? `The OSS has no specification ${remoteId}.` : `${remoteId} cannot be fetched: ${code}.`));
};
