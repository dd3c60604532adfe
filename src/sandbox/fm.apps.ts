import { says, SLOW_MS, instancesOf } from './fm.lives.js';
import { faultsOf } from './fm.shapes.js';
import { below, type FmApplication } from './fm.state.js';
import type { FmReply } from './fm.voice.js';
import { federationOf } from './fm.federations.js';
import { anyOf, type FmHandlers, type FmRequest, type FmWorld } from './fm.world.js';

type ArtefactOperations = 'uploadArtefact' | 'artefact' | 'removeArtefact';

const NO_ARTEFACT = 'Federation Context and Artefact Id Not Found at Artefact Management';

export function artefactHandlers(world: FmWorld): FmHandlers<ArtefactOperations> {
  const { dialect, state, voice, shapes } = world;

  /** What 1.2.0's code looks at by itself. */
  function emptiness({ repoType, artefactRepoLocation: at = {}, ...rest }: { readonly repoType?: string | undefined; readonly artefactRepoLocation?: Readonly<Record<string, unknown>> | undefined; readonly [name: string]: unknown }): string | undefined {
    const empty = ['appProviderId', 'artefactName', 'artefactVersionInfo'].find((name) => rest[name] === '' || rest[name] === undefined);
    if (empty !== undefined) return `${empty} is empty`;
    if (repoType === 'PUBLICREPO' && !at['repoURL']) return 'You have chosen PUBLICREPO but the repoUrl is empty';
    if (repoType === 'PRIVATEREPO' && !at['token'] && !(at['userName'] && at['password'])) return 'You have chosen PRIVATEREPO but credentials or token are empty';
    return undefined;
  }

  function uploadArtefact(request: FmRequest): FmReply {
    const found = federationOf(world, request);
    if ('reply' in found) return found.reply;
    if (dialect === '1.3.0' && request.type !== 'multipart/form-data') return voice.refuse(415, 'An artefact is sent as multipart/form-data.');
    const read = shapes.artefact.safeParse(request.body);
    if (!read.success) return voice.reject(faultsOf(read.error));
    const missing = dialect === '1.2.0' ? emptiness(read.data) : undefined;
    if (missing !== undefined) return voice.refuse(400, missing);
    const { contextId } = found.federation;
    const { artefactId, artefactFile: _file, artefactRepoLocation, ...document } = read.data;
    const [other] = state.artefacts.list((one) => one.artefactId === artefactId);
    if (other?.contextId === contextId) return voice.refuse(409, 'Federation Context and Artefact Id already exists at Artefact Management');
    if (other) return voice.refuse(409, 'Artefact Id already exists for another Federation at Artefact Management');
    const { password: _password, token: _token, ...location } = artefactRepoLocation ?? {};
    state.artefacts.put({ contextId, artefactId, document: { artefactId, ...document, ...(artefactRepoLocation && { artefactRepoLocation: location }) } });
    return voice.done('Artefact uploaded successfully');
  }

  return {
    uploadArtefact,
    artefact(request) {
      const found = federationOf(world, request);
      if ('reply' in found) return found.reply;
      const known = state.artefacts.get(below(found.federation.contextId, request.params.artefactId));
      if (!known) return voice.refuse(404, NO_ARTEFACT);
      const { componentSpec, ...view } = known.document;
      return { status: 200, json: dialect === '1.2.0' ? view : { ...view, componentSpec } };
    },
    removeArtefact(request) {
      const found = federationOf(world, request);
      if ('reply' in found) return found.reply;
      const { contextId } = found.federation;
      const known = state.artefacts.get(below(contextId, request.params.artefactId));
      if (!known) return voice.refuse(404, NO_ARTEFACT);
      const users = state.applications.list((one) => one.contextId === contextId && one.document.appComponentSpecs.some(({ artefactId }) => artefactId === known.artefactId));
      if (users.length > 0) return voice.refuse(409, 'Unable to remove Artefact. There are application onboardings dependent. Remove it and try again ');
      state.artefacts.drop(known);
      return voice.done('Artefact deletion successful');
    },
  };
}

type ApplicationOperations = 'onboard' | 'application' | 'updateApplication' | 'removeApplication';

export const NO_APPLICATION = 'Federation Context and App Id not found at Application Onboarding Management';

