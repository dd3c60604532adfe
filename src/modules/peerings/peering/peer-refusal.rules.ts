import type { FailureCode, ToldFailure } from '../../../kernel/peering/messages.js';
import { Refusal, type RefusalCode } from '../../../kernel/refusal.js';
import type { FailedSpec } from './peering.types.js';

const CODES: Readonly<Record<FailureCode, RefusalCode>> = {
  CONFIG_INVALID: 'INVALID_ARGUMENT',
  SPEC_NOT_FOUND: 'INVALID_ARGUMENT',
  DNS: 'PEER_UNREACHABLE',
  CONNECT: 'PEER_UNREACHABLE',
  TLS: 'PEER_UNREACHABLE',
  HTTP_5XX: 'PEER_UNREACHABLE',
  HTTP_429: 'PEER_UNREACHABLE',
  TIMEOUT: 'PEER_TIMEOUT',
  HTTP_4XX: 'PEER_REFUSED',
  AUTH_TOKEN: 'PEER_REFUSED',
  AUTH_REJECTED: 'PEER_REFUSED',
  INVALID_RESPONSE: 'PEER_INVALID_RESPONSE',
  SPEC_ID_CONFLICT: 'CONFLICT',
  PARTIAL: 'PEER_INVALID_RESPONSE',
  INTERNAL: 'INTERNAL',
};

/** Ids in one sentence. */
const SHOWN = 5;

/** Our words for a caller; nothing of what the OSS answered is in them. */
export function peerRefusal(failure: ToldFailure, failed: readonly FailedSpec[] = []): Refusal {
  if (failure.code === 'SPEC_NOT_FOUND') return new Refusal('INVALID_ARGUMENT', `The OSS has no specification ${list(failed)}.`, { field: 'select' });
  if (failure.code === 'CONFIG_INVALID') return new Refusal('INVALID_ARGUMENT', failure.reason, { field: 'organizationId' });
  return new Refusal(CODES[failure.code], failed.length === 0 ? failure.reason : `${failed.length} of the specifications could not be fetched (${list(failed)}): ${failure.reason}`);
}

const list = (failed: readonly FailedSpec[]): string =>
  `${failed.slice(0, SHOWN).map(({ remoteId }) => remoteId).join(', ')}${failed.length > SHOWN ? ` and ${failed.length - SHOWN} more` : ''}`;
