import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../kernel/clock.js';
import type { Caller } from '../../../kernel/caller.js';
import type { RequestContext } from '../../../kernel/context.js';
import { Refusal } from '../../../kernel/refusal.js';
import { faultOf, type JsonObject as Document } from '../../../kernel/tmf/document.js';
import type { Jobs } from '../../../outbound/jobs.js';
import type { Tx } from '../../../outbound/storage/database.js';
import type { CallbackSender } from '../hosting/callback-sender.types.js';
import type { CallbackAddresses, CallbackKind } from './callback-address.service.js';
import { FEDERATION_JOB } from './federation-job.types.js';
import type { FederationRecorder } from './federation-recorder.service.js';
import type { FederationRow, FederationStore, JsonObject } from './federation.store.js';
import { readPartnerStatus, readZoneResources, type PartnerStatusEvent } from './partner-status.manifest.js';
import { told } from './told.rules.js';
import type { Told } from './told.types.js';

/** What partners tell at the addresses that they were given. */
export interface ToldService {
  /** Taken also when it says nothing new, or when the federation is gone. @throws Refusal NOT_FOUND (no address of ours, or a client that is not the callbacks'), INVALID_ARGUMENT */
  tell(ctx: Pick<RequestContext, 'caller' | 'correlator'>, address: string, kind: CallbackKind, event: unknown): Promise<boolean>;
}

export interface ToldServiceOptions {
  readonly store: FederationStore;
  readonly recorder: FederationRecorder;
  readonly addresses: CallbackAddresses;
  /** Of those who know the onboardings and the instances. */
  readonly told: Told;
  /** Passes on what is told of the federation. */
  readonly sender: Pick<CallbackSender, 'send'>;
  readonly jobs: Jobs;
  readonly clock: Clock;
  /** Client whose token partners are given for our callbacks, where the settings name one. */
  readonly callback?: { readonly clientId: string } | undefined;
}

export function toldService({ store, recorder, addresses, told: others, sender, jobs, clock, callback }: ToldServiceOptions): ToldService {
  const lookNow = (tx: Tx, id: string): Promise<void> => jobs.enqueue(tx, { kind: FEDERATION_JOB, key: id, payload: {}, runAt: clock.now() });

  /** To the caller who created the federation, when it left an address. */
  async function passOn(tx: Tx, { id, statusLink, statusCredentials }: FederationRow, body: JsonObject, event: PartnerStatusEvent, correlator: string): Promise<void> {
    if (statusLink === null) return;
    // Of what is a status the latest is enough; of what comes and goes each one is told.
    const which = event.operationType === 'STATUS' ? 'status' : createHash('sha256').update(JSON.stringify(event)).digest('hex').slice(0, 16);
    const key = `partner-status:${id}:${event.objectType}:${which}`;
    await sender.send(tx, [{ key, link: statusLink, credentials: statusCredentials, body: { federationContextId: body['federationContextId'], ...event }, correlator }]);
  }

  async function partnerStatus({ id }: FederationRow, body: JsonObject, correlator: string): Promise<void> {
    const event = readPartnerStatus(body);
    await recorder.apply({
      federationId: id,
      correlator,
      async decide(state, now, tx) {
        if (state.federation.phase !== 'STANDING') return undefined;
        const { next, news, look } = told(state, event, now);
        if (news) await passOn(tx, state.federation, body, event, correlator);
        if (look) await lookNow(tx, id);
        return next;
      },
    });
  }

  async function zoneResources({ id }: FederationRow, body: JsonObject, correlator: string): Promise<void> {
    const { zoneId, zoneResUpdInfo } = readZoneResources(body);
    await recorder.apply({
      federationId: id,
      correlator,
      decide: ({ federation, zones }) => ({
        federation,
        zones: zones.map((zone) => (zone.zoneId !== zoneId || isDeepStrictEqual(zone.availability, zoneResUpdInfo) ? zone : { ...zone, availability: zoneResUpdInfo })),
      }),
    });
  }

  /** An address alone may stand in somebody's log. */
  const isPartner = ({ clientId, admin }: Caller): boolean => callback === undefined || admin || clientId === callback.clientId;

  return {
    async tell({ caller, correlator }, address, kind, event) {
      const federationId = addresses.federationAt(address);
      if (federationId === undefined || !isPartner(caller)) throw new Refusal('NOT_FOUND', 'There is nothing at this address.');
      const federation = await store.load(federationId);
      const body = objectOf(event);
      // What is not confirmed yet is looked at once it is; what is gone has nothing more to hear.
      if (!federation || federation.contextId === null) return true;
      if (body['federationContextId'] !== federation.contextId) throw new Refusal('INVALID_ARGUMENT', 'federationContextId is not that of the federation at this address.', { field: 'federationContextId' });
      if (kind === 'PARTNER_STATUS') await partnerStatus(federation, body, correlator);
      else if (kind === 'ZONE_RESOURCES') await zoneResources(federation, body, correlator);
      else if (kind === 'ONBOARDING_STATUS') await others.onboarding(federation, body);
      else await others.instance(federation, body);
      return true;
    },
  };
}

function objectOf(event: unknown): JsonObject {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) throw new Refusal('INVALID_ARGUMENT', 'The event must be an object.');
  const fault = faultOf(event as Document);
  if (fault !== undefined) throw new Refusal('INVALID_ARGUMENT', `The event ${fault}.`);
  return event as JsonObject;
}
