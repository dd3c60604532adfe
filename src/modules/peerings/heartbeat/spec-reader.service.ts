import type { SpecAnswer } from '../client/peer.types.js';
import { describedSpec, foundSpec } from '../peering/found-spec.rules.js';
import type { FoundSpec } from './finding.rules.js';

/** @throws PeerFault INVALID_RESPONSE when it is nothing that can be kept and told */
export type SpecReader = (remoteId: string, answer: Extract<SpecAnswer, { readonly kind: 'found' }>) => FoundSpec;

/**
 * Reads specifications, and remembers what the same text was found to be: most answers are those of the last beat, and looking at
 * the content takes more processor time than all the rest of a beat.
 * @param most texts that are remembered, the latest used; about 250 bytes each
 */
export function specReader(most = 100_000): SpecReader {
  const hashes = new Map<string, string>();

  function remember(digest: string, hash: string): void {
    hashes.delete(digest);
    hashes.set(digest, hash);
    if (hashes.size > most) hashes.delete(hashes.keys().next().value!);
  }

  return function read(remoteId, { source, digest }) {
    const known = digest === undefined ? undefined : hashes.get(digest);
    const found = known === undefined ? foundSpec(remoteId, source) : describedSpec(remoteId, source, known);
    if (digest !== undefined) remember(digest, found.contentHash);
    return found;
  };
}
