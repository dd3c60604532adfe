import { describe, expect, it } from 'vitest';
import { Refusal } from '../../kernel/refusal.js';
import { isOutOfService, readAnswer, readEvent } from './answer.js';

const origin = { name: 'stock', headers: {} };
const answer = (status: number, body: unknown, type: string | undefined = 'application/json') => ({ status, headers: { 'content-type': type, 'retry-after': '12' }, text: typeof body === 'string' ? body : JSON.stringify(body) });

function refusalOf(work: () => unknown): Refusal {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown;
  }
  throw new Error('nothing was refused');
}

describe('an answer', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'application/graphql-response+json;charset=utf-8', 'Application/JSON'])('may be %s', (type) => {
    expect(readAnswer(answer(200, { data: { a: 1 } }, type), origin)).toEqual({ data: { a: 1 } });
  });

  it.each(['text/html', 'text/plain', 'application/jsonp', 'text/application/json', ''])('may not be %s', (type) => {
    expect(refusalOf(() => readAnswer(answer(200, { data: {} }, type), origin)).code).toBe('BAD_GATEWAY');
  });

  it('is a result whatever its status, with data and errors', () => {
    const { data, errors } = readAnswer(answer(500, { data: { a: null }, errors: [{ message: 'x', path: ['a'] }], extensions: { secret: 1 } }), origin);
    expect(data).toEqual({ a: null });
    expect(errors).toMatchObject([{ path: ['a'] }]);
  });

  it('overlooks errors that are null or none beside data', () => {
    for (const errors of [null, []]) expect(readAnswer(answer(200, { data: {}, errors }), origin)).toEqual({ data: {} });
  });

  it('says of a status without a result what the caller can do', () => {
    const codes = [401, 403, 404, 429, 500].map((status) => refusalOf(() => readAnswer(answer(status, 'words', 'text/plain'), origin)));
    expect(codes.map(({ code, retryAfter }) => [code, retryAfter])).toEqual([['UNAUTHENTICATED', undefined], ['PERMISSION_DENIED', undefined], ['BAD_GATEWAY', undefined], ['UNAVAILABLE', 12], ['BAD_GATEWAY', undefined]]);
    expect(codes.map(({ message, cause }) => message + String(cause)).join()).not.toContain('words');
  });

  it('comes from a proxy when it is 502 to 504 and no result', () => {
    expect([502, 503, 504].map((status) => isOutOfService(answer(status, { message: 'x' })))).toEqual([true, true, true]);
    expect([answer(503, { errors: [{ message: 'x' }] }), answer(500, ''), answer(200, '')].map(isOutOfService)).toEqual([false, false, false]);
  });
});

it('an event is a result too, or refused', () => {
  expect(readEvent({ data: { a: 1 } }, origin)).toEqual({ data: { a: 1 } });
  for (const event of [null, 'x', [], {}, { data: 1 }, { errors: {} }]) expect(refusalOf(() => readEvent(event, origin)).code).toBe('BAD_GATEWAY');
});
