import { expect, it } from 'vitest';
import { readAccept } from './media-type.js';

const JSON_TYPE = 'application/json';
const RESPONSE = 'application/graphql-response+json';

it.each([
  [undefined, JSON_TYPE],
  ['*/*', JSON_TYPE],
  ['application/*', JSON_TYPE],
  [JSON_TYPE, JSON_TYPE],
  [RESPONSE, RESPONSE],
  ['application/json; charset=utf-8', JSON_TYPE],
  ['Application/JSON', JSON_TYPE],
  [`${RESPONSE}, ${JSON_TYPE};q=0.9`, RESPONSE],
  [`${JSON_TYPE};q=0.5, ${RESPONSE};q=0.8`, RESPONSE],
  [`${RESPONSE}, ${JSON_TYPE}`, RESPONSE],
  [`${JSON_TYPE}, ${RESPONSE}`, JSON_TYPE],
  [`*/*, ${JSON_TYPE};q=0`, RESPONSE],
  ['text/html', undefined],
  ['', undefined],
  ['*/*;q=0', undefined],
])('%s is answered as %s', (accept, type) => expect(readAccept(accept).single).toBe(type));

it('knows who takes an event stream, and who takes nothing else', () => {
  expect(readAccept('text/event-stream')).toMatchObject({ stream: true, streamOnly: true });
  expect(readAccept('text/event-stream, application/json')).toMatchObject({ stream: true, streamOnly: false });
  expect(readAccept('text/*')).toMatchObject({ stream: true, streamOnly: true });
  expect(readAccept('*/*')).toMatchObject({ stream: true, streamOnly: false });
  expect(readAccept(JSON_TYPE)).toMatchObject({ stream: false, streamOnly: false });
});

it('knows browsers, which name text/html', () => {
  expect(readAccept('text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8').page).toBe(true);
  expect(readAccept('text/html;q=0').page).toBe(false);
  expect(readAccept('*/*').page).toBe(false);
});
