import { Then } from '@cucumber/cucumber';
import assert from 'node:assert/strict';
import type { Json } from '../qod.fixtures.js';
import type { Scenario } from '../scenario.js';
import { assertRule } from '../session-rules.js';
import type { World } from './setup.js';

const object = (s: Scenario): Json => s.answer().json as Json;
const sentIn = (s: Scenario): Json => s.body as Json;
const memberOf = (path: string): string => path.replace('$.', '');

function list(s: Scenario): readonly Json[] {
  const { json } = s.answer();
  assert.ok(Array.isArray(json), 'the answer is no list');
  return json as readonly Json[];
}

function assertComplies({ api: { definition } }: Scenario, pointer: string, value: unknown): void {
  assert.equal(definition.faults(definition.schema(pointer), value), undefined);
}

/** What was sent to make the session that the answer tells of. */
const creationOf = async (s: Scenario): Promise<Json> => (s.operation.id === 'createSession' ? sentIn(s) : (await s.qod.session()).sent);

// --- members ----------------------------------------------------------------------------------------------------

Then('the response property {string} is {string} or {string}', function (this: World, path: string, one: string, other: string) {
  assert.ok([one, other].includes(String(object(this.s)[memberOf(path)])), this.s.answer().text);
});

Then('the response property {string} does not exist', function (this: World, path: string) {
  assert.equal(object(this.s)[memberOf(path)], undefined);
});

Then(/^the response property "\$\.(\w+)" (?:matches the rule: )?((?:exists only if|has the same value as in|has the value provided for createSession|same value as in).*)$/, async function (this: World, name: string, rule: string) {
  assertRule(object(this.s), name, rule, await creationOf(this.s));
});

Then(/^in all items in the response, property "(\w+)" (.+)$/, async function (this: World, name: string, rule: string) {
  const { id, sent } = await this.s.qod.session();
  assert.deepEqual(list(this.s).map((session) => session['sessionId']), [id]);
  for (const session of list(this.s)) assertRule(session, name, rule, sent);
});

Then('the response property {string} is not lower than request property {string}', function (this: World, path: string, requested: string) {
  assert.ok(Number(object(this.s)[memberOf(path)]) >= Number(sentIn(this.s)[memberOf(requested)]), this.s.answer().text);
});

Then('the response property {string} does not exceed the "maxDuration" for the QoS Profile', async function (this: World, path: string) {
  assert.ok(Number(object(this.s)[memberOf(path)]) <= (await this.s.qod.profile()).maxDuration, this.s.answer().text);
});

Then('the response property {string} value is equal to path param {string}', function (this: World, path: string, parameter: string) {
  assert.equal(object(this.s)[memberOf(path)], this.s.path[parameter]);
});

// --- lists ------------------------------------------------------------------------------------------------------

Then('the response body is []', function (this: World) {
  assert.deepEqual(list(this.s), []);
});

Then(/^each item of the response array(?:, if any,)? complies with the OAS schema at "([^"]+)"$/, function (this: World, pointer: string) {
  for (const item of list(this.s)) assertComplies(this.s, pointer, item);
});

Then(/^each item of the response array, if any, has property "\$\[\*\]\.(\w+)" equal to (\w+)$/, function (this: World, name: string, value: string) {
  for (const item of list(this.s)) assert.equal(item[name], value);
});

Then('the response array has only one item which complies with the OAS schema at {string}', function (this: World, pointer: string) {
  assert.equal(list(this.s).length, 1);
  assertComplies(this.s, pointer, list(this.s)[0]);
});

Then('the response property "$[0].name" value is equal to the request body property "$.name"', function (this: World) {
  assert.equal(list(this.s)[0]?.['name'], sentIn(this.s)['name']);
});

Then(/^(the restricted QoS Profiles are returned in|no restricted QoS Profile is included in) the response$/, async function (this: World, which: string) {
  const name = await this.s.environment.operator.restrictedProfile();
  assert.equal(list(this.s).some((profile) => profile['name'] === name), which.startsWith('the restricted'));
});
