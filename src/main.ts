#!/usr/bin/env node
import { ConfigError, EXIT_CONFIG, helpText, readConfig, type Config } from './config.js';

const HELP = `northbound: a GraphQL federation gateway for operator platforms

Usage: northbound                   runs the gateway
       northbound compose           prints the supergraph
       northbound compose --check   says whether there is one, for CI: 0 and hints, or 1 and errors
       northbound --help

Everything is set by environment variables; each may bear the prefix NORTHBOUND_:

${helpText()}
`;

function configured(): Config | undefined {
  try {
    return readConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT_CONFIG;
    return undefined;
  }
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    process.stdout.write(HELP);
    return;
  }
  const [command, ...rest] = args;
  const isKnown = command === undefined || (command === 'compose' && (rest.length === 0 || rest.join() === '--check'));
  const config = isKnown ? configured() : refuseArguments(args);
  if (!config) return;
  if (command === 'compose') {
    const { compose } = await import('./compose.js');
    process.exitCode = await compose(config, { check: rest.length > 0 });
    return;
  }
  // Loaded only now: a mistake in the configuration is told at once.
  const { run } = await import('./run.js');
  // After a failed start, parts that stand already must not keep the process.
  process.exit(await run(config));
}

function refuseArguments(args: readonly string[]): undefined {
  process.stderr.write(`northbound does not know ${args.join(' ')}; see --help\n`);
  process.exitCode = EXIT_CONFIG;
  return undefined;
}

await main(process.argv.slice(2));
