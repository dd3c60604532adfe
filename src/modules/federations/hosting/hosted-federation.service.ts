import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { isGiven } from '../../../kernel/given.js';
import { fromPlaceCursor, mapPage, pageSize, type Page } from '../../../kernel/page.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Jobs } from '../../../outbound/jobs.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { Vault } from '../../../outbound/storage/secrets.js';
import type { FederationsSettings } from '../settings.types.js';
import { federationEvent } from './callbacks.rules.js';
import { sealCredentials, type CallbackSender } from './callback-sender.types.js';
import { readDocument } from './document.manifest.js';
import type { HostedArtefactStore } from './hosted-artefact.store.js';
import { FederationRequestShape, NetworkCodesChangeShape, type FederationRequest } from './hosted-federation.manifest.js';
import { afterChange, newContextId, requireNone, shownNetworks, type AllowedNetworks } from './hosted-federation.rules.js';
import { noFederation, type HostedFederationRow, type HostedFederationStore } from './hosted-federation.store.js';
import type { HostedFederation } from './hosted-federation.types.js';
import type { OfferedZones } from './offered-zones.service.js';
import { lookAtZones } from './offered-zones.worker.js';

export interface HostedFederationService {
  /** @throws Refusal NOT_FOUND, in the same words for another client's */
  get(ctx: RequestContext, id: string): Promise<HostedFederation>;
  /** The caller's. @throws Refusal NOT_FOUND */
  ofCaller(ctx: RequestContext): Promise<HostedFederation>;
  /** All of them. */
  page(first: number | null | undefined, after: string | null | undefined): Promise<Page<HostedFederation>>;
  /** For references: null when it is not the caller's. */
  find(ctx: RequestContext, id: string): Promise<HostedFederation | null>;
  /** @throws Refusal INVALID_ARGUMENT, ALREADY_EXISTS (the client has one), and the SRM's failures */
  open(ctx: RequestContext, request: unknown): Promise<HostedFederation>;
  /** @throws Refusal INVALID_ARGUMENT, NOT_FOUND, CONFLICT (networks of another country) */
  update(ctx: RequestContext, id: string, change: unknown): Promise<HostedFederation>;
  /** @throws Refusal NOT_FOUND, CONFLICT (zones or artefacts stand) */
  close(ctx: RequestContext, id: string): Promise<string>;
  /** `FederationResponseData`. */
  document(federation: HostedFederation): Promise<object>;
  /** What GSMA answers when a federation is read. */
  details(federation: HostedFederation): Promise<object>;
}

export interface HostedFederationOptions {
  readonly db: Database;
  readonly federations: HostedFederationStore;
  readonly artefacts: HostedArtefactStore;
  readonly offered: OfferedZones;
  readonly callbacks: CallbackSender;
  readonly jobs: Jobs;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly config: Pick<FederationsSettings, 'operator' | 'pollMs' | 'callback'>;
}

const toFederation = ({ id, originatorId, createdAt, allowedNetworks }: HostedFederationRow): HostedFederation => ({ federationContextId: id, originatorId, createdAt, networks: allowedNetworks as unknown as AllowedNetworks });

