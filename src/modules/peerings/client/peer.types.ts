import type { FailureCode, ToldFailure } from '../../../kernel/peering/messages.js';
import type { JsonObject } from '../../../kernel/tmf/document.js';

/** How a peered OSS is reached, read from an organization's characteristics. Holds secrets. */
export interface PeerConnection {
  readonly organizationId: string;
  /** Without a slash at the end; Markdown is undone. */
  readonly baseUrl: string;
  /** Path and query of the list that is offered for choice. */
  readonly listPath: string;
  /** Undefined: the OSS is asked without a token. */
  readonly oauth: PeerOAuth | undefined;
  /** Changes with anything above: what was learnt under another is of no use. */
  readonly fingerprint: string;
}

export interface PeerOAuth {
  readonly grant: 'password' | 'client_credentials';
  readonly tokenUri: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Joined by spaces. */
  readonly scope: string | undefined;
}

/** Why a peered OSS could not be asked, or its answer not be used. The words hold no secret and nothing of the answer. */
export class PeerFault extends Error {
  readonly told: ToldFailure;

  constructor(
    readonly code: FailureCode,
    reason: string,
    detail: { readonly httpStatus?: number; readonly url?: string; readonly retryable?: boolean; readonly cause?: unknown } = {},
  ) {
    super(reason, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'PeerFault';
    this.told = {
      code,
      reason,
      retryable: detail.retryable ?? false,
      ...(detail.httpStatus !== undefined && { httpStatus: detail.httpStatus }),
      ...(detail.url !== undefined && { url: detail.url }),
    };
  }
}

/** One object for all that is asked in a beat or an operation: an OSS that refuses its credentials once is not asked to take them again in it. */
export interface PeerCall {
  /** Once it has ended a call rejects with its reason, which is no fault of the OSS: the request may never have left. */
  readonly signal: AbortSignal;
  /** How often a request that meets a passing fault is sent, at most. 1 for an OSS that is known to be away. @default 3 */
  readonly attempts?: number;
  /** Sent as the request id. */
  readonly correlator: string;
}

/** What the OSS says of one specification. `gone`: it says that there is none, which alone is no proof (OpenSlice answers 200 with nothing). */
export type SpecAnswer =
  | { readonly kind: 'found'; readonly source: JsonObject; /** Of the text of the answer: the same text is the same specification, and need not be looked at again. */ readonly digest?: string }
  | { readonly kind: 'gone' };

/** A list, as it was answered. */
export interface SpecList {
  readonly items: readonly JsonObject[];
  /** False when `X-Total-Count` says that there are more. */
  readonly complete: boolean;
}

/**
 * Asks peered OSSs. Tokens are renewed beforehand and kept for each organization; a 401 is met with one new token and one more try; passing
 * faults are tried again within bounds; at most four requests at a time to each OSS and a bound over all.
 * Every method throws PeerFault.
 */
export interface PeerSource {
  /** @param which `offered`: the list of the organization's own path; `all`: the default list, without a query */
  list(connection: PeerConnection, which: 'offered' | 'all', call: PeerCall): Promise<SpecList>;
  spec(connection: PeerConnection, remoteId: string, call: PeerCall): Promise<SpecAnswer>;
  close(): Promise<void>;
}

/** `id`, or `uuid` where a list leaves `id` out. */
export const remoteIdOf = ({ id, uuid }: JsonObject): string | undefined => (typeof id === 'string' && id !== '' ? id : typeof uuid === 'string' && uuid !== '' ? uuid : undefined);
