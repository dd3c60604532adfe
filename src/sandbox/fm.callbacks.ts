import type { FmCallbackFate, FmCallbackKind } from './fm.behaviour.js';

/** GSMA `CallbackCredentials`. */
export interface CallbackCredentials {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A callback as it went out, or did not. */
export interface FmCallback {
  readonly kind: FmCallbackKind;
  readonly link: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** What it was answered; `lost` on purpose; `failed`: there was no answer. */
  readonly answer: number | 'lost' | 'failed';
}

export interface OutgoingCallback {
  readonly kind: FmCallbackKind;
  readonly link: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Undefined: it goes without a token. */
  readonly credentials: CallbackCredentials | undefined;
}

export interface CallbackSetting {
  readonly fateOf: (kind: FmCallbackKind) => FmCallbackFate;
  readonly note: (callback: FmCallback) => void;
}

export interface Callbacks {
  /** One after the other for each link, and late, twice or never, as it is to be. */
  send(callback: OutgoingCallback): void;
  /** Ends also what is on its way. */
  close(): void;
}

const TRIES = 3;
const PAUSE_MS = 300;
const DEADLINE_MS = 3_000;
/** A callback that waits to be overtaken goes out after all when none comes. */
const OVERTAKEN_WITHIN_MS = 400;
const DAY_MS = 86_400_000;

export function createCallbacks({ fateOf, note }: CallbackSetting): Callbacks {
  const ended = new AbortController();
  const queues = new Map<string, Promise<void>>();
  const waiting = new Map<string, { readonly callback: OutgoingCallback; readonly timer: NodeJS.Timeout }>();
  const tokens = createCallbackTokens(ended.signal);

  async function post({ kind, link, body, credentials }: OutgoingCallback): Promise<void> {
    let answer: number | 'failed' = 'failed';
    for (let attempt = 1; attempt <= TRIES && !ended.signal.aborted; attempt++) {
      answer = await arrives(link, body, await tokens.of(credentials), ended.signal);
      if (answer !== 'failed' && answer < 300) break;
      if (answer === 401) tokens.drop(credentials);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt).unref());
    }
    note({ kind, link, body, answer });
  }

  function queue(callback: OutgoingCallback, lateMs: number): void {
    const after = Date.now() + lateMs;
    const sent = (queues.get(callback.link) ?? Promise.resolve()).then(async () => {
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, after - Date.now())).unref());
      await post(callback);
    });
    queues.set(callback.link, sent);
    void sent.finally(() => queues.get(callback.link) === sent && queues.delete(callback.link));
  }

  /** The one that waits goes after the one that comes. */
  function overtaking(callback: OutgoingCallback, lateMs: number): void {
    const held = waiting.get(callback.link);
    if (!held) {
      const timer = setTimeout(() => (waiting.delete(callback.link), queue(callback, lateMs)), OVERTAKEN_WITHIN_MS).unref();
      return void waiting.set(callback.link, { callback, timer });
    }
    clearTimeout(held.timer);
    waiting.delete(callback.link);
    queue(callback, lateMs);
    queue(held.callback, lateMs);
  }

  return {
    send(given) {
      const { fate, lateMs, old } = fateOf(given.kind);
      const callback = old ? { ...given, body: aged(given.body) } : given;
      if (fate === 'off') return;
      if (fate === 'lost') return note({ kind: callback.kind, link: callback.link, body: callback.body, answer: 'lost' });
      if (fate === 'reordered') return overtaking(callback, lateMs);
      queue(callback, lateMs);
      if (fate === 'doubled') queue(callback, lateMs);
    },
    close() {
      for (const { timer } of waiting.values()) clearTimeout(timer);
      ended.abort();
    },
  };
}

const aged = (body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const date = body['modificationDate'];
  return typeof date === 'string' ? { ...body, modificationDate: new Date(Date.parse(date) - DAY_MS).toISOString() } : body;
};

async function arrives(link: string, body: object, token: string | undefined, signal: AbortSignal): Promise<number | 'failed'> {
  const headers = { 'content-type': 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) };
  try {
    const answer = await fetch(link, { method: 'POST', headers, body: JSON.stringify(body), redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]) });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return 'failed';
  }
}

function createCallbackTokens(signal: AbortSignal) {
  const known = new Map<string, { readonly token: string; readonly endsAt: number }>();
  const keyOf = ({ tokenUrl, clientId }: CallbackCredentials): string => `${clientId} ${tokenUrl}`;
  return {
    /** Undefined: there is none to be had. */
    async of(credentials: CallbackCredentials | undefined): Promise<string | undefined> {
      if (credentials === undefined) return undefined;
      const held = known.get(keyOf(credentials));
      if (held && held.endsAt > Date.now()) return held.token;
      const given = await newToken(credentials, signal);
      if (given) known.set(keyOf(credentials), given);
      return given?.token;
    },
    drop: (credentials: CallbackCredentials | undefined) => void (credentials && known.delete(keyOf(credentials))),
  };
}

/** RFC 6749 §4.4 with HTTP Basic, whose parts are form-encoded first. */
async function newToken({ tokenUrl, clientId, clientSecret }: CallbackCredentials, signal: AbortSignal) {
  const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64');
  try {
    const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'fed-mgmt' });
    const answer = await fetch(tokenUrl, { method: 'POST', headers: { authorization: `Basic ${basic}` }, body, signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]) });
    const { access_token: token, expires_in: seconds = 60 } = (await answer.json()) as { readonly access_token?: unknown; readonly expires_in?: number };
    return answer.ok && typeof token === 'string' ? { token, endsAt: Date.now() + (seconds - 5) * 1_000 } : undefined;
  } catch {
    return undefined;
  }
}
