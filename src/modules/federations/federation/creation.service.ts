import { ownerOf } from '../../../kernel/caller.js';
import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { newId } from '../../../kernel/id.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Jobs } from '../../../outbound/jobs.js';
import type { Once } from '../../../outbound/once.js';
import { isDefinite, PeerRefused } from '../../../outbound/peer-answers.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import { isUniqueViolation } from '../../../outbound/storage/pages.js';
import type { Vault } from '../../../outbound/storage/secrets.js';
import { sealCredentials, type CallbackSender } from '../hosting/callback-sender.types.js';
import type { CreatedFederation, Credentials, FederationManager, FederationRequest } from '../manager/fm.types.js';
import type { OperatorSettings } from '../settings.types.js';
import type { CallbackAddresses } from './callback-address.service.js';
import { toFederation } from './federation.answers.js';
import type { CreateFederationInput } from './federation-input.types.js';
import { readCreate, type CreateFederation } from './federation-input.manifest.js';
import type { FederationRecorder } from './federation-recorder.service.js';
import { created } from './federation.rules.js';
import { PartnerTaken, type FederationRow, type FederationStore } from './federation.store.js';
import type { Federation } from './federation.types.js';
import { FEDERATION_JOB, type FederationJob } from './federation-job.types.js';

export interface CreationOptions {
  readonly db: Database;
  readonly store: FederationStore;
  readonly recorder: FederationRecorder;
  readonly manager: FederationManager;
  readonly addresses: CallbackAddresses;
  /** Tells whether the caller's own address may be called. */
  readonly sender: Pick<CallbackSender, 'admit'>;
  readonly vault: Vault;
  readonly jobs: Jobs;
  readonly once: Once;
  readonly clock: Clock;
  /** Who we are to partners, unless the caller says otherwise. */
  readonly operator: OperatorSettings;
  /** With which partners get a token for our callbacks; undefined: with the caller's. */
  readonly callback: Credentials | undefined;
  /** After this long without an end, a creation is taken for interrupted. Milliseconds. */
  readonly interruptedAfterMs: number;
  readonly pollMs: number;
}

export interface Creation {
  /**
   * @throws Refusal INVALID_ARGUMENT, ALREADY_EXISTS (there is a federation with the partner), ABORTED (one is just coming or going), and the
   *   manager's failures. One that is not answered is taken back when it is found.
   */
  create(ctx: RequestContext, input: CreateFederationInput): Promise<Federation>;
}

interface Intent {
  readonly row: FederationRow;
  readonly alone: boolean;
  readonly credentials: Credentials | undefined;
}

export function creationService(options: CreationOptions): Creation {
  const { db, store, recorder, manager, addresses, sender, vault, jobs, once, clock, operator, callback, interruptedAfterMs, pollMs } = options;

  const enqueue = (tx: Tx, id: string, payload: FederationJob, runAt: Date): Promise<void> => jobs.enqueue(tx, { kind: FEDERATION_JOB, key: id, payload, runAt });

  function requestOf(input: CreateFederation, now: Date): FederationRow['request'] {
    const country = input.origOPCountryCode ?? operator.countryCode;
    const mobile = input.origOPMobileNetworkCodes ?? operator.mobileNetworks;
    const fixed = input.origOPFixedNetworkCodes ?? operator.fixedNetworks;
    return {
      origOPFederationId: input.origOPFederationId ?? operator.id,
      ...(country !== undefined && { origOPCountryCode: country }),
      ...(mobile && { origOPMobileNetworkCodes: mobile }),
      ...(fixed.length > 0 && { origOPFixedNetworkCodes: fixed }),
      initialDate: (input.initialDate ?? now).toISOString(),
    };
  }

  function toRow(ctx: RequestContext, partner: string, input: CreateFederation, now: Date): FederationRow {
    const id = newId();
    const { partnerStatusLink: link, partnerCallbackCredentials: credentials } = input;
    return {
      ...blank(now), id, ...ownerOf(ctx.caller), partner, request: requestOf(input, now), statusLink: link ?? null,
      statusCredentials: link !== undefined && credentials ? sealCredentials(vault, credentials) : null,
    };
  }

  /** The caller's own addresses lead to no private network. */
  async function admit({ partnerStatusLink, partnerCallbackCredentials }: CreateFederation): Promise<void> {
    if (partnerStatusLink !== undefined) await sender.admit(partnerStatusLink, { name: 'partnerStatusLink', field: 'partnerStatusLink' });
    const field = 'partnerCallbackCredentials.tokenUrl';
    if (partnerStatusLink !== undefined && partnerCallbackCredentials) await sender.admit(partnerCallbackCredentials.tokenUrl, { name: field, field });
  }

  /** The intent, so that a creation whose end we do not see is found again. */
  async function intend(tx: Tx, { row, alone }: Intent): Promise<void> {
    try {
      await store.insert(tx, row);
    } catch (error) {
      throw error instanceof PartnerTaken ? taken(error.phase) : error;
    }
    await enqueue(tx, row.id, { alone }, new Date(row.createdAt.getTime() + interruptedAfterMs));
  }

  async function stand(tx: Tx, { id }: FederationRow, answer: CreatedFederation, correlator: string): Promise<Federation> {
    const state = await recorder.applyIn(tx, { federationId: id, correlator, decide: (before, now) => (before.federation.phase === 'CREATING' ? created(before, answer, now) : undefined) });
    if (!state || state === 'overtaken' || state.federation.contextId !== answer.contextId) throw new Refusal('ABORTED', 'The creation took too long and was taken back; try again.', { retryAfter: 2 });
    await enqueue(tx, id, {}, new Date(clock.now().getTime() + pollMs));
    return toFederation(state.federation);
  }

  /** A creation that surely failed leaves nothing; another one is taken back by the worker, with what it may have made. */
  async function undo({ row: { id, partner }, alone }: Intent, failure: unknown, answer: CreatedFederation | undefined): Promise<void> {
    await db.prisma.$transaction(async (tx) => {
      if (!answer && isDefinite(failure)) return store.remove(tx, id);
      const made = answer && { partner, contextId: answer.contextId };
      return enqueue(tx, id, { undo: true, alone, ...(hasEnded(failure) && { ended: true }), ...(made && { made }) }, clock.now());
    });
  }

  /**
   * Whether the partner surely has no federation with our client. One that it has and we do not know is another's, or was lost: it is not ours to
   * touch. @throws Refusal ALREADY_EXISTS, and the manager's failures to answer
   */
  async function isAlone(partner: string, ctx: RequestContext): Promise<boolean> {
    if (await store.ofPartner(partner)) return false;
    let there: string | undefined;
    try {
      there = await manager.contextId(partner, ctx);
    } catch (failure) {
      // A manager that refuses the question may still take a federation.
      if (!(failure instanceof Refusal) || !isDefinite(failure) || failure.code === 'UNAVAILABLE') throw failure;
      return false;
    }
    if (there !== undefined && !(await store.ofPartner(partner))) throw unknownThere();
    return there === undefined;
  }

  async function carryOut(intent: Intent, ctx: RequestContext, finish: (tx: Tx, result: Federation) => Promise<void>): Promise<Federation> {
    const { row, credentials } = intent;
    const request: FederationRequest = { ...row.request, partnerStatusLink: addresses.linkOf(row.id, 'PARTNER_STATUS'), ...(credentials && { partnerCallbackCredentials: credentials }) };
    let answer: CreatedFederation | undefined;
    try {
      const made = (answer = await manager.create(row.partner, request, ctx));
      return await db.prisma.$transaction(async (tx) => {
        const federation = await stand(tx, row, made, ctx.correlator);
        await finish(tx, federation);
        return federation;
      });
    } catch (failure) {
      await undo(intent, failure, answer);
      if (isUniqueViolation(failure)) throw new Refusal('CONFLICT', 'The partner names the federation as another partner does; it was taken back.', { cause: failure });
      throw failure instanceof Refusal ? explained(failure, request) : failure;
    }
  }

  return {
    async create(ctx, input) {
      const wanted = readCreate(input);
      const partner = partnerOf(manager.partners(), wanted.partner);
      await admit(wanted);
      const alone = await isAlone(partner, ctx);
      const federation = await once.across<Intent, Federation>(ctx, {
        async intend(tx) {
          const intent = { row: toRow(ctx, partner, wanted, clock.now()), alone, credentials: callback ?? wanted.partnerCallbackCredentials };
          await intend(tx, intent);
          return intent;
        },
        carryOut: (intent, finish) => carryOut(intent, ctx, finish),
      });
      return { ...federation, createdAt: new Date(federation.createdAt), updatedAt: new Date(federation.updatedAt) };
    },
  };
}

