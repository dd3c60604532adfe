import 'reflect-metadata';
import { expect, it } from 'vitest';
import { contactsIn } from './contact.rules.js';

it('gives one view of both shapes, in which the nested member wins', () => {
  const nested = { mediumType: 'postal', preferred: true, characteristic: { city: 'Patras', street1: '' } };
  const flat = { id: '1', '@type': 'EmailContactMedium', emailAddress: 'a@b.example', city: 5 };
  const both = { city: 'flat', country: 'Greece', characteristic: { city: 'nested' }, validFor: { startDateTime: '2018-10-22T08:31:52Z' } };
  const contacts = contactsIn({ contactMedium: [nested, flat, both] });
  expect(contacts).toMatchObject([
    { mediumType: 'postal', preferred: true, city: 'Patras', street1: '', country: null, id: null, validFrom: null },
    { id: '1', atType: 'EmailContactMedium', emailAddress: 'a@b.example', city: null, preferred: null },
    { city: 'nested', country: 'Greece', validFrom: '2018-10-22T08:31:52Z', validUntil: null },
  ]);
  expect(contactsIn({})).toEqual([]);
});
