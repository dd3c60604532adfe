import type { Clock } from '../../../kernel/clock.js';
import type { RequestContext } from '../../../kernel/context.js';
import { Refusal } from '../../../kernel/refusal.js';
import type { Database } from '../../../outbound/storage/database.js';
import type { Vault } from '../../../outbound/storage/secrets.js';
import { ArtefactIdShape, requireForm } from './document.manifest.js';
import type { HostedApplicationStore } from './hosted-application.store.js';
import { readArtefact } from './hosted-artefact.manifest.js';
import type { HostedArtefactRow, HostedArtefactStore } from './hosted-artefact.store.js';
import { requireNone, requireRoom } from './hosted-federation.rules.js';
import type { HostedFederationStore } from './hosted-federation.store.js';

export interface HostedArtefactService {
  /** @throws Refusal INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS (also when it is the same) */
  upload(ctx: RequestContext, contextId: string, artefact: unknown): Promise<true>;
  /** As it was uploaded, without password and token. @throws Refusal NOT_FOUND */
  get(ctx: RequestContext, contextId: string, artefactId: string): Promise<object>;
  /** @throws Refusal NOT_FOUND, CONFLICT (applications are made of it) */
  remove(ctx: RequestContext, contextId: string, artefactId: string): Promise<true>;
}

export interface HostedArtefactOptions {
  readonly db: Database;
  readonly federations: HostedFederationStore;
  readonly artefacts: HostedArtefactStore;
  readonly applications: HostedApplicationStore;
  readonly vault: Vault;
  readonly clock: Clock;
}

export const noArtefact = (field = 'artefactId'): Refusal => new Refusal('NOT_FOUND', 'The artefact is not found in this federation.', { field });

export function hostedArtefactService({ db, federations, artefacts, applications, vault, clock }: HostedArtefactOptions): HostedArtefactService {
  return {
    async upload({ caller }, contextId, candidate) {
      await federations.require(caller, contextId);
      const { document, secret } = readArtefact(candidate);
      const { artefactId } = document;
      await db.prisma.$transaction(async (tx) => {
        await federations.hold(tx, caller, contextId);
        if (await artefacts.find(contextId, artefactId, tx)) throw new Refusal('ALREADY_EXISTS', 'An artefact of that id is there already.', { field: 'artefactId' });
        requireRoom('artefacts', await artefacts.count(tx, contextId));
        await artefacts.insert(tx, { contextId, artefactId, document: document as unknown as HostedArtefactRow['document'], credentials: secret === null ? null : vault.seal(secret), createdAt: clock.now() });
      });
      return true;
    },
    async get({ caller }, contextId, artefactId) {
      requireForm(ArtefactIdShape, artefactId, 'artefactId');
      await federations.require(caller, contextId);
      const row = await artefacts.find(contextId, artefactId);
      if (!row) throw noArtefact();
      return row.document as object;
    },
    async remove({ caller }, contextId, artefactId) {
      requireForm(ArtefactIdShape, artefactId, 'artefactId');
      await db.prisma.$transaction(async (tx) => {
        await federations.hold(tx, caller, contextId);
        if (!(await artefacts.find(contextId, artefactId, tx))) throw noArtefact();
        requireNone('The artefact', [{ kind: 'applications', ids: await applications.idsOfArtefact(tx, contextId, artefactId) }]);
        await artefacts.remove(tx, contextId, artefactId);
      });
      return true;
    },
  };
}
