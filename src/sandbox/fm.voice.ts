/** The E/WBI that the simulated Federation Manager speaks. */
export type FmDialect = '1.2.0' | '1.3.0';

export interface FmReply {
  readonly status: number;
  /** Undefined: there is no body. */
  readonly json?: unknown;
  /** @default application/json */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface InvalidParam {
  readonly param: string;
  readonly reason: string;
}

/** Parts of 1.2.0's code. */
export type FmPlace = 'federation' | 'lcm' | 'other';

/** How a dialect says what both mean. */
export interface FmVoice {
  /** @param detail the words of 1.2.0's code; 1.3.0 has none of its own */
  refuse(status: number, detail: string, invalidParams?: readonly InvalidParam[]): FmReply;
  /** Of the document, by the framework: before the program sees it. */
  reject(faults: readonly InvalidParam[]): FmReply;
  /** @param place where 1.2.0's code looks, which chooses its words */
  unknownContext(place: FmPlace): FmReply;
  /** What 1.2.0 says in a JSON string is an empty body in 1.3.0. */
  done(words: string, status?: 200 | 202): FmReply;
}

export interface VoiceOptions {
  readonly dialect: FmDialect;
  /** `originating`: 1.2.0 as a relay to another Federation Manager. */
  readonly role: 'partner' | 'originating';
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request', 401: 'Unauthorized', 404: 'Not Found', 405: 'Method Not Allowed', 409: 'Conflict', 415: 'Unsupported Media Type', 422: 'Unprocessable Entity', 500: 'Internal Server Error', 501: 'Not Implemented', 503: 'Service Unavailable',
};
const PROBLEM = 'application/problem+json';
const titleOf = (status: number): string => TITLES[status] ?? 'Error';

export const fmVoice = ({ dialect, role }: VoiceOptions): FmVoice => (dialect === '1.3.0' ? document13 : role === 'partner' ? partner12 : relay12);

const connexion = (status: number, detail: string): FmReply => ({ status, type: PROBLEM, json: { type: 'about:blank', title: titleOf(status), detail, status } });

const rejected12 = ([first]: readonly InvalidParam[]): FmReply => connexion(400, first === undefined ? 'The request is not valid' : `${first.reason} - '${first.param}'`);

const partner12: FmVoice = {
  refuse: connexion,
  reject: rejected12,
  // A 404 within a try block: it is never seen as one.
  unknownContext: (place) => connexion(422, `${place === 'lcm' ? '' : 'Incorrect value for Federation. '}Error: 404 Not Found: Federation not found${place === 'federation' ? '' : ' at Operator Platform'}`),
  done: (words, status = 200) => ({ status, json: words }),
};

const relay12: FmVoice = {
  refuse: (status, detail) => (status === 401 || status >= 500 ? connexion(status, detail) : { status, json: detail }),
  reject: rejected12,
  unknownContext: () => ({ status: 404, json: 'Federation not found' }),
  done: partner12.done,
};

const problem = (status: number, detail: string, invalidParams?: readonly InvalidParam[]): FmReply => ({
  status,
  type: PROBLEM,
  json: { title: titleOf(status), detail, cause: titleOf(status).toUpperCase().replaceAll(' ', '_'), ...(invalidParams && { invalidParams }) },
});

const document13: FmVoice = {
  refuse: problem,
  reject: (faults) => problem(422, 'The request is not valid.', faults),
  unknownContext: () => problem(404, 'There is no such federation.'),
  done: (_words, status = 200) => ({ status }),
};
