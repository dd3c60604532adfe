import { randomBytes } from 'node:crypto';
import { found, pathOf, removed, type Wires } from './fm-federation.source.js';
import type { FmAnswer, FmRequest, FmWire } from './fm-wire.source.js';
import { ApplicationShape, ArtefactShape, InstalledShape, InstanceShape, InstancesShape } from './fm.answers.js';
import { wantsOtherForm, type VerdictMeanings } from './fm.rules.js';
import type { Application, Artefact, Dialect, FederationManager, FederationRef, FmCall, Installation, InstanceRef } from './fm.types.js';
import { artefactForm } from './multipart.rules.js';

type ApplicationMethods = Pick<FederationManager, 'uploadArtefact' | 'artefact' | 'removeArtefact' | 'onboard' | 'application' | 'removeApplication' | 'install' | 'instance' | 'instances' | 'removeInstance'>;

const UPLOADING: VerdictMeanings = {
  unknown: ['NOT_FOUND', 'The partner does not know the federation.'],
  exists: ['ALREADY_EXISTS', 'The partner has such an artefact already.'],
  conflict: ['CONFLICT', 'The partner does not take the artefact now.'],
  refused: ['INVALID_ARGUMENT', 'The partner refuses the artefact.'],
};
const ONBOARDING: VerdictMeanings = {
  unknown: ['NOT_FOUND', 'The partner does not know the artefact, a zone or the federation.'],
  exists: ['ALREADY_EXISTS', 'The partner has such an application already.'],
  conflict: ['CONFLICT', 'The partner does not take the application now.'],
  refused: ['INVALID_ARGUMENT', 'The partner refuses the application.'],
};
const INSTALLING: VerdictMeanings = {
  unknown: ['NOT_FOUND', 'The partner does not know the application, its flavour or the federation.'],
  exists: ['ALREADY_EXISTS', 'The partner has such an instance already.'],
  conflict: ['CONFLICT', 'The partner does not take the instance now.'],
  refused: ['INVALID_ARGUMENT', 'The partner refuses the instance.'],
};
const removing = (what: string): VerdictMeanings => ({
  exists: ['CONFLICT', `The partner says that the ${what} is in use.`],
  conflict: ['CONFLICT', `The partner says that the ${what} is in use.`],
  refused: ['CONFLICT', `The partner refuses to remove the ${what}.`],
});

export function applicationMethods(wireOf: Wires): ApplicationMethods {
  async function uploadArtefact(ref: FederationRef, artefact: Artefact, call: FmCall): Promise<{ readonly dialect: Dialect | null }> {
    const wire = wireOf(ref.partner);
    const first: Dialect = wire.partner.dialect ?? ref.dialect ?? '1.2.0';
    const other: Dialect = first === '1.2.0' ? '1.3.0' : '1.2.0';
    const answer = await wire.ask(uploadOf(ref, artefact, first), call);
    if (answer.verdict === 'done') return { dialect: first };
    if (!wantsOtherForm(answer)) throw wire.refusal(answer, UPLOADING);
    const second = await wire.ask(uploadOf(ref, artefact, other), call);
    if (second.verdict === 'done') return { dialect: other };
    throw wire.refusal(wantsOtherForm(second) ? answer : second, UPLOADING);
  }

  async function install(ref: FederationRef, wanted: Installation, call: FmCall): Promise<{ readonly appInstanceId: string }> {
    const wire = wireOf(ref.partner);
    const { zoneId, flavourId, ...rest } = wanted;
    const answer = await wire.ask({ method: 'POST', path: pathOf(ref, 'application', 'lcm'), body: { ...rest, zoneInfo: { zoneId, flavourId } } }, call);
    if (answer.verdict !== 'done') throw wire.refusal(answer, INSTALLING);
    return { appInstanceId: installedAs(wire, answer) ?? wanted.appInstanceId };
  }

  async function onboard(ref: FederationRef, application: Application, call: FmCall): Promise<void> {
    const wire = wireOf(ref.partner);
    // Its access token is a secret.
    const answer = await wire.ask({ method: 'POST', path: pathOf(ref, 'application', 'onboarding'), body: application, secret: true }, call);
    if (answer.verdict !== 'done') throw wire.refusal(answer, ONBOARDING);
  }

  return {
    uploadArtefact,
    artefact: (ref, artefactId, call) => found(wireOf, ref, ['artefact', artefactId], call, (wire, answer) => wire.read(answer, ArtefactShape)),
    removeArtefact: (ref, artefactId, call) => removed(wireOf, ref, ['artefact', artefactId], removing('artefact'), call),
    onboard,
    application: (ref, appId, call) => found(wireOf, ref, ['application', 'onboarding', 'app', appId], call, (wire, answer) => wire.read(answer, ApplicationShape)),
    removeApplication: (ref, appId, call) => removed(wireOf, ref, ['application', 'onboarding', 'app', appId], removing('application'), call),
    install,
    instance: (ref, which, call) => found(wireOf, ref, instancePath(which), call, (wire, answer) => wire.read(answer, InstanceShape)),
    instances: async (ref, { appId, appProviderId }, call) => {
      const path = ['application', 'lcm', 'app', appId, 'appProvider', appProviderId];
      return (await found(wireOf, ref, path, call, (wire, answer) => (answer.text.trim() === '' ? [] : wire.read(answer, InstancesShape)))) ?? [];
    },
    removeInstance: (ref, which, call) => removed(wireOf, ref, instancePath(which), removing('instance'), call),
  };
}

const instancePath = ({ appId, appInstanceId, zoneId }: InstanceRef): readonly string[] => ['application', 'lcm', 'app', appId, 'instance', appInstanceId, 'zone', zoneId];

/** 1.2.0 takes JSON, 1.3.0 a form only. */
function uploadOf(ref: FederationRef, artefact: Artefact, dialect: Dialect): FmRequest {
  const common = { method: 'POST', path: pathOf(ref, 'artefact'), secret: artefact.artefactRepoLocation.password !== undefined || artefact.artefactRepoLocation.token !== undefined } as const;
  if (dialect === '1.2.0') return { ...common, body: artefact };
  const { contentType, text } = artefactForm(artefact, `northbound${randomBytes(18).toString('hex')}`);
  return { ...common, headers: { 'content-type': contentType }, text };
}

/** Undefined: it did not say, so ours is the one. */
const installedAs = (wire: FmWire, answer: FmAnswer): string | undefined => (/^\s*\{/.test(answer.text) ? wire.read(answer, InstalledShape) : undefined);
