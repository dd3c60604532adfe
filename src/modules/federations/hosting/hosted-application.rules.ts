import { Refusal } from '../../../kernel/refusal.js';
import type { ApplicationChange, ApplicationDocument } from './hosted-application.manifest.js';
import type { HostedApplicationRow } from './hosted-application.store.js';

export type ApplicationState = Pick<HostedApplicationRow, 'status' | 'statusReason' | 'localAppId' | 'removing' | 'document'>;

/** Something that came to be known of an application. */
export type ApplicationFact =
  /** Our app is there, made of that artefact. */
  | { readonly kind: 'submitted'; readonly localAppId: string; readonly artefactId: string }
  /** Our app that was made of something older is gone. */
  | { readonly kind: 'withdrawn' }
  /** Refused for good. */
  | { readonly kind: 'refused'; readonly reason: string; readonly artefactId: string }
  /** The partner changed what it is made of. */
  | { readonly kind: 'remade' }
  | { readonly kind: 'removal-requested' };

/** The application is no more what was asked for. */
const isLate = (state: ApplicationState, { artefactId }: { readonly artefactId: string }): boolean => state.removing || artefactId !== artefactOf(state);

/** The life of a partner's application: PENDING, then ONBOARDED or FAILED; DEBOARDING is followed by its end alone. */
export function afterFact<State extends ApplicationState>(state: State, fact: ApplicationFact): State {
  switch (fact.kind) {
    case 'submitted':
      // Kept also when it came too late: whoever removes or remakes the application removes that app.
      if (isLate(state, fact)) return { ...state, localAppId: fact.localAppId };
      return { ...state, localAppId: fact.localAppId, status: 'ONBOARDED', statusReason: null };
    case 'withdrawn':
      return { ...state, localAppId: null };
    case 'refused':
      return isLate(state, fact) ? state : { ...state, status: 'FAILED', statusReason: fact.reason };
    case 'remade':
      return state.removing ? state : { ...state, status: 'PENDING', statusReason: null };
    case 'removal-requested':
      return { ...state, removing: true, status: 'DEBOARDING', statusReason: null };
  }
}

/** What is the next thing to do at our edge. */
export function nextStep({ removing, status, localAppId }: ApplicationState): 'remove' | 'withdraw' | 'submit' | 'nothing' {
  if (removing) return 'remove';
  if (status !== 'PENDING') return 'nothing';
  return localAppId === null ? 'submit' : 'withdraw';
}

/** Passing: it may go better later. */
const PASSING: readonly Refusal['code'][] = ['ABORTED', 'TOO_MANY_REQUESTS', 'QUOTA_EXCEEDED', 'UNAVAILABLE', 'TIMEOUT', 'BAD_GATEWAY', 'INTERNAL'];

/** A failure that the next attempt would meet again. */
export const isForGood = (failure: unknown): failure is Refusal => failure instanceof Refusal && !PASSING.includes(failure.code);

export const documentOf = ({ document }: Pick<HostedApplicationRow, 'document'>): ApplicationDocument => document as unknown as ApplicationDocument;

/** The one artefact that an application is made of. */
export const artefactOf = (row: Pick<HostedApplicationRow, 'document'>): string => documentOf(row).appComponentSpecs[0]!.artefactId;

/** Our edge runs an app from one image or chart. @throws Refusal INVALID_ARGUMENT */
export function requireOneArtefact(specs: ApplicationDocument['appComponentSpecs']): string {
  const other = specs.findIndex(({ artefactId }) => artefactId !== specs[0]!.artefactId);
  if (other < 0) return specs[0]!.artefactId;
  const field = `appComponentSpecs.${other}.artefactId`;
  throw new Refusal('INVALID_ARGUMENT', `The application is not valid at ${field}: all components must be of one artefact here.`, { field });
}

/** @throws Refusal INVALID_ARGUMENT (no such component) */
export function changed(document: ApplicationDocument, { appUpdQoSProfile, appComponentSpecs = [] }: ApplicationChange): ApplicationDocument {
  const specs = [...document.appComponentSpecs];
  for (const [at, { componentName, ...members }] of appComponentSpecs.entries()) {
    const found = specs.findIndex((spec) => spec.componentName === componentName);
    // One that was onboarded without a name is the one that is meant.
    const index = found < 0 && specs.length === 1 && specs[0]!.componentName === undefined ? 0 : found;
    const spec = specs[index];
    if (!spec) throw new Refusal('INVALID_ARGUMENT', 'The application has no component of that name.', { field: `appComponentSpecs.${at}.componentName` });
    specs[index] = { ...spec, ...defined(members) };
  }
  const { mobilitySupport, ...profile } = appUpdQoSProfile ?? {};
  return {
    ...document,
    appComponentSpecs: specs,
    appQoSProfile: { ...document.appQoSProfile, ...defined(profile) },
    appMetaData: { ...document.appMetaData, ...(mobilitySupport !== undefined && { mobilitySupport }) },
  };
}

const defined = <Members extends object>(members: Members): { [Name in keyof Members]?: Exclude<Members[Name], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never;

/** Legal in both definitions, where a token has to stand that is never shown. */
export const WITHHELD = 'write_only_and_therefore_not_shown';

/** What GSMA answers when an application is read, and what GSMA leaves to callbacks: its status by zone, and why it is so. */
export function applicationView(row: HostedApplicationRow, countryCode: string | undefined): object {
  const { appMetaData, ...document } = documentOf(row);
  return {
    ...document,
    appMetaData: { ...appMetaData, accessToken: WITHHELD },
    // ISO 3166-1 leaves ZZ to its users.
    appDeploymentZones: row.zoneIds.map((zoneInfo) => ({ countryCode: countryCode ?? 'ZZ', zoneInfo })),
    statusInfo: row.zoneIds.map((zoneId) => ({ zoneId, onboardStatusInfo: row.status })),
    ...(row.statusReason !== null && { statusReason: row.statusReason }),
  };
}
