import type { GraphQLError } from 'graphql';
import { Refusal } from '../../kernel/refusal.js';
import { isObject } from '../execute/execution.js';
import { malformed, readAnswer } from './answer.js';
import { ACCEPT, farPeer, type FarOptions } from './far.js';
import { allowedHeaders } from './headers.js';

const QUESTION = JSON.stringify({ query: '{_service{sdl}}' });

/**
 * What a far subgraph says of itself, as SDL. It is asked in the gateway's own name.
 * @throws Refusal as a call to it would; BAD_GATEWAY when it answers with an error, as one does that tells its schema to nobody.
 */
export async function readServiceSdl(options: FarOptions, signal: AbortSignal): Promise<string> {
  const { name, url, secret } = options;
  const { pathname, search } = new URL(url);
  const peer = farPeer(options);
  const headers = allowedHeaders({}, secret);
  try {
    const answer = await peer.request({ method: 'POST', path: pathname + search, text: QUESTION, headers: { accept: ACCEPT, ...headers }, signal, retry: true });
    const { data, errors } = readAnswer(answer, { name, headers });
    const service = data?.['_service'];
    if (isObject(service) && typeof service['sdl'] === 'string') return service['sdl'];
    throw errors?.[0] ? untold(name, errors[0]) : malformed(name, 'no SDL in it');
  } finally {
    await peer.close();
  }
}

const untold = (name: string, error: GraphQLError): Refusal => new Refusal('BAD_GATEWAY', `The subgraph ${name} does not tell its schema.`, { cause: error.originalError ?? error });
