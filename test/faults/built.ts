import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What `npm run build` makes. */
export const PROGRAM = join(process.cwd(), 'dist/src/main.js');

/**
 * The built program, which is not to be older than what it was built from: a test of it would tell of another one.
 * @throws Error with what to do.
 */
export function builtProgram(): string {
  if (!existsSync(PROGRAM)) throw new Error('The gateway is not built: npm run build');
  const built = statSync(PROGRAM).mtimeMs;
  const newer = ['src', 'rest-compat'].flatMap(sourcesUnder).find((file) => statSync(file).mtimeMs > built);
  if (newer !== undefined) throw new Error(`The build is older than ${newer}: npm run build`);
  return PROGRAM;
}

/** Without tests, which are not built, and the generated client, which every build makes anew. */
function sourcesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') && !entry.parentPath.includes('generated'))
    .map((entry) => join(entry.parentPath, entry.name));
}
