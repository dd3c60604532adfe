/** The part of oidc-provider that the test issuer uses; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface TokenOptions {
    readonly accountId?: string;
    readonly client: Client;
    readonly grantId?: string;
    readonly gty?: string;
    readonly scope?: string;
  }

  interface RefreshTokenOptions extends TokenOptions {
    readonly resource: string;
    readonly rotations: number;
    /** Of the first of its line, in seconds since 1970. */
    readonly iiat: number;
  }

  export interface Client {
    readonly clientId: string;
  }

  export interface Token {
    readonly clientId?: string;
    readonly accountId?: string;
    readonly expiration: number;
    readonly scope?: string;
    resourceServer?: object;
    save(): Promise<string>;
  }

  export interface Grant {
    addResourceScope(resource: string, scope: string): void;
    addOIDCScope(scope: string): void;
    save(): Promise<string>;
  }

  export interface GrantContext {
    readonly oidc: {
      readonly client: Client;
      readonly params: Readonly<Record<string, string | undefined>>;
      entity(name: string, value: object): void;
    };
    body: unknown;
  }

  export class Provider {
    constructor(issuer: string, configuration: object);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    on(event: 'grant.success' | 'grant.error', listener: (ctx: { readonly oidc: { readonly params?: Readonly<Record<string, string | undefined>> } }) => void): void;
    registerGrantType(name: string, handler: (ctx: GrantContext) => Promise<void>, params: readonly string[]): void;
    readonly Grant: new (options: { readonly accountId: string; readonly clientId: string }) => Grant;
    readonly AccessToken: new (options: TokenOptions) => Token;
    readonly RefreshToken: new (options: RefreshTokenOptions) => Token;
    readonly ResourceServer: new (audience: string, info: object) => object;
  }

  export const errors: { readonly InvalidGrant: new (description: string) => Error };
}
