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
  /** @default standard output, written without waiting for it */
  readonly destination?: DestinationStream;
}

const SECRET_FIELDS = ['authorization', 'password', 'secret', 'token', 'accessToken', 'credentials', 'secretKey'];

/** One JSON object per line: `time` (ISO 8601), `level` (a word), `msg`, and the fields. */
export function createLog({ level, destination = pino.destination({ dest: 1, sync: false }) }: LogOptions): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: [...SECRET_FIELDS, ...SECRET_FIELDS.map((field) => `*.${field}`)], censor: '[redacted]' },
      serializers: { err: (error: unknown) => describeError(error) },
    },
    destination,
  );
}

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
    message: withoutSecrets(error.message),
    ...(code !== undefined && { code }),
    ...(error.stack !== undefined && { stack: withoutSecrets(error.stack) }),
    ...(error.cause !== undefined && depth < DEEPEST_CAUSE && { cause: describeError(error.cause, depth + 1) }),
  };
}

/** Takes user:password out of addresses and the token out of `Authorization` values that a message quotes. */
export const withoutSecrets = (text: string): string =>
  text.replace(/\/\/[^/\s@]+@/g, '//[redacted]@').replace(/\b(Bearer|Basic) +[\w.~+/=-]{8,}/gi, '$1 [redacted]');
