import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aDoor, type TestDoor } from '../support/graphql-door.js';

/** The audit of GraphQL over HTTP, by the authors of its reference implementation. */
let door: TestDoor;
beforeAll(async () => {
  door = await aDoor();
});
afterAll(async () => door[Symbol.asyncDispose]());

const audits = serverAudits({ url: async () => door.url });

it('has 61 parts', () => expect(audits).toHaveLength(61));

it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s %s', async (_id, _name, audit) => {
  expect(await audit.fn()).toMatchObject({ status: 'ok' });
});
