/** Every operation that the simulated Federation Manager knows, by the name that scripts and the log of requests use. */
const ROUTES = {
  createFederation: ['POST', '/partner'],
  federationDetails: ['GET', '/:contextId/partner'],
  updateFederation: ['PATCH', '/:contextId/partner'],
  deleteFederation: ['DELETE', '/:contextId/partner'],
  contextId: ['GET', '/fed-context-id'],
  acceptZones: ['POST', '/:contextId/zones'],
  zone: ['GET', '/:contextId/zones/:zoneId'],
  releaseZone: ['DELETE', '/:contextId/zones/:zoneId'],
  uploadArtefact: ['POST', '/:contextId/artefact'],
  artefact: ['GET', '/:contextId/artefact/:artefactId'],
  removeArtefact: ['DELETE', '/:contextId/artefact/:artefactId'],
  onboard: ['POST', '/:contextId/application/onboarding'],
  application: ['GET', '/:contextId/application/onboarding/app/:appId'],
  updateApplication: ['PATCH', '/:contextId/application/onboarding/app/:appId'],
  removeApplication: ['DELETE', '/:contextId/application/onboarding/app/:appId'],
  install: ['POST', '/:contextId/application/lcm'],
  instance: ['GET', '/:contextId/application/lcm/app/:appId/instance/:instanceId/zone/:zoneId'],
  removeInstance: ['DELETE', '/:contextId/application/lcm/app/:appId/instance/:instanceId/zone/:zoneId'],
  instances: ['GET', '/:contextId/application/lcm/app/:appId/appProvider/:appProviderId'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

export type FmOperation = keyof typeof ROUTES;

export type FmParams = Readonly<Record<'contextId' | 'zoneId' | 'artefactId' | 'appId' | 'instanceId' | 'appProviderId', string>>;

export const FM_OPERATIONS = Object.keys(ROUTES) as readonly FmOperation[];

const TABLE = FM_OPERATIONS.map((operation) => ({ operation, method: ROUTES[operation][0], steps: ROUTES[operation][1].split('/') }));
const NONE: FmParams = { contextId: '', zoneId: '', artefactId: '', appId: '', instanceId: '', appProviderId: '' };

/** @param path below the base path. @returns undefined for a path that there is not; `operation` undefined for another method. @throws URIError */
export function findOperation(method: string, path: string): { readonly operation: FmOperation | undefined; readonly params: FmParams } | undefined {
  const given = path.split('/');
  const found = TABLE.filter(({ steps }) => steps.length === given.length && steps.every((step, at) => (step.startsWith(':') ? given[at] !== '' : step === given[at])));
  if (found.length === 0) return undefined;
  const route = found.find((one) => one.method === method);
  const named = route?.steps.flatMap((step, at) => (step.startsWith(':') ? [[step.slice(1), decodeURIComponent(given[at]!)]] : [])) ?? [];
  return { operation: route?.operation, params: { ...NONE, ...Object.fromEntries(named) } };
}
