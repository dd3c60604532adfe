import { describe, expect, it } from 'vitest';
import { aSpecification } from '../../../../test/support/heartbeat-world.js';
import { createFakePeerSource } from '../client/peer.source.fake.js';
import type { PeerConnection } from '../client/peer.types.js';
import { contentHash } from '../client/spec.rules.js';
import { fetching } from './fetch.service.js';

const connection: PeerConnection = { organizationId: 'org', baseUrl: 'http://oss.example', listPath: '/', oauth: undefined, fingerprint: 'f' };
const call = { signal: new AbortController().signal, correlator: 'c' };
const LONG = aSpecification('x', { description: 'd'.repeat(10_000) });

describe('specifications that are fetched', () => {
  const ids = Array.from({ length: 40 }, (_, n) => `spec-${n}`);
  const source = createFakePeerSource();
  for (const id of ids) source.peer('org').specs.set(id, { ...LONG, id });

  it('are no more at a time than there is room for', async () => {
    const answers = [...(await fetching(source, 200_000).specs(connection, ids, call)).values()];
    expect(answers.filter(({ kind }) => kind === 'found')).toHaveLength(19);
    expect(answers.find((answer) => answer.kind === 'fault')).toMatchObject({ fault: { code: 'INVALID_RESPONSE', reason: expect.stringContaining('choose fewer at once') } });
    expect(source.asked.length).toBeLessThan(ids.length);
  });

  it('take no room when their content is held already', async () => {
    const held = new Map(ids.map((id) => [id, contentHash({ ...LONG, id })]));
    const answers = await fetching(source, 200_000).specs(connection, ids, call, held);
    expect([...answers.values()].every((answer) => answer.kind === 'found' && Object.keys(answer.found.source).length === 0)).toBe(true);
    expect(answers.get('spec-1')).toMatchObject({ found: { name: 'Spec x', contentHash: held.get('spec-1') } });
  });
});
