import type { Artefact } from './fm.types.js';

export interface Form {
  readonly contentType: string;
  readonly text: string;
}

/**
 * An artefact as multipart/form-data: texts as they are, objects and lists as JSON. No part bears a file name: servers would take it for a file.
 * @param boundary letters and digits that occur in no value: random
 */
export function artefactForm(artefact: Artefact, boundary: string): Form {
  const parts = Object.entries(artefact).map(([name, value]: [string, unknown]) => (typeof value === 'string' ? part(name, value) : part(name, JSON.stringify(value), 'application/json')));
  const text = [...parts.map((one) => `--${boundary}\r\n${one}\r\n`), `--${boundary}--\r\n`].join('');
  return { contentType: `multipart/form-data; boundary=${boundary}`, text };
}

const part = (name: string, value: string, type?: string): string => `Content-Disposition: form-data; name="${name}"\r\n${type === undefined ? '' : `Content-Type: ${type}\r\n`}\r\n${value}`;
