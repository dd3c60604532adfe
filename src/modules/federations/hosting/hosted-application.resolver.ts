import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../kernel/context.js';
import type { HostedApplicationService } from './hosted-application.service.js';
import type { HostedArtefactService } from './hosted-artefact.service.js';
import type { HostedInstanceService } from './hosted-instance.service.js';

/** Partners' artefacts, applications and instances at our edge, in GSMA's words. */
@Resolver()
export class HostedApplicationResolver {
  constructor(
    private readonly artefacts: HostedArtefactService,
    private readonly applications: HostedApplicationService,
    private readonly instances: HostedInstanceService,
  ) {}

  @Query(() => GraphQLJSON, { nullable: true, description: 'An artefact as it was uploaded, without the secrets of its repository.' })
  hostedArtefact(@Arg('federationContextId', () => ID) id: string, @Arg('artefactId', () => String) artefactId: string, @Ctx() ctx: RequestContext): Promise<object> {
    return this.artefacts.get(ctx, id, artefactId);
  }

  @Query(() => GraphQLJSON, { nullable: true, description: 'An application as it was onboarded, and in `statusInfo` how it stands in each zone.' })
  hostedApplication(@Arg('federationContextId', () => ID) id: string, @Arg('appId', () => String) appId: string, @Ctx() ctx: RequestContext): Promise<object> {
    return this.applications.get(ctx, id, appId);
  }

  @Query(() => GraphQLJSON, { nullable: true, description: 'State of an instance, and where it is reached.' })
  hostedInstance(
    @Arg('federationContextId', () => ID) id: string,
    @Arg('appId', () => String) appId: string,
    @Arg('appInstanceId', () => String) appInstanceId: string,
    @Arg('zoneId', () => String) zoneId: string,
    @Ctx() ctx: RequestContext,
  ): Promise<object> {
    return this.instances.get(ctx, id, { appId, appInstanceId, zoneId });
  }

  @Query(() => GraphQLJSON, { nullable: true, description: 'The instances of an application by zone. NOT_FOUND when it has none: the list may not be empty.' })
  hostedInstances(
    @Arg('federationContextId', () => ID) id: string,
    @Arg('appId', () => String) appId: string,
    @Arg('appProviderId', () => String) appProviderId: string,
    @Ctx() ctx: RequestContext,
  ): Promise<object> {
    return this.instances.list(ctx, id, appId, appProviderId);
  }

  @Mutation(() => Boolean, { description: 'Takes a chart or an image that lies in a repository. ALREADY_EXISTS for an id that is there, whatever it holds.' })
  uploadHostedArtefact(@Arg('federationContextId', () => ID) id: string, @Arg('artefact', () => GraphQLJSON) artefact: unknown, @Ctx() ctx: RequestContext): Promise<boolean> {
    return this.artefacts.upload(ctx, id, artefact);
  }

  @Mutation(() => Boolean, { description: 'CONFLICT, naming them, while applications are made of it.' })
  removeHostedArtefact(@Arg('federationContextId', () => ID) id: string, @Arg('artefactId', () => String) artefactId: string, @Ctx() ctx: RequestContext): Promise<boolean> {
    return this.artefacts.remove(ctx, id, artefactId);
  }

  @Mutation(() => Boolean, { description: 'Accepted, not done: what became of it is told by a callback, and by `hostedApplication`.' })
  onboardHostedApplication(@Arg('federationContextId', () => ID) id: string, @Arg('application', () => GraphQLJSON) application: unknown, @Ctx() ctx: RequestContext): Promise<boolean> {
    return this.applications.onboard(ctx, id, application);
  }

  @Mutation(() => Boolean, { description: 'Changes its components or its QoS. CONFLICT when its artefact is to change while instances run.' })
  updateHostedApplication(@Arg('federationContextId', () => ID) id: string, @Arg('appId', () => String) appId: string, @Arg('change', () => GraphQLJSON) change: unknown, @Ctx() ctx: RequestContext): Promise<boolean> {
    return this.applications.update(ctx, id, appId, change);
  }

  @Mutation(() => Boolean, { description: 'Gone soon after. CONFLICT, naming them, while instances stand.' })
  removeHostedApplication(@Arg('federationContextId', () => ID) id: string, @Arg('appId', () => String) appId: string, @Ctx() ctx: RequestContext): Promise<boolean> {
    return this.applications.remove(ctx, id, appId);
  }

  @Mutation(() => GraphQLJSON, { description: 'Asks for an instance in a zone: `{zoneId, appInstIdentifier}`. Accepted, not done: what becomes of it is told by callbacks, and by `hostedInstance`.' })
  installHostedApplication(@Arg('federationContextId', () => ID) id: string, @Arg('request', () => GraphQLJSON) request: unknown, @Ctx() ctx: RequestContext): Promise<object> {
    return this.instances.install(ctx, id, request);
  }

  @Mutation(() => Boolean, { description: 'Accepted, not done: the instance is TERMINATING until it is gone.' })
  removeHostedInstance(
    @Arg('federationContextId', () => ID) id: string,
    @Arg('appId', () => String) appId: string,
    @Arg('appInstanceId', () => String) appInstanceId: string,
    @Arg('zoneId', () => String) zoneId: string,
    @Ctx() ctx: RequestContext,
  ): Promise<boolean> {
    return this.instances.remove(ctx, id, { appId, appInstanceId, zoneId });
  }
}
