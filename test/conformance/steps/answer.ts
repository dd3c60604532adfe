import { Then } from '@cucumber/cucumber';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Zone } from '../fixtures.js';
import type { Scenario } from '../scenario.js';
import type { World } from './setup.js';

type Json = Readonly<Record<string, unknown>>;

const EDGE_CLOUD_ZONE_FIELDS: Readonly<Record<string, keyof Zone>> = { countryCode: 'countryCode', edgeCloudProvider: 'edgeCloudProvider', edgeCloudRegion: 'edgeCloudRegion', status: 'edgeCloudZoneStatus' };

/** The value at `$.a.b`, `$a` or `$`. */
const at = (json: unknown, path: string): unknown => path.replace(/^\$\.?/, '').split('.').filter(Boolean).reduce<unknown>((value, name) => (value as Json | undefined)?.[name], json);
const bodyAt = (s: Scenario, path: string): unknown => at(s.answer().json, path);

function assertComplies({ api: { definition } }: Scenario, pointer: string, value: unknown): void {
  const faults = definition.faults(definition.schema(pointer), value);
  assert.equal(faults, undefined, `not a ${pointer}: ${faults}: ${JSON.stringify(value)?.slice(0, 600)}`);
}

// --- status, headers, form ----------------------------------------------------------------------------------------

Then(/^(?:the )?response (?:status )?code is (\d+)$/, function (this: World, status: string) {
  assert.equal(this.s.answer().status, Number(status), this.s.answer().text.slice(0, 600));
});

Then('the response header {string} is {string}', function (this: World, name: string, value: string) {
  assert.equal(this.s.answer().headers.get(name)?.split(';')[0]?.trim(), value, `the header ${name}`);
});

Then(/^the response header "([^"]+)" has (?:the )?same value as the request header "([^"]+)"$/, function (this: World, name: string, sent: string) {
  assert.equal(this.s.answer().headers.get(name), this.s.headers[sent]);
});

Then('the response body complies with the OAS schema at {string}', function (this: World, pointer: string) {
  assertComplies(this.s, pointer, this.s.answer().json);
});

Then('the response body is an array complying with the OAS schema at {string}', function (this: World, pointer: string) {
  for (const element of list(this.s)) assertComplies(this.s, pointer, element);
});

Then('the response body complies with the OAS schema for this operation and status code', function (this: World) {
  const { operation } = this.s;
  const { status } = this.s.answer();
  // Its media type, schema and correlator are checked of every answer.
  assert.ok(operation.answers.has(status), `${operation.id} has no status ${status} in the definition`);
});

// --- properties ---------------------------------------------------------------------------------------------------

Then(/^the response property "([^"]+)" is (\d+)$/, function (this: World, path: string, value: string) {
  assert.equal(bodyAt(this.s, path), Number(value));
});

Then('the response property {string} is {string}', function (this: World, path: string, value: string) {
  assert.equal(bodyAt(this.s, path), value);
});

Then(/^the response property "([^"]+)" contains a user[- ]friendly text$/, function (this: World, path: string) {
  assert.match(String(bodyAt(this.s, path)), /^[A-Z].{8,}[.!]$/s);
});

Then(/^the response (?:property|body contains the) "([^"]+)"(?: is returned)?$/, function (this: World, path: string) {
  assert.match(String(bodyAt(this.s, path)), /^[0-9a-f-]{36}$/);
});

Then('the response property {string} is present and complies with the OAS schema at {string}', function (this: World, path: string, pointer: string) {
  assertComplies(this.s, pointer, bodyAt(this.s, path));
});

Then('the response property {string} has the value provided for {string}', function (this: World, path: string, parameter: string) {
  assert.equal(String(bodyAt(this.s, path)), this.s.query[parameter.replace('$.', '')]);
});

Then(/^the response property "\$(\w+)" (?:has the value provided for|exists only if provided for) (\w+)(?: and .*)?$/, async function (this: World, name: string, by: string) {
  assert.deepEqual(bodyAt(this.s, name), await provided(this.s, by, name));
});

