import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createPeer } from './http.js';

/** Made for this test alone: self-signed for 127.0.0.1, trusted by nobody. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZR1e6xjNy5GxdM2v
ncIFDfUGymVXGlbHOvjQYkZJtX6hRANCAAQYAnuM7gzhzSRKnaJix9s18/YooYVc
9HOewdrVd2Vi8rbt90o67SMCDaSvQ1M6+zrslb1ZvvJGhfUQBXk/VeRE
-----END PRIVATE KEY-----`;
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBkDCCATagAwIBAgIUNtg3I1zzFZEq6oAAOJIxncR1ApgwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMTEzNDgxMVoYDzIxMjYxMDI4
MTM0ODExWjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQYAnuM7gzhzSRKnaJix9s18/YooYVc9HOewdrVd2Vi8rbt90o67SMC
DaSvQ1M6+zrslb1ZvvJGhfUQBXk/VeREo2QwYjAdBgNVHQ4EFgQUETr9VWVN8S9T
s3vhTsJcZUr8MDAwHwYDVR0jBBgwFoAUETr9VWVN8S9Ts3vhTsJcZUr8MDAwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC
IER+mbi/GmsBwwjF0VaOz2dEl22VjMxzr/irfJqbVhPYAiEAt6i2am6Dv5ZZTg4F
b5yEvWnp9R8h+e3oD4edhfxK59M=
-----END CERTIFICATE-----`;

it('is not sent to a peer whose certificate nobody vouches for', async () => {
  let count = 0;
  const server = createServer({ key: KEY, cert: CERTIFICATE }, (_, response) => void (count++, response.end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const quiet = (): void => undefined;
  const peer = createPeer({ name: 'SRM', baseUrl: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, timeoutMs: 2000, log: { debug: quiet, info: quiet, warn: quiet, error: quiet } });
  await expect(peer.request({ method: 'POST', path: '/', body: {} })).rejects.toMatchObject({ code: 'UNAVAILABLE', cause: { sent: false, message: 'unreachable (DEPTH_ZERO_SELF_SIGNED_CERT)' } });
  expect(count).toBe(0);
  await peer.close();
  server.close();
});
