import { z } from 'zod';
import { Refusal } from '../../../kernel/refusal.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { Told } from '../federation/told.types.js';
import type { KnownInstance, ServiceEndpoint } from '../manager/fm.types.js';
import type { InstanceRecorder } from './instance-recorder.service.js';
import type { OnboardingRecorder } from './onboarding-recorder.service.js';
import { isDoubtful } from './partner-instance.rules.js';
import type { InstanceRow, InstanceStore } from './partner-instance.store.js';
import { afterOnboardingFact, isLeaving, statusIn } from './partner-onboarding.rules.js';
import type { OnboardingRow, OnboardingStore } from './partner-onboarding.store.js';

const OnboardStatusEvent = z.object({
  appId: z.string(),
  statusInfo: z.array(z.object({ zoneId: z.string(), onboardStatusInfo: z.enum(['PENDING', 'ONBOARDED', 'DEBOARDING', 'REMOVED', 'FAILED']) })).min(1),
});

const Endpoint = z.object({ port: z.int().min(0).max(65_535), fqdn: z.string().optional(), ipv4Addresses: z.array(z.string()).optional(), ipv6Addresses: z.array(z.string()).optional() });
const AccessPoints = z.array(z.object({ interfaceId: z.string(), accessPoints: Endpoint }));

const InstanceStatusEvent = z.object({
  appId: z.string(),
  appInstanceId: z.string(),
  zoneId: z.string(),
  // Each definition spells the access points in its own way.
  appInstanceInfo: z.object({ appInstanceState: z.enum(['PENDING', 'READY', 'FAILED', 'TERMINATING']).optional(), message: z.string().optional(), accesspointInfo: AccessPoints.optional(), accessPointInfo: AccessPoints.optional() }),
  modificationDate: z.iso.datetime({ offset: true }).optional(),
});

/** Characters that are kept of a partner's words. */
const KEPT = 500;

/** Never ends in half a character. */
const shortened = (text: string): string => text.slice(0, KEPT).replace(/[\uD800-\uDBFF]$/, '');

/** @throws Refusal INVALID_ARGUMENT */
function read<Shape extends z.ZodType>(shape: Shape, body: unknown): z.output<Shape> {
  const found = shape.safeParse(body);
  if (found.success) return found.data;
  const field = found.error.issues[0]!.path.join('.');
  throw new Refusal('INVALID_ARGUMENT', `The event is not valid at ${field}: ${found.error.issues[0]!.message}.`, { field });
}

export interface OnboardingToldOptions {
  readonly db: Database;
  readonly onboardings: OnboardingStore;
  readonly instances: InstanceStore;
  readonly recorder: OnboardingRecorder;
  readonly instanceRecorder: InstanceRecorder;
}

/** What partners tell of onboardings and instances. It is a fact like a look's; what cannot be told from old news is looked at, at once. */
export function onboardingTold({ db, onboardings, instances, recorder, instanceRecorder }: OnboardingToldOptions): Told {
  const wake = (of: Parameters<OnboardingRecorder['wake']>[1]): Promise<void> => db.prisma.$transaction((tx) => recorder.wake(tx, of));

  /** By the name that we gave, or were told; in a zone where one is on its way, it may be that one. */
  async function meant(onboarding: OnboardingRow, appInstanceId: string, zoneId: string): Promise<{ readonly row: InstanceRow; readonly surely: boolean } | undefined> {
    const rows = await instances.of([onboarding.id]);
    const named = rows.find(({ partnerInstanceId }) => partnerInstanceId === appInstanceId);
    if (named) return { row: named, surely: true };
    const zone = await db.prisma.partnerZone.findUnique({ where: { federationId_zoneId: { federationId: onboarding.federationId, zoneId } }, select: { id: true } });
    const coming = rows.find(({ presence, partnerZoneId }) => presence === 'SENT' && partnerZoneId === zone?.id);
    return coming && { row: coming, surely: false };
  }

  return {
    async onboarding(federation, body) {
      const { appId, statusInfo } = read(OnboardStatusEvent, body);
      const statuses = new Map(statusInfo.map(({ zoneId, onboardStatusInfo }) => [zoneId, onboardStatusInfo]));
      const found = await onboardings.byPartnerApp(federation.id, appId);
      if (!found) return;
      await db.prisma.$transaction(async (tx) => {
        const held = await onboardings.lock(tx, found.id);
        if (held?.partnerAppId !== appId) return;
        const next = afterOnboardingFact(held, { kind: 'told', statuses });
        if (next !== held) await recorder.changed(tx, held, next, federation, null);
        const isKnown = !isLeaving(next) && [...statuses].every(([zoneId, status]) => status === statusIn(next, zoneId));
        if (!isKnown) await recorder.wake(tx, { onboardingId: held.id });
      });
    },
    async instance(federation, body) {
      const { appId, appInstanceId, zoneId, appInstanceInfo, modificationDate } = read(InstanceStatusEvent, body);
      const onboarding = await onboardings.byPartnerApp(federation.id, appId);
      const found = onboarding && (await meant(onboarding, appInstanceId, zoneId));
      if (!found) return;
      const at = modificationDate === undefined ? null : new Date(modificationDate);
      const { appInstanceState: state, message } = appInstanceInfo;
      const told = appInstanceInfo.accesspointInfo ?? appInstanceInfo.accessPointInfo;
      const accessPoints = told === undefined ? null : (told as readonly { interfaceId: string; accessPoints: ServiceEndpoint }[] as KnownInstance['accessPoints']);
      if (found.surely && state !== undefined) await instanceRecorder.learn(found.row.id, [{ kind: 'told', state, at, message: message === undefined ? null : shortened(message), accessPoints }]);
      if (isDoubtful(found.row, { state, at })) await wake({ instanceIds: [found.row.id] });
    },
  };
}
