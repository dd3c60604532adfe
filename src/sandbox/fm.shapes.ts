import { z } from 'zod';
import type { FmDialect, InvalidParam } from './fm.voice.js';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,62}[a-z0-9])?$/;
const NAME_12 = /^[A-Za-z][A-Za-z0-9_]{7,31}$/;
const WORD_12 = /^[A-Za-z0-9][A-Za-z0-9_]{6,62}[A-Za-z0-9]$/;

const IDS = {
  '1.2.0': {
    operator: /^[A-Za-z0-9][A-Za-z0-9-]*$/, zone: /^[A-Za-z0-9][A-Za-z0-9-]*$/, app: /^[A-Za-z][A-Za-z0-9_]{7,63}$/,
    artefact: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, artefactName: NAME_12, appName: NAME_12, component: WORD_12, service: WORD_12,
    interface: /^[A-Za-z0-9][A-Za-z0-9_]{6,30}[A-Za-z0-9]$/, file: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, accessToken: /^[A-Za-z][A-Za-z0-9_]{31,63}$/,
  },
  '1.3.0': {
    operator: LABEL, zone: LABEL, app: LABEL, artefact: LABEL, artefactName: /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, appName: LABEL, component: LABEL, service: LABEL,
    interface: LABEL, file: /^/, accessToken: /^.{8,128}$/,
  },
} as const;

const link = z.string().refine((text) => URL.canParse(text), 'is not a URI');
const when = z.iso.datetime({ offset: true });
const mobile = z.looseObject({ mcc: z.string().regex(/^\d{3}$/).optional(), mncs: z.array(z.string().regex(/^\d{2,3}$/)).min(1).optional() });
const fixed = z.array(z.string()).min(1);
const credentials = z.looseObject({ tokenUrl: link, clientId: z.string(), clientSecret: z.string() });
const qos = z.looseObject({ latencyConstraints: z.enum(['NONE', 'LOW', 'ULTRALOW']), bandwidthRequired: z.int().min(1).optional() });
const repository = z.looseObject({ repoURL: z.string().optional(), userName: z.string().optional(), password: z.string().optional(), token: z.string().optional() });
const compute = z.looseObject({ cpuArchType: z.enum(['ISA_X86_64', 'ISA_ARM_64']), numCPU: z.string().regex(/^\d+((\.\d{1,3})|(m))?$/), memory: z.int() });

/** What each request must be to be taken. */
export function fmShapes(dialect: FmDialect) {
  const ids = IDS[dialect];
  const id = (name: keyof typeof ids): z.ZodString => z.string().regex(ids[name], `does not match '${ids[name].source}'`);
  const exposed = z.looseObject({ interfaceId: id('interface'), commProtocol: z.enum(['TCP', 'UDP', 'HTTP_HTTPS']), commPort: z.int().min(1).max(65_535), visibilityType: z.enum(['VISIBILITY_EXTERNAL', 'VISIBILITY_INTERNAL']) });
  const component = z.looseObject({
    componentName: id('component'), images: z.array(id('file')).min(1), numOfInstances: z.int(), restartPolicy: z.enum(['RESTART_POLICY_ALWAYS', 'RESTART_POLICY_NEVER']),
    exposedInterfaces: z.array(exposed).min(1).optional(), computeResourceProfile: compute,
  });
  const parts = z.array(z.looseObject({ serviceNameNB: id('service').optional(), serviceNameEW: id('service').optional(), componentName: id('component').optional(), artefactId: id('artefact') })).min(1);
  return {
    federation: z.looseObject({
      origOPFederationId: id('operator'), origOPCountryCode: z.string().regex(/^[A-Z]{2}$/).optional(), origOPMobileNetworkCodes: mobile.optional(), origOPFixedNetworkCodes: fixed.optional(),
      initialDate: when, partnerStatusLink: link, partnerCallbackCredentials: credentials.optional(),
    }),
    change: z.looseObject({
      objectType: z.enum(['MOBILE_NETWORK_CODES', 'FIXED_NETWORK_CODES']), operationType: z.enum(['ADD_CODES', 'REMOVE_CODES', 'UPDATE_CODES']),
      addMobileNetworkIds: mobile.optional(), removeMobileNetworkIds: mobile.optional(), addFixedNetworkIds: fixed.optional(), removeFixedNetworkIds: fixed.optional(), modificationDate: when,
    }),
    zones: z.looseObject({ acceptedAvailabilityZones: z.array(id('zone')).min(1), availZoneNotifLink: link }),
    artefact: z.looseObject({
      artefactId: id('artefact'), appProviderId: id('app'), artefactName: id('artefactName'), artefactVersionInfo: z.string(), artefactDescription: z.string().max(256).optional(),
      artefactVirtType: z.enum(['VM_TYPE', 'CONTAINER_TYPE']), artefactDescriptorType: z.enum(['HELM', 'TERRAFORM', 'ANSIBLE', 'SHELL', 'COMPONENTSPEC']),
      repoType: z.enum(['PRIVATEREPO', 'PUBLICREPO', 'UPLOAD']).optional(), artefactRepoLocation: repository.optional(), componentSpec: z.array(component).min(1),
    }),
    application: z.looseObject({
      appId: id('app'), appProviderId: id('app'), appDeploymentZones: z.array(id('zone')).min(1).optional(),
      appMetaData: z.looseObject({ appName: id('appName'), version: z.string(), accessToken: id('accessToken') }), appQoSProfile: qos, appComponentSpecs: parts, appStatusCallbackLink: link,
    }),
    applicationChange: z.looseObject({ appUpdQoSProfile: qos.partial().optional(), appComponentSpecs: parts.optional() }).refine((change) => Object.keys(change).length > 0, 'has too few properties'),
    installation: z.looseObject({
      appInstanceId: dialect === '1.3.0' ? id('zone') : z.unknown().optional(), appId: id('app'), appVersion: z.string(), appProviderId: id('app'),
      zoneInfo: z.looseObject({ zoneId: dialect === '1.3.0' ? id('zone') : z.string(), flavourId: z.string() }), appInstCallbackLink: link,
    }),
  };
}

export type FmShapes = ReturnType<typeof fmShapes>;

/** Where a body differs from its shape, by the path of the member. */
export const faultsOf = (error: z.ZodError): InvalidParam[] =>
  error.issues.map((issue) => {
    const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
    const param = issue.path.join('.');
    return { param: param === '' ? 'body' : param, reason: missing ? `'${String(issue.path.at(-1))}' is a required property` : issue.message };
  });
