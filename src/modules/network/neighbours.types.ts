import { Directive, Field, ID, ObjectType } from 'type-graphql';
import type { RequestContext } from '../../kernel/context.js';

/** What other modules hold, known here by its key alone. */

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('App', { simpleResolvers: true })
export class App {
  @Field(() => ID)
  id: string;
}

@Directive('@key(fields: "id")')
@ObjectType('AppInstance', { simpleResolvers: true })
export class AppInstance {
  @Field(() => ID)
  id: string;
}

@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('EdgeCloudZone', { simpleResolvers: true })
export class EdgeCloudZone {
  @Field(() => ID)
  id: string;
}

export interface KnownInstance {
  readonly id: string;
  readonly appId: string;
  readonly edgeCloudZoneId: string;
  /** IPv4 address at which it can be reached, when that is known. */
  readonly address: string | null;
}

export interface KnownZone {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly region: string | null;
  readonly isActive: boolean;
  /** The SRM's own id. */
  readonly upstreamId: string;
  /** IPv4 address at which its apps are reached, when that is known. */
  readonly address: string | null;
}

/** What the network asks of the edge before it writes an intent: only what the caller may see is told. */
export interface Neighbours {
  appExists(ctx: RequestContext, appId: string): Promise<boolean>;
  instance(ctx: RequestContext, instanceId: string): Promise<KnownInstance | undefined>;
  /** Instances of an app, the caller's. */
  instancesOf(ctx: RequestContext, appId: string): Promise<readonly KnownInstance[]>;
  /** @throws Refusal as the SRM source does. */
  zones(): Promise<readonly KnownZone[]>;
}
