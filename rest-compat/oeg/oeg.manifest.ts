import type { z } from 'zod';
import type { AppManifest as DomainManifest, RequiredResources } from '../../src/modules/edge/app.manifest.js';
import type { AppData } from '../edge.documents.js';
import { fromApp } from '../edge.manifest.js';
import type { AppManifest } from './oeg.schemas.js';

type Sent = z.infer<typeof AppManifest>;

/** The provider of apps that name none; the document does not ask for it, the domain does. */
const NO_PROVIDER = 'unspecified';

/** The document's manifest as the domain's. An id that was sent is dropped: the gateway gives its own. */
export function toManifest({ appId: _replaced, requiredResources, ...sent }: Sent): DomainManifest {
  const { checksum, ...appRepo } = sent.appRepo;
  return {
    ...sent,
    appProvider: sent.appProvider ?? NO_PROVIDER,
    appRepo: checksum === undefined ? appRepo : { ...appRepo, checksum: checksum.replace(/^\w+:/, '') },
    ...(requiredResources === undefined ? {} : { requiredResources: toResources(requiredResources) }),
  };
}

function toResources(sent: NonNullable<Sent['requiredResources']>): RequiredResources {
  if (sent.infraKind !== 'kubernetes') return sent;
  const { addons, ...resources } = sent;
  if (addons === undefined) return resources;
  return { ...resources, addons: (['monitoring', 'ingress'] as const).filter((addon) => addons[addon]) };
}

/** The document writes addons as an object of switches, CAMARA as a list. */
export function fromStored(app: AppData): Record<string, unknown> {
  const manifest = fromApp(app);
  const addons = app.requiredResources?.addons;
  if (!addons) return manifest;
  const switches = { monitoring: addons.includes('monitoring'), ingress: addons.includes('ingress') };
  return { ...manifest, requiredResources: { ...(manifest['requiredResources'] as object), addons: switches } };
}
