import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anAlarm, aMessage, aSpec, aStory } from '../../test/support/peering-story.js';
import { ALARMS, FAILED, IMPORTED, isTopic, TERMINATED, UNREACHABLE, UPDATED } from '../kernel/peering/messages.js';
import { fromPeeringRecord, toPeeringRecord, unreadable } from './peering-codec.js';
import type { ReadMessage } from './peering-codec.js';
import type { DomainEvent } from '../kernel/event.js';
import type { Topic } from '../kernel/peering/messages.js';

const ORGANIZATION = '5f0b7c1e-2d1b-4c63-9b53-0c7e2f6f0a11';
const story = [...aStory(ORGANIZATION), anAlarm(ORGANIZATION, 'raise', 8), anAlarm(ORGANIZATION, 'clear', 9)];
const envelopeOf = (event: DomainEvent): Record<string, unknown> => JSON.parse(String(toPeeringRecord(event).value)) as Record<string, unknown>;
const topicOf = ({ type }: { readonly type: string }): Topic => (isTopic(type) ? type : FAILED);
const read = (envelope: object, topic: Topic = FAILED): ReadMessage => fromPeeringRecord(JSON.stringify(envelope), topic);

describe('a message of peering as a Kafka record', () => {
  it('comes back as it was, but for who caused it', () => {
    for (const event of story) {
      expect(fromPeeringRecord(String(toPeeringRecord(event).value), topicOf(event))).toEqual({ event: { ...event, owner: { clientId: ' ', userId: null }, position: 0n } });
    }
  });

  it('is keyed by the organization, and has the headers and attributes that foreign consumers count on, and no others', () => {
    const event = story[1]!;
    expect(toPeeringRecord(event)).toMatchObject({ key: ORGANIZATION, time: event.time });
    expect(toPeeringRecord(event).headers).toEqual({
      'content-type': 'application/cloudevents+json; charset=UTF-8',
      'x-schema-version': '1.0',
      'x-generation': '2',
      'x-correlation-id': 'correlator-1',
    });
    expect(Object.keys(envelopeOf(event)).sort()).toEqual(['correlationid', 'data', 'datacontenttype', 'dataschema', 'id', 'source', 'specversion', 'subject', 'time', 'type']);
    expect(envelopeOf({ ...event, correlator: null })).not.toHaveProperty('correlationid');
    expect(JSON.stringify(envelopeOf(event))).not.toContain('client-1');
  });

  it('says whether the heartbeat tells of it', () => {
    const sources = story.map((event) => [event.type, (event.data as { reason?: string }).reason, envelopeOf(event)['source']]);
    expect(sources).toEqual([
      [FAILED, undefined, '/peering-api'],
      [IMPORTED, 'add', '/peering-api'],
      [UPDATED, 'heartbeat', '/peering-api/heartbeat'],
      [UNREACHABLE, undefined, '/peering-api/heartbeat'],
      [IMPORTED, 'recovered', '/peering-api/heartbeat'],
      [TERMINATED, 'admin-delete', '/peering-api'],
      [IMPORTED, 'add', '/peering-api'],
      [ALARMS, undefined, '/peering-api/heartbeat'],
      [ALARMS, undefined, '/peering-api/heartbeat'],
    ]);
    const ofDiscovery = { ...story[7]!, data: { ...story[7]!.data, alarm: { externalAlarmId: `peering:${ORGANIZATION}:discover` } } };
    expect(envelopeOf(ofDiscovery)['source']).toBe('/peering-api');
  });
});

