import { Given } from '@cucumber/cucumber';
import assert from 'node:assert/strict';
import type { Answer } from '../exchange.js';
import { newName } from '../samples.js';
import type { Scenario } from '../scenario.js';
import type { World } from './setup.js';

/** So many updates at once that some must meet. */
const AT_ONCE = 24;

Given(/^(?:A valid application to be submitted|there are no running instances of the app)$/, function () { /* so it is: each scenario has names of its own */ });

Given(/^(?:an application has already been|there is an application|there are applications) submitted by operation submitApp$/, async function (this: World) {
  await this.s.fixtures.app();
});

Given(/^there (?:is an application instance|are application instances) created by operation createAppInstance$/, async function (this: World) {
  await this.s.fixtures.instance();
});

Given(/^there (?:is an application deployment|are application deployments) created by operation createAppDeployment$/, async function (this: World) {
  await this.s.fixtures.deployment();
});

Given(/^there (?:are application instances running|are running instances of the app|is at least one running instance of the app)$/, async function (this: World) {
  // A deployment brings its instance with it, and an app runs once in a zone.
  if (this.s.operation.path.includes('{appDeploymentId}')) await this.s.fixtures.deployment();
  else if (this.s.operation.id !== 'createAppDeployment') await this.s.fixtures.runningInstance();
});

Given('Application instance with {string} and {string} is already running in {string}', async function (this: World, _name: string, _app: string, _zone: string) {
  const first = await this.s.send();
  assert.equal(first.status, this.s.operation.id === 'createAppInstance' ? 409 : 202, `the first request was answered ${first.status} ${first.text}`);
});

Given('there is a concurrent update in progress for the deployment', async function (this: World) {
  await this.s.fixtures.deployment();
  this.s.sending = (send) => amongMany(this.s, send);
});

/** @returns the answer of one that met another, or the last. */
async function amongMany(s: Scenario, send: () => Promise<Answer>): Promise<Answer> {
  const answers = await Promise.all(
    Array.from({ length: AT_ONCE }, () => {
      s.body = { appDeploymentName: newName('renamed') };
      return send();
    }),
  );
  return answers.find(({ status }) => status === 409) ?? answers.at(-1)!;
}

Given(/^[Tt]here are at least one Edge Cloud Zones available$/, async function (this: World) {
  assert.ok((await this.s.fixtures.zones()).length > 0);
});

Given('there are Edge Cloud Zones available with different statuses', async function (this: World) {
  assert.ok(new Set((await this.s.fixtures.zones()).map((zone) => zone.edgeCloudZoneStatus)).size > 1);
});

Given('there are more Edge Cloud Zones available than the requested {string} value', async function (this: World, _perPage: string) {
  assert.ok((await this.s.fixtures.zones()).length > 1);
});
