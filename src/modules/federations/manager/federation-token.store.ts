import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { Vault } from '../../../outbound/storage/secrets.js';

export interface KeptToken {
  readonly token: string;
  /** Until then it is used. */
  readonly expiresAt: Date;
}

/** The tokens of all replicas, by partner. */
export interface FederationTokenStore {
  /** Undefined: none, or none that is still of use. */
  find(partner: string): Promise<KeptToken | undefined>;
  /**
   * Keeps a token unless another replica was first with one that is of use.
   * @param refused a token that the manager did not accept: it gives way, whatever its age
   * @returns the one that is kept now: all use that
   */
  keep(partner: string, token: KeptToken, refused?: string): Promise<KeptToken>;
}

interface Row {
  readonly token: Uint8Array<ArrayBuffer>;
  readonly expiresAt: Date;
}

export function federationTokens(db: Database, vault: Vault, clock: Clock, log: Log): FederationTokenStore {
  const rowOf = (partner: string): Promise<Row | null> => db.prisma.federationToken.findUnique({ where: { partner }, select: { token: true, expiresAt: true } });

  function read(partner: string, row: Row | null): KeptToken | undefined {
    if (row === null || row.expiresAt <= clock.now()) return undefined;
    try {
      return { token: vault.open(row.token), expiresAt: row.expiresAt };
    } catch (error) {
      log.warn({ partner, failure: error instanceof Error ? error.message : 'unknown' }, 'a token for a federation cannot be read: it is replaced');
      return undefined;
    }
  }

  async function keep(partner: string, { token, expiresAt }: KeptToken, refused?: string): Promise<KeptToken> {
    const data = { token: vault.seal(token), expiresAt };
    for (;;) {
      const row = await rowOf(partner);
      const kept = read(partner, row);
      if (kept && kept.token !== refused) return kept;
      // The very row that was looked at, or none: whoever is second looks again.
      const { count } = row === null ? await db.prisma.federationToken.createMany({ data: [{ partner, ...data }], skipDuplicates: true }) : await db.prisma.federationToken.updateMany({ where: { partner, token: row.token }, data });
      if (count > 0) return { token, expiresAt };
    }
  }

  return { find: async (partner) => read(partner, await rowOf(partner)), keep };
}
