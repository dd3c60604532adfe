import type { FmBehaviour } from './fm.behaviour.js';
import type { CallbackCredentials } from './fm.callbacks.js';
import type { FmNotices } from './fm.notices.js';
import type { FmOperation, FmParams } from './fm.operations.js';
import type { FmShapes } from './fm.shapes.js';
import type { FmState } from './fm.state.js';
import type { FmDialect, FmReply, FmVoice } from './fm.voice.js';

/** What every operation of the simulated Federation Manager works on. */
export interface FmWorld {
  readonly dialect: FmDialect;
  readonly role: 'partner' | 'originating';
  readonly state: FmState;
  readonly voice: FmVoice;
  readonly shapes: FmShapes;
  readonly notices: FmNotices;
  /** Of federations, by context. In memory only: after a restart callbacks go without a token. */
  readonly credentials: Map<string, CallbackCredentials>;
  behaviour(): FmBehaviour;
  /** Epoch milliseconds. */
  now(): number;
  /** With the base path. */
  url(): string;
}

export interface FmRequest {
  readonly operation: FmOperation;
  readonly params: FmParams;
  readonly body: unknown;
  /** Whose request it is: 1.2.0 the hash of the raw token, 1.3.0 the client. */
  readonly key: string;
  /** `multipart/form-data`, `application/json`; empty without a body. */
  readonly type: string;
}

export type FmHandler = (request: FmRequest) => FmReply;
export type FmHandlers<Operation extends FmOperation> = Readonly<Record<Operation, FmHandler>>;

/** Between the two. */
export const anyOf = ([least, most]: readonly [number, number]): number => least + Math.random() * (most - least);
