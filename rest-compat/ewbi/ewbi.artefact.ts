import { Refusal } from '../../src/kernel/refusal.js';
import { parseJson } from '../router.reading.js';

/** Parts of the form that are JSON. A list may come as one part, or as one part for each of its items. */
const LIST = 'componentSpec';
const OBJECT = 'artefactRepoLocation';
const FILE = 'artefactFile';

const MOST_PARTS = 200;

type Part = FormDataEntryValue;

const noFile = (): Refusal => new Refusal('INVALID_ARGUMENT', 'A file cannot be taken: the artefact must be in a repository, and artefactRepoLocation say where.', { field: FILE });

/** An artefact that came as `multipart/form-data`, as it would have come in JSON. @throws Refusal INVALID_ARGUMENT naming the part */
export async function artefactOfForm(form: FormData): Promise<unknown> {
  const parts = new Map<string, Part[]>();
  // One pass: to ask a form for each of its names takes the square of their number.
  let count = 0;
  for (const [name, part] of form) {
    if ((count += 1) > MOST_PARTS) throw new Refusal('INVALID_ARGUMENT', `The form has more than ${MOST_PARTS} parts.`);
    parts.set(name, [...(parts.get(name) ?? []), part]);
  }
  if (parts.get(FILE)?.some((part) => (typeof part === 'string' ? part !== '' : part.size > 0))) throw noFile();
  parts.delete(FILE);
  return Object.fromEntries(await Promise.all([...parts].map(async ([name, values]) => [name, await valueOf(name, values)] as const)));
}

async function valueOf(name: string, parts: readonly Part[]): Promise<unknown> {
  if (name === LIST) return (await Promise.all(parts.map((part) => jsonOf(name, part)))).flat();
  if (parts.length > 1) throw new Refusal('INVALID_ARGUMENT', `The form has the part ${name} more than once.`, { field: name });
  return name === OBJECT ? jsonOf(name, parts[0]!) : textOf(parts[0]!);
}

const textOf = async (part: Part): Promise<string> => (typeof part === 'string' ? part : part.text());

async function jsonOf(name: string, part: Part): Promise<unknown> {
  try {
    return parseJson(new TextEncoder().encode(await textOf(part)));
  } catch {
    // The parser's own words quote the part, which may hold a password.
    throw new Refusal('INVALID_ARGUMENT', `The part ${name} is not valid JSON.`, { field: name });
  }
}

/** An artefact that came as JSON. @throws Refusal INVALID_ARGUMENT where a file is in it */
export function withoutFile({ [FILE]: file, ...artefact }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (file !== undefined && file !== null && file !== '') throw noFile();
  return artefact;
}
