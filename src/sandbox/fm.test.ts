import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { anFm, aPeer, application, artefact, asking, closeAll, closing, formOf, installation, journey, request, tokenOf, until, type Json } from '../../test/support/fm-partner.js';
import { gsmaDefinition, hasGsma, type GsmaCallback } from '../../test/support/gsma.js';
import { startSandboxFm } from './index.js';

afterEach(closeAll);

/** What 1.2.0's code sends in another form than its document, by operation. */
const DIFFERENCES: Readonly<Record<string, RegExp>> = {
  'POST /partner': /ServiceEndPoint|must match .* schema/,
  'GET /partner': /ServiceEndPoint/,
  'PATCH /partner': /ServiceEndPoint/,
  'GET /app': /appName/,
  // A JSON string, where there should be nothing.
  DELETE: /^it has no body$/,
  'POST /artefact': /^it has no body$/,
  'POST /onboarding': /^it has no body$/,
  'PATCH /app': /^it has no body$/,
};

describe('the simulated Federation Manager', () => {
  const without = hasGsma ? '' : ' (not here: there is no ../shared/specs/gsma)';

  it.skipIf(!hasGsma)(`answers and calls back as v1.3.0 says${without}`, async () => {
    const definition = await gsmaDefinition('1.3.0');
    const peer = await aPeer();
    const { answers } = await journey(await anFm('1.3.0'), '1.3.0', peer.url);
    expect(answers.flatMap(({ method, path, answer }) => definition.response(method, path, answer).map((fault) => `${method} ${path} ${answer.status}: ${fault}`))).toEqual([]);
    expect(answers.map(({ answer }) => answer.status)).toEqual([200, 200, 200, 200, 200, 200, 200, 202, 200, 202, 202, 200, 200, 200, 409, 409, 409, 409, 200, 404, 200, 200, 200, 200, 404]);
    const names: Readonly<Record<string, GsmaCallback>> = { 'onboarding-status': 'onApplicationOnboardStatusEvent', 'instance-status': 'onInstanceStatusEvent' };
    expect(peer.told.flatMap(({ kind, body }) => definition.callback(names[kind]!, body))).toEqual([]);
  });

  it.skipIf(!hasGsma)(`answers as the definition 1.2.0 says, but where its code differs${without}`, async () => {
    const definition = await gsmaDefinition('1.2.0');
    const fm = await anFm('1.2.0');
    const { answers } = await journey(fm, '1.2.0');
    const differing = answers.flatMap(({ method, path, answer }) => {
      const faults = definition.response(method, path, answer);
      const named = Object.entries(DIFFERENCES).find(([key]) => key === method || key === `${method} /${path.split('/').findLast((part) => !/\d/.test(part))}`)?.[1];
      return faults.filter((fault) => !named?.test(fault)).map((fault) => `${method} ${path} ${answer.status}: ${fault}`);
    });
    expect(differing).toEqual([]);
    expect(answers.map(({ answer }) => answer.status)).toEqual([200, 200, 200, 200, 200, 200, 200, 202, 200, 202, 202, 200, 200, 200, 409, 409, 409, 409, 200, 404, 200, 200, 200, 200, 422]);
    expect(fm.sent).toEqual([]);
  });

  it.each([
    ['unfit', 'FAILED', undefined],
    ['fail', 'ONBOARDED', 'FAILED'],
    ['stuck', 'ONBOARDED', 'PENDING'],
  ] as const)('lives as the name of the app says: %s', async (word, onboarded, state) => {
    const fm = await anFm('1.3.0');
    const peer = await aPeer();
    const ask = asking(fm, await tokenOf(fm));
    const { federationContextId: id } = (await ask('POST', '/partner', request(peer.url))).body as { federationContextId: string };
    await ask('POST', `/${id}/zones`, { acceptedAvailabilityZones: ['seville-1'], availZoneNotifLink: 'http://127.0.0.1:9/' });
    await ask('POST', `/${id}/artefact`, formOf(artefact));
    await ask('POST', `/${id}/application/onboarding`, application(`my${word}app`, peer.url));
    await until(() => peer.of('onboarding-status').length === 2);
    expect((peer.of('onboarding-status')[1]!['statusInfo'] as Json[])[0]).toMatchObject({ onboardStatusInfo: onboarded });
    expect((await ask('POST', `/${id}/application/lcm`, installation('b22222222', peer.url))).status).toBe(state === undefined ? 422 : 202);
    if (state !== undefined) await until(() => peer.of('instance-status').length === (state === 'FAILED' ? 2 : 1));
  });

  it('does what it is told to, once, and takes it back', async () => {
    const fm = await anFm('1.2.0');
    const ask = asking(fm, 'token');
    const control = (method: string, path: string, body?: object): Promise<Response> =>
      fetch(`${new URL(fm.url).origin}/sandbox/${path}`, { method, ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
    expect((await control('POST', 'faults', { operation: 'createFederation', answer: { status: 503, body: 'later' } })).status).toBe(200);
    expect(await ask('POST', '/partner', request())).toMatchObject({ status: 503, body: 'later' });
    expect(fm.state.federations.all.size).toBe(0);
    fm.fault({ operation: 'createFederation', answer: 'close', done: true });
    await expect(ask('POST', '/partner', request())).rejects.toThrow();
    expect(fm.state.federations.all.size).toBe(1);
    fm.fault({ operation: '*', answer: 'hang', times: null });
    await expect(fetch(`${fm.url}/fed-context-id`, { headers: { authorization: 'Bearer token' }, signal: AbortSignal.timeout(100) })).rejects.toThrow();
    await control('DELETE', 'faults');
    const { federationContextId: id } = (await ask('GET', '/fed-context-id')).body as { federationContextId: string };
    expect((await control('DELETE', 'zones/seville-1')).status).toBe(200);
    expect(JSON.stringify((await ask('GET', `/${id}/partner`)).body)).not.toContain('seville-1');
    expect((await control('PATCH', 'zones/nowhere', { cpus: 3 })).status).toBe(404);
    expect((await control('PATCH', 'behaviour', { down: 'sometimes' })).status).toBe(400);
    expect((await control('DELETE', `federations/${id}`)).status).toBe(200);
    expect((await ask('GET', `/${id}/partner`)).status).toBe(422);
    expect(await (await control('GET', 'requests')).text()).not.toContain('"secret"');
    expect(fm.requests.map(({ operation, status }) => [operation, status]).at(1)).toEqual(['createFederation', undefined]);
  });

  it('comes back from a restart with all but the callback credentials', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-fm-'));
    closing.push(async () => rmSync(folder, { recursive: true }));
    const statePath = join(folder, 'fm.json');
    const first = await startSandboxFm({ dialect: '1.3.0', statePath });
    const token = await tokenOf(first);
    const { federationContextId: id } = (await asking(first, token)('POST', '/partner', request())).body as { federationContextId: string };
    first.withdraw('cadiz-1');
    await first.close();
    const second = await anFm('1.3.0', { statePath });
    const { status, body } = await asking(second, token)('GET', `/${id}/partner`);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toContain('cadiz-1');
    expect(JSON.stringify([...second.state.federations.all.values(), ...second.state.tokens.all.values()])).not.toMatch(new RegExp(`secret|${token}`));
  });
});