export function hostedFederationService(options: HostedFederationOptions): HostedFederationService {
  const { db, federations, artefacts, offered, callbacks, jobs, vault, clock, config } = options;

  function toRow(clientId: string, { partnerCallbackCredentials: credentials, ...request }: FederationRequest, now: Date): HostedFederationRow {
    const { mcc, mncs = [] } = request.origOPMobileNetworkCodes ?? {};
    const networks: AllowedNetworks = { ...(request.origOPMobileNetworkCodes && { mobile: { mcc, mncs } }), fixed: request.origOPFixedNetworkCodes ?? [] };
    return {
      id: newContextId(), clientId, originatorId: request.origOPFederationId, request, statusLink: request.partnerStatusLink, callbackCredentials: credentials ? sealCredentials(vault, credentials) : null,
      allowedNetworks: networks as unknown as HostedFederationRow['allowedNetworks'], revision: 0, createdAt: now, updatedAt: now,
    };
  }

  return {
    get: async (ctx, id) => toFederation(await federations.require(ctx.caller, id)),
    async ofCaller({ caller }) {
      const row = await federations.ofClient(caller.clientId);
      if (!row) throw noFederation();
      return toFederation(row);
    },
    page: async (first, after) => mapPage(await federations.page(pageSize(first), isGiven(after) ? fromPlaceCursor(after) : undefined), toFederation),
    async find({ caller }, id) {
      const row = await federations.load(id);
      return row && (caller.admin || row.clientId === caller.clientId) ? toFederation(row) : null;
    },
    async open({ caller }, candidate) {
      // Every partner has its secret: with it one that was given no client of its own would become a guest
      if (!caller.admin && caller.clientId === config.callback?.clientId) throw new Refusal('PERMISSION_DENIED', 'The client of the callbacks cannot open a federation.');
      const request = readDocument(FederationRequestShape, candidate, 'federation request');
      await callbacks.admit(request.partnerStatusLink, { name: 'partnerStatusLink', field: 'partnerStatusLink' });
      if (request.partnerCallbackCredentials) await callbacks.admit(request.partnerCallbackCredentials.tokenUrl, { name: 'tokenUrl', field: 'partnerCallbackCredentials.tokenUrl' });
      const zones = await offered.all();
      const row = toRow(caller.clientId, request, clock.now());
      await db.prisma.$transaction(async (tx) => {
        await federations.insert(tx, row);
        await jobs.enqueue(tx, lookAtZones(row.id, zones, new Date(row.createdAt.getTime() + config.pollMs)));
      });
      return toFederation(row);
    },
    update: ({ caller }, id, candidate) =>
      db.prisma.$transaction(async (tx) => {
        const row = await federations.hold(tx, caller, id);
        const change = readDocument(NetworkCodesChangeShape, candidate, 'change of a federation');
        const networks = afterChange(row.allowedNetworks as unknown as AllowedNetworks, change);
        const next = { ...row, allowedNetworks: networks as unknown as HostedFederationRow['allowedNetworks'], updatedAt: clock.now() };
        await federations.replace(tx, next);
        return toFederation(next);
      }),
    async close({ caller, correlator }, id) {
      await db.prisma.$transaction(async (tx) => {
        const row = await federations.hold(tx, caller, id);
        const accepted = await federations.zones(id, tx);
        requireNone('The federation', [{ kind: 'accepted zones', ids: accepted.map(({ zoneId }) => zoneId) }, { kind: 'artefacts', ids: await artefacts.ids(tx, id) }]);
        await federations.remove(tx, id);
        // Whoever asked for it knows.
        const told = row.clientId === caller.clientId ? [] : [{ key: `hosted-federation:${id}`, link: row.statusLink, credentials: row.callbackCredentials, body: federationEvent(id, 'NOT_AVAILABLE', clock.now()), correlator }];
        await callbacks.send(tx, told);
      });
      return id;
    },
    async document({ federationContextId }) {
      const { id, countryCode, mobileNetworks, fixedNetworks } = config.operator;
      const zones = await offered.all();
      return {
        partnerOPFederationId: id,
        ...(countryCode !== undefined && { partnerOPCountryCode: countryCode }),
        federationContextId,
        ...offered.endpoints(),
        ...(mobileNetworks && { partnerOPMobileNetworkCodes: mobileNetworks }),
        ...(fixedNetworks.length > 0 && { partnerOPFixedNetworkCodes: fixedNetworks }),
        ...(zones.length > 0 && { offeredAvailabilityZones: zones }),
        platformCaps: [],
      };
    },
    async details({ networks }) {
      const zones = await offered.all();
      return { ...offered.endpoints(), ...shownNetworks(networks), ...(zones.length > 0 && { offeredAvailabilityZones: zones }) };
    },
  };
}
