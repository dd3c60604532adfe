import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aSpecification } from '../../../../test/support/heartbeat-world.js';
import { IMPORTED, TERMINATED, UPDATED, type CatalogAssignment } from '../../../kernel/peering/messages.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import type { Finding } from '../heartbeat/finding.rules.js';
import { chosen, type Mode } from './choice.rules.js';
import { foundSpec } from './found-spec.rules.js';
import type { Draft } from './messages.events.js';
import { ended } from './peering.rules.js';
import type { PeeredSpecRow, PeeringRow } from './peering.types.js';
import { choose, type Wish } from './selection.rules.js';
import type { Outcome } from './settle.service.js';

const organization = { id: 'org-1', name: 'East', href: '/org-1' };
const now = new Date('2026-03-01T12:00:00Z');
const nothing: PeeringRow = {
  organizationId: 'org-1', status: 'terminated', generation: 0, revision: 0, selection: {}, assignments: [], failures: 0, firstFailureAt: null, lastCheckAt: null, lastSuccessAt: null,
  lastFailure: null, failedSpecs: [], openAlarms: {}, nextBeatAt: null, createdAt: now, updatedAt: now,
};

/** The rows, an OSS, and a catalog that knows nothing but the messages. */
function world() {
  let row = nothing;
  let rows = new Map<string, PeeredSpecRow>();
  const oss = new Map<string, JsonObject>();
  const catalog = new Map<string, string>();
  let assignments: readonly CatalogAssignment[] = [];

  function hear(message: Draft): void {
    if (message.type === IMPORTED) {
      for (const { remoteId, contentHash } of message.data.specs) catalog.set(remoteId, contentHash);
      assignments = message.data.serviceCatalogs;
    }
    if (message.type === UPDATED) {
      for (const { remoteId, contentHash } of [...message.data.added, ...message.data.updated]) catalog.set(remoteId, contentHash);
      for (const { remoteId } of message.data.removed) catalog.delete(remoteId);
      assignments = message.data.serviceCatalogs ?? assignments;
    }
    if (message.type === TERMINATED) lose();
  }

  function lose(): void {
    catalog.clear();
    assignments = [];
  }

  function settle({ next, specs, messages }: Outcome): void {
    if (specs?.drop === 'all') rows = new Map();
    else for (const id of specs?.drop ?? []) rows.delete(id);
    for (const { source: _source, ...spec } of specs?.put ?? []) rows.set(spec.remoteId, { ...spec, organizationId: 'org-1', localId: `local ${spec.remoteId}` });
    for (const message of messages?.(new Map([...rows.keys()].map((id) => [id, `local ${id}`]))) ?? []) hear(message);
    row = { ...row, ...next };
  }

  return {
    oss, catalog,
    row: () => row,
    rows: () => rows,
    assignments: () => assignments,
    change(mode: Mode, wish: Wish): void {
      const choice = choose(row, wish, mode);
      const asked = mode === 'update' || row.status === 'unreachable' ? Object.keys(choice.selection) : choice.asked;
      const findings = new Map(asked.map((id): [string, Finding] => [id, oss.has(id) ? { kind: 'found', found: foundSpec(id, oss.get(id)!) } : { kind: 'deleted' }]));
      settle(chosen({ organization, row, now }, { mode, choice, rows: [...rows.values()], findings, excluded: new Set(), failed: [], taken: new Set(), nextBeatAt: null, specTolerance: 3 }));
    },
    end: () => settle(ended({ organization, row, now }, [], 'admin-delete')),
    /** As a beat leaves it when the OSS is away. */
    away(): void {
      row = { ...row, status: 'unreachable', failures: 1, firstFailureAt: now };
      rows = new Map([...rows].map(([id, spec]) => [id, spec.state === 'visible' ? { ...spec, state: 'removed' } : spec]));
      lose();
    },
  };
}

const ids = ['a', 'b', 'c', 'd'];
const some = fc.subarray(ids, { minLength: 1 });
const step = fc.oneof(
  fc.record({ do: fc.constant('add' as const), select: some, places: fc.subarray(['K', 'L']) }),
  fc.record({ do: fc.constant('update' as const), select: fc.subarray(ids), deselect: fc.subarray(ids), places: fc.option(fc.subarray(['K', 'L'])) }),
  fc.record({ do: fc.constant('publish' as const), id: fc.constantFrom(...ids), version: fc.constantFrom('1', '2', '3') }),
  fc.record({ do: fc.constant('withdraw' as const), id: fc.constantFrom(...ids) }),
  fc.record({ do: fc.constantFrom('away' as const, 'end' as const) }),
);

const named = (chosenIds: readonly string[]) => chosenIds.map((id) => ({ id, name: `Spec ${id}` }));
const placed = (places: readonly string[], specifications: readonly string[]) => places.map((name) => ({ name: 'C', categories: [{ name, specifications: [...specifications] }] }));

it('a catalog that hears nothing but the messages shows what the rows say, whatever was done', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
    const { oss, catalog, row, rows, assignments, change, end, away } = world();
    for (const id of ids) oss.set(id, aSpecification(id));
    const isPeered = (): boolean => row().status !== 'terminated';
    for (const one of steps) {
      if (one.do === 'publish') oss.set(one.id, aSpecification(one.id, { version: one.version }));
      else if (one.do === 'withdraw') oss.delete(one.id);
      else if (one.do === 'away' && isPeered()) away();
      else if (one.do === 'end' && isPeered()) end();
      else if (one.do === 'add' && one.select.every((id) => oss.has(id))) change('add', { select: named(one.select), serviceCatalogs: placed(one.places, one.select) });
      else if (one.do === 'update' && isPeered()) {
        const select = one.select.filter((id) => oss.has(id));
        const deselect = one.deselect.filter((id) => !select.includes(id));
        if ([...rows().keys(), ...select].every((id) => deselect.includes(id))) continue;
        change('update', { select: named(select), deselect, ...(one.places && { serviceCatalogs: placed(one.places, select) }) });
      }
      const visible = [...rows().values()].filter(({ state }) => state === 'visible');
      expect(new Map([...catalog].sort())).toEqual(new Map(visible.map(({ remoteId, contentHash }) => [remoteId, contentHash!] as const).sort()));
      expect([...rows().keys()].sort()).toEqual(Object.keys(row().selection).sort());
      if (row().status === 'active') expect(assignments().map(({ name, categories }) => ({ name, categories: categories.map((category) => ({ name: category.name, specifications: category.specifications.map(({ id }) => id) })) }))).toEqual(row().assignments);
    }
  }), { numRuns: 300 });
});
