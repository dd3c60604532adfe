import { Refusal } from '../../../kernel/refusal.js';

/** Candidates that a category names, before and after. */
export interface Renaming {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Of both, those that come from a peered OSS. */
  readonly imported: ReadonlySet<string>;
  /** Imported candidates that users put there, there or not. */
  readonly links: readonly string[];
}

/**
 * The imported candidates that users have put there from now on. Those that are away at the moment stay.
 * @throws Refusal PEERED_SPEC when one is left out that a peering put there
 */
export function linksAfter({ before, after, imported, links }: Renaming): readonly string[] {
  const [is, byUsers] = [new Set(after), new Set(links)];
  const left = before.filter((id) => imported.has(id) && !is.has(id));
  if (left.some((id) => !byUsers.has(id))) throw new Refusal('PEERED_SPEC', 'serviceCandidate must keep what a peering put there: it goes with the peering.', { field: 'serviceCandidate' });
  const was = new Set(before);
  const put = after.filter((id) => imported.has(id) && !was.has(id));
  const gone = new Set(left);
  return [...new Set([...links.filter((id) => !gone.has(id)), ...put])];
}

/** @throws Refusal PEERED_SPEC when a peering put something there */
export function requireNoneOfPeerings({ before, imported, links }: Pick<Renaming, 'before' | 'imported' | 'links'>): void {
  const byUsers = new Set(links);
  if (before.some((id) => imported.has(id) && !byUsers.has(id))) throw new Refusal('PEERED_SPEC', 'The service category holds what a peering put there: it can go when the peering has.');
}
