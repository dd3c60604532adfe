import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Operation } from './definition.js';
import { BASE_PATH, type Environment } from './environment.js';
import { type Answer, call } from './exchange.js';
import { type Fixtures, createFixtures } from './fixtures.js';
import { BODIES } from './samples.js';

/** The request that a scenario builds, and what came back. */
export interface Scenario {
  readonly environment: Environment;
  readonly operation: Operation;
  readonly fixtures: Fixtures;
  readonly headers: Record<string, string>;
  readonly query: Record<string, string>;
  readonly path: Record<string, string>;
  body: unknown;
  /** How the request is sent, when once is not enough. */
  sending: (send: () => Promise<Answer>) => Promise<Answer>;
  send(): Promise<Answer>;
  /** @throws when nothing has been sent. */
  answer(): Answer;
}

/** `operationId` comes from the scenario's tag: the steps before the request already depend on it. */
export function createScenario(environment: Environment, operationId: string): Scenario {
  const operation = environment.definition.operation(operationId);
  let answer: Answer | undefined;
  const scenario: Scenario = {
    environment,
    operation,
    fixtures: createFixtures(environment),
    headers: {},
    query: {},
    path: {},
    body: BODIES[operationId]?.(),
    sending: (send) => send(),
    send: async () => (answer = await scenario.sending(() => exchange(environment, scenario))),
    answer: () => answer ?? assert.fail('no request was sent'),
  };
  return scenario;
}

function exchange({ gateway }: Environment, { operation, headers, query, path, body }: Scenario): Promise<Answer> {
  const filled = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? randomUUID()));
  const url = new URL(`${gateway.url}${BASE_PATH}${filled}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return call(url, { method: operation.method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}
