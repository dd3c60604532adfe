import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../src/kernel/clock.js';
import { ALARMS, PEERING_MESSAGES, type Message } from '../../src/kernel/peering/messages.js';
import { peeredCatalog } from '../../src/modules/catalog/peered/peered.service.js';
import { PeerFault } from '../../src/modules/peerings/client/peer.types.js';
import type { Assignment } from '../../src/modules/peerings/peering/peering.types.js';
import { databaseKinds, type TestDatabase } from '../support/databases.js';
import { aSpecification } from '../support/heartbeat-world.js';
import { into, peeringWorld, select, type PeeringWorld, type ToldMessage } from '../support/peering-world.js';

/** Whatever is done with a peering, and whatever its OSS does: the messages about it make a catalog that is what the peering says, in every order of theirs. */

const NAMES = ['a', 'b', 'c', 'd'];
const some = fc.subarray(NAMES);
const step = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), specs: fc.subarray(NAMES, { minLength: 1 }), category: fc.constantFrom('K', 'L') }),
  fc.record({ kind: fc.constant('update' as const), specs: some, without: some, anew: fc.boolean() }),
  fc.record({ kind: fc.constant('faults' as const), specs: some }),
  fc.record({ kind: fc.constant('change' as const), spec: fc.constantFrom(...NAMES) }),
  fc.record({ kind: fc.constant('lose' as const), spec: fc.constantFrom(...NAMES) }),
  fc.record({ kind: fc.constant('away' as const), away: fc.boolean() }),
  ...['check', 'check', 'check', 'discover', 'end'].map((kind) => fc.record({ kind: fc.constant(kind as 'check' | 'discover' | 'end') })),
);
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

const away = new PeerFault('CONNECT', 'The OSS cannot be connected to.', { retryable: true });

async function take(world: PeeringWorld, organization: ReturnType<PeeringWorld['organization']>, one: Step, at: number): Promise<unknown> {
  const { id: organizationId, oss } = organization;
  switch (one.kind) {
    case 'add':
      return world.changes.add(world.ctx(), { organizationId, select: select(...one.specs), serviceCatalogs: into('C', one.category, ...one.specs) });
    case 'update':
      return world.changes.update(world.ctx(), {
        organizationId, select: select(...one.specs), deselect: one.without.filter((id) => !one.specs.includes(id)), serviceCatalogs: one.anew ? into('D', 'K', ...one.specs) : null,
      });
    case 'faults':
      oss.faults.clear();
      return one.specs.forEach((id) => oss.faults.set(id, new PeerFault('HTTP_5XX', 'The OSS met an error of its own (500).', { retryable: true })));
    case 'change':
      return oss.specs.set(one.spec, aSpecification(one.spec, { version: String(at) }));
    case 'lose':
      return oss.specs.delete(one.spec);
    case 'away':
      return (oss.fault = one.away ? away : undefined);
    case 'check':
      return world.checks.check(world.ctx(), organizationId);
    case 'discover':
      return world.changes.discover(world.ctx(), organizationId);
    case 'end':
      return world.peerings.end(world.ctx(), organizationId);
  }
}

let test: TestDatabase;
beforeAll(async () => {
  test = await databaseKinds[0]![1]();
});
afterAll(() => test[Symbol.asyncDispose]());

const texts = async (sql: string, ...values: readonly string[]): Promise<readonly string[]> => (await test.db.pool.query<{ text: string }>(sql, [...values])).rows.map(({ text }) => text);

const SHOWN = `SELECT "remoteId" || '@' || (document ->> 'version') AS text FROM "ServiceSpecification" ORDER BY 1`;
const VISIBLE = `SELECT "remoteId" || '@' || version AS text FROM "PeeredSpec" WHERE state = 'visible' ORDER BY 1`;
const PLACES = `
  SELECT catalog.name || '/' || category.name || '/' || candidate."remoteId" AS text
  FROM "ServiceCatalog" AS catalog, jsonb_array_elements(catalog.document -> 'category') AS held JOIN "ServiceCategory" AS category ON category.id = held ->> 'id',
    jsonb_array_elements(category.document -> 'serviceCandidate') AS put JOIN "ServiceCandidate" AS candidate ON candidate.id = put ->> 'id' ORDER BY 1`;

async function catalogOf(messages: readonly ToldMessage[], organizationId: string): Promise<readonly [specs: readonly string[], places: readonly string[]]> {
  await test.db.pool.query('TRUNCATE "ServiceSpecification", "ServiceCandidate", "ServiceCategory", "ServiceCatalog", "PeeredCatalog", "PeeredCatalogSpec"');
  const catalog = peeredCatalog({ clock: systemClock });
  const about = { subject: organizationId, owner: { clientId: 'c', userId: null }, time: new Date(), correlator: null, position: 0n };
  for (const message of messages) await test.db.transact((tx) => catalog.hear({ ...message, ...about }, tx));
  return [await texts(SHOWN), await texts(PLACES)];
}

/** Each raise, update and clear is one of an alarm that may have it. @returns names of those that stand */
function openAlarms(messages: readonly ToldMessage[]): readonly string[] {
  const open = new Set<string>();
  for (const { data } of messages.filter(({ type }) => type === ALARMS)) {
    const { operation, alarm: { externalAlarmId } } = data as unknown as Message<typeof ALARMS>;
    expect(open.has(externalAlarmId)).toBe(operation !== 'raise');
    if (operation === 'clear') open.delete(externalAlarmId);
    else open.add(externalAlarmId);
  }
  return [...open].sort();
}

it('the catalog is what the peering says, whatever happened and in whatever order it is told', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 20 }), fc.boolean(), fc.infiniteStream(fc.nat()), async (steps, addPartial, luck) => {
      await test.clear();
      const world = peeringWorld(test.db, { addPartial });
      const organization = world.organization(...NAMES);
      for (const [at, one] of steps.entries()) {
        world.clock.pass(1_200_000);
        await Promise.resolve(take(world, organization, one, at)).catch((refusal: unknown) => expect(refusal).toHaveProperty('field'));
      }
      const messages = await world.messages(organization.id);
      expect(messages.map(({ data }) => data.generation)).toEqual(messages.map((_, at) => at + 1));
      for (const { type, data } of messages) expect(PEERING_MESSAGES[type].safeParse(data).error).toBeUndefined();
      const [row] = (await test.db.pool.query<{ assignments: readonly Assignment[]; openAlarms: object }>('SELECT assignments, "openAlarms" FROM "Peering"')).rows;
      expect(openAlarms(messages)).toEqual(Object.keys(row?.openAlarms ?? {}).sort());
      const visible = await texts(VISIBLE);
      const isVisible = new Set(visible.map((text) => text.split('@')[0]));
      const places = (row?.assignments ?? []).flatMap(({ name, categories }) => categories.flatMap((category) => category.specifications.filter((id) => isVisible.has(id)).map((id) => `${name}/${category.name}/${id}`)));
      const shuffled = [...messages, ...messages].map((message) => [luck.next().value as number, message] as const).sort(([one], [other]) => one - other).map(([, message]) => message);
      for (const order of [messages, shuffled]) expect(await catalogOf(order, organization.id)).toEqual([visible, places.sort()]);
    }),
    { numRuns: 8 },
  );
});
