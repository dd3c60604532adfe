import type { RequestContext } from '../../../kernel/context.js';
import type { ToldFailure } from '../../../kernel/peering/messages.js';
import type { Refusal } from '../../../kernel/refusal.js';
import { connectionOf } from '../client/connection.rules.js';
import { PeerFault } from '../client/peer.types.js';
import type { Finding } from '../heartbeat/finding.rules.js';
import type { KnownOrganization, TakenIds } from '../neighbours.types.js';
import { assess } from './assessment.rules.js';
import type { Fetched, Mode } from './choice.rules.js';
import type { Fetching, Held } from './fetch.service.js';
import { isTransit } from '../client/spec.rules.js';
import { peerRefusal } from './peer-refusal.rules.js';
import type { PeeredSpecStore } from './peered-spec.store.js';
import type { FailedSpec, PeeredSpecRow, PeeringRow } from './peering.types.js';
import type { Choice } from './selection.rules.js';

/** The OSS failed, or does not have what was chosen. */
export class PhaseFailure extends Error {
  constructor(
    /** What a message says. */
    readonly told: ToldFailure,
    /** What the caller is told. */
    readonly refused: ToldFailure = told,
    readonly specs: readonly FailedSpec[] = [],
  ) {
    super(told.reason);
    this.name = 'PhaseFailure';
  }

  refusal(): Refusal {
    return peerRefusal(this.refused, this.specs.filter(({ code }) => code === this.refused.code));
  }
}

/** @returns undefined when it is no failure of the OSS */
export function phaseFailure(error: unknown): PhaseFailure | undefined {
  if (error instanceof PeerFault) return new PhaseFailure(error.told);
  return error instanceof PhaseFailure ? error : undefined;
}

export interface Asked {
  readonly mode: Mode;
  readonly row: Pick<PeeringRow, 'status'>;
  readonly choice: Choice;
  /** What can be had is enough, as long as it is something. */
  readonly partial: boolean;
}

export interface ChoiceFetch {
  /** Asks the OSS for what a choice needs. @throws PeerFault (it cannot be asked), PhaseFailure, the reason of the signal */
  fetch(ctx: Pick<RequestContext, 'signal' | 'correlator'>, organization: KnownOrganization, asked: Asked): Promise<Omit<Fetched, 'nextBeatAt'>>;
}

export interface ChoiceFetchOptions {
  readonly specs: Pick<PeeredSpecStore, 'of'>;
  readonly fetching: Fetching;
  readonly specTolerance: number;
  readonly taken: TakenIds;
}

export function choiceFetch({ specs, fetching, specTolerance, taken }: ChoiceFetchOptions): ChoiceFetch {
  return {
    async fetch({ signal, correlator }, organization, { mode, row, choice, partial }) {
      const connection = connectionOf(organization);
      const call = { signal, correlator };
      const rows = (await specs.of([organization.id])).get(organization.id) ?? [];
      const isKnown = new Set(rows.map(({ remoteId }) => remoteId));
      // What was taken out with the loss of the OSS comes back as a whole
      const isWhole = mode === 'update' || row.status === 'unreachable';
      const ids = isWhole ? [...new Set([...choice.asked, ...Object.keys(choice.selection)])] : choice.asked;
      const needed = new Set(mode === 'add' ? choice.asked : ids);
      const fresh = new Set(mode === 'add' ? choice.asked : ids.filter((id) => !isKnown.has(id)));
      const held = mode === 'update' && row.status !== 'unreachable' ? heldOf(rows, choice.asked) : undefined;
      const answers = await fetching.specs(connection, ids, call, held);
      const isDoubtful = [...answers].some(([id, answer]) => answer.kind === 'gone' && !fresh.has(id));
      const list = isDoubtful ? await fetching.all(connection, call) : undefined;
      const assessment = assess({ answers, list, names: choice.selection, fresh, needed }, partial);
      if (assessment.kind === 'failed') throw new PhaseFailure(assessment.told, assessment.refused, assessment.failed);
      const excluded = new Set([...assessment.excluded].filter((id) => !isKnown.has(id)));
      return { mode, choice, rows, findings: assessment.findings, excluded, failed: assessment.failed, taken: await taken(ids.filter((id) => !isKnown.has(id))), specTolerance };
    },
  };
}

/** What the catalog shows needs no content when it is the same; what is asked for is looked at. */
function heldOf(rows: readonly PeeredSpecRow[], asked: readonly string[]): Held {
  const isAsked = new Set(asked);
  return new Map(rows.filter(({ remoteId, state }) => state === 'visible' && !isAsked.has(remoteId)).map(({ remoteId, contentHash }) => [remoteId, contentHash]));
}

/** Those of a request that the OSS has itself imported from another organization. */
export const transitIn = ({ asked }: Choice, findings: ReadonlyMap<string, Finding>): readonly string[] =>
  asked.filter((id) => {
    const finding = findings.get(id);
    return finding?.kind === 'found' && isTransit(finding.found.source);
  });
