import type { FmArtefact, FmApplication, FmInstance, FmState } from './fm.state.js';
import { below } from './fm.state.js';

/** Words anywhere in the app's name choose another life; see startSandboxFm. */
export const says = (appName: string, word: 'fail' | 'slow' | 'stuck' | 'refuse' | 'unfit'): boolean => appName.toLowerCase().includes(word);

export const SLOW_MS = 10_000;

export const statusOf = ({ settlesAt, outcome }: FmApplication, now: number): 'PENDING' | 'ONBOARDED' | 'FAILED' => (settlesAt !== null && now >= settlesAt ? outcome : 'PENDING');

/** Undefined: it is gone. */
export function stateOf({ settlesAt, outcome, endsAt }: FmInstance, now: number): 'PENDING' | 'READY' | 'FAILED' | 'TERMINATING' | undefined {
  if (endsAt !== null) return now < endsAt ? 'TERMINATING' : undefined;
  return settlesAt !== null && now >= settlesAt ? outcome : 'PENDING';
}

/** Those that there are, after what is gone was forgotten. */
export function instancesOf(state: FmState, now: number, of: (row: FmInstance) => boolean): readonly FmInstance[] {
  for (const row of state.instances.list((one) => stateOf(one, now) === undefined)) state.instances.drop(row);
  return state.instances.list(of);
}

/** GSMA `AccessPointInfo`: a port for each interface of the app's components that is to be reached from outside. */
export function accessPointsOf(state: FmState, { contextId, appId, instanceId, zoneId }: FmInstance): readonly object[] {
  const specs = state.applications.get(below(contextId, appId))?.document.appComponentSpecs ?? [];
  const artefacts = [...new Set(specs.map(({ artefactId }) => artefactId))].flatMap((id) => state.artefacts.get(below(contextId, id)) ?? []);
  return artefacts.flatMap(interfacesOf).map((interfaceId, at) => ({ interfaceId, accessPoints: { port: 30_000 + at, fqdn: `${instanceId}.${zoneId}.partner.example`.toLowerCase() } }));
}

interface Component {
  readonly exposedInterfaces?: readonly { readonly interfaceId: string; readonly visibilityType: string }[];
}

function interfacesOf({ document }: FmArtefact): readonly string[] {
  const components = (document['componentSpec'] ?? []) as readonly Component[];
  return components.flatMap(({ exposedInterfaces = [] }) => exposedInterfaces.filter(({ visibilityType }) => visibilityType === 'VISIBILITY_EXTERNAL').map(({ interfaceId }) => interfaceId));
}
