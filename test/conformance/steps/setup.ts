import { AfterAll, Before, BeforeAll, setDefaultTimeout, setWorldConstructor } from '@cucumber/cucumber';
import assert from 'node:assert/strict';
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
  const operationId = pickle.tags.map(({ name }) => /^@eam_([A-Za-z]+)_/.exec(name)?.[1]).find((id) => id !== undefined);
  assert.ok(environment && operationId, `the scenario ${pickle.name} names no operation`);
  this.s = createScenario(environment, operationId);
});
