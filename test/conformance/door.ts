import { randomUUID } from 'node:crypto';
import type { ApiTag } from './apis.js';
import type { Operation } from './definition.js';
import type { Environment } from './environment.js';
import { type Answer, call } from './exchange.js';
import { assertOfficial } from './official.js';

export interface Asked {
  /** Parameters in the path; those that are missing are random UUIDs. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** @default the environment's gateway */
  readonly origin?: string | undefined;
}

/** One request of an operation; its answer is as the definition has it. */
export async function ask(environment: Environment, tag: ApiTag, operation: Operation, { path = {}, query = {}, headers, body, origin = environment.gateway.url }: Asked): Promise<Answer> {
  const { definition, served } = environment.api(tag);
  const filled = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? randomUUID()));
  const url = new URL(`${origin}${served}${filled}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const request = { method: operation.method, headers, body };
  const answer = await call(url, request);
  assertOfficial(definition, operation, request, answer);
  return answer;
}

/** The same for what a scenario finds in place: with a token that may do everything. */
export async function askAsClient(environment: Environment, tag: ApiTag, operationId: string, asked: Omit<Asked, 'headers'> = {}): Promise<Answer> {
  const headers = { authorization: `Bearer ${await environment.tokens.client()}`, ...(asked.body !== undefined && { 'content-type': 'application/json' }) };
  return ask(environment, tag, environment.api(tag).definition.operation(operationId), { ...asked, headers });
}
