import { After, AfterAll, Before, BeforeAll, setDefaultTimeout, setWorldConstructor } from '@cucumber/cucumber';
import assert from 'node:assert/strict';
import { planOf } from '../apis.js';
import { type Environment, startEnvironment } from '../environment.js';
import { createScenario, type Scenario } from '../scenario.js';

/** What cucumber hands to each step as `this`. */
export interface World {
  s: Scenario;
}

setDefaultTimeout(60_000);
setWorldConstructor(function World() { /* `s` is set before each scenario */ });

let environment: Environment | undefined;

BeforeAll(async () => {
  environment = await startEnvironment();
});

AfterAll(async () => {
  await environment?.stop();
});

Before(function (this: World, { pickle }) {
  const plan = pickle.tags.map(({ name }) => planOf(name)).find((found) => found !== undefined);
  assert.ok(environment && plan, `the scenario ${pickle.name} names no operation`);
  this.s = createScenario(environment, plan);
});

After(async function (this: World) {
  await this.s.qod.clean();
  assert.equal(this.s.contradiction, undefined, this.s.contradiction);
});
