import { Refusal } from '../../../kernel/refusal.js';
import { admitted, nameOf } from './device.rules.js';
import type { DeviceDirectory, DeviceResolution } from './device.types.js';

/** Finds the device that a request is about, by CAMARA's rules for every operation of the network alike. */
export function deviceResolution({ directory }: { readonly directory: DeviceDirectory }): DeviceResolution {
  return {
    async required(ctx, device, service) {
      const named = nameOf(ctx.caller, device);
      const known = named && (await directory.find(named.key, ctx));
      if (!named || (!known && !named.sent)) throw new Refusal('MISSING_IDENTIFIER', 'The device cannot be identified.', { field: 'device' });
      return { known: admitted(known, service), sent: named.sent };
    },
    async optional(ctx, device, service) {
      const named = nameOf(ctx.caller, device);
      const known = named && (await directory.find(named.key, ctx));
      // A user without a device asks as a client does that names none.
      if (!named || (!known && !named.sent)) return undefined;
      return { known: admitted(known, service), sent: named.sent };
    },
  };
}
