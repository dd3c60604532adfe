import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json as jsonOf } from 'node:stream/consumers';
import { expect } from 'vitest';
import { startSandboxFm, type SandboxFm, type SandboxFmOptions } from '../../src/sandbox/index.js';

export type Json = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: unknown;
  readonly headers: Headers;
}

/** What the test is to close after itself. */
export const closing: (() => Promise<void>)[] = [];

export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0)) await close();
}

const QUICK = { onboardMs: [10, 10], settleMs: [10, 10], endMs: 30 } as const;

export async function anFm(dialect: '1.2.0' | '1.3.0', options: Partial<SandboxFmOptions> = {}): Promise<SandboxFm> {
  const fm = await startSandboxFm({ dialect, ...options, behaviour: { onboardMs: [...QUICK.onboardMs], settleMs: [...QUICK.settleMs], endMs: QUICK.endMs, ...options.behaviour } });
  closing.push(fm.close);
  return fm;
}

export async function tokenOf({ tokenUrl, client }: SandboxFm): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}`;
  const answer = await fetch(tokenUrl, { method: 'POST', headers: { authorization }, body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'fed-mgmt' }) });
  return ((await answer.json()) as { access_token: string }).access_token;
}

export type Asking = (method: string, path: string, body?: object | FormData) => Promise<Answer>;

export const asking = (fm: SandboxFm, token: string | undefined): Asking => async (method, path, body) => {
  const isForm = body instanceof FormData;
  const headers = { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...(body !== undefined && !isForm && { 'content-type': 'application/json' }) };
  const response = await fetch(fm.url + path, { method, headers, ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, type: response.headers.get('content-type') ?? undefined, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
};

/** Where callbacks go, with the endpoint of their token. */
export async function aPeer() {
  const told: { readonly kind: string; readonly body: Json; readonly authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    if (request.url === '/token') return void response.setHeader('content-type', 'application/json').end(JSON.stringify({ access_token: 'for-callbacks', expires_in: 60 }));
    void jsonOf(request).then((body) => {
      told.push({ kind: request.url!.slice(1), body: body as Json, authorization: request.headers.authorization });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  closing.push(() => new Promise((closed) => (server.closeAllConnections(), server.close(() => closed()))));
  return { url, told, of: (kind: string) => told.filter((one) => one.kind === kind).map(({ body }) => body) };
}

export const request = (peer = 'http://127.0.0.1:9') => ({
  origOPFederationId: 'op-alpha', origOPCountryCode: 'GR', origOPMobileNetworkCodes: { mcc: '202', mncs: ['01'] }, origOPFixedNetworkCodes: ['30'], initialDate: '2026-03-01T09:00:00Z',
  partnerStatusLink: `${peer}/partner-status`, partnerCallbackCredentials: { tokenUrl: `${peer}/token`, clientId: 'partner', clientSecret: 'secret' },
});
export const ARTEFACT = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
export const artefact = {
  artefactId: ARTEFACT, appProviderId: 'a0123456789', artefactName: 'webfront1', artefactVersionInfo: '1.0.0', artefactVirtType: 'CONTAINER_TYPE', artefactDescriptorType: 'COMPONENTSPEC', repoType: 'PRIVATEREPO',
  artefactRepoLocation: { repoURL: 'https://charts.example.com/web', userName: 'me', password: 'hidden' },
  componentSpec: [{
    componentName: 'webfront1', images: ['9a1f0a52-6b0e-4a39-9a5f-0d2f8a1f7c11'], numOfInstances: 1, restartPolicy: 'RESTART_POLICY_ALWAYS',
    exposedInterfaces: [{ interfaceId: 'interface1', commProtocol: 'TCP', commPort: 80, visibilityType: 'VISIBILITY_EXTERNAL' }],
    computeResourceProfile: { cpuArchType: 'ISA_X86_64', numCPU: '500m', memory: 512 },
  }],
};
export const application = (appName = 'webfront1', peer = 'http://127.0.0.1:9') => ({
  appId: 'a1111111111', appProviderId: 'a0123456789', appDeploymentZones: ['seville-1'], appMetaData: { appName, version: '1.0.0', accessToken: 'a'.repeat(40) }, appQoSProfile: { latencyConstraints: 'NONE' },
  appComponentSpecs: [{ serviceNameNB: 'webnorth', serviceNameEW: 'webeastw', componentName: 'webfront1', artefactId: ARTEFACT }], appStatusCallbackLink: `${peer}/onboarding-status`,
});
export const installation = (appInstanceId: string | undefined, peer = 'http://127.0.0.1:9') => ({
  ...(appInstanceId !== undefined && { appInstanceId }), appId: 'a1111111111', appVersion: '1.0.0', appProviderId: 'a0123456789', zoneInfo: { zoneId: 'seville-1', flavourId: 'small' }, appInstCallbackLink: `${peer}/instance-status`,
});

export function formOf(fields: Json): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, typeof value === 'string' ? value : new Blob([JSON.stringify(value)], { type: 'application/json' }));
  return form;
}

export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  for (let count = 0; count < 200 && !(await holds()); count += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await holds()).toBe(true);
};

/** Everything, from the federation to a running instance and back; each answer by what was asked. */
export async function journey(fm: SandboxFm, dialect: '1.2.0' | '1.3.0', peer?: string) {
  const ask = asking(fm, await tokenOf(fm));
  const answers: { readonly method: string; readonly path: string; readonly answer: Answer }[] = [];
  const step: Asking = async (method, path, body) => {
    const answer = await ask(method, path, body);
    answers.push({ method, path, answer });
    return answer;
  };
  const { federationContextId: id } = (await step('POST', '/partner', request(peer))).body as { federationContextId: string };
  await step('GET', `/${id}/partner`);
  await step('PATCH', `/${id}/partner`, { objectType: 'MOBILE_NETWORK_CODES', operationType: 'ADD_CODES', addMobileNetworkIds: { mcc: '202', mncs: ['05'] }, removeMobileNetworkIds: {}, modificationDate: '2026-03-02T10:00:00Z' });
  await step('POST', `/${id}/zones`, { acceptedAvailabilityZones: ['seville-1'], availZoneNotifLink: `${peer ?? 'http://127.0.0.1:9'}/zone-resources` });
  await step('GET', `/${id}/zones/seville-1`);
  await step('POST', `/${id}/artefact`, dialect === '1.2.0' ? artefact : formOf(artefact));
  await step('GET', `/${id}/artefact/${ARTEFACT}`);
  await step('POST', `/${id}/application/onboarding`, application('webfront1', peer));
  const apps = `/${id}/application/onboarding/app/a1111111111`;
  await step('GET', apps);
  await step('PATCH', apps, { appUpdQoSProfile: { latencyConstraints: 'LOW' } });
  await step('POST', `/${id}/application/lcm`, installation(dialect === '1.3.0' ? 'b2222222222' : undefined, peer));
  const instanceId = fm.state.instances.list()[0]!.instanceId;
  const instance = `/${id}/application/lcm/app/a1111111111/instance/${instanceId}/zone/seville-1`;
  await step('GET', instance);
  await until(async () => ((await ask('GET', instance)).body as Json)['appInstanceState'] === 'READY');
  await step('GET', instance);
  await step('GET', `/${id}/application/lcm/app/a1111111111/appProvider/a0123456789`);
  for (const path of [`/${id}/partner`, `/${id}/zones/seville-1`, `/${id}/artefact/${ARTEFACT}`, apps]) expect((await step('DELETE', path)).status).toBe(409);
  await step('DELETE', instance);
  await until(async () => (await ask('GET', instance)).status === 404);
  await step('GET', instance);
  await step('DELETE', apps);
  await step('DELETE', `/${id}/artefact/${ARTEFACT}`);
  await step('DELETE', `/${id}/zones/seville-1`);
  await step('DELETE', `/${id}/partner`);
  await step('GET', `/${id}/partner`);
  return { id, answers };
}