/** A federation of which nothing is known yet. */
const blank = (now: Date): Omit<FederationRow, 'id' | 'clientId' | 'userId' | 'partner' | 'request' | 'statusLink' | 'statusCredentials'> => ({
  contextId: null, phase: 'CREATING', status: 'NOT_AVAILABLE', statusReason: null, dialect: null, partnerFederationId: null, partnerCountryCode: null,
  partnerNetworks: { fixed: [] }, allowedNetworks: { fixed: [] }, edgeDiscoveryEndpoint: null, lcmEndpoint: null, platformCaps: [], toldAt: {}, failures: 0, revision: 0,
  createdAt: now, updatedAt: now,
});

function partnerOf(known: readonly string[], wanted: string | undefined): string {
  if (known.length === 0) throw new Refusal('INVALID_ARGUMENT', 'The settings of the gateway name no partner.', { field: 'partner' });
  if (wanted === undefined && known.length === 1) return known[0]!;
  if (wanted !== undefined && known.includes(wanted)) return wanted;
  throw new Refusal('INVALID_ARGUMENT', `partner must be one of ${known.join(', ')}.`, { field: 'partner' });
}

function taken(phase: FederationRow['phase']): Refusal {
  if (phase === 'STANDING') return new Refusal('ALREADY_EXISTS', 'There is a federation with the partner already.');
  return new Refusal('ABORTED', `The federation with the partner is ${phase === 'REMOVING' ? 'still being removed' : 'being created, or a creation that was not answered is being taken back'}; try again in a moment.`, { retryAfter: 5 });
}

/** The partner has answered, with a failure of its own: nothing of the request is still to come. */
const hasEnded = (failure: unknown): boolean => failure instanceof Refusal && failure.cause instanceof PeerRefused && failure.cause.status === 500;

const unknownThere = (cause?: Refusal): Refusal => new Refusal('ALREADY_EXISTS', 'The partner has a federation with our client that this gateway does not know; it must be ended there.', { cause });

function explained(failure: Refusal, { origOPMobileNetworkCodes, partnerCallbackCredentials }: FederationRequest): Refusal {
  if (failure.code === 'ALREADY_EXISTS') return unknownThere(failure);
  const missing = [...(origOPMobileNetworkCodes ? [] : ['origOPMobileNetworkCodes']), ...(partnerCallbackCredentials ? [] : ['partnerCallbackCredentials'])];
  if (!hasEnded(failure) || missing.length === 0) return failure;
  // Optional by definition; the Federation Manager 1.2.0 fails without them.
  return new Refusal(failure.code, `${failure.message} It may need ${missing.join(' and ')}.`, { cause: failure.cause });
}
