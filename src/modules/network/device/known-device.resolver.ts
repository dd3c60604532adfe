import { Arg, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { toConnection, type Connection } from '../../../kernel/connection.types.js';
import { placeCursor } from '../../../kernel/page.js';
import type { KnownDeviceService } from './known-device.service.js';
import { DeleteKnownDevicePayload, KnownDeviceConnection, KnownDeviceEntry, KnownDeviceInput, UpsertKnownDevicePayload } from './known-device.types.js';

@Resolver(() => KnownDeviceEntry)
export class KnownDeviceResolver {
  constructor(private readonly devices: KnownDeviceService) {}

  @Query(() => KnownDeviceConnection, { description: 'Of the embedded directory.' })
  async knownDevices(
    @Arg('first', () => Int, { nullable: true }) first: number | null,
    @Arg('after', () => String, { nullable: true }) after: string | null,
  ): Promise<Connection<KnownDeviceEntry>> {
    return toConnection(await this.devices.page(first, after), (device) => device, placeCursor);
  }

  @Mutation(() => UpsertKnownDevicePayload, { description: 'Writes the whole device. ALREADY_EXISTS when another is found by the same.' })
  async upsertKnownDevice(@Arg('input', () => KnownDeviceInput) input: KnownDeviceInput): Promise<UpsertKnownDevicePayload> {
    return { device: await this.devices.upsert(input) };
  }

  @Mutation(() => DeleteKnownDevicePayload, { description: 'What it has in the network stays until it ends.' })
  async deleteKnownDevice(@Arg('id', () => ID) id: string): Promise<DeleteKnownDevicePayload> {
    return { deviceId: await this.devices.delete(id) };
  }
}
