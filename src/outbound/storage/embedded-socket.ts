import { Duplex } from 'node:stream';
import type { Engine } from './embedded-engine.js';
import { isTerminate } from './wire.js';

/** What `pg` takes for its socket to a server: everything of one turn goes to the engine in one message. */
export function engineSocket(engine: Engine): Duplex {
  const send = (message: Buffer, done: (error?: Error | null) => void): void => {
    if (isTerminate(message)) {
      socket.push(null);
      done();
      return;
    }
    engine.exec(message).then((answer) => {
      for (const data of answer) socket.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
      done();
    }, done);
  };
  const socket = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => send(chunk, done),
    writev: (chunks: { chunk: Buffer }[], done) => send(Buffer.concat(chunks.map(({ chunk }) => chunk)), done),
  });
  const itself = (): Duplex => socket;
  return Object.assign(socket, {
    connect: () => {
      process.nextTick(() => socket.emit('connect'));
      return socket;
    },
    setNoDelay: itself,
    setKeepAlive: itself,
    setTimeout: itself,
    ref: itself,
    unref: itself,
  });
}
