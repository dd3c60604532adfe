import { Query, Resolver } from 'type-graphql';
import type { CapabilitiesService } from './capabilities.service.js';
import { NetworkCapabilities } from './capabilities.types.js';

@Resolver()
export class CapabilitiesResolver {
  constructor(private readonly capabilities: CapabilitiesService) {}

  @Query(() => NetworkCapabilities)
  networkCapabilities(): Promise<NetworkCapabilities> {
    return this.capabilities.get();
  }
}
