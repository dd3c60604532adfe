/** Makes a federation and its partner agree: looks, and ends what was begun. Key: the id of the federation's row. */
export const FEDERATION_JOB = 'federations.federation';

export interface FederationJob {
  /** The caller of a creation was told of a failure: what the partner made of it is taken back. */
  readonly undo?: boolean;
  /** The partner had no federation with our client before the creation: one that it has afterwards is ours to take back. */
  readonly alone?: boolean;
  /** Nobody waits for an answer of the partner any more: what moves may be asked for again. */
  readonly ended?: boolean;
  /** The creation is forgotten here; its partner may have carried it out later. */
  readonly late?: string;
  /** What it made, where that is known. */
  readonly made?: { readonly partner: string; readonly contextId: string };
}
