import assert from 'node:assert/strict';
import type { ApiTag, PlannedApi } from './apis.js';
import type { Definition, Operation } from './definition.js';
import { ask } from './door.js';
import type { Environment } from './environment.js';
import type { Answer } from './exchange.js';
import { createFixtures, type Fixtures } from './fixtures.js';
import { createQodFixtures, type QodFixtures } from './qod.fixtures.js';
import { BODIES } from './samples.js';

/** The request that a scenario builds, and what came back. */
export interface Scenario {
  readonly environment: Environment;
  readonly api: PlannedApi & { readonly definition: Definition };
  readonly operation: Operation;
  readonly fixtures: Fixtures;
  readonly qod: QodFixtures;
  readonly headers: Record<string, string>;
  readonly query: Record<string, string>;
  readonly path: Record<string, string>;
  body: unknown;
  /** Where the request goes; undefined: to the environment's gateway. */
  origin: string | undefined;
  /** How the request is sent, when once is not enough. */
  sending: (send: () => Promise<Answer>) => Promise<Answer>;
  /** Where the plan itself contradicts the definition: the scenario fails, but only after the rest of it has been checked. */
  contradiction: string | undefined;
  send(): Promise<Answer>;
  /** @throws when nothing has been sent. */
  answer(): Answer;
}

/** API and operation come from the scenario's tag: the steps before the request already depend on them. */
export function createScenario(environment: Environment, { api: tag, operationId }: { readonly api: ApiTag; readonly operationId: string }): Scenario {
  const api = environment.api(tag);
  const operation = api.definition.operation(operationId);
  const qod = createQodFixtures(environment);
  let answer: Answer | undefined;
  const send = async (): Promise<Answer> => {
    const { headers, query, path, body, origin } = scenario;
    const answered = await ask(environment, tag, operation, { headers, query, path, body, origin });
    qod.noteAnswer(operationId, answered, body);
    return answered;
  };
  const scenario: Scenario = {
    environment,
    api,
    operation,
    fixtures: createFixtures(environment),
    qod,
    headers: {},
    query: {},
    path: {},
    body: BODIES[operationId]?.(),
    origin: undefined,
    sending: (once) => once(),
    contradiction: undefined,
    send: async () => (answer = await scenario.sending(send)),
    answer: () => answer ?? assert.fail('no request was sent'),
  };
  return scenario;
}
