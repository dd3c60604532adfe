import type { FlowRow, NoticedFlow } from './flow.types.js';
import type { UpstreamFlow } from '../upstream/network.types.js';

/** What is looked at of our rows. */
export type ComparedFlow = Pick<FlowRow, 'id' | 'kind' | 'resourceId' | 'phase' | 'upstreamId'>;

export interface Difference<Row> {
  /** The network has what this row asked for, and the row does not know its id. */
  readonly found: readonly { readonly flow: Row; readonly upstreamId: string }[];
  /** The network has it for us, and no row of ours says so. */
  readonly strays: readonly Stray[];
  /** The network does not have what the row says. */
  readonly missing: readonly Row[];
}

export interface Stray {
  readonly of: NoticedFlow;
  /** Undefined: the list does not tell, and it cannot be removed. */
  readonly upstreamId: string | undefined;
  /** There is a row of the flow, and it has another id. */
  readonly isDouble: boolean;
}

/**
 * The network's list beside our rows. What is in the list is ours when its address for notices is one of ours: nobody else
 * can make one. A row is missing only when the list tells so much of all it holds that the row would be known in it.
 */
export function compare<Row extends ComparedFlow>(listed: readonly UpstreamFlow[], rows: readonly Row[], flowAt: (address: string) => NoticedFlow | undefined): Difference<Row> {
  const byId = new Map<string, Row>(rows.map((row) => [row.id, row]));
  const known = new Set<string | null | undefined>(rows.map(({ upstreamId }) => upstreamId));
  const ids = new Set(listed.map(({ upstreamId }) => upstreamId));
  const flows = new Set<string>();
  const found = new Map<Row, string>();
  const strays: Stray[] = [];
  for (const { upstreamId, notify } of listed) {
    const of = notify === undefined ? undefined : flowAt(notify);
    if (of === undefined) continue;
    flows.add(of.flowId);
    if (upstreamId !== undefined && known.has(upstreamId)) continue;
    const row = byId.get(of.flowId);
    if (row === undefined) strays.push({ of, upstreamId, isDouble: false });
    else if (upstreamId === undefined) continue;
    else if (row.upstreamId === null && !found.has(row)) found.set(row, upstreamId);
    else strays.push({ of, upstreamId, isDouble: true });
  }
  const hasAllIds = listed.every(({ upstreamId }) => upstreamId !== undefined);
  const hasAllAddresses = listed.every(({ notify }) => notify !== undefined);
  const isMissing = ({ id, upstreamId }: Row): boolean => !flows.has(id) && (upstreamId === null ? hasAllAddresses : (hasAllIds || hasAllAddresses) && !ids.has(upstreamId));
  return { found: [...found].map(([flow, upstreamId]) => ({ flow, upstreamId })), strays, missing: rows.filter(isMissing) };
}
