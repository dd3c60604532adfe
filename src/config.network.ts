import { isIPv4 } from 'node:net';
import { z } from 'zod';

/** What the network module is told beside where the SRM is. */
export interface NetworkConfig {
  /** Whose word holds where CAMARA's definitions and its test plans disagree. */
  readonly reading: 'yaml' | 'features';
  /** `table`: ours. `any`: ours, and an address that it does not know is a device of its own. Else the address of a directory elsewhere. */
  readonly deviceDirectory: string;
  /** Under which the network reaches the gateway; undefined: its public address. */
  readonly callbackUrl: string | undefined;
  /** Of the zones' apps, by the zone's name or region; `*` for every other. */
  readonly zoneAddresses: ReadonlyMap<string, string>;
  /** File with the private key for PRIVATE_KEY_JWT. */
  readonly privateKeyFile: string | undefined;
}

export const camaraReading = z.enum(['yaml', 'features'], 'must be yaml or features');

export const deviceDirectory = z
  .string()
  .refine((text) => text === 'table' || text === 'any' || (/^https?:\/\//.test(text) && URL.canParse(text)), 'must be table, any, or an http:// or https:// URL')
  .transform((text) => text.replace(/\/+$/, ''));

export const zoneAddresses = z.string().transform((text, ctx) => {
  const addresses = new Map<string, string>();
  for (const pair of text.split(',').map((part) => part.trim()).filter(Boolean)) {
    const at = pair.lastIndexOf('=');
    const address = pair.slice(at + 1);
    if (at > 0 && isIPv4(address)) addresses.set(pair.slice(0, at), address);
    else ctx.addIssue({ code: 'custom', message: 'must be zone or region=IPv4 address,…; * stands for every other' });
  }
  return addresses as ReadonlyMap<string, string>;
});
