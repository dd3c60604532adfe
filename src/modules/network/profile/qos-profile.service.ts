import { ownerOf } from '../../../kernel/caller.js';
import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { isGiven } from '../../../kernel/given.js';
import { fromOffsetCursor, pageSize, type Page } from '../../../kernel/page.js';
import { Refusal } from '../../../kernel/refusal.js';
import { record } from '../../../outbound/outbox.js';
import type { Database, Tx } from '../../../outbound/storage/database.js';
import type { DurationBounds } from '../capabilities.rules.js';
import type { DeviceResolution, KnownDevice } from '../device/device.types.js';
import { networkEvent, PROFILE_CHANGED } from '../network.events.js';
import { toQosProfile } from './qos-profile.answers.js';
import { readProfile, readProfileName, type QosProfileManifest } from './qos-profile.manifest.js';
import { defaultNetworkName, durationBounds, isAvailableTo, requireRequestable, requireSense } from './qos-profile.rules.js';
import type { QosProfileRow, QosProfileStore } from './qos-profile.store.js';
import type { QosProfile, QosProfileFilter, QosProfileInput } from './qos-profile.types.js';

/** A profile as the network is asked for it, and how long it may be had. */
export interface RequestedProfile extends DurationBounds {
  readonly networkName: string;
}

/** What sessions and assignments need of the catalogue. */
export interface QosProfiles {
  /** @throws Refusal INVALID_ARGUMENT (unknown), QOS_PROFILE_NOT_APPLICABLE (not ACTIVE, or not where the device is) */
  forSession(device: KnownDevice, name: string): Promise<RequestedProfile>;
  /** @throws Refusal as forSession */
  forAssignment(device: KnownDevice, name: string): Promise<RequestedProfile>;
  /** For what has the profile already, whatever has become of it; as if it said nothing when it is not there. */
  boundsOf(name: string): Promise<DurationBounds>;
  /** In the order of the names; null for what is not there. */
  find(names: readonly string[]): Promise<(QosProfile | null)[]>;
}

export interface QosProfileService extends QosProfiles {
  /** @throws Refusal INVALID_ARGUMENT, NOT_FOUND: not there, or not for the device that the token of a user tells */
  get(ctx: RequestContext, name: string): Promise<QosProfile>;
  /** By name; only those that the device may have, when there is one. @throws Refusal as DeviceResolution does */
  page(ctx: RequestContext, filter: QosProfileFilter | null | undefined, first: number | null | undefined, after: string | null | undefined): Promise<Page<QosProfile> & { readonly offset: number }>;
  active(): Promise<{ readonly profiles: QosProfile[]; readonly bounds: DurationBounds[] }>;
  upsert(ctx: RequestContext, input: QosProfileInput): Promise<QosProfile>;
  /** @throws Refusal NOT_FOUND */
  setStatus(ctx: RequestContext, name: string, status: QosProfileRow['status']): Promise<QosProfile>;
}

export interface QosProfileServiceOptions {
  readonly db: Database;
  readonly profiles: QosProfileStore;
  readonly devices: DeviceResolution;
  readonly clock: Clock;
}

export function qosProfileService({ db, profiles, devices, clock }: QosProfileServiceOptions): QosProfileService {
  async function requested(device: KnownDevice, name: string, forWhat: string): Promise<RequestedProfile> {
    const [row] = await profiles.find([name]);
    const { networkName, spec } = requireRequestable(row, device, forWhat);
    return { networkName, ...durationBounds(spec) };
  }

  async function find(names: readonly string[]): Promise<(QosProfile | null)[]> {
    const byName = new Map((await profiles.find(names)).map((row) => [row.name, toQosProfile(row)]));
    return names.map((name) => byName.get(name) ?? null);
  }

  async function isForUser(ctx: RequestContext, { spec }: QosProfileRow): Promise<boolean> {
    try {
      const device = await devices.optional(ctx, undefined, 'qos-profiles');
      return !device || isAvailableTo(spec.countryAvailability, device.known);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'SERVICE_NOT_APPLICABLE') return false;
      throw error;
    }
  }

  async function write(tx: Tx, ctx: RequestContext, row: QosProfileRow): Promise<QosProfile> {
    await profiles.put(tx, row);
    const { name, status, updatedAt } = row;
    await record(tx, [networkEvent(PROFILE_CHANGED, { subject: name, owner: ownerOf(ctx.caller), time: updatedAt, correlator: ctx.correlator }, { name, status })]);
    return toQosProfile(row);
  }

  return {
    forSession: (device, name) => requested(device, name, 'session creation'),
    forAssignment: (device, name) => requested(device, name, 'QoS provisioning'),
    async boundsOf(name) {
      const [row] = await profiles.find([name]);
      return durationBounds(row?.spec ?? {});
    },
    find,
    async get(ctx, name) {
      const [row] = await profiles.find([readProfileName(name)]);
      if (!row || !(await isForUser(ctx, row))) throw noProfile();
      return toQosProfile(row);
    },
    async page(ctx, filter, first, after) {
      const size = pageSize(first);
      const offset = isGiven(after) ? fromOffsetCursor(after) : 0;
      const name = isGiven(filter?.name) ? readProfileName(filter.name, 'filter.name') : undefined;
      const device = await devices.optional(ctx, filter?.device, 'qos-profiles');
      const rows = (await (name === undefined ? profiles.all() : profiles.find([name]))).filter(
        ({ status, spec }) => (!isGiven(filter?.status) || filter.status === status) && (!device || isAvailableTo(spec.countryAvailability, device.known)),
      );
      return { rows: rows.slice(offset, offset + size).map(toQosProfile), totalCount: rows.length, hasNextPage: offset + size < rows.length, offset };
    },
    async active() {
      const rows = (await profiles.all()).filter(({ status }) => status === 'ACTIVE');
      return { profiles: rows.map(toQosProfile), bounds: rows.map(({ spec }) => durationBounds(spec)) };
    },
    async upsert(ctx, input) {
      const manifest = readProfile(input);
      requireSense(specOf(manifest));
      return db.prisma.$transaction(async (tx) => write(tx, ctx, rowOf(manifest, await profiles.lock(tx, manifest.name), clock.now())));
    },
    setStatus: (ctx, name, status) =>
      db.prisma.$transaction(async (tx) => {
        const row = await profiles.lock(tx, readProfileName(name));
        if (!row) throw noProfile();
        return row.status === status ? toQosProfile(row) : write(tx, ctx, { ...row, status, updatedAt: clock.now() });
      }),
  };
}

const noProfile = (): Refusal => new Refusal('NOT_FOUND', 'The QoS profile is not found.');

const specOf = ({ name: _name, status: _status, description: _description, networkName: _networkName, ...spec }: QosProfileManifest): QosProfileRow['spec'] => spec;

/** The network's name is kept: it is not shown, so that who writes a profile again does not know it. */
function rowOf(manifest: QosProfileManifest, before: QosProfileRow | undefined, now: Date): QosProfileRow {
  const { name, status, description = null, networkName = before?.networkName ?? defaultNetworkName(name) } = manifest;
  return { name, status, description, networkName, spec: specOf(manifest), createdAt: before?.createdAt ?? now, updatedAt: now };
}
