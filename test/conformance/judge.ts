/** How one scenario ended. `id` is its tag without the `@`; examples of one outline share it. */
export interface Outcome {
  readonly id: string;
  readonly name: string;
  /** The first step that did not pass, and what was wrong; undefined when all did. */
  readonly failure: { readonly step: string; readonly text: string } | undefined;
}

/** Scenario id → the step at which it ends, a part of what is said there, and why it cannot pass. */
export type KnownGaps = Readonly<Record<string, { readonly endsAt: string; readonly says?: string; readonly why: string }>>;

export interface Verdict {
  readonly passed: readonly Outcome[];
  /** Failed, and not as a known gap says. */
  readonly failed: readonly Outcome[];
  /** Failed as expected. */
  readonly gaps: readonly Outcome[];
  /** Listed as gaps, but they pass or are no longer there: the list is wrong, which is a failure too. */
  readonly stale: readonly string[];
}

/** Holds the outcomes against the list of known gaps. */
export function judge(outcomes: readonly Outcome[], known: KnownGaps): Verdict {
  const isGap = ({ id, failure }: Outcome): boolean => failure !== undefined && known[id]?.endsAt === failure.step && failure.text.includes(known[id].says ?? '');
  const gaps = outcomes.filter(isGap);
  return {
    passed: outcomes.filter(({ failure }) => failure === undefined),
    failed: outcomes.filter((outcome) => outcome.failure !== undefined && !isGap(outcome)),
    gaps,
    stale: Object.keys(known).filter((id) => !outcomes.some((outcome) => outcome.id === id && outcome.failure !== undefined)),
  };
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Known gaps count as skipped, wrong entries of the list as failed. */
export function countsOf({ passed, failed, gaps, stale }: Verdict): Counts {
  const good = passed.filter(({ id }) => !stale.includes(id));
  return { passed: good.length, failed: failed.length + stale.length, skipped: gaps.length };
}

/** The last line of the run. */
export function lastLine(counts: readonly Counts[]): string {
  const sum = (of: (each: Counts) => number): number => counts.reduce((total, each) => total + of(each), 0);
  return `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed, ${sum(({ skipped }) => skipped)} skipped`;
}
