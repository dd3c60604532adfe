import { gsmaDefinition, type GsmaCallback, type GsmaDefinition, type GsmaDialect } from './gsma.js';
import type { Exchange } from './official.js';

/** What GSMA's two definitions of the E/WBI have to say of an answer, and how federations are refused at every door. */

const PROBLEM = 'application/problem+json';

/** The gateway's own addresses for what the definitions call callbacks. */
const CALLBACKS: Readonly<Record<string, { readonly name: GsmaCallback; readonly status: number }>> = {
  'partner-status': { name: 'onPartnerStatusEvent', status: 204 },
  'zone-resources': { name: 'onZoneResourceUpdateEvent', status: 200 },
  'onboarding-status': { name: 'onApplicationOnboardStatusEvent', status: 204 },
  'instance-status': { name: 'onInstanceStatusEvent', status: 204 },
};

interface Deviation {
  readonly dialects: readonly GsmaDialect[];
  readonly method: string;
  readonly path: RegExp;
  readonly fault?: RegExp;
  readonly reason: string;
}

const DEVIATIONS: readonly Deviation[] = [
  ...['DELETE', 'PATCH', 'POST'].map((method): Deviation => ({
    dialects: ['1.2.0', '1.3.0'], method, path: method === 'DELETE' ? /./ : /\/(artefact|application\/onboarding(\/app\/[^/]+)?)$/, fault: /^it has no body$/,
    reason: 'a sentence where the definitions have no content: Federation Managers that pass requests on look for a word in it',
  })),
  { dialects: ['1.3.0'], method: 'POST', path: /^\/[^/]+\/application\/lcm$/, fault: /^it has no body$/, reason: 'the older definition tells the name of the instance, the newer one nothing' },
  { dialects: ['1.3.0'], method: 'GET', path: /^\/[^/]+\/application\/onboarding\/app\/[^/]+$/, fault: /^\/appDeploymentZones\/\d+ must be string/, reason: 'zones are objects in the older definition, ids in the newer' },
  { dialects: ['1.3.0'], method: 'GET', path: /^\/fed-context-id$/, reason: 'only the older definition has it' },
  { dialects: ['1.2.0', '1.3.0'], method: 'GET', path: /^\/partner\/[^/]+$/, reason: 'the definitions say so of Location, and forget to let it be read' },
];

/** Of refusals: what is not there is refused too, and a status that is not listed may be answered in a form that is not written down. */
const LEFT_OPEN: readonly string[] = ['there is no such operation', 'it has no body'];

const definitions = new Map<GsmaDialect, Promise<GsmaDefinition>>();

function definitionOf(dialect: GsmaDialect): Promise<GsmaDefinition> {
  if (!definitions.has(dialect)) definitions.set(dialect, gsmaDefinition(dialect));
  return definitions.get(dialect)!;
}

/** @param path below the base path */
export async function ewbiFaults(path: string, exchange: Exchange): Promise<readonly string[]> {
  if (exchange.method === 'HEAD' || exchange.method === 'OPTIONS') return [];
  if (exchange.status >= 400) return [...problemFaults(exchange), ...(await faultsIn(path, exchange))];
  return faultsIn(path, exchange);
}

async function faultsIn(path: string, { method, status, header, text }: Exchange): Promise<readonly string[]> {
  const callback = /^\/callbacks\/[^/]+\/([^/]+)$/.exec(path)?.[1];
  if (callback !== undefined && method === 'POST') return status >= 400 || (CALLBACKS[callback]?.status === status && text === '') ? [] : [`${status} is not what a callback is answered with`];
  const answer = { status, type: text === '' ? undefined : header('content-type'), body: text === '' ? undefined : (JSON.parse(text) as unknown) };
  const found = await Promise.all((['1.2.0', '1.3.0'] as const).map(async (dialect) => {
    const faults = (await definitionOf(dialect)).response(method, path, answer);
    return faults.filter((fault) => !(status >= 400 && LEFT_OPEN.includes(fault)) && !isLetPass(dialect, method, path, fault)).map((fault) => `${dialect}: ${fault}`);
  }));
  return found.flat();
}

const isLetPass = (dialect: GsmaDialect, method: string, path: string, fault: string): boolean =>
  DEVIATIONS.some((one) => one.dialects.includes(dialect) && one.method === method && one.path.test(path) && (one.fault?.test(fault) ?? true));

/** The Open Exposure Gateway's paths for federations. */
export const isOegFederation = ({ path }: Exchange): boolean => /^\/oeg\/1\.0\.0\/(partner|fed-context-id|[^/]+\/partner)$/.test(path.split('?', 1)[0]!);

/** GSMA's ProblemDetails and the document's: both say the status again, and only a member that is at fault is told as such. */
export function problemFaults({ method, status, header, text }: Exchange): readonly string[] {
  if (method === 'HEAD') return [];
  if (header('content-type') !== PROBLEM) return [`its error is ${header('content-type')}`];
  const body = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return [
    ...(body['status'] === status ? [] : [`the status in its error is ${String(body['status'])}, not ${status}`]),
    ...['title', 'detail'].flatMap((name) => (typeof body[name] === 'string' && body[name] !== '' ? [] : [`its error has no ${name}`])),
    ...(status === 422 && 'cause' in body && !('invalidParams' in body) ? ['its error does not tell what is at fault'] : []),
    ...(status !== 422 && 'invalidParams' in body ? ['its error tells a member at fault under another status'] : []),
  ];
}
