import type { IncomingMessage, ServerResponse } from 'node:http';
import { systemClock, type Clock } from '../kernel/clock.js';
import { applicationHandlers, artefactHandlers } from './fm.apps.js';
import { usualBehaviour, type FmBehaviour } from './fm.behaviour.js';
import { createCallbacks, type CallbackCredentials, type FmCallback } from './fm.callbacks.js';
import { createFmControl } from './fm.control.js';
import { openFmDoor, readBody, sendReply, type ReadBody } from './fm.door.js';
import { createFmFaults, type FmFault } from './fm.faults.js';
import { federationHandlers, zoneHandlers } from './fm.federations.js';
import { instanceHandlers } from './fm.instances.js';
import { createFmNotices } from './fm.notices.js';
import { findOperation, type FmOperation } from './fm.operations.js';
import { createFmScript, type FmScript } from './fm.script.js';
import { fmShapes } from './fm.shapes.js';
import { createFmState, type FmState } from './fm.state.js';
import { createFmTokens, SANDBOX_FM_CLIENT, type FmClient } from './fm.tokens.js';
import { fmVoice, type FmDialect, type FmReply } from './fm.voice.js';
import type { FmHandlers, FmWorld } from './fm.world.js';
import type { FmZone } from './fm.zones.js';

export interface SandboxFmOptions {
  readonly dialect: FmDialect;
  /** 1.2.0: `originating` answers as a relay to another Federation Manager does. @default partner */
  readonly role?: 'partner' | 'originating';
  /** Another one when it is taken. @default 0: any free one */
  readonly port?: number;
  readonly clock?: Clock;
  /** What is offered to begin with. @default SANDBOX_FM_ZONES */
  readonly zones?: readonly FmZone[];
  /** @default SANDBOX_FM_CLIENT */
  readonly clients?: readonly FmClient[];
  readonly behaviour?: Partial<FmBehaviour>;
  /** A file that keeps everything but callback credentials over restarts. @default in memory only */
  readonly statePath?: string;
}

export interface FmRequestNote {
  readonly method: string;
  /** With the base path, still URL-encoded. */
  readonly path: string;
  /** Undefined: there is no such operation. */
  readonly operation: FmOperation | 'token' | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
  /** Undefined: it was not answered. */
  readonly status: number | undefined;
}

export interface SandboxFm extends FmScript {
  /** With the base path. */
  readonly url: string;
  readonly tokenUrl: string;
  /** The first one it knows. */
  readonly client: FmClient;
  /** The last 1000, oldest first; the control's are not among them. */
  readonly requests: readonly FmRequestNote[];
  /** The last 1000 that went out, or were lost on purpose. */
  readonly sent: readonly FmCallback[];
  readonly state: Omit<FmState, 'kept' | 'forget'>;
  behaviour(): FmBehaviour;
  /** @param seconds after which it is up again by itself */
  set(change: Partial<FmBehaviour>, seconds?: number): Promise<void>;
  close(): Promise<void>;
}

const BASE = '/operatorplatform/federation/v1';
const TOKEN = '/oauth2/token';
const CONTROL = '/sandbox/';
const KEPT_NOTES = 1_000;

/**
 * A simulated Federation Manager with a partner operator behind it: a real HTTP server on 127.0.0.1.
 *
 * 1.2.0 answers as the public Federation Manager's code does: unknown contexts are 422, errors are Connexion's, service endpoints are
 * empty, a federation belongs to the raw token that it was created with, zones are accepted once, an app's version runs once, no
 * callback is sent. 1.3.0 answers as that definition says, calls back, and takes artefacts in multipart alone.
 *
 * An application is onboarded after 300 to 900 ms, an instance ready after 1 to 3 s. The app's name may choose another life, by a word
 * anywhere in it: `unfit` is not onboarded (FAILED); `refuse` is not deployed at all (422); `fail` ends FAILED; `slow` takes 10 s;
 * `stuck` never settles. Below `/sandbox/` it is told what to do.
 * @throws Error when the file at `statePath` is not a sandbox's.
 */
