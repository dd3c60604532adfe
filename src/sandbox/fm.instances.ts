import { randomBytes } from 'node:crypto';
import { NO_APPLICATION } from './fm.apps.js';
import { accessPointsOf, instancesOf, says, SLOW_MS, stateOf, statusOf } from './fm.lives.js';
import { faultsOf } from './fm.shapes.js';
import { below, type FmApplication, type FmInstance } from './fm.state.js';
import type { FmReply } from './fm.voice.js';
import { federationOf } from './fm.federations.js';
import { anyOf, type FmHandlers, type FmRequest, type FmWorld } from './fm.world.js';
import { SANDBOX_FM_FLAVOURS } from './fm.zones.js';

const NO_INSTANCE = 'Application Deployment Management Not Found by Federation Context, appId, appInstanceId and zoneId';

interface Wanted {
  readonly appInstanceId: string;
  readonly appId: string;
  readonly appVersion: string;
  readonly appProviderId: string;
  readonly zoneId: string;
  readonly flavourId: string;
}

export function instanceHandlers(world: FmWorld): FmHandlers<'install' | 'instance' | 'removeInstance' | 'instances'> {
  const { dialect, state, voice, shapes, notices } = world;

  /** What stands against an instance; undefined: nothing. */
  function objection(application: FmApplication, { appInstanceId, appId, appVersion, appProviderId, zoneId, flavourId }: Wanted): FmReply | undefined {
    const { contextId, zones, document: { appMetaData } } = application;
    if (!SANDBOX_FM_FLAVOURS.some((flavour) => flavour.flavourId === flavourId)) return voice.refuse(404, 'Flavour for this zone not found at i2edge');
    if (!zones.includes(zoneId)) return voice.refuse(422, 'Zone id not found for this Federation at Availability Zones of the onboarding', [{ param: 'zoneInfo.zoneId', reason: 'the application is not onboarded there' }]);
    if (application.document.appProviderId !== appProviderId) return voice.refuse(404, 'Provider does not match with the Provider of the Application Onboarding');
    // 1.2.0's code counts by version, wherever the instance is.
    const isSame = (one: FmInstance): boolean => one.contextId === contextId && (dialect === '1.2.0' ? one.appId === appId && one.appVersion === appVersion : one.instanceId === appInstanceId);
    if (instancesOf(state, world.now(), isSame).length > 0) return voice.refuse(409, 'App Version already exists for the App Id in the Application Deployment Management');
    if (says(appMetaData.appName, 'refuse')) return voice.refuse(422, 'Error 400 - the application is not deployed');
    return statusOf(application, world.now()) === 'FAILED' && dialect === '1.3.0' ? voice.refuse(422, 'The application could not be onboarded.', [{ param: 'appId', reason: 'FAILED' }]) : undefined;
  }

  function install(request: FmRequest): FmReply {
    const found = federationOf(world, request, 'lcm');
    if ('reply' in found) return found.reply;
    const read = shapes.installation.safeParse(request.body);
    if (!read.success) return voice.reject(faultsOf(read.error));
    const { appId, appVersion, appProviderId, zoneInfo, appInstCallbackLink: link } = read.data;
    const application = state.applications.get(below(found.federation.contextId, appId));
    if (!application) return voice.refuse(404, NO_APPLICATION);
    const zoneId = zoneInfo.zoneId === '' ? (application.zones[0] ?? '') : zoneInfo.zoneId;
    const instanceId = dialect === '1.3.0' ? String(read.data.appInstanceId) : `i${randomBytes(12).toString('hex')}`;
    const objected = objection(application, { appInstanceId: instanceId, appId, appVersion, appProviderId, zoneId, flavourId: zoneInfo.flavourId });
    if (objected) return objected;
    const instance = state.instances.put({ contextId: application.contextId, instanceId, appId, appVersion, appProviderId, zoneId, link, endsAt: null, ...lifeOf(application) });
    notices.instance(instance, 'PENDING');
    notices.armInstance(instance);
    return dialect === '1.3.0' ? { status: 202 } : { status: 202, json: { zoneId, appInstIdentifier: instanceId } };
  }

  /** An instance does not begin before its application is onboarded. */
  function lifeOf({ document: { appMetaData: { appName } }, settlesAt }: FmApplication): Pick<FmInstance, 'settlesAt' | 'outcome' | 'message'> {
    const after = says(appName, 'slow') ? SLOW_MS : anyOf(world.behaviour().settleMs);
    const fails = says(appName, 'fail');
    return { settlesAt: says(appName, 'stuck') ? null : Math.max(world.now(), settlesAt ?? 0) + after, outcome: fails ? 'FAILED' : 'READY', message: fails ? 'the image could not be started' : null };
  }

  function known(request: FmRequest): { readonly instance: FmInstance } | { readonly reply: FmReply } {
    const found = federationOf(world, request, 'lcm');
    if ('reply' in found) return found;
    const { contextId } = found.federation;
    const { appId, instanceId, zoneId } = request.params;
    if (!state.applications.get(below(contextId, appId))) return { reply: voice.refuse(404, NO_APPLICATION) };
    const [instance] = instancesOf(state, world.now(), (one) => one.contextId === contextId && one.instanceId === instanceId && one.appId === appId && one.zoneId === zoneId);
    return instance ? { instance } : { reply: voice.refuse(404, NO_INSTANCE) };
  }

  function removeInstance(request: FmRequest): FmReply {
    const found = known(request);
    if ('reply' in found) return found.reply;
    const { instance } = found;
    // 1.2.0's code deletes before it says that it accepted to.
    if (dialect === '1.2.0') state.instances.drop(instance);
    else if (instance.endsAt === null) notices.instance(state.instances.put({ ...instance, endsAt: world.now() + world.behaviour().endMs }), 'TERMINATING');
    return voice.done('Application instance termination request accepted');
  }

  function instances(request: FmRequest): FmReply {
    const found = federationOf(world, request, 'lcm');
    if ('reply' in found) return found.reply;
    const { appId, appProviderId } = request.params;
    const rows = instancesOf(state, world.now(), (one) => one.contextId === found.federation.contextId && one.appId === appId && one.appProviderId === appProviderId);
    if (rows.length === 0) return voice.refuse(404, 'Application Deployment Management Not Found by Federation Context, appId and appProviderId');
    const zones = [...new Set(rows.map(({ zoneId }) => zoneId))].sort();
    const infoOf = (row: FmInstance) => ({ appInstIdentifier: row.instanceId, appInstanceState: stateOf(row, world.now()) });
    return { status: 200, json: zones.map((zoneId) => ({ zoneId, appInstanceInfo: rows.filter((row) => row.zoneId === zoneId).map(infoOf) })) };
  }

  return {
    install,
    instance(request) {
      const found = known(request);
      if ('reply' in found) return found.reply;
      const appInstanceState = stateOf(found.instance, world.now());
      const accesspointInfo = appInstanceState === 'READY' ? accessPointsOf(state, found.instance) : [];
      return { status: 200, json: { appInstanceState, ...(accesspointInfo.length > 0 && { accesspointInfo }) } };
    },
    removeInstance,
    instances,
  };
}
