import { pino, type DestinationStream } from 'pino';
import type { Log } from '../kernel/context.js';

/** The program's log. Children carry fields of their own on every line. */
export interface Logger extends Log {
  child(fields: Readonly<Record<string, unknown>>): Logger;
  isLevelEnabled(level: string): boolean;
  /** Writes out what is still held; the program's last act. */
  flush(): void;
}

export interface LogOptions {
  /** Least severe level that is written. */
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** @default standard output, within 200 ms */
  readonly destination?: DestinationStream;
}

/** Lines are written together: a write for each would cost more than the rest of a small request. */
const standardOutput = (): DestinationStream => pino.destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 200 });

/** One JSON object per line: `time` (ISO 8601), `level` (a word), `msg`, and the fields. */
export function createLog({ level, destination = standardOutput() }: LogOptions): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: withoutSecretFields },
      // These also cover what a child is given, which the formatter does not see.
      redact: { paths: [...SECRET_FIELDS], censor: HIDDEN },
      serializers: { err: (error: unknown) => describeError(error) },
    },
    destination,
  );
}

const SECRET_FIELDS: ReadonlySet<string> = new Set(['authorization', 'Authorization', 'password', 'secret', 'token', 'accessToken', 'access_token', 'credentials', 'secretKey', 'cookie']);
const HIDDEN = '[redacted]';
const DEEPEST_FIELD = 4;

/**
 * The fields with the values of those hidden that may hold a secret, at any depth that is likely. Nothing is copied
 * while there is none. (pino's redaction by paths with a wildcard costs more than the rest of the line.)
 */
function withoutSecretFields(fields: Record<string, unknown>, depth = 0): Record<string, unknown> {
  let clean = fields;
  for (const name in fields) {
    const value = fields[name];
    const shown = SECRET_FIELDS.has(name) ? HIDDEN : isPlain(value) && depth < DEEPEST_FIELD ? withoutSecretFields(value, depth + 1) : value;
    if (shown === value) continue;
    if (clean === fields) clean = Array.isArray(fields) ? Object.assign([], fields) : { ...fields };
    clean[name] = shown;
  }
  return clean;
}

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype);

export interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

const DEEPEST_CAUSE = 5;

/**
 * An error as the log shows it: name, code, words, stack and causes. Other members are left out, since libraries keep
 * whole requests and connection settings in them.
 */
export function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutSecrets(String(error)) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return {
    type: error.name,
    // Prisma quotes the arguments of the call, which may hold what a caller sent.
    message: error.name.startsWith('PrismaClient') ? 'the database client refused a call' : withoutSecrets(error.message),
    ...(code !== undefined && { code }),
    ...(error.stack !== undefined && { stack: placesOf(error.stack) }),
    ...(error.cause !== undefined && depth < DEEPEST_CAUSE && { cause: describeError(error.cause, depth + 1) }),
  };
}

/** Where in the code it happened, without the message that a stack begins with. */
const placesOf = (stack: string): string => stack.split('\n').filter((line) => /^\s+at /.test(line)).join('\n');

/** Takes user:password out of addresses and the token out of `Authorization` values that a message quotes. */
export const withoutSecrets = (text: string): string =>
  text.replace(/\/\/[^/\s@]+@/g, '//[redacted]@').replace(/\b(Bearer|Basic) +[\w.~+/=-]{8,}/gi, '$1 [redacted]');
