import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../../kernel/context.js';
import type { OnboardingChanges, OnboardingStream } from './partner-onboarding-change.service.js';
import { PartnerOnboardingChange } from './partner-onboarding.types.js';

/** type-graphql takes `subscribe` from the decorator, which has no instance to ask, so the class is made for the service it belongs to. */
export function onboardingChangeResolver(changes: OnboardingChanges) {
  const subscribe = ({ args, context }: { args: OnboardingStream; context: RequestContext }) => changes.follow(context, args);

  @Resolver(() => PartnerOnboardingChange)
  class PartnerOnboardingChangeResolver {
    @Subscription(() => PartnerOnboardingChange, { subscribe, description: "Changes of the onboardings of the caller's apps, from now on or after a cursor." })
    partnerOnboardingChanged(
      @Root() change: PartnerOnboardingChange,
      @Arg('appId', () => ID, { nullable: true }) _appId: string | null,
      @Arg('federationContextId', () => ID, { nullable: true }) _federationContextId: string | null,
      @Arg('after', () => String, { nullable: true }) _after: string | null,
    ): PartnerOnboardingChange {
      return change;
    }
  }

  return PartnerOnboardingChangeResolver;
}
