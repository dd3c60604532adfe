import { z } from 'zod';
import type { FlowKind } from '../../../generated/prisma/enums.js';
import type { Log } from '../../../kernel/context.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { FlowRecorder } from './flow-recorder.service.js';
import type { NetworkFact } from './flow.rules.js';
import type { FlowNotices } from './flow.types.js';

type Notice = NetworkFact & { readonly kind: 'noticed' };
type Status = Notice['status'];

export interface FlowNoticeOptions {
  readonly recorder: FlowRecorder;
  /** Rows were written. */
  wake(): void;
  readonly log: Log;
}

/** Ids and addresses of the network's are no longer. */
const Text = z.string().min(1).max(2_048);

/** 3GPP TS 29.122, UserPlaneNotificationData: `transaction` is the URL of the subscription at the network. */
const UserPlane = z.object({ transaction: Text, eventReports: z.array(z.object({ event: z.string().max(128) })).min(1).max(64) });

/** 3GPP TS 29.522, EventNotification of traffic influence: the path of the packets was changed. */
const PathChanged = z.object({ dnaiChgType: z.string().max(64) });

/** CAMARA's CloudEvents of sessions and of traffic influences. */
const CloudEvent = z.object({
  type: z.string().max(256),
  data: z.object({
    sessionId: Text.optional(),
    qosStatus: z.string().max(64).optional(),
    trafficInfluenceID: Text.optional(),
    state: z.string().max(64).optional(),
  }),
});

const EVENTS: ReadonlyMap<string, Status> = new Map([
  ['SUCCESSFUL_RESOURCES_ALLOCATION', 'GRANTED'],
  ['FAILED_RESOURCES_ALLOCATION', 'REFUSED'],
  ['SESSION_TERMINATION', 'TERMINATED'],
]);

/** Events of the same subscription that say nothing of whether it is in force. */
const OTHER_EVENTS: ReadonlySet<string> = new Set([
  'LOSS_OF_BEARER', 'RECOVERY_OF_BEARER', 'RELEASE_OF_BEARER', 'USAGE_REPORT', 'QOS_GUARANTEED', 'QOS_NOT_GUARANTEED', 'QOS_MONITORING', 'ACCESS_TYPE_CHANGE', 'PLMN_CHG',
]);

/** CAMARA's words for the state of a session or an influence; null: one that is on its way. */
const WORDS: ReadonlyMap<string, Status | null> = new Map([
  ['REQUESTED', null],
  ['AVAILABLE', 'GRANTED'],
  ['UNAVAILABLE', 'TERMINATED'],
  ['ordered', null],
  ['created', null],
  ['active', 'GRANTED'],
  ['error', 'REFUSED'],
  ['deletion in progress', null],
  ['deleted', 'TERMINATED'],
]);

/** Writes what the network tells. A flow that has no row any more is removed in the network when it tells that it granted it. */
export function flowNotices({ recorder, wake, log }: FlowNoticeOptions): FlowNotices {
  return {
    async told({ flowId, kind }, body) {
      const notices = readNotices(kind, body);
      if (!notices) throw new Refusal('INVALID_ARGUMENT', 'The body is no notice of a flow.');
      log.debug({ flow: flowId, kind, told: notices.map(({ status }) => status) }, 'the network told of a flow');
      for (const notice of notices) await recorder.applyTo({ flowId, kind }, notice);
      wake();
    },
  };
}

/** @returns what the body says, in its order, nothing when that does not matter here; undefined when it is no notice. */
export function readNotices(kind: FlowKind, body: unknown): readonly Notice[] | undefined {
  const plane = UserPlane.safeParse(body);
  if (plane.success) return fromUserPlane(kind, plane.data);
  const cloud = CloudEvent.safeParse(body);
  if (cloud.success) return fromCloudEvent(cloud.data.data);
  return kind === 'TRAFFIC_INFLUENCE' && PathChanged.safeParse(body).success ? [{ kind: 'noticed', status: 'GRANTED' }] : undefined;
}

function fromUserPlane(kind: FlowKind, { transaction, eventReports }: z.infer<typeof UserPlane>): readonly Notice[] | undefined {
  const upstreamId = kind === 'TRAFFIC_INFLUENCE' ? transaction : lastSegment(transaction);
  const events = eventReports.map(({ event }) => event);
  if (!events.some((event) => EVENTS.has(event) || OTHER_EVENTS.has(event))) return undefined;
  return events.map((event) => EVENTS.get(event)).filter((status) => status !== undefined).map((status) => ({ kind: 'noticed', status, upstreamId }));
}

function fromCloudEvent({ sessionId, qosStatus, trafficInfluenceID, state }: z.infer<typeof CloudEvent>['data']): readonly Notice[] | undefined {
  const status = WORDS.get(qosStatus ?? state ?? '');
  if (status === undefined) return undefined;
  return status === null ? [] : [{ kind: 'noticed', status, upstreamId: sessionId ?? trafficInfluenceID }];
}

/** What stands behind the last slash of an address, decoded; undefined when that is nothing. */
function lastSegment(address: string): string | undefined {
  const last = address.split(/[?#]/, 1)[0]!.replace(/\/+$/, '').split('/').at(-1);
  if (!last) return undefined;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
