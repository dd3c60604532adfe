import pg from 'pg';

/** Prisma's error codes for what a server answers. */
const CODES = { '3D000': 'P1003', '28P01': 'P1000', '28000': 'P1010', '42P04': 'P1009', ECONNREFUSED: 'P1001', ENOTFOUND: 'P1001' };

const log = (level, fields) =>
  console.error(JSON.stringify({ timestamp: new Date().toISOString(), level, fields, target: 'schema_engine::logger' }));

/**
 * `can-connect-to-database`, `create-database` or `drop-database`, as the CLI asks for them.
 * @returns the exit status: 0, or 1 with the reason as a log line on stderr.
 */
export async function runDatabaseCommand(command, url) {
  log('INFO', { message: `schema engine: ${command}` });
  try {
    const target = new URL(url);
    const name = pg.escapeIdentifier(decodeURIComponent(target.pathname.slice(1)));
    if (command !== 'can-connect-to-database') target.pathname = '/postgres';
    await onConnection(target.href, async (client) => {
      if (command === 'create-database') await client.query(`CREATE DATABASE ${name}`);
      if (command === 'drop-database') await client.query(`DROP DATABASE ${name}`);
    });
    return 0;
  } catch (error) {
    log('ERROR', { message: error.message || String(error.code), error_code: CODES[error.code] ?? 'P1011', is_panic: false });
    return 1;
  }
}

async function onConnection(connectionString, work) {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
