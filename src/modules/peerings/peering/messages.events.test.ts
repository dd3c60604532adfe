import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_MESSAGE_BYTES, PEERING_MESSAGES, type ImportedSpec } from '../../../kernel/peering/messages.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';
import { toPeeringRecord } from '../../../outbound/peering-codec.js';
import { failureMessage, importMessages, message, terminationMessage, toldAssignments, unreachableMessage, updateMessages, type Draft } from './messages.events.js';
import { alarms } from './peer-alarms.rules.js';

const SCHEMA = '../shared/specs/tmf/kafka/peering-messages.v1.schema.json';
const organization = { id: 'org-1', name: 'East', href: 'https://gateway.example/org-1' };
const now = new Date('2026-03-01T12:00:00Z');
const aSpec = (id: string, bytes = 10): ImportedSpec => ({ remoteId: id, localId: id, contentHash: `sha256:${'0'.repeat(64)}`, serviceSpecification: { id, name: id, description: 'd'.repeat(bytes) } });
const gone = { remoteId: 'a', localId: 'l', name: 'A' };
const failure = { code: 'TIMEOUT', reason: 'no answer', retryable: true } as const;
const dataOf = (draft: Draft): JsonObject => message(draft, organization, 1, now, 'c').data as JsonObject;

describe('a long import', () => {
  const specs = fc.array(fc.integer({ min: 0, max: 700_000 }), { maxLength: 12 }).map((sizes) => sizes.map((bytes, at) => aSpec(`s${at}`, bytes)));

  it('comes in parts, each within the bound, which together are the whole', () => {
    fc.assert(fc.property(specs, fc.integer({ min: 0, max: 5_000 }), (all, assigned) => {
      const catalogs = toldAssignments([{ name: 'C', categories: [{ name: 'K', specifications: Array.from({ length: assigned }, (_, at) => `s${at}`) }] }], {}, new Map());
      const drafts = importMessages('add', all, catalogs);
      const parts = drafts.map(dataOf);
      expect(parts.flatMap((data) => data['specs'])).toEqual(all);
      for (const data of parts) {
        expect(data['serviceCatalogs']).toEqual(catalogs);
        if ((data['specs'] as unknown[]).length > 1) expect(Buffer.byteLength(JSON.stringify(data))).toBeLessThan(MAX_MESSAGE_BYTES);
      }
      if (parts.length === 1) expect(parts[0]).not.toHaveProperty('part');
      else expect(parts.map((data) => data['part'])).toEqual(parts.map((_, at) => ({ index: at + 1, count: parts.length, snapshotId: (parts[0]!['part'] as JsonObject)['snapshotId'] })));
    }), { numRuns: 25 });
  });

  it('of nothing is one message all the same', () => {
    expect(importMessages('recovered', [], []).map(dataOf)).toMatchObject([{ reason: 'recovered', specs: [], serviceCatalogs: [] }]);
  });
});

describe('an update', () => {
  it('of nothing is none, and one of the assignments alone is one', () => {
    const nothing = { added: [], updated: [], removed: [] };
    expect(updateMessages('patch', nothing)).toEqual([]);
    expect(updateMessages('patch', { ...nothing, serviceCatalogs: [] }).map(dataOf)).toMatchObject([{ ...nothing, serviceCatalogs: [] }]);
  });

  it('that is long becomes several, the assignments in the last', () => {
    const parts = updateMessages('patch', { added: [aSpec('a', 600_000)], updated: [aSpec('b', 600_000)], removed: [{ ...gone, reason: 'deselected' }], serviceCatalogs: [] }).map(dataOf);
    expect(parts).toMatchObject([{ added: [{ remoteId: 'a' }], updated: [], removed: [] }, { added: [], updated: [{ remoteId: 'b' }], removed: [{ remoteId: 'a' }], serviceCatalogs: [] }]);
    expect(parts[0]).not.toHaveProperty('serviceCatalogs');
  });
});

it('a list of what is gone fits into a message', () => {
  const many = Array.from({ length: 30_000 }, (_, at) => ({ ...gone, remoteId: `${at}` }));
  const { removedSpecs } = dataOf(terminationMessage('admin-delete', many)) as { removedSpecs: unknown[] };
  expect(removedSpecs.length).toBeGreaterThan(10_000);
  expect(Buffer.byteLength(JSON.stringify(removedSpecs))).toBeLessThan(1_600_000);
});

describe('every message', () => {
  const all: readonly Draft[] = [
    ...importMessages('add', [aSpec('a')], [{ name: 'C', categories: [{ name: 'K', specifications: [{ id: 'a', name: 'A', version: '1' }] }] }]),
    ...importMessages('recovered', [aSpec('a', 600_000), aSpec('b', 600_000)], []),
    ...updateMessages('heartbeat', { added: [aSpec('a')], updated: [aSpec('b')], removed: [{ ...gone, reason: 'unverifiable' }] }),
    failureMessage('add', { ...failure, httpStatus: 503, url: 'http://oss.example/x' }, [{ remoteId: 'a', name: 'A', code: 'HTTP_5XX', httpStatus: 503 }]),
    failureMessage('discover', failure, []),
    terminationMessage('organization-deleted', [gone]),
    unreachableMessage({ failure, consecutiveFailures: 1, threshold: 1, firstFailureAt: now.toISOString(), lastSuccessAt: null }, [gone]),
    ...alarms(organization, {}, { raise: [{ kind: 'heartbeat', code: 'TIMEOUT', problem: 'p', affected: ['l'] }] }, now).messages,
    ...alarms(organization, { 'peering:org-1:heartbeat': { raisedAt: now.toISOString(), toldAt: now.toISOString(), alarmType: 'communicationsAlarm', probableCause: 'x' } }, { clear: 'all' }, now).messages,
  ];

  it('is what we promise', () => {
    for (const draft of all) expect(PEERING_MESSAGES[draft.type].safeParse(dataOf(draft)).error).toBeUndefined();
  });

  it.runIf(existsSync(SCHEMA))(`is what others were promised${existsSync(SCHEMA) ? '' : ' (skipped: the schema is not beside the project)'}`, () => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object);
    for (const [at, draft] of all.entries()) {
      expect(validate(JSON.parse(toPeeringRecord(message(draft, organization, at + 1, now, 'c')).value as string)), `${draft.type}: ${ajv.errorsText(validate.errors)}`).toBe(true);
    }
  });
});
