import { Given, When } from '@cucumber/cucumber';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Scenario } from '../scenario.js';
import { compliantBody, validValue } from '../values.js';
import type { World } from './setup.js';

Given('an environment at {string}', function (_apiRoot: string) { /* the gateway is up since BeforeAll */ });

Given('the resource {string}', function (this: World, resource: string) {
  assert.ok(`${this.s.api.planned}${this.s.operation.path}`.startsWith(resource), `${resource} is not where the definition has ${this.s.operation.id}`);
});

Given('the header {string} is set to {string}', function (this: World, name: string, value: string) {
  this.s.headers[name] = value;
});

Given('the header {string} is set to a valid access token', async function (this: World, name: string) {
  this.s.headers[name] = `Bearer ${await this.s.environment.tokens.client()}`;
});

Given('the header {string} is set to an access token that does not include the required scope', async function (this: World, name: string) {
  this.s.headers[name] = `Bearer ${await this.s.environment.tokens.client(this.s.operation.scope)}`;
});

Given('the header {string} is set to an access token that does not include scope {string}', async function (this: World, name: string, scope: string) {
  assert.equal(scope, this.s.operation.scope, 'the definition has another scope');
  this.s.headers[name] = `Bearer ${await this.s.environment.tokens.client(scope)}`;
});

const OTHER_TOKENS = {
  'a valid access token which does not identify a single device': 'client',
  'a valid access token identifying a device': 'user',
  'a valid 3-legged access token associated to a valid testing device supported by the service': 'user',
  'a valid access token emitted to a client which did not created the QoS session': 'otherClient',
  'an expired access token': 'expired',
  'an invalid access token': 'invalid',
} as const;

Given(new RegExp(`^the header "Authorization" is set to (${Object.keys(OTHER_TOKENS).join('|')})$`), async function (this: World, kind: keyof typeof OTHER_TOKENS) {
  const { tokens, operator } = this.s.environment;
  if (OTHER_TOKENS[kind] === 'user') await operator.ownedDevice();
  this.s.headers['Authorization'] = `Bearer ${await tokens[OTHER_TOKENS[kind]]()}`;
});

Given(/^the header "([^"]+)" is not (?:included|sent)$/, function (this: World, name: string) {
  delete this.s.headers[name];
});

Given('the header {string} complies with the schema at {string}', function (this: World, name: string, pointer: string) {
  const { definition } = this.s.api;
  const value = randomUUID();
  assert.equal(definition.faults(definition.schema(pointer), value), undefined);
  this.s.headers[name] = value;
});

Given('the header {string} does not comply with the schema at {string}', function (this: World, name: string, pointer: string) {
  const { definition } = this.s.api;
  const value = 'blanks are not allowed';
  assert.ok(definition.faults(definition.schema(pointer), value));
  this.s.headers[name] = value;
});

// --- body -------------------------------------------------------------------------------------------------------

Given(/^the request body is set by default to a request body compliant with the (?:request body )?schema (?:for this operation|at ".+")$/, async function (this: World) {
  await setCompliantBody(this.s);
});

Given(/^(?:the request body is set to a valid request body|a request body compliant with the schema at ".+")$/, async function (this: World) {
  await setCompliantBody(this.s);
});

async function setCompliantBody(s: Scenario): Promise<void> {
  s.body = await compliantBody(s);
  assert.equal(s.api.definition.faults(bodyOf(s).schema, s.body), undefined);
}

Given(/^the request body is set to any value which is not compliant with the (?:request body )?schema (?:for this operation|at ".+")$/, function (this: World) {
  const { schema, required, properties } = bodyOf(this.s);
  const wrong = required.length > 0 ? required : [...properties].slice(0, 1);
  // A member that must be a whole number is none by its fraction.
  this.s.body = Object.fromEntries(wrong.map((name) => [name, 42.5]));
  assert.ok(this.s.api.definition.faults(schema, this.s.body));
});

Given('the request body is not included', function (this: World) {
  this.s.body = undefined;
});

Given(/^the request body is set to \{\}$/, function (this: World) {
  this.s.body = {};
});

// A placeholder that the plan never fills: the first required property stands for it.
Given(/^the request body property "<required_property>" is set to \{\}$/, function (this: World) {
  Object.assign(this.s.body as object, { [bodyOf(this.s).required[0]!]: {} });
});

Given(/^the (?:request )?(?:body )?property "\$\.(\w+)" is set to (an? valid (?!kubernetes).+|an? application provider|an existing .+|the same .+)$/, async function (this: World, name: string, value: string) {
  const { operation, fixtures } = this.s;
  const body = this.s.body as Record<string, unknown>;
  if (operation.id === 'submitApp') body[name] = /existing/.test(value) ? (await fixtures.app()).sent[name] : body[name];
  // The plan of createAppDeployment says edgeCloudZoneId; in the definition it is the list edgeCloudZones.
  else if (!bodyOf(this.s).properties.has(name) && name === 'edgeCloudZoneId') body['edgeCloudZones'] = [await validValue(this.s, name)];
  else body[name] = await validValue(this.s, name);
});

Given('a request body referencing an already submitted application', async function (this: World) {
  this.s.body = { ...(await this.s.fixtures.app()).sent };
});

function bodyOf(s: Scenario) {
  return s.operation.body ?? assert.fail(`${s.operation.id} takes no body`);
}

// --- parameters -------------------------------------------------------------------------------------------------

// Where a parameter goes is the definition's word: the plan calls region of getAppInstances a path parameter.
Given(/^the (?:request )?(?:path|query) parameter "(?:\$\.)?(\w+)" is set to an? (valid|invalid|random) .+$/, async function (this: World, name: string, kind: string) {
  const place = this.s.operation.parameters.get(name);
  assert.ok(place === 'path' || place === 'query', `${this.s.operation.id} has no parameter ${name}`);
  this.s[place][name] = kind === 'valid' ? String(await validValue(this.s, name)) : name === 'page' ? '0' : randomUUID();
});

Given(/^the request body property "\$\.kubernetesClusterRef(s?)" is set to a valid kubernetes cluster$/, function (this: World, plural: string) {
  Object.assign(this.s.body as object, plural ? { kubernetesClusterRefs: [randomUUID()] } : { kubernetesClusterRef: randomUUID() });
});

// --- sending ----------------------------------------------------------------------------------------------------

Given('a valid request for {string}', async function (this: World, operationId: string) {
  assert.equal(operationId, this.s.operation.id);
  if (this.s.operation.body !== undefined) await setCompliantBody(this.s);
});

Given('the threshold of requests has been reached', async function (this: World) {
  this.s.origin = await this.s.environment.strict();
  for (const until = Date.now() + 5_000; (await this.s.send()).status !== 429; ) assert.ok(Date.now() < until, 'requests are not counted');
});

When('the HTTP {string} request is sent', async function (this: World, method: string) {
  assert.equal(method, this.s.operation.method);
  await this.s.send();
});

When('the request {string} is sent', async function (this: World, operationId: string) {
  assert.equal(operationId, this.s.operation.id);
  await this.s.send();
});
