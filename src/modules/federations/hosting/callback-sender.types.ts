import type { AddressRole } from '../../../outbound/sinks.guard.js';
import type { Tx } from '../../../outbound/storage/database.js';
import type { Vault } from '../../../outbound/storage/secrets.js';

/** GSMA `CallbackCredentials`: whom we are where the other side gives tokens. */
export interface CallbackCredentials {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Somebody is to hear of the state of something. */
export interface Callback {
  /** What it is about, e.g. `hosted-instance:<context>:<instance>`. Of what waits for a key only the newest is sent, and never two at a time. */
  readonly key: string;
  /** Where it is POSTed. */
  readonly link: string;
  /** `CallbackCredentials`, as `sealCredentials` makes them; null: the callback goes without a token. */
  readonly credentials: Uint8Array | null;
  /** GSMA's body; it must hold no secret. */
  readonly body: object;
  readonly correlator?: string | null;
}

/** Sends GSMA's callbacks after the answer: at least once, tried again with growing waits for a day. One that fails undoes nothing. */
export interface CallbackSender {
  /**
   * Whether callbacks, or requests for their tokens, may be sent there.
   * @throws Refusal INVALID_ARGUMENT with the field: no https, or it leads into a private network
   */
  admit(address: string, role: Omit<AddressRole, 'code'>): Promise<void>;
  /** In the transaction of the change that it tells of. */
  send(tx: Tx, callbacks: readonly Callback[]): Promise<void>;
}

/** The credentials as they are kept, encrypted. */
export const sealCredentials = (vault: Pick<Vault, 'seal'>, { tokenUrl, clientId, clientSecret }: CallbackCredentials): Uint8Array<ArrayBuffer> =>
  vault.seal(JSON.stringify({ tokenUrl, clientId, clientSecret }));

/** What `sealCredentials` made. @throws Error when it was sealed with another key */
export const openCredentials = (vault: Pick<Vault, 'open'>, sealed: Uint8Array): CallbackCredentials => JSON.parse(vault.open(sealed)) as CallbackCredentials;
