import { join } from 'node:path';
import { type TestGateway, startGateway } from '../support/gateway.js';
import { type TestIssuer, startIssuer } from '../support/oidc.js';
import { type Definition, readDefinition } from './definition.js';

/** The folder of the official definitions and test plans, which are not part of this project. */
export const CAMARA = join(process.cwd(), '../shared/specs/camara');
export const BASE_PATH = '/edge-application-management/vwip';

const ALL_SCOPES = ['edge-cloud-zones:read', ...['apps', 'instances', 'deployments'].flatMap((noun) => ['read', 'write', 'delete'].map((verb) => `${noun}:${verb}`)), 'deployments:update'].map(
  (scope) => `edge-application-management:${scope}`,
);

/** What all scenarios share: the gateway, the issuer it trusts and the definition it is held against. */
export interface Environment {
  readonly gateway: TestGateway;
  readonly definition: Definition;
  /** A token with every scope of the API, or with all but one. */
  token(without?: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a real OpenID provider, and the gateway with it and with the simulated SRM. */
export async function startEnvironment(): Promise<Environment> {
  const definition = await readDefinition(join(CAMARA, 'API_definitions/edge-application-management.yaml'));
  const issuer = await startIssuer({ scopes: ALL_SCOPES, clients: { consumer: { ttl: 3600 } } });
  const gateway = await startGateway({
    env: { OAUTH_ISSUER: issuer.issuer, OAUTH_AUDIENCE: issuer.audience, SANDBOX: 'on', SRM_COUNTRIES: '*=PT', LOG_LEVEL: 'warn' },
  }).catch(async (failure: unknown) => {
    await issuer.stop();
    throw failure;
  });
  const stop = async (): Promise<void> => {
    await gateway[Symbol.asyncDispose]();
    await issuer.stop();
  };
  return { gateway, definition, token: tokens(issuer), stop };
}

function tokens(issuer: TestIssuer): Environment['token'] {
  const given = new Map<string, Promise<string>>();
  return (without = '') => {
    const token = given.get(without) ?? issuer.token({ client: 'consumer', scopes: ALL_SCOPES.filter((scope) => scope !== without) });
    given.set(without, token);
    return token;
  };
}
