import { describe, expect, it } from 'vitest';
import type { Definition, DefinedAnswer, Operation, Schema } from './definition.js';
import type { Answer } from './exchange.js';
import { assertOfficial } from './official.js';

const FORM: Schema = { name: 'XCorrelator' };
const ERROR: Schema = { name: 'ErrorInfo' };
const SESSION: Schema = { name: 'Session' };

/** Every value with a member `fits` complies; a correlator does when it has no blanks. */
const definition: Definition = {
  operation: () => operation,
  schema: (pointer) => (pointer.endsWith('XCorrelator') ? FORM : ERROR),
  faults(schema, value) {
    const fits = schema === FORM ? typeof value === 'string' && /^\S+$/.test(value) : (value as { fits?: unknown } | undefined)?.fits === schema['name'];
    return fits ? undefined : 'it does not fit';
  },
};

const json = (schema: Schema): DefinedAnswer => new Map([['application/json', schema]]);
const operation: Operation = { id: 'getSession', method: 'GET', path: '/', scope: '', parameters: new Map(), body: undefined, answers: new Map([[200, json(SESSION)], [204, new Map()]]) };

const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: new Headers({ 'content-type': 'application/json', 'x-correlator': 'c1', ...headers }),
  text: body === undefined ? '' : JSON.stringify(body),
  json: body,
});

const check = (given: Answer, sent: Readonly<Record<string, string>> = { 'X-Correlator': 'c1' }) => () => assertOfficial(definition, operation, { method: 'GET', headers: sent }, given);

describe('what every answer owes to the definition', () => {
  it('is a documented status with its media type and schema', () => {
    expect(check(answer(200, { fits: 'Session' }))).not.toThrow();
    expect(check(answer(200, {}))).toThrow('not as the definition has it');
    expect(check(answer(200, { fits: 'Session' }, { 'content-type': 'application/problem+json' }))).toThrow('application/problem+json');
    expect(check(answer(418, { fits: 'Session' }))).toThrow('which the definition does not have');
  });

  it('is no content where there is none', () => {
    expect(check(answer(204, undefined))).not.toThrow();
    expect(check(answer(204, { fits: 'Session' }))).toThrow('with content');
  });

  it('is a common refusal in its common form, also where it is not documented', () => {
    expect(check(answer(429, { fits: 'ErrorInfo' }))).not.toThrow();
    expect(check(answer(429, { fits: 'Session' }))).toThrow('not as the definition has it');
  });

  it('bears the correlator that was sent, or a new one', () => {
    expect(check(answer(200, { fits: 'Session' }, { 'x-correlator': 'c2' }))).toThrow('another x-correlator');
    expect(check(answer(200, { fits: 'Session' }, { 'x-correlator': 'c2' }), { 'x-correlator': 'not in its form' })).not.toThrow();
    expect(check(answer(200, { fits: 'Session' }, { 'x-correlator': '' }), {})).toThrow('no x-correlator');
  });
});
