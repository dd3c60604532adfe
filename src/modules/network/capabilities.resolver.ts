import { Query, Resolver } from 'type-graphql';
import type { CapabilitiesService } from './capabilities.service.js';
import { NetworkCapabilities } from './capabilities.types.js';

@Resolver()
export class CapabilitiesResolver {
  constructor(private readonly capabilities: CapabilitiesService) {}

  @Query(() => NetworkCapabilities, { description: 'What the network behind this gateway takes, and how much of it: what a form needs to know before it is sent.' })
  networkCapabilities(): Promise<NetworkCapabilities> {
    return this.capabilities.get();
  }
}
