import { GraphQLDateTime } from 'graphql-scalars';
import { Field, InputType } from 'type-graphql';
import type { Owner } from '../../kernel/caller.js';
import type { Statements } from '../../outbound/storage/database.js';

@InputType({ description: 'How the gateway shows the sink who it is.' })
export class EventSinkCredentialInput {
  @Field(() => String, { description: 'ACCESSTOKEN, or PRIVATE_KEY_JWT where the gateway has a key for it.' })
  credentialType: string;

  @Field(() => String, { nullable: true, description: 'ACCESSTOKEN: sent to the sink as a bearer token; kept encrypted, never shown.' })
  accessToken?: string | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'ACCESSTOKEN: nothing is sent after this moment.' })
  accessTokenExpiresUtc?: Date | null;

  @Field(() => String, { nullable: true, description: 'ACCESSTOKEN: bearer' })
  accessTokenType?: string | null;

  @Field(() => String, { nullable: true, description: 'PRIVATE_KEY_JWT: who the gateway is at the token endpoint.' })
  clientId?: string | null;

  @Field(() => String, { nullable: true, description: 'PRIVATE_KEY_JWT: https address of the token endpoint.' })
  tokenUri?: string | null;
}

/** A sink that may be kept: everything about it but the resource, which is not there yet. */
export interface AdmittedSink {
  readonly sink: string;
  readonly credentialType: 'ACCESSTOKEN' | 'PRIVATE_KEY_JWT' | null;
  readonly accessToken: string | null;
  readonly accessTokenExpiresAt: Date | null;
  readonly clientId: string | null;
  readonly tokenUri: string | null;
  readonly expiresAt: Date | null;
  readonly maxEvents: number | null;
  readonly initialEvent: boolean;
}

export interface SinkRequest {
  /** Where in the caller's input its members are, e.g. `subscription`; absent: at the top. */
  readonly within?: string;
  readonly sink?: string | null | undefined;
  readonly sinkCredential?: EventSinkCredentialInput | null | undefined;
  readonly expiresAt?: Date | null | undefined;
  readonly maxEvents?: number | null | undefined;
  readonly initialEvent?: boolean | null | undefined;
}

/** The sinks of the module's resources: one for a resource, for as long as it lives. */
export interface EventSinks {
  /**
   * Undefined when no sink was asked for.
   * @throws Refusal INVALID_SINK, INVALID_CREDENTIAL (a type that is not supported, or a credential without a sink),
   * INVALID_TOKEN (not bearer, expired), PRIVATE_KEY_JWT_NOT_CONFIGURED, INVALID_ARGUMENT
   */
  admit(request: SinkRequest): Promise<AdmittedSink | undefined>;
  /** In the transaction that makes the resource. */
  register(tx: Statements, sink: AdmittedSink | undefined, about: { readonly resourceId: string; readonly owner: Owner; readonly eventType: string; readonly source: string; readonly now: Date }): Promise<void>;
  /** The sink hears of nothing that comes later; what waits for it is still sent. In the transaction that takes another sink, or none. */
  end(tx: Statements, resourceId: string): Promise<void>;
}