async function provided({ fixtures }: Scenario, by: string, name: string): Promise<unknown> {
  const app = await fixtures.app();
  if (by === 'submitApp') return app.sent[name];
  const made = await (by === 'createAppInstance' ? fixtures.instance() : fixtures.deployment());
  if (name === 'appInstanceId' || name === 'appDeploymentId') return made.id;
  return name === 'appProvider' ? app.sent[name] : made.sent[name];
}

// --- lists and effects --------------------------------------------------------------------------------------------

function list(s: Scenario): readonly Json[] {
  const { json } = s.answer();
  assert.ok(Array.isArray(json), 'the answer is no list');
  return json as readonly Json[];
}

const zonesOf = (s: Scenario): readonly Zone[] => bodyAt(s, '$.edgeCloudZones') as readonly Zone[];

Then('A list of applications with information of them is returned', async function (this: World) {
  const { id } = await this.s.fixtures.app();
  assert.ok(list(this.s).some((app) => app['appId'] === id));
});

Then(/^A list of existing app (instance|deployment)s is returned$/, async function (this: World, kind: 'instance' | 'deployment') {
  const { id } = await this.s.fixtures[kind]();
  assert.ok(list(this.s).some((one) => Object.values(one).includes(id)));
});

Then(/^information of all existing app (instance|deployment)s of given app is returned$/, async function (this: World, kind: 'instance' | 'deployment') {
  const [app, made] = [await this.s.fixtures.app(), await this.s.fixtures[kind]()];
  assert.deepEqual(list(this.s).map((one) => [one['appId'], one[kind === 'instance' ? 'appInstanceId' : 'appDeploymentId']]), [[app.id, made.id]]);
});

Then('information of all existing app instances running in the specified region is returned', async function (this: World) {
  const { id } = await this.s.fixtures.instance();
  const there = (await this.s.fixtures.zones()).filter((zone) => zone.edgeCloudRegion === this.s.query['region']).map((zone) => zone.edgeCloudZoneId);
  assert.ok(list(this.s).some((one) => one['appInstanceId'] === id));
  for (const one of list(this.s)) assert.ok(there.includes(String(one['edgeCloudZoneId'])));
});

Then('the response property {string} is a list of Edge Cloud Zones', function (this: World, path: string) {
  for (const zone of bodyAt(this.s, path) as readonly unknown[]) assertComplies(this.s, '/components/schemas/EdgeCloudZone', zone);
});

Then(/^information of Edge Cloud Zones (?:of|with) "\$\.(\w+)" is returned$/, async function (this: World, name: string) {
  const field = EDGE_CLOUD_ZONE_FIELDS[name] ?? assert.fail(`zones have no ${name}`);
  const wanted = (await this.s.fixtures.zones()).filter((zone) => zone[field] === this.s.query[name]);
  assert.ok(wanted.length > 0);
  assert.deepEqual(zonesOf(this.s), wanted.slice(0, zonesOf(this.s).length));
  assert.equal(bodyAt(this.s, '$.pagination.totalCount'), wanted.length);
});

Then('Edge Cloud Zones with any status are returned', async function (this: World) {
  assert.deepEqual(zonesOf(this.s), await this.s.fixtures.zones());
});

Then('any Edge Cloud Zone with Kubernetes clusters includes them in the {string} property', function (this: World, _path: string) {
  for (const zone of zonesOf(this.s) as readonly { readonly clusters?: unknown }[]) assert.ok(zone.clusters === undefined || Array.isArray(zone.clusters));
});

Then('the application information is deleted', async function (this: World) {
  const { id } = await this.s.fixtures.app();
  for (const until = Date.now() + 10_000; (await this.s.fixtures.request('getApp', { path: { appId: id } })).status !== 404; await sleep(100)) {
    assert.ok(Date.now() < until, 'the app is still there');
  }
});