describe('a record of any producer', () => {
  const good = envelopeOf(story[0]!);
  const data = good['data'] as Record<string, unknown>;

  it('may have more members and attributes, and a later minor version', () => {
    const { correlationid: _, ...bare } = good;
    const later = { ...bare, dataschema: 'urn:peering:kafka:messages:1.7', traceparent: '00-ab-cd-01', data: { ...data, schemaVersion: '1.7', mood: 'good' } };
    const found = read(later);
    expect(found).toMatchObject({ event: { id: good['id'], correlator: null, data: { schemaVersion: '1.7', phase: 'add' } } });
    expect(JSON.stringify('event' in found && found.event.data)).not.toContain('mood');
    expect(read({ ...good, id: 'ABCDEF00-0000-7000-8000-00000000000F' })).toMatchObject({ event: { id: 'abcdef00-0000-7000-8000-00000000000f' } });
    expect(read({ ...good, dataschema: undefined, datacontenttype: undefined })).toHaveProperty('event');
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{"specversion"', 'It is not JSON.'],
    ['no object', '[]', 'Invalid input'],
    ['no value', '', 'It is not JSON.'],
    ['no id', { ...good, id: undefined }, 'id: '],
    ['an id that is no UUID', { ...good, id: 'a' }, 'id: '],
    ['another CloudEvents version', { ...good, specversion: '2.0' }, 'specversion: '],
    ['another type', { ...good, type: IMPORTED }, 'type: is not the topic'],
    ['a major version of ours that is not there yet', { ...good, data: { ...data, schemaVersion: '2.0' } }, 'data.schemaVersion: '],
    ['a schema of another major version', { ...good, dataschema: 'urn:peering:kafka:messages:2.0' }, 'dataschema: must be of version 1'],
    ['another organization', { ...good, subject: 'other' }, 'subject: is not data.organization.id'],
    ['no generation', { ...good, data: { ...data, generation: undefined } }, 'data.generation: '],
    ['an unknown phase', { ...good, data: { ...data, phase: 'hunter2' } }, 'data.phase: '],
    ['data of another content type', { ...good, datacontenttype: 'text/xml' }, 'datacontenttype: '],
  ])('is refused for %s, without its values', (_what, given, reason) => {
    const found = fromPeeringRecord(typeof given === 'string' ? given : JSON.stringify(given), FAILED);
    expect(found).toEqual({ reason: expect.stringContaining(reason) });
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });

  it('never makes the reader throw', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom<Topic>(IMPORTED, ALARMS), (text, topic) => {
      expect(fromPeeringRecord(text, topic)).toHaveProperty('reason');
    }));
  });
});

describe('an event of the log', () => {
  it('is readable when it is no message of peering, or a good one', () => {
    expect(story.map(unreadable)).toEqual(story.map(() => undefined));
    expect(unreadable({ ...story[0]!, type: 'test.other', data: {} })).toBeUndefined();
    expect(unreadable({ ...story[0]!, data: {} })).toContain('data.schemaVersion: ');
    expect(unreadable({ ...story[0]!, subject: 'other' })).toBe('subject: is not data.organization.id');
  });
});

const SCHEMA = fileURLToPath(new URL('../../../shared/specs/tmf/kafka/', import.meta.url));
const missing = existsSync(SCHEMA) ? '' : ' (skipped: ../shared/specs is not there)';

describe.skipIf(missing !== '')(`against the published schema${missing}`, () => {
  const parse = (file: string): object => JSON.parse(readFileSync(SCHEMA + file, 'utf8')) as object;

  it('holds for all that we write', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const check = ajv.compile(parse('peering-messages.v1.schema.json'));
    const part = { index: 1, count: 2, snapshotId: 's' };
    const inParts = aMessage(IMPORTED, { generation: 9, reason: 'resync', specs: [aSpec('a')], serviceCatalogs: [], part }, ORGANIZATION);
    for (const event of [...story, inParts]) expect({ type: event.type, valid: check(envelopeOf(event)), errors: check.errors }).toEqual({ type: event.type, valid: true, errors: null });
  });

  it('and its examples can be read, each with the source that we would name', () => {
    const examples = readdirSync(`${SCHEMA}examples`).map((file) => parse(`examples/${file}`) as { type: string; id: string; source: string });
    expect(examples.length).toBeGreaterThanOrEqual(8);
    for (const example of examples) {
      const found = read(example, topicOf(example));
      expect(found).toMatchObject({ event: { id: example.id, type: example.type } });
      if ('event' in found) expect(envelopeOf(found.event)).toMatchObject({ ...example, time: expect.any(String) });
    }
  });
});
