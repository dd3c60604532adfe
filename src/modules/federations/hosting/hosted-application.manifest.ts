import { z } from 'zod';
import { AppIdShape, AppNameShape, AppProviderIdShape, ArtefactIdShape, ComponentNameShape, DashedIdShape, InstanceIdShape, InterfaceNameShape, LinkShape, text } from './document.manifest.js';

const QosProfileShape = z.object({
  latencyConstraints: z.enum(['NONE', 'LOW', 'ULTRALOW']),
  bandwidthRequired: z.int().min(1).max(2_147_483_647).optional(),
  multiUserClients: z.enum(['APP_TYPE_SINGLE_USER', 'APP_TYPE_MULTI_USER']).optional(),
  noOfUsersPerAppInst: z.int().optional(),
  appProvisioning: z.boolean().optional(),
});

const services = { serviceNameNB: ComponentNameShape.optional(), serviceNameEW: ComponentNameShape.optional() };
const ComponentsShape = z.array(z.object({ ...services, componentName: ComponentNameShape.optional(), artefactId: ArtefactIdShape })).min(1).max(100);

/** Body of an application's onboarding. */
export const ApplicationShape = z.object({
  appId: AppIdShape,
  appProviderId: AppProviderIdShape,
  appDeploymentZones: z.array(DashedIdShape).min(1).max(1_000).optional(),
  appMetaData: z.object({
    appName: AppNameShape,
    version: text(256),
    appDescription: text(256).min(16).optional(),
    mobilitySupport: z.boolean().optional(),
    // 1.2.0 has 32 to 64 word characters, 1.3.0 anything of 8 to 128.
    accessToken: text(128).min(8),
    category: z
      .enum(['IOT', 'HEALTH_CARE', 'GAMING', 'VIRTUAL_REALITY', 'SOCIALIZING', 'SURVEILLANCE', 'ENTERTAINMENT', 'CONNECTIVITY', 'PRODUCTIVITY', 'SECURITY', 'INDUSTRIAL', 'EDUCATION', 'OTHERS'])
      .optional(),
  }),
  appQoSProfile: QosProfileShape,
  appComponentSpecs: ComponentsShape,
  appStatusCallbackLink: LinkShape,
});
export type ApplicationBody = z.output<typeof ApplicationShape>;

/** As it is kept: without the access token, the zones and the link, which have columns of their own. */
export type ApplicationDocument = Omit<ApplicationBody, 'appMetaData' | 'appDeploymentZones' | 'appStatusCallbackLink'> & { readonly appMetaData: Omit<ApplicationBody['appMetaData'], 'accessToken'> };

/** Body of an application's PATCH. */
export const ApplicationChangeShape = z
  .object({
    appUpdQoSProfile: QosProfileShape.partial().extend({ mobilitySupport: z.boolean().optional() }).refine((profile) => Object.keys(profile).length > 0, 'must have a member that is to change').optional(),
    appComponentSpecs: z
      .array(z.object({ ...services, componentName: ComponentNameShape, artefactId: ArtefactIdShape.optional() }))
      .min(1)
      .max(100)
      .optional(),
  })
  .refine((change) => change.appUpdQoSProfile !== undefined || change.appComponentSpecs !== undefined, 'must have appUpdQoSProfile or appComponentSpecs');
export type ApplicationChange = z.output<typeof ApplicationChangeShape>;

/** Body that asks for an instance. 1.3.0 names it, 1.2.0 leaves that to us; a zone may be left out where there is one only. */
export const InstallationShape = z.object({
  appInstanceId: InstanceIdShape.optional(),
  appId: AppIdShape,
  appVersion: text(256),
  appProviderId: AppProviderIdShape,
  zoneInfo: z.object({
    zoneId: DashedIdShape.optional(),
    flavourId: text(256),
    resourceConsumption: z.enum(['RESERVED_RES_SHALL', 'RESERVED_RES_PREFER', 'RESERVED_RES_AVOID', 'RESERVED_RES_FORBID']).optional(),
    resPool: InterfaceNameShape.optional(),
  }),
  appInstCallbackLink: LinkShape,
});
export type Installation = z.output<typeof InstallationShape>;
