import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Stands between a client and a server, and can be cut. */
export interface Cable extends AsyncDisposable {
  /** Takes the place of the server's address; without a slash at its end. */
  readonly url: string;
  /** Breaks every connection that is open, both ways and without a word. @returns how many there were */
  cut(): number;
  /** While it is unplugged no connection can be made. */
  plugged: boolean;
  /** Where new connections lead to. */
  server: string;
}

export async function layCable(to: string): Promise<Cable> {
  const open = new Set<Socket>();
  const ends = { plugged: true, server: to };
  const near = createServer((socket) => {
    if (!ends.plugged) return void socket.resetAndDestroy();
    const { hostname, port } = new URL(ends.server);
    const far = connect(Number(port), hostname);
    open.add(socket);
    for (const [one, other] of [[socket, far], [far, socket]] as const) {
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
      one.pipe(other);
    }
    socket.once('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => near.listen(0, '127.0.0.1', resolve));
  return Object.assign(ends, {
    url: `http://127.0.0.1:${(near.address() as AddressInfo).port}`,
    cut() {
      const count = open.size;
      for (const socket of open) socket.resetAndDestroy();
      return count;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => near.close(resolve));
    },
  });
}
