import { Given, When } from '@cucumber/cucumber';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { BASE_PATH } from '../environment.js';
import { newName } from '../samples.js';
import type { Scenario } from '../scenario.js';
import type { World } from './setup.js';

Given('an environment at {string}', function (_apiRoot: string) { /* the gateway is up since BeforeAll */ });

Given('the resource {string}', function (this: World, resource: string) {
  assert.ok(`${BASE_PATH}${this.s.operation.path}`.startsWith(resource), `${resource} is not where the definition has ${this.s.operation.id}`);
});

Given('the header {string} is set to {string}', function (this: World, name: string, value: string) {
  this.s.headers[name] = value;
});

Given('the header {string} is set to a valid access token', async function (this: World, name: string) {
  this.s.headers[name] = `Bearer ${await this.s.environment.token()}`;
});

Given('the header {string} is set to an access token that does not include the required scope', async function (this: World, name: string) {
  this.s.headers[name] = `Bearer ${await this.s.environment.token(this.s.operation.scope)}`;
});

Given('the header {string} is not included', function (this: World, name: string) {
  delete this.s.headers[name];
});

Given('the header {string} complies with the schema at {string}', function (this: World, name: string, pointer: string) {
  const value = randomUUID();
  assert.equal(this.s.environment.definition.faults(this.s.environment.definition.schema(pointer), value), undefined);
  this.s.headers[name] = value;
});

// --- body -------------------------------------------------------------------------------------------------------

Given(/^the request body is set by default to a request body compliant with the (?:request body )?schema (?:for this operation|at ".+")$/, function (this: World) {
  assert.equal(this.s.environment.definition.faults(bodyOf(this.s).schema, this.s.body), undefined);
});

Given(/^the request body is set to any value which is not compliant with the (?:request body )?schema (?:for this operation|at ".+")$/, function (this: World) {
  this.s.body = Object.fromEntries(bodyOf(this.s).required.map((name) => [name, 42]));
  assert.ok(this.s.environment.definition.faults(bodyOf(this.s).schema, this.s.body));
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

Given(/^the (?:request )?body property "\$\.(\w+)" is set to (an? valid (?!kubernetes).+|an? application provider|an existing .+|the same .+)$/, async function (this: World, name: string, value: string) {
  const { operation, fixtures } = this.s;
  const body = this.s.body as Record<string, unknown>;
  if (operation.id === 'submitApp') body[name] = /existing/.test(value) ? (await fixtures.app()).sent[name] : body[name];
  // The plan of createAppDeployment says edgeCloudZoneId; in the definition it is the list edgeCloudZones.
  else if (!bodyOf(this.s).properties.has(name) && name === 'edgeCloudZoneId') body['edgeCloudZones'] = [await resource(this.s, name)];
  else body[name] = await resource(this.s, name);
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
  this.s[place][name] = kind === 'valid' ? await resource(this.s, name) : name === 'page' ? '0' : randomUUID();
});

/** A valid value: of the resources in place where the name says one. */
async function resource({ fixtures }: Scenario, name: string): Promise<string> {
  const values: Readonly<Record<string, () => Promise<string>>> = {
    name: async () => newName('name'),
    appDeploymentName: async () => newName('name'),
    appId: async () => (await fixtures.app()).id,
    appInstanceId: async () => (await fixtures.instance()).id,
    appDeploymentId: async () => (await fixtures.deployment()).id,
    edgeCloudZoneId: async () => (await fixtures.zone()).edgeCloudZoneId,
    region: async () => (await fixtures.zone()).edgeCloudRegion,
    edgeCloudRegion: async () => (await fixtures.zone()).edgeCloudRegion,
    edgeCloudProvider: async () => (await fixtures.zone()).edgeCloudProvider,
    countryCode: async () => (await fixtures.zone()).countryCode,
    status: async () => (await fixtures.zone()).edgeCloudZoneStatus,
    page: async () => '2',
    perPage: async () => '1',
  };
  return (values[name] ?? assert.fail(`no valid value is known for ${name}`))();
}

Given(/^the request body property "\$\.kubernetesClusterRef(s?)" is set to a valid kubernetes cluster$/, function (this: World, plural: string) {
  Object.assign(this.s.body as object, plural ? { kubernetesClusterRefs: [randomUUID()] } : { kubernetesClusterRef: randomUUID() });
});

// --- sending ----------------------------------------------------------------------------------------------------

When('the request {string} is sent', async function (this: World, operationId: string) {
  assert.equal(operationId, this.s.operation.id);
  await this.s.send();
});
