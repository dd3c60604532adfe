import type { Clock } from '../../kernel/clock.js';
import type { RequestContext } from '../../kernel/context.js';
import type { LoggedEvent } from '../../kernel/event.js';
import { ALARMS } from '../../kernel/peering/messages.js';
import { createHrefs } from '../../kernel/tmf/href.js';
import type { EventLog } from '../../outbound/event-log.js';
import type { Once } from '../../outbound/once.js';
import type { Database, Tx } from '../../outbound/storage/database.js';
import { alarmRaisedResolver } from './alarm-raised.resolver.js';
import { raisedAlarms } from './alarm-raised.service.js';
import { alarmRecorder } from './alarm-recorder.service.js';
import { toldAlarms } from './alarm-told.service.js';
import { alarmLoaders } from './alarm.loaders.js';
import { AlarmResolver, OrganizationAlarmsResolver } from './alarm.resolver.js';
import { alarmService, type AlarmService } from './alarm.service.js';
import { alarmStore } from './alarm.store.js';
import { ALARMS_EVENTS, toHubNotices } from './alarms.events.js';
import { ALARMS_SCOPES } from './alarms.scopes.js';
import { Organization, type Neighbours } from './neighbours.types.js';

export type { OwnAlarm } from './alarm-told.service.js';
export { ALARMS_EVENTS } from './alarms.events.js';

export interface AlarmsOptions {
  readonly db: Database;
  readonly once: Once;
  readonly events: EventLog;
  readonly clock: Clock;
  /** Under which clients reach the gateway. */
  readonly publicUrl: string;
  readonly neighbours: Neighbours;
}

/** TMF642 alarms: those that clients keep, those of the peerings, and the gateway's own. */
export function createAlarms({ db, once, events, clock, publicUrl, neighbours }: AlarmsOptions) {
  const hrefs = createHrefs(publicUrl, '/tmf-api/alarmManagement/v4/alarm');
  const store = alarmStore(db);
  const recorder = alarmRecorder({ alarms: store, clock, hrefs });
  const told = toldAlarms({ alarms: store, recorder, clock });
  const service = alarmService({ db, alarms: store, recorder, once, clock, hrefs });
  return {
    subgraph: alarmsSubgraph(service, neighbours, events),
    consumer: { name: 'alarms', types: [ALARMS] as readonly string[], handle: (event: LoggedEvent, tx: Tx): Promise<void> => told.hear(tx, event) },
    /** For alarms of the gateway itself. */
    raiseOwn: told.raiseOwn,
    clearOwn: told.clearOwn,
    events: Object.keys(ALARMS_EVENTS) as readonly string[],
    toHubNotices,
  };
}

type Reference = Readonly<Record<string, unknown>>;

function alarmsSubgraph(service: AlarmService, neighbours: Neighbours, events: EventLog) {
  const loaders = alarmLoaders(service, neighbours);
  const Raised = alarmRaisedResolver(raisedAlarms(events), loaders);
  const instances = new Map<unknown, unknown>([
    [AlarmResolver, new AlarmResolver(service, loaders)],
    [OrganizationAlarmsResolver, new OrganizationAlarmsResolver(loaders)],
    [Raised, new Raised()],
  ]);
  return {
    name: 'alarms',
    resolvers: [...instances.keys()] as [Function, ...Function[]],
    orphanedTypes: [Organization],
    container: { get: (resolver: unknown) => instances.get(resolver) },
    references: { Alarm: ({ id }: Reference, ctx: RequestContext) => loaders(ctx).alarm.load(String(id)) },
    scopes: ALARMS_SCOPES,
  };
}