export function applicationHandlers(world: FmWorld): FmHandlers<ApplicationOperations> {
  const { dialect, state, voice, shapes, notices } = world;

  function known(request: FmRequest): { readonly application: FmApplication } | { readonly reply: FmReply } {
    const found = federationOf(world, request);
    if ('reply' in found) return found;
    const application = state.applications.get(below(found.federation.contextId, request.params.appId));
    return application ? { application } : { reply: voice.refuse(404, NO_APPLICATION) };
  }

  /** Artefacts that are not there, or another provider's. */
  function strayArtefacts(contextId: string, appProviderId: string, specs: readonly { readonly artefactId: string }[]): FmReply | undefined {
    const artefacts = specs.map(({ artefactId }) => state.artefacts.get(below(contextId, artefactId)));
    if (artefacts.includes(undefined)) return voice.refuse(404, 'Federation Context and Artefact Id not found at Artefact Management');
    const isIts = artefacts.every((one) => one?.document.appProviderId === appProviderId);
    return isIts ? undefined : voice.refuse(404, 'App provider do not matches with the providers of the artefact in component specs');
  }

  function onboard(request: FmRequest): FmReply {
    const found = federationOf(world, request);
    if ('reply' in found) return found.reply;
    const read = shapes.application.safeParse(request.body);
    if (!read.success) return voice.reject(faultsOf(read.error));
    const { contextId, zones } = found.federation;
    const { appId, appProviderId, appDeploymentZones, appStatusCallbackLink: link, ...rest } = read.data;
    const [other] = state.applications.list((one) => one.appId === appId);
    if (other?.contextId === contextId) return voice.refuse(409, 'Federation Context and App Id already exists at Application Onboarding Management');
    if (other) return voice.refuse(409, 'App Id already exists at i2edge and belongs to another OP');
    const stray = strayArtefacts(contextId, appProviderId, rest.appComponentSpecs);
    if (stray) return stray;
    if (!(appDeploymentZones ?? []).every((zoneId) => zones.includes(zoneId))) return voice.refuse(404, 'Deployment zones not found for the Federation Context Id or not found at i2edge');
    const { appName } = rest.appMetaData;
    const { onboardMs } = world.behaviour();
    const application = state.applications.put({
      contextId, appId, link, document: { appId, appProviderId, ...rest }, zones: appDeploymentZones ?? [...zones],
      settlesAt: world.now() + (says(appName, 'slow') ? SLOW_MS : anyOf(onboardMs)), outcome: says(appName, 'unfit') ? 'FAILED' : 'ONBOARDED',
    });
    notices.onboarding(application, 'PENDING');
    notices.armApplication(application);
    return voice.done('Application onboarded request accepted', 202);
  }

  function view({ contextId, zones, document }: FmApplication): object {
    if (dialect === '1.3.0') return { ...document, appDeploymentZones: zones };
    const { appName: _lost, ...appMetaData } = document.appMetaData;
    const countryCode = state.federations.get(contextId)?.countryCode;
    // 1.2.0's code loses the name by a slip of the pen.
    return { ...document, appMetaData, appDeploymentZones: zones.map((zoneInfo) => ({ ...(countryCode && { countryCode }), zoneInfo })) };
  }

  function updateApplication(request: FmRequest): FmReply {
    const found = known(request);
    if ('reply' in found) return found.reply;
    const read = shapes.applicationChange.safeParse(request.body);
    if (!read.success) return voice.reject(faultsOf(read.error));
    const { appUpdQoSProfile, appComponentSpecs } = read.data;
    const { application } = found;
    const stray = appComponentSpecs && strayArtefacts(application.contextId, application.document.appProviderId, appComponentSpecs);
    if (stray) return stray;
    const qos = appUpdQoSProfile && { appQoSProfile: { ...(application.document['appQoSProfile'] as object), ...appUpdQoSProfile } };
    state.applications.put({ ...application, document: { ...application.document, ...qos, ...(appComponentSpecs && { appComponentSpecs }) } });
    return voice.done('Application update request accepted', 202);
  }

  function removeApplication(request: FmRequest): FmReply {
    const found = known(request);
    if ('reply' in found) return found.reply;
    const { application } = found;
    const users = instancesOf(state, world.now(), (one) => one.contextId === application.contextId && one.appId === application.appId);
    if (users.length > 0) return voice.refuse(409, 'Unable to remove Onboarding. There are application deployments dependent. Remove it and try again ');
    state.applications.drop(application);
    notices.onboarding(application, 'DEBOARDING');
    notices.onboarding(application, 'REMOVED');
    return voice.done('App deletion successful');
  }

  return {
    onboard,
    application(request) {
      const found = known(request);
      return 'reply' in found ? found.reply : { status: 200, json: view(found.application) };
    },
    updateApplication,
    removeApplication,
  };
}
