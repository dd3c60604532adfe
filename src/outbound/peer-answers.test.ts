import { expect, it } from 'vitest';
import { z } from 'zod';
import { Refusal } from '../kernel/refusal.js';
import { PeerFailure, toRefusal } from './http.failure.js';
import { isDefinite, isSuccess, peerAnswers, PeerRefused } from './peer-answers.js';

const { refusal, strange, read } = peerAnswers('SRM');
const answer = (status: number, text: string) => ({ status, text, headers: {}, json: (): unknown => JSON.parse(text) });

it.each([
  [400, 'BAD_GATEWAY', "The SRM answered in a form that is not the SRM's.", true],
  [401, 'BAD_GATEWAY', 'The SRM does not accept the gateway.', true],
  [403, 'BAD_GATEWAY', 'The SRM does not accept the gateway.', true],
  [408, 'BAD_GATEWAY', "The SRM answered in a form that is not the SRM's.", false],
  [429, 'UNAVAILABLE', 'The SRM has too much to do.', true],
  [500, 'BAD_GATEWAY', 'The SRM met an error of its own.', false],
  [302, 'BAD_GATEWAY', "The SRM answered in a form that is not the SRM's.", false],
] as const)('status %i is %s', (status, code, message, definite) => {
  const refused = refusal({ status, text: '' });
  expect(refused).toMatchObject({ code, message });
  expect(isDefinite(refused)).toBe(definite);
  expect(refused.retryAfter).toBe(code === 'UNAVAILABLE' ? 5 : undefined);
});

it('a status may mean something of its own in a call', () => {
  const refused = refusal({ status: 409, text: 'there' }, { 409: ['CONFLICT', 'It is there.'] });
  expect(refused).toMatchObject({ code: 'CONFLICT', message: 'It is there.' });
  expect(isDefinite(refused)).toBe(true);
});

it('keeps the peer’s words for the log only where no secret was sent', () => {
  expect(String(refusal({ status: 500, text: 'the pod is gone' }).cause)).toContain('the pod is gone');
  expect(String(refusal({ status: 500, text: 'bad credentials hunter2' }, {}, 'hunter2').cause)).not.toContain('hunter2');
  expect(String(strange({ status: 200, text: 'hunter2' }, 'a text for an id').cause)).toBe('PeerRefused: HTTP 200: a text for an id (7 characters)');
});

it('reads a shape, or says what is wrong without the words themselves', () => {
  const shape = z.object({ id: z.string() });
  expect(read(answer(200, '{"id":"a"}'), shape)).toEqual({ id: 'a' });
  const thrown = ((): unknown => {
    try {
      return read(answer(200, '{"id":7,"key":"hunter2"}'), shape);
    } catch (error) {
      return error;
    }
  })() as Refusal;
  expect(thrown).toMatchObject({ code: 'BAD_GATEWAY' });
  expect(String(thrown.cause)).not.toContain('hunter2');
  expect(isDefinite(thrown)).toBe(false);
});

it('a failed write is definite only when it never left or was refused', () => {
  expect(isDefinite(toRefusal('SRM', new PeerFailure('unreachable', false)))).toBe(true);
  expect(isDefinite(toRefusal('SRM', new PeerFailure('timeout', true)))).toBe(false);
  expect(isDefinite(new Refusal('CONFLICT', 'x', { cause: new PeerRefused(409, true, 'x') }))).toBe(true);
  expect(isDefinite(new Refusal('CONFLICT', 'x'))).toBe(false);
  expect(isDefinite(new Error('x'))).toBe(false);
  expect([199, 200, 204, 299, 300].map((status) => isSuccess({ status, text: '' }))).toEqual([false, true, true, true, false]);
});
