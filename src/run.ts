import { mkdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { ConfigError, EXIT_CONFIG, type Config } from './config.js';
import type { App } from './app.js';
import { untilSignal } from './inbound/drain.js';
import { createLog, type Logger } from './outbound/log.js';
import { startTracing } from './outbound/tracing.js';
import { openDatabase } from './outbound/storage/database.js';
import { MigrationRefused } from './outbound/storage/migrate.js';

const EXIT_FAILED = 1;
const VERSION = '0.1.0';

/** Runs the gateway until it is told to end. @returns the exit code */
export async function run(given: Config): Promise<number> {
  const log = createLog({ level: given.logLevel });
  const config = given.port === 0 ? { ...given, port: await freePort(given.host) } : given;
  process.on('unhandledRejection', (err) => log.error({ err }, 'a failure that nobody waited for'));
  const tracing = config.otlpEndpoint ? await startTracing({ endpoint: config.otlpEndpoint, version: VERSION, log }) : undefined;
  let app: App;
  try {
    app = await start(config, log);
  } catch (error) {
    log.debug({ err: error }, 'the start failed');
    log.flush();
    process.stderr.write(`northbound cannot start: ${startFailure(error)}\n`);
    return error instanceof MigrationRefused || error instanceof ConfigError ? EXIT_CONFIG : EXIT_FAILED;
  }
  process.stdout.write(banner(config, app));
  const signal = await untilSignal();
  log.info({ signal }, 'ending');
  const cut = await app.stop();
  await tracing?.shutdown();
  log.flush();
  return cut > 0 ? EXIT_FAILED : 0;
}

const WORDS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is in use by another program (HOST, PORT, SUBGRAPH_PORT)',
  EADDRNOTAVAIL: 'HOST is no address of this machine',
  EACCES: 'it is not allowed to use DATA_DIR or the port',
  ENOTDIR: 'DATA_DIR is not a folder',
  EROFS: 'DATA_DIR cannot be written',
  ENOSPC: 'there is no room left in DATA_DIR',
  ECONNREFUSED: 'the database of DATABASE_URL does not answer',
  ENOTFOUND: 'the host of DATABASE_URL is not known',
  '28P01': 'the database of DATABASE_URL refuses the password',
  '3D000': 'the database of DATABASE_URL does not exist',
};

/** One sentence for whoever reads the console; LOG_LEVEL=debug shows where it came from. */
function startFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return WORDS[code] ? `${WORDS[code]} [${code}]` : error.message;
}

/** The database is opened while the rest of the program is loaded. */
async function start(config: Config, log: Logger): Promise<App> {
  await mkdir(config.dataDir, { recursive: true });
  const [db, { startApp }] = await Promise.all([openDatabase({ url: config.databaseUrl, dataDir: config.dataDir, log }), import('./app.js')]);
  try {
    return await startApp({ config, db, log });
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Known before anything is built, since addresses of ours go into events and answers. */
async function freePort(host: string): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function banner(config: Config, { addresses, simulated }: App): string {
  const url = addresses['gateway']!;
  const lines = [
    '',
    `northbound ready on ${url}`,
    `  GraphQL    ${url}/graphql${config.graphiql ? '  (GraphiQL in a browser)' : ''}`,
    `  REST       ${url}/docs`,
    `  Health     ${url}/health/ready   Metrics ${url}/metrics`,
    ...(addresses['subgraphs'] ? [`  Subgraphs  ${addresses['subgraphs']}/subgraphs/<name>`] : []),
    `  Storage    ${config.databaseUrl ? 'PostgreSQL' : `embedded PostgreSQL in ${config.dataDir}`}   Events ${config.kafkaBrokers ? 'Kafka' : 'in process'}`,
    ...Object.entries(simulated).map(([name, address]) => `  Simulated  ${name} at ${address}`),
    config.oauth ? `  Callers    tokens of ${config.oauth.issuer}` : '  Open       no OAUTH_ISSUER is set: everyone on this machine is a developer with every right',
    '',
  ];
  return `${lines.join('\n')}\n`;
}
