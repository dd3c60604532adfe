import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds, type TestDatabase } from '../../../test/support/databases.js';
import type { Json, JsonObject } from '../../kernel/tmf/document.js';
import { fitsFilters, type ResourceFilter } from '../../kernel/tmf/filter.js';
import { resourceCursor, type ResourceQuery } from '../../kernel/tmf/page.js';
import { findDocuments, pageDocuments } from './documents.js';

const TABLE = 'Individual';
const AT = Date.UTC(2026, 10, 21, 12);

describe.each(databaseKinds)('documents (%s)', (_kind, open) => {
  let test: TestDatabase;
  beforeAll(async () => void (test = await open()));
  afterAll(() => test[Symbol.asyncDispose]());

  /** Ids are the places in the list; two are made in each millisecond. */
  async function stored(documents: readonly JsonObject[]): Promise<void> {
    await test.db.pool.query('DELETE FROM "Individual"');
    const rows = documents.map((document, at) => ({ id: String(at).padStart(4, '0'), document, at: new Date(AT + Math.floor(at / 2)).toISOString() }));
    await test.db.pool.query(
      `INSERT INTO "Individual" (id, document, "createdAt", "updatedAt") SELECT id, document, at, at FROM jsonb_to_recordset($1::jsonb) AS row(id text, document jsonb, at timestamptz)`,
      [JSON.stringify(rows)],
    );
  }
  const page = (query: ResourceQuery) => pageDocuments(test.db, TABLE, query);
  const ids = async (query: ResourceQuery) => (await page(query)).rows.map(({ id }) => Number(id));

  it('come by pages, oldest first, behind a cursor or an offset', async () => {
    await stored(Array.from({ length: 25 }, (_, n) => ({ name: n % 5 === 0 ? 'fifth' : 'other' })));
    expect(await page({})).toMatchObject({ totalCount: 25, hasNextPage: true, rows: { length: 20 } });
    const seen: number[] = [];
    for (let after: string | null = null; ; ) {
      const { rows, totalCount, hasNextPage } = await page({ first: 4, after });
      expect(totalCount).toBe(25);
      seen.push(...rows.map(({ id }) => Number(id)));
      if (!hasNextPage) break;
      after = resourceCursor(rows.at(-1)!);
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => n));
    expect(await ids({ first: 3, offset: 22 })).toEqual([22, 23, 24]);
    expect(await page({ offset: 30 })).toEqual({ rows: [], totalCount: 25, hasNextPage: false });
    const filter = [{ path: 'name', anyOf: ['fifth'] }];
    expect(await page({ filter, first: 2, offset: 1 })).toMatchObject({ totalCount: 5, hasNextPage: true, rows: [{ id: '0005' }, { id: '0010' }] });
    expect(await ids({ filter, after: resourceCursor({ createdAt: new Date(AT + 7), id: '0015' }) })).toEqual([20]);
  });

  it('are found by what fits in memory, and by nothing else', async () => {
    const word = fc.constantFrom('a', 'b', '1', 'true', '{"a": "b"}', '["a"]', "'");
    const scalar: fc.Arbitrary<Json> = fc.oneof(word, fc.constantFrom(1, 2.5, true, false, null));
    const value: fc.Arbitrary<Json> = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), fc.array(fc.array(scalar, { maxLength: 2 }), { maxLength: 1 }), fc.dictionary(fc.constantFrom('x', 'y'), scalar));
    const member = fc.constantFrom('m', '@n', 'x');
    const below = fc.oneof(value, fc.dictionary(member, value), fc.array(fc.oneof(value, fc.dictionary(member, value)), { maxLength: 3 }));
    const documents = fc.array(fc.dictionary(member, below as fc.Arbitrary<Json>), { minLength: 8, maxLength: 24 });
    const path = fc.oneof(member, fc.tuple(member, member).map((names) => names.join('.')));
    const filters: fc.Arbitrary<ResourceFilter[]> = fc.array(fc.record({ path, anyOf: fc.array(fc.oneof(word, fc.constantFrom('2.5', 'false', 'null')), { minLength: 1, maxLength: 3 }) }), { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(documents, fc.array(filters, { minLength: 10, maxLength: 10 }), async (all, conditions) => {
        await stored(all as JsonObject[]);
        for (const filter of conditions) expect(await ids({ filter, first: 100 })).toEqual([...all.entries()].filter(([, document]) => fitsFilters(document as JsonObject, filter)).map(([at]) => at));
      }),
      { numRuns: 12 },
    );
  });

  it('are found by id, whatever the document says', async () => {
    await stored([{ id: '0001' }, { id: '0000' }, {}]);
    expect(await ids({ filter: [{ path: 'id', anyOf: ['0001', '0002', 'nobody'] }] })).toEqual([1, 2]);
    const found = await findDocuments(test.db, TABLE, ['0002', 'a\0b', '0000', '0002', '\ud800']);
    expect(found.map((row) => row?.id)).toEqual(['0002', undefined, '0000', '0002', undefined]);
  });

  it('keep a value that looks like SQL for what it is', async () => {
    await stored([{ name: `'; DROP TABLE "Individual"; --` }, { name: '$1' }]);
    expect(await ids({ filter: [{ path: 'name', anyOf: [`'; DROP TABLE "Individual"; --`] }] })).toEqual([0]);
    expect(await ids({ filter: [{ path: 'name', anyOf: ['$1'] }] })).toEqual([1]);
  });

  it.each<[string, string, ResourceQuery]>([
    ['OUT_OF_RANGE', 'first', { first: 0 }],
    ['OUT_OF_RANGE', 'first', { first: 1_001 }],
    ['OUT_OF_RANGE', 'offset', { offset: -1 }],
    ['OUT_OF_RANGE', 'offset', { offset: 1e10 }],
    ['INVALID_ARGUMENT', 'offset', { offset: 1, after: resourceCursor({ createdAt: new Date(AT), id: '1' }) }],
    ['INVALID_ARGUMENT', 'after', { after: 'nonsense' }],
    ['INVALID_ARGUMENT', 'filter', { filter: [{ path: 'a.b.c', anyOf: ['x'] }] }],
    ['INVALID_ARGUMENT', 'filter', { filter: [{ path: 'a', anyOf: ['\0'] }] }],
  ])('refuse with %s of %s: %j', async (code, field, query) => {
    await expect(page(query)).rejects.toMatchObject({ code, field });
  });

  it('take the last cursor that there can be', async () => {
    await stored([{}]);
    expect(await ids({ after: resourceCursor({ createdAt: new Date('9999-12-31T23:59:59.999Z'), id: '1' }) })).toEqual([]);
    expect(await ids({ after: resourceCursor({ createdAt: new Date(0), id: '😀' }) })).toEqual([0]);
  });
});
