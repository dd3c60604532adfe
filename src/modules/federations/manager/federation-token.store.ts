import type { Clock } from '../../../kernel/clock.js';
import type { Log } from '../../../kernel/context.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { Vault } from '../../../outbound/storage/secrets.js';

export interface KeptToken {
  readonly token: string;
  /** Until then it is used. */
  readonly expiresAt: Date;
}

/** Whose token it is: one that another client got is of no use. */
export interface TokenHolder {
  readonly partner: string;
  readonly clientId: string;
}

/** The tokens of all replicas, by partner. */
export interface FederationTokenStore {
  /** Undefined: none, or none that is still of use. */
  find(holder: TokenHolder): Promise<KeptToken | undefined>;
  /**
   * Keeps a token unless another replica was first with one that is of use.
   * @param refused a token that the manager did not accept: it gives way, whatever its age
   * @returns the one that is kept now: all use that
   */
  keep(holder: TokenHolder, token: KeptToken, refused?: string): Promise<KeptToken>;
}

interface Row {
  readonly token: Uint8Array<ArrayBuffer>;
  readonly expiresAt: Date;
}

export function federationTokens(db: Database, vault: Vault, clock: Clock, log: Log): FederationTokenStore {
  const rowOf = (partner: string): Promise<Row | null> => db.prisma.federationToken.findUnique({ where: { partner }, select: { token: true, expiresAt: true } });

  function read({ partner, clientId }: TokenHolder, row: Row | null): KeptToken | undefined {
    if (row === null || row.expiresAt <= clock.now()) return undefined;
    try {
      const [holder, token] = JSON.parse(vault.open(row.token)) as readonly [string, string];
      return holder === clientId ? { token, expiresAt: row.expiresAt } : undefined;
    } catch {
      // What went wrong may quote the token.
      log.warn({ partner }, 'the token kept for a federation cannot be read: it is replaced');
      return undefined;
    }
  }

  async function keep(holder: TokenHolder, { token, expiresAt }: KeptToken, refused?: string): Promise<KeptToken> {
    const { partner, clientId } = holder;
    const data = { token: vault.seal(JSON.stringify([clientId, token])), expiresAt };
    for (;;) {
      const row = await rowOf(partner);
      const kept = read(holder, row);
      if (kept && kept.token !== refused) return kept;
      // The very row that was looked at, or none: whoever is second looks again.
      const { count } = row === null ? await db.prisma.federationToken.createMany({ data: [{ partner, ...data }], skipDuplicates: true }) : await db.prisma.federationToken.updateMany({ where: { partner, token: row.token }, data });
      if (count > 0) return { token, expiresAt };
    }
  }

  return { find: async (holder) => read(holder, await rowOf(holder.partner)), keep };
}
