import { createHash } from 'node:crypto';
import { derivedId, type Uuid } from '../../../kernel/id.js';
import type { KnownApp } from '../neighbours.types.js';

/**
 * Names and ids that both E/WBI in the field take: lower-case letters and digits, a letter first; 8 to 32 of them for names,
 * up to 64 for ids. Whatever does not fit is replaced by a hash, so that two that differ here differ there.
 */

/** Names in it are `federation id/our id`. */
const ARTEFACTS = '8a3c5b0e-52f4-4c1e-9d51-0b6a9a4e7f21' as Uuid;
const IMAGES = 'c61f2f64-7f4d-4d0c-8f6e-3c8f7f3b9d10' as Uuid;

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** How partners call an app, or an instance: a letter and the UUID's digits. */
export const partnerIdOf = (id: string): string => `a${id.replaceAll('-', '').toLowerCase()}`;

/** How partners call an app's provider: of two owners here it is never the same. */
export const providerIdOf = ({ owner, appProvider }: Pick<KnownApp, 'owner' | 'appProvider'>): string => `a${hashOf(`${owner.clientId}\n${appProvider}`).slice(0, 32)}`;

/** An id of the federation's own: one manager may serve two partners, and keeps artefacts of all under one number. */
export const artefactIdOf = (federationId: string, appId: string): Uuid => derivedId(ARTEFACTS, `${federationId}/${appId}`);

/** An image is known by where it lies. */
export const imageIdOf = (imagePath: string): Uuid => derivedId(IMAGES, imagePath);

/** Longest name less the hash. */
const SPOKEN = 24;

/**
 * A name that is legal everywhere and still tells what it names.
 * @param salt what else keeps it apart from others of the same name.
 */
export function legalName(name: string, salt = ''): string {
  const letters = name.normalize('NFKD').toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const spoken = /^[a-z]/.test(letters) ? letters : `a${letters}`;
  return `${spoken.slice(0, SPOKEN)}${hashOf(`${name}\n${salt}`).slice(0, 8)}`;
}

/** How partners call an interface of an app's component. */
export const partnerInterfaceOf = (component: string, interfaceId: string, protocol: string): string => legalName(interfaceId, `${component}\n${protocol}`);

/** @param bytes at least 24, random. @returns a letter and hexadecimal digits, 49 to 63 in all: GSMA's `accessToken`. */
export const accessTokenOf = (bytes: Uint8Array): string => `t${Buffer.from(bytes).toString('hex').slice(0, 62)}`;
