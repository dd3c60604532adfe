import type { FastifyInstance } from 'fastify';
import { Refusal } from '../kernel/refusal.js';
import { CALLBACK_PATH } from '../modules/network/flow/flow-callbacks.service.js';
import type { FlowCallbacks, FlowNotices } from '../modules/network/flow/flow.types.js';

export interface NetworkCallbackOptions {
  readonly callbacks: Pick<FlowCallbacks, 'flowAt'>;
  readonly notices: FlowNotices;
}

/** A notice is a few hundred bytes. */
const MOST_BYTES = 64 * 1024;

/**
 * Where the network tells what becomes of a flow. The address is all that lets one in: it was given to the network for
 * this flow and cannot be guessed, so it stands in no log, and one that is not ours is answered as any unknown path.
 */
export async function registerNetworkCallbacks(http: FastifyInstance, { callbacks, notices }: NetworkCallbackOptions): Promise<void> {
  await http.register((door, _options, done) => {
    door.removeAllContentTypeParsers();
    // Networks name the type of what they send as they like; it is JSON, or it is nothing.
    door.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, parsed) => parsed(null, body));
    door.post<{ Params: { address: string }; Body: Buffer | undefined }>(`${CALLBACK_PATH}/:address`, { bodyLimit: MOST_BYTES }, async (request, reply) => {
      const flow = callbacks.flowAt(request.params.address);
      if (!flow) throw new Refusal('NOT_FOUND', 'There is nothing at this path.');
      await notices.told(flow, readJson(request.body));
      return reply.code(204).send();
    });
    done();
  });
}

function readJson(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch (cause) {
    throw new Refusal('INVALID_ARGUMENT', 'The body is no JSON.', { cause });
  }
}
