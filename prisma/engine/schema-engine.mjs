#!/usr/bin/env node
/**
 * What the Prisma CLI starts as its schema engine. The CLI talks JSON-RPC, one message a line, with a native program
 * that it would download; this one speaks the same protocol and runs the same engine as WebAssembly, from the npm
 * package of the same commit. Only development uses it: the gateway applies its migrations itself.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { runDatabaseCommand } from './database-command.mjs';

const packageDir = dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
const { values: options, positionals } = parseArgs({
  strict: false,
  options: {
    version: { type: 'boolean' },
    datamodels: { type: 'string', multiple: true, default: [] },
    datasource: { type: 'string', default: '{}' },
    'enabled-preview-features': { type: 'string' },
    'extension-types': { type: 'string' },
  },
});
const datasource = JSON.parse(options.datasource);

if (options.version) {
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
  console.log(`schema-engine-cli ${version.split('.').at(-1)} (wasm)`);
} else if (positionals[0] === 'cli') {
  process.exitCode = await runDatabaseCommand(positionals[1], datasource.url);
} else {
  serve();
}

/** Answers the requests on stdin one after the other, until it closes. */
function serve() {
  const engine = openEngine();
  let working = Promise.resolve();
  let current;
  const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const refuse = (id, message, error) =>
    send({ id, error: { code: 4466, message: 'The schema engine met an error.', data: { is_panic: false, message, meta: error?.meta ?? null, error_code: error?.code } } });

  // A panic never settles the promise of its call: without an answer the CLI would end silently, with status 0.
  process.on('uncaughtException', (error) => {
    if (current !== undefined) refuse(current, engine.panicMessage() ?? String(error?.stack ?? error));
    process.stdout.write('', () => process.exit(1));
  });

  const handle = async ({ id, method, params }) => {
    current = id;
    try {
      const result = await engine.call(method, params);
      if (method === 'diff' && typeof result.stdout === 'string') {
        if (result.stdout !== '') send({ id: `print-${id}`, method: 'print', params: { content: result.stdout.replace(/\n$/, '') } });
        send({ id, result: { exitCode: result.exitCode, stdout: null } });
      } else {
        send({ id, result: result ?? {} });
      }
    } catch (error) {
      refuse(id, engine.messageOf(error), error);
    }
  };

  const end = () => working.then(() => engine.close()).then(() => process.exit());
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const message = JSON.parse(line);
      if (message.method) working = working.then(() => handle(message));
    })
    .on('close', end);
  process.on('SIGTERM', end);
}

function openEngine() {
  const opened = [];
  let engine;
  let offline = false;
  let panic;
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { get: () => panic, set_message: (message) => (panic = message) };

  const connect = async (toServer) => {
    const { inMemory, onServer } = await import('./adapters.mjs');
    const adapter = toServer ? await onServer(datasource.url) : await inMemory();
    opened.push(adapter);
    return adapter;
  };
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connect(!offline),
    connectToShadowDb: () => connect(false),
  });

  const start = async () => {
    const runtime = await import('@prisma/schema-engine-wasm/schema_engine_bg');
    const wasm = await WebAssembly.compile(readFileSync(join(packageDir, 'schema_engine_bg.wasm')));
    const { exports } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': runtime });
    runtime.__wbg_set_wasm(exports);
    exports.__wbindgen_start();
    const datamodels = options.datamodels.map((path) => [path, readFileSync(path, 'utf8')]);
    // An empty list makes the engine panic; nothing at all does not.
    return runtime.SchemaEngine.new({ datamodels: datamodels.length > 0 ? datamodels : undefined }, () => undefined, factory);
  };

  return {
    async call(method, params) {
      if (method === 'createDatabase') {
        if ((await runDatabaseCommand('create-database', datasource.url)) !== 0) throw new Error('The database could not be created.');
        return { databaseName: new URL(datasource.url).pathname.slice(1) };
      }
      offline ||= method === 'diff' && [params.from, params.to].every(({ tag }) => ['empty', 'schemaDatamodel', 'migrations'].includes(tag));
      engine ??= await start();
      return engine[method === 'getDatabaseVersion' ? 'version' : method](params);
    },
    panicMessage: () => panic,
    /** An error that an adapter threw is kept aside by the factory, and only its number passes the engine. */
    messageOf(error) {
      const kept = /External error id#(\d+)/.exec(error?.message ?? '');
      const cause = kept && factory.errorRegistry.consumeError(Number(kept[1]))?.error;
      return panic ?? cause?.message ?? error?.message ?? String(error);
    },
    close: () => Promise.allSettled(opened.map((adapter) => adapter.dispose())),
  };
}
