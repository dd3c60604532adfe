import { PeerFailure } from '../../../outbound/http.failure.js';
import { REFUSED_ADDRESS } from '../../../outbound/peer-guard.js';
import { PeerFault } from './peer.types.js';

/** Who answered, in sentences: `OSS` or `token endpoint`; and where, as it may be told. */
export interface Asked {
  readonly who: 'OSS' | 'token endpoint';
  readonly url: string;
}

/** As it may be told: without query, user info and fragment. */
export const toldUrl = (url: URL): string => url.origin + url.pathname;

const NAMES: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME', 'ENODATA', 'ESERVFAIL', 'ENONAME']);
/** What OpenSSL says of certificates, and of a server that speaks no TLS. */
const CERTIFICATES = /CERT|SIGNATURE|ISSUER|CRL|SELF_SIGNED|CHAIN|HOSTNAME|INVALID_CA|INVALID_PURPOSE|SSL|TLS|^EPROTO$/;

/** Why there is no usable answer. */
export function faultOfFailure({ who, url }: Asked, cause: PeerFailure): PeerFault {
  const { kind, detail = '', status } = cause;
  const passing = { url, retryable: true, cause };
  if (kind === 'timeout') return new PeerFault('TIMEOUT', `The ${who} did not answer in time.`, passing);
  if (kind === 'oversized') return new PeerFault('INVALID_RESPONSE', `The ${who} answered with more than can be taken.`, { url, cause });
  if (kind === 'malformed') return new PeerFault('INVALID_RESPONSE', `The ${who} gave an answer that is no HTTP.`, passing);
  if (kind === 'cut' && status !== undefined) return new PeerFault('INVALID_RESPONSE', `The ${who} broke off its answer.`, { ...passing, httpStatus: status });
  if (kind === 'cut') return new PeerFault('CONNECT', `The ${who} broke the connection.`, passing);
  if (detail === REFUSED_ADDRESS) return new PeerFault('CONFIG_INVALID', `The address of the ${who} leads to a host that may not be called.`, { url, cause });
  if (NAMES.has(detail)) return new PeerFault('DNS', `The host of the ${who} is not known (${detail}).`, passing);
  if (CERTIFICATES.test(detail)) return new PeerFault('TLS', `No trusted connection to the ${who} can be made (${detail}).`, passing);
  return new PeerFault('CONNECT', `The ${who} cannot be reached${detail === '' ? '' : ` (${detail})`}.`, passing);
}

/** Faults that another attempt within seconds may not meet; a certificate stays what it is. */
export function mayPass({ code, cause }: PeerFault): boolean {
  if (cause instanceof PeerFailure && cause.kind === 'cut') return true;
  return code === 'DNS' || code === 'CONNECT' || code === 'TIMEOUT' || code === 'HTTP_5XX' || code === 'HTTP_429';
}

/** What a status outside 200 to 299 says of an OSS. */
export function faultOfStatus({ who, url }: Asked, httpStatus: number): PeerFault {
  const at = { url, httpStatus };
  if (httpStatus >= 500) return new PeerFault('HTTP_5XX', `The ${who} met an error of its own (${httpStatus}).`, { ...at, retryable: true });
  if (httpStatus === 429) return new PeerFault('HTTP_429', `The ${who} asks for fewer requests.`, { ...at, retryable: true });
  if (httpStatus === 401 || httpStatus === 403) return new PeerFault('AUTH_REJECTED', `The ${who} does not accept the organization's credentials (${httpStatus}).`, at);
  if (httpStatus >= 400) return new PeerFault('HTTP_4XX', `The ${who} refused the request (${httpStatus}).`, at);
  return unusable({ who, url }, `answered in a way that cannot be followed (${httpStatus})`, httpStatus);
}

/** An answer that says success and cannot be used. */
export const unusable = ({ who, url }: Asked, what: string, httpStatus?: number): PeerFault =>
  new PeerFault('INVALID_RESPONSE', `The ${who} ${what}.`, { url, retryable: true, ...(httpStatus !== undefined && { httpStatus }) });
