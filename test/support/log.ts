import type { Log } from '../../src/kernel/context.js';

export interface CollectedLog extends Log {
  readonly lines: { readonly level: string; readonly fields: object; readonly message: string }[];
}

/** A log that keeps its lines for the test to look at. */
export function collectLog(): CollectedLog {
  const lines: CollectedLog['lines'] = [];
  const at = (level: string) => (fields: object, message: string): void => void lines.push({ level, fields, message });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
