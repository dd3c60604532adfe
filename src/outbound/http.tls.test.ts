import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { SELF_SIGNED } from '../../test/support/certificate.js';
import { createPeer } from './http.js';

it('is not sent to a peer whose certificate nobody vouches for', async () => {
  let count = 0;
  const server = createServer(SELF_SIGNED, (_, response) => void (count++, response.end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const quiet = (): void => undefined;
  const peer = createPeer({ name: 'SRM', baseUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, timeoutMs: 2000, log: { debug: quiet, info: quiet, warn: quiet, error: quiet } });
  await expect(peer.request({ method: 'POST', path: '/', body: {} })).rejects.toMatchObject({ code: 'UNAVAILABLE', cause: { sent: false, message: 'unreachable (DEPTH_ZERO_SELF_SIGNED_CERT)' } });
  expect(count).toBe(0);
  await peer.close();
  server.close();
});
