import { describe, expect, it } from 'vitest';
import { anEvent } from '../../test/support/events.js';
import { fromEnvelope, toEnvelope } from './envelope.js';

const SOURCE = 'https://gateway.example';

describe('envelope', () => {
  it.each([
    ['of a client', {}],
    ['of a user, without a correlator', { owner: { clientId: 'client-1', userId: 'user-1' }, correlator: null }],
  ])('brings an event back as it was (%s)', (_name, about) => {
    const event = { ...anEvent(about), position: 9_007_199_254_740_993n };
    expect(fromEnvelope(JSON.stringify(toEnvelope(event, SOURCE)))).toEqual(event);
  });

  it('is a CloudEvent: the required attributes, and extension names of lower-case letters and digits', () => {
    const envelope = toEnvelope({ ...anEvent(), position: 7n }, SOURCE);
    expect(envelope).toMatchObject({ specversion: '1.0', source: SOURCE, type: 'test.thing-changed', subject: 'thing-1', position: '7' });
    for (const name of Object.keys(envelope)) expect(name).toMatch(/^[a-z0-9]{1,20}$/);
  });

  it.each(['', 'null', '[]', '{"specversion":"1.0"}', JSON.stringify({ ...toEnvelope({ ...anEvent(), position: 7n }, SOURCE), position: 7 })])('takes no other text: %s', (text) => {
    expect(fromEnvelope(text)).toBeUndefined();
  });
});
