import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { CallbackSender } from './callback-sender.types.js';
import { DashedIdShape, readDocument, requireForm } from './document.manifest.js';
import type { HostedApplicationStore } from './hosted-application.store.js';
import { ZoneRegistrationShape } from './hosted-federation.manifest.js';
import { requireNone } from './hosted-federation.rules.js';
import type { HostedFederationStore } from './hosted-federation.store.js';
import type { OfferedZones } from './offered-zones.service.js';

export interface HostedZoneService {
  /** @returns `ZoneRegistrationResponseData`. @throws Refusal INVALID_ARGUMENT, NOT_FOUND (federation, zone), ALREADY_EXISTS */
  accept(ctx: RequestContext, contextId: string, request: unknown): Promise<object>;
  /** @returns `ZoneRegisteredData` of an accepted zone. @throws Refusal NOT_FOUND */
  get(ctx: RequestContext, contextId: string, zoneId: string): Promise<object>;
  /** @throws Refusal NOT_FOUND, CONFLICT (applications are onboarded there) */
  release(ctx: RequestContext, contextId: string, zoneId: string): Promise<true>;
}

export interface HostedZoneOptions {
  readonly db: Database;
  readonly federations: HostedFederationStore;
  readonly applications: HostedApplicationStore;
  readonly offered: OfferedZones;
  readonly callbacks: CallbackSender;
  readonly clock: Clock;
}

const notAccepted = (): Refusal => new Refusal('NOT_FOUND', 'The zone is not accepted in this federation.', { field: 'zoneId' });

export function hostedZoneService({ db, federations, applications, offered, callbacks, clock }: HostedZoneOptions): HostedZoneService {
  async function requireOffered(zoneIds: readonly string[]): Promise<void> {
    const ids = new Set((await offered.all()).map(({ zoneId }) => zoneId));
    const unknown = zoneIds.findIndex((zoneId) => !ids.has(zoneId));
    if (unknown >= 0) throw new Refusal('NOT_FOUND', 'A zone of that id is not offered.', { field: `acceptedAvailabilityZones.${unknown}` });
  }

  return {
    async accept({ caller }, contextId, candidate) {
      await federations.require(caller, contextId);
      const request = readDocument(ZoneRegistrationShape, candidate, 'zone registration');
      const zoneIds = [...new Set(request.acceptedAvailabilityZones)];
      await callbacks.admit(request.availZoneNotifLink, { name: 'availZoneNotifLink', field: 'availZoneNotifLink' });
      await requireOffered(request.acceptedAvailabilityZones);
      await db.prisma.$transaction(async (tx) => {
        await federations.hold(tx, caller, contextId);
        const there = (await federations.zones(contextId, tx)).map(({ zoneId }) => zoneId);
        const again = zoneIds.filter((zoneId) => there.includes(zoneId));
        if (again.length > 0) throw new Refusal('ALREADY_EXISTS', `Accepted already: ${again.slice(0, 10).join(', ')}.`, { field: 'acceptedAvailabilityZones' });
        await federations.acceptZones(tx, zoneIds.map((zoneId) => ({ contextId, zoneId, notifLink: request.availZoneNotifLink, createdAt: clock.now() })));
      });
      return { acceptedZoneResourceInfo: zoneIds.map(offered.resources) };
    },
    async get({ caller }, contextId, zoneId) {
      requireForm(DashedIdShape, zoneId, 'zoneId');
      await federations.require(caller, contextId);
      if (!(await federations.zones(contextId)).some((zone) => zone.zoneId === zoneId)) throw notAccepted();
      return offered.resources(zoneId);
    },
    async release({ caller }, contextId, zoneId) {
      requireForm(DashedIdShape, zoneId, 'zoneId');
      await db.prisma.$transaction(async (tx) => {
        await federations.hold(tx, caller, contextId);
        requireNone('The zone', [{ kind: 'applications', ids: await applications.idsInZone(tx, contextId, zoneId) }]);
        if (!(await federations.releaseZone(tx, contextId, zoneId))) throw notAccepted();
      });
      return true;
    },
  };
}
