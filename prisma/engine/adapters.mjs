import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

/** Type oids of PostgreSQL's internal "char" and of text. */
const CHAR = 18;
const TEXT = 25;

/** The driver adapter of a server. */
export const onServer = (url) => adapt(new pg.Pool({ connectionString: url, max: 1 }));

/** The driver adapter of a PostgreSQL in memory that ends with it: to replay migrations and to parse with. */
export async function inMemory() {
  const database = await PGlite.create();
  const config = createPgConfig(database);
  const { connection } = config;
  const parse = connection.parse.bind(connection);
  // adapter-pg gives its parsers as `types`; this bridge takes them for the parameters' type oids.
  connection.parse = (query) => parse({ ...query, types: Array.isArray(query.types) ? query.types : undefined });
  return adapt(new pg.Pool({ ...config, max: 1, idleTimeoutMillis: 0 }), () => database.close());
}

/**
 * adapter-pg over a pool of one connection, with what the schema engine needs besides: columns of type "char" (in
 * pg_constraint) arrive as characters, where adapter-pg refuses them, and a script is sent whole, where adapter-pg
 * would cut it at every semicolon, also inside a function's body.
 */
async function adapt(pool, end = () => undefined) {
  let characters = [];
  const query = pool.query.bind(pool);
  pool.query = async (...args) => {
    const result = await query(...args);
    characters = (result.fields ?? []).flatMap((field, index) => (field.dataTypeID === CHAR ? [index] : []));
    for (const index of characters) result.fields[index].dataTypeID = TEXT;
    return result;
  };
  const adapter = await new PrismaPg(pool).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (statement) => {
    const result = await queryRaw(statement);
    for (const index of characters) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  adapter.executeScript = async (sql) => {
    await adapter.executeRaw({ sql, args: [], argTypes: [] });
  };
  adapter.dispose = async () => {
    await pool.end();
    await end();
  };
  return adapter;
}
