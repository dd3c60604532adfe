import { Then } from '@cucumber/cucumber';
import assert from 'node:assert/strict';
import type { Delivery } from '../../support/sink.js';
import type { Scenario } from '../scenario.js';
import type { World } from './setup.js';

type Json = Readonly<Record<string, unknown>>;

/** The plan's own type is not among those of the definition; all else has to hold. */
const TYPE_FAULT = 'body/type must be equal to one of the allowed values';

const told = new WeakMap<Scenario, Delivery>();

const eventOf = (s: Scenario): Delivery => told.get(s) ?? assert.fail('no event has been received');
const at = (s: Scenario, path: string): unknown => path.replace('$.', '').split('.').reduce<unknown>((value, name) => (value as Json | undefined)?.[name], eventOf(s).body);

Then(/^an event is received at the address of the (?:request property "\$\.sink"|"\$\.sink" provided for createSession)$/, async function (this: World) {
  // A session that is deleted was available before, and said so.
  const before = this.s.operation.id === 'deleteSession' ? 1 : 0;
  told.set(this.s, await this.s.qod.event(before));
});

Then(/^the event header "Authorization" is set to "Bearer " \+ the value of the (?:request )?property "\$\.sinkCredential\.accessToken"(?: provided for createSession)?$/, function (this: World) {
  assert.equal(eventOf(this.s).headers['authorization'], `Bearer ${String(this.s.qod.sinkCredential['accessToken'])}`);
});

Then('the event header {string} is set to {string}', function (this: World, name: string, value: string) {
  assert.equal(String(eventOf(this.s).headers[name.toLowerCase()]).split(';')[0], value);
});

Then('the event body complies with the OAS schema at {string}', function (this: World, pointer: string) {
  const { definition } = this.s.api;
  const faults = definition.faults(definition.schema(pointer), eventOf(this.s).body);
  if (faults === TYPE_FAULT) this.s.contradiction = faults;
  else assert.equal(faults, undefined, JSON.stringify(eventOf(this.s).body));
});

Then('the event body property {string} is unique', function (this: World, path: string) {
  const ids = this.s.qod.events().map(({ body }) => (body as Json)[path.replace('$.', '')]);
  assert.equal(new Set(ids).size, ids.length);
});

Then(/^the event body property "([^"]+)" is (?:set to )?"([^"]+)"(?: or "([^"]+)")?$/, function (this: World, path: string, one: string, other: string | undefined) {
  assert.ok([one, other].includes(at(this.s, path) as string), JSON.stringify(eventOf(this.s).body));
});

Then(/^the event body property "(\$\.data\.sessionId)" (?:has the same value as createSession response property "\$\.sessionId"|as returned for createSession)$/, async function (this: World, path: string) {
  assert.equal(at(this.s, path), (await this.s.qod.session()).id);
});

Then('the event body property {string} exists only if {string} is {string}', function (this: World, path: string, condition: string, value: string) {
  assert.ok(at(this.s, path) === undefined || at(this.s, condition) === value, JSON.stringify(eventOf(this.s).body));
});
