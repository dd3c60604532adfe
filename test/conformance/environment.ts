import { join } from 'node:path';
import { type TestGateway, startGateway } from '../support/gateway.js';
import { type TestSink, startSink } from '../support/sink.js';
import { APIS, type ApiTag, CAMARA, type PlannedApi } from './apis.js';
import { type Definition, readDefinition } from './definition.js';
import { createOperator, type Operator } from './operator.js';
import { startTokens, type Tokens } from './tokens.js';

/** What all scenarios share: the gateway, who it trusts, a receiver of events, and what it is held against. */
export interface Environment {
  readonly gateway: TestGateway;
  readonly tokens: Tokens;
  readonly operator: Operator;
  /** HTTPS, under a certificate that the gateway trusts. */
  readonly sink: TestSink;
  api(tag: ApiTag): PlannedApi & { readonly definition: Definition };
  /** Address of another gateway, which lets each client make one request in ten minutes. */
  strict(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a real OpenID provider, a sink, and the gateway with them and with the simulated SRM, reading CAMARA as the plans do. */
export async function startEnvironment(): Promise<Environment> {
  const stops: (() => PromiseLike<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).toReversed()) await each();
  };
  try {
    const definitions = new Map(await Promise.all(APIS.map(async ({ tag, name }) => [tag, await readDefinition(join(CAMARA, `API_definitions/${name}.yaml`))] as const)));
    const tokens = await startTokens();
    stops.push(tokens.stop);
    const sink = await startSink({ tls: true });
    stops.push(sink.stop);
    const start = async (more: Readonly<Record<string, string>>): Promise<TestGateway> => {
      const gateway = await startGateway({ env: { ...settings(tokens, sink), ...more } });
      stops.push(() => gateway[Symbol.asyncDispose]());
      return gateway;
    };
    const gateway = await start({});
    let strict: Promise<TestGateway> | undefined;
    return {
      gateway,
      tokens,
      operator: createOperator({ gateway, tokens }),
      sink,
      api: (tag) => ({ ...APIS.find((api) => api.tag === tag)!, definition: definitions.get(tag)! }),
      strict: async () => (await (strict ??= start({ RATE_LIMIT: '1/600' }))).url,
      stop,
    };
  } catch (failure) {
    await stop();
    throw failure;
  }
}

const settings = ({ issuer, audience }: Tokens, { certificate }: TestSink): Record<string, string> => ({
  OAUTH_ISSUER: issuer,
  OAUTH_AUDIENCE: audience,
  SANDBOX: 'on',
  CAMARA_READING: 'features',
  SRM_COUNTRIES: '*=PT',
  SINK_ALLOWED_HOSTS: '127.0.0.1',
  NODE_EXTRA_CA_CERTS: certificate!,
  LOG_LEVEL: 'warn',
});
