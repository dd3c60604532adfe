import { z } from 'zod';
import type { Answer, Described } from '../route.js';

/**
 * What is answered where the definitions have no content. A Federation Manager that passes requests on to us reads JSON from
 * every answer, and takes a request for failed whose answer lacks the word that its own kind says: each sentence has it.
 */
const SENTENCES = {
  closed: 'The federation is removed.',
  released: 'The zone is deregistered.',
  uploaded: 'The artefact is uploaded.',
  artefactRemoved: 'The deletion of the artefact is done.',
  onboarding: 'The application is accepted.',
  changed: 'The change of the application is accepted.',
  deboarding: 'The deletion of the application is accepted.',
  ending: 'The termination of the instance is accepted.',
} as const;

const Sentence = z.string().meta({ description: 'One sentence for people, as a JSON text.' });

export interface InWords {
  readonly answer: () => Answer;
  readonly responses: Readonly<Record<number, Described>>;
}

/** The answer of a route that has nothing else to say. */
export function inWords(status: 200 | 202, which: keyof typeof SENTENCES): InWords {
  const sentence = SENTENCES[which];
  return {
    answer: () => ({ status, body: sentence }),
    responses: { [status]: { description: sentence, schema: Sentence, example: sentence } },
  };
}