export async function startSandboxFm(options: SandboxFmOptions): Promise<SandboxFm> {
  const { dialect, role = 'partner', port = 0, clock = systemClock, clients = [SANDBOX_FM_CLIENT] } = options;
  let behaviour: FmBehaviour = { ...usualBehaviour(dialect), ...options.behaviour };
  let rising: NodeJS.Timeout | undefined;
  const now = (): number => clock.now().getTime();
  const state = createFmState(options.statePath, options.zones);
  const credentials = new Map<string, CallbackCredentials>();
  const requests: FmRequestNote[] = [];
  const sent: FmCallback[] = [];
  const callbacks = createCallbacks({ fateOf: (kind) => behaviour.callbacks[kind], note: (callback) => keepLast(sent, callback) });
  const notices = createFmNotices({ dialect, state, credentials, behaviour: () => behaviour, now, send: callbacks.send });
  const world: FmWorld = { dialect, role, state, voice: fmVoice({ dialect, role }), shapes: fmShapes(dialect), notices, credentials, behaviour: () => behaviour, now, url: () => `http://127.0.0.1:${door.port}${BASE}` };
  const tokens = createFmTokens({ dialect, state, clients, behaviour: () => behaviour, now });
  const faults = createFmFaults();
  const script = createFmScript({ world, faults, tokens, change: (next) => (behaviour = next(behaviour)) });
  const control = createFmControl({ world, script, faults, requests, sent, set });
  const handlers = handlersOf(world);

  async function set(change: Partial<FmBehaviour>, seconds?: number): Promise<void> {
    behaviour = { ...behaviour, ...change };
    if (change.down === undefined) return;
    clearTimeout(rising);
    rising = undefined;
    if (seconds !== undefined && change.down !== 'no') rising = setTimeout(() => void set({ down: 'no' }).catch(() => door.shut()), seconds * 1_000).unref();
    await (behaviour.down === 'refuse' ? door.shut() : door.open());
  }

  /** What it is, and what it is answered, if the request is carried out. */
  function answerOf(request: IncomingMessage, pathname: string, { body, type, text }: ReadBody): { readonly operation: FmRequestNote['operation']; readonly reply: () => FmReply } {
    const { method = '', headers } = request;
    if (pathname === TOKEN) return { operation: 'token', reply: () => (method === 'POST' ? tokens.answer(new URLSearchParams(text), headers.authorization) : { status: 405 }) };
    const found = pathname.startsWith(`${BASE}/`) ? findOperation(method, pathname.slice(BASE.length)) : undefined;
    const operation = found?.operation;
    if (operation === undefined) return { operation, reply: () => world.voice.refuse(found ? 405 : 404, found ? 'Method Not Allowed' : 'Nothing matches the given URI') };
    const key = tokens.keyOf(headers);
    return { operation, reply: () => (key === undefined ? world.voice.refuse(401, 'No authorization token provided') : handlers[operation]({ operation, params: found!.params, body, key, type })) };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const read = await readBody(request);
    if (`${pathname}/`.startsWith(CONTROL)) {
      const { after, ...reply } = await control(request.method ?? '', pathname.slice(CONTROL.length).split('/').map(decodeURIComponent), read.body);
      await new Promise<void>((out) => sendReply(response.once('close', out), reply));
      return after?.();
    }
    const { operation, reply } = answerOf(request, pathname, read);
    const fault = operation === undefined || operation === 'token' ? undefined : faults.take(operation);
    const answer = outcomeOf(fault, behaviour.down === '503' ? () => ({ status: 503 }) : reply);
    keepLast(requests, { method: request.method ?? '', path: request.url ?? '', operation, headers: request.headers, body: read.body, status: typeof answer === 'string' ? undefined : answer.status });
    await state.kept();
    if (behaviour.delayMs > 0) await pause(behaviour.delayMs, response);
    if (answer === 'close') response.destroy();
    else if (answer !== 'hang') sendReply(response, answer);
  }

  const door = await openFmDoor(port, serve);
  for (const application of state.applications.list()) notices.armApplication(application);
  for (const instance of state.instances.list()) notices.armInstance(instance);
  if (behaviour.down === 'refuse') await door.shut();
  const close = async (): Promise<void> => {
    clearTimeout(rising);
    notices.close();
    callbacks.close();
    await door.shut();
    await state.kept();
  };
  return { ...script, url: world.url(), tokenUrl: `http://127.0.0.1:${door.port}${TOKEN}`, client: clients[0] ?? SANDBOX_FM_CLIENT, requests, sent, state, behaviour: () => behaviour, set, close };
}

const handlersOf = (world: FmWorld): FmHandlers<FmOperation> => ({
  ...federationHandlers(world), ...zoneHandlers(world), ...artefactHandlers(world), ...applicationHandlers(world), ...instanceHandlers(world),
});

/** What the fault makes of the answer; only what is to be done is done. */
function outcomeOf(fault: FmFault | undefined, reply: () => FmReply): FmReply | 'hang' | 'close' {
  if (!fault) return reply();
  if (fault.done) reply();
  if (typeof fault.answer === 'string') return fault.answer;
  const { status, body, type } = fault.answer;
  return { status, json: body, ...(type !== undefined && { type }) };
}

function keepLast<Note>(notes: Note[], note: Note): void {
  notes.push(note);
  if (notes.length > KEPT_NOTES) notes.shift();
}

const pause = (ms: number, response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => (clearTimeout(timer), resolve());
    const timer = setTimeout(end, ms);
    response.on('close', end);
  });
