import { ConfigError, readConfig } from '../../src/config.js';

/** What is wrong with a configuration; none when nothing is. */
export function mistakesOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  return [];
}
