/** GSMA's two are looked at together, apart from the others: see `official.gsma.ts`. */
export const EWBI_DEFINITIONS = 'gsma/*';

/** The definition of each REST API, by its base path; files below `specs`. */
export const DEFINITIONS: Readonly<Record<string, string>> = {
  '/edge-application-management/vwip': 'camara/API_definitions/edge-application-management.yaml',
  '/quality-on-demand/v1': 'camara/released/quality-on-demand.r3.2.yaml',
  '/qos-profiles/v1': 'camara/released/qos-profiles.r3.2.yaml',
  '/qos-provisioning/v0.3': 'camara/released/qos-provisioning.r3.2.yaml',
  '/traffic-influence/v0.10': 'camara/released/traffic-influence.r1.3.yaml',
  '/simple-edge-discovery/v2': 'camara/released/simple-edge-discovery.r2.3.yaml',
  '/oeg/1.0.0': 'oeg/openapi.yaml',
  '/operatorplatform/federation/v1': EWBI_DEFINITIONS,
  '/tmf-api/party/v4': 'tmf/swagger/TMF632-Party-v4.0.0.swagger.json',
  '/tmf-api/serviceCatalogManagement/v4': 'tmf/swagger/TMF633-ServiceCatalog-v4.0.0.swagger.json',
  '/tmf-api/alarmManagement/v4': 'tmf/swagger/TMF642-Alarm-v4.0.0.swagger.json',
  '/tmf-api/alarm/v4': 'tmf/swagger/TMF642-Alarm-v4.0.0.swagger.json',
};

interface Deviation {
  readonly method: string;
  readonly path: RegExp;
  readonly status: number;
  /** The one fault of form that is let pass; without it the status and the form are. */
  readonly fault?: RegExp;
  readonly reason: string;
}

/** Where the gateway answers otherwise than a definition says, and why. */
const DEVIATIONS: readonly Deviation[] = [
  { method: 'POST', path: /^\/oeg\/1\.0\.0\/(sessions|traffic-influences)$/, status: 201, reason: 'the document shows 200 without content, which would lose the id' },
  { method: 'DELETE', path: /^\/oeg\/1\.0\.0\/sessions\//, status: 204, reason: 'the document shows 201 for a delete' },
  { method: 'DELETE', path: /^\/oeg\/1\.0\.0\/traffic-influences\//, status: 202, reason: 'the document shows 201 for a delete' },
  { method: 'GET', path: /^\/oeg\/1\.0\.0\/(sessions|traffic-influences|edge-cloud-zones)(\/|$)/, status: 200, reason: 'the document shows no content for a read' },
  { method: 'GET', path: /^\/oeg\/1\.0\.0\/[^/]+\/partner$/, status: 200, fault: /^\/(edgeDiscovery|lcm)ServiceEndPoint must (have required property|match a schema in anyOf)/, reason: 'a partner that tells no endpoint: the document requires both, and clients know an empty one' },
  { method: 'PATCH', path: /^\/traffic-influence\/v0\.10\/traffic-influences\//, status: 202, reason: 'with CAMARA_READING=features, as the test plan has it' },
  { method: 'GET', path: /^\/edge-application-management\/vwip\/apps(\/|$)/, status: 200, fault: /'requiredResources'$/, reason: 'an app may have come through a door that does not ask for them' },
  ...[['POST', 201], ['GET', 200], ['PATCH', 200]].map(([method, status]) => ({
    method: String(method), path: /^\/tmf-api\/alarm(Management)?\/v4\/alarm(\/|$)/, status: Number(status), fault: /\/id must be integer$/, reason: 'ids of alarms are text wherever alarms are used',
  })),
];

const deviationsOf = (method: string, path: string, status: number): readonly Deviation[] =>
  DEVIATIONS.filter((deviation) => deviation.method === method && deviation.status === status && deviation.path.test(path));

/** Whether an answer may have another status, or content where the definition has none. */
export const isLetPass = (method: string, path: string, status: number): boolean => deviationsOf(method, path, status).some(({ fault }) => fault === undefined);

export const isFaultLetPass = (method: string, path: string, status: number, words: string): boolean =>
  deviationsOf(method, path, status).some(({ fault }) => fault?.test(words));

/** Commonalities r4.2: codes that any operation may answer, listed or not. PRIVATE_KEY_JWT_NOT_CONFIGURED came with the releases of 2026. */
const COMMON: Readonly<Record<number, readonly string[]>> = {
  400: ['INVALID_ARGUMENT', 'OUT_OF_RANGE'],
  401: ['UNAUTHENTICATED'],
  403: ['PERMISSION_DENIED'],
  404: ['NOT_FOUND'],
  405: ['METHOD_NOT_ALLOWED'],
  406: ['NOT_ACCEPTABLE'],
  409: ['ABORTED', 'ALREADY_EXISTS', 'CONFLICT', 'INCOMPATIBLE_STATE'],
  415: ['UNSUPPORTED_MEDIA_TYPE'],
  422: ['PRIVATE_KEY_JWT_NOT_CONFIGURED', 'UNSUPPORTED_IDENTIFIER'],
  429: ['QUOTA_EXCEEDED', 'TOO_MANY_REQUESTS'],
  500: ['INTERNAL'],
  501: ['NOT_IMPLEMENTED'],
  502: ['BAD_GATEWAY'],
  503: ['UNAVAILABLE'],
  504: ['TIMEOUT'],
};

/** The gateway's own: a CAMARA API names them after itself. */
const OWN = /^([A-Z_]+\.)?(IDEMPOTENCY_KEY_REUSED|PAYLOAD_TOO_LARGE)$/;

export const isCommonCode = (status: number, code: string): boolean => (COMMON[status] ?? []).includes(code) || OWN.test(code);
