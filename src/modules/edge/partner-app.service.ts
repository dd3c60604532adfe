import type { Caller, Owner } from '../../kernel/caller.js';
import { isUuid } from '../../kernel/id.js';
import type { Tx } from '../../outbound/storage/database.js';
import type { Vault } from '../../outbound/storage/secrets.js';
import type { AppManifest } from './app.manifest.js';
import type { InstanceFact } from './app-instance.rules.js';
import type { AppRow, AppStore } from './app.store.js';
import type { InstanceRecorder } from './instance-recorder.service.js';
import type { UpstreamEndpoint } from './srm.types.js';

/** An app with everything that a partner must know to run it. */
export type WholeApp = Pick<AppManifest, 'name' | 'appProvider' | 'version' | 'packageType' | 'appRepo' | 'componentSpec'> & {
  readonly id: string;
  readonly owner: Owner;
  readonly requiredResources: NonNullable<AppManifest['requiredResources']> | null;
};

/** For who runs our apps at partners' edges. */
export interface PartnerAppService {
  /** Whoever asks: for workers. Its registry's password is open. Undefined: there is none, or it is being deleted. */
  load(appId: string): Promise<WholeApp | undefined>;
  /** Holds an app that the caller may see until the transaction ends. Undefined: there is none such. */
  hold(tx: Tx, ctx: { readonly caller: Caller }, appId: string): Promise<Owner | undefined>;
  /** Writes what became known of an instance, with its announcement. An instance that is gone changes nothing. */
  tell(tx: Tx, instanceId: string, fact: InstanceFact, endpoints?: readonly UpstreamEndpoint[]): Promise<void>;
  /** The instance is gone: so is its row afterwards. */
  gone(tx: Tx, instanceId: string): Promise<void>;
}

export interface PartnerAppOptions {
  readonly apps: AppStore;
  readonly recorder: InstanceRecorder;
  readonly vault: Vault;
}

export function partnerAppService({ apps, recorder, vault }: PartnerAppOptions): PartnerAppService {
  function toWhole(row: AppRow): WholeApp {
    const { appRepo, requiredResources, componentSpec } = row.manifest as unknown as AppManifest;
    const credentials = row.repoCredentials === null ? {} : { credentials: vault.open(row.repoCredentials) };
    return {
      id: row.id,
      owner: { clientId: row.clientId, userId: row.userId },
      name: row.name,
      appProvider: row.appProvider,
      version: row.version,
      packageType: row.packageType as AppManifest['packageType'],
      appRepo: { ...appRepo, ...credentials },
      requiredResources: requiredResources ?? null,
      componentSpec,
    };
  }

  return {
    async load(appId) {
      const row = isUuid(appId) ? await apps.load(appId) : null;
      return row?.state === 'REGISTERED' ? toWhole(row) : undefined;
    },
    async hold(tx, { caller }, appId) {
      const row = isUuid(appId) ? await apps.lock(tx, caller, appId) : null;
      return row ? { clientId: row.clientId, userId: row.userId } : undefined;
    },
    async tell(tx, instanceId, fact, endpoints) {
      await recorder.apply(tx, instanceId, fact, endpoints);
    },
    gone: (tx, instanceId) => recorder.removed(tx, instanceId),
  };
}
