import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const KEY_BYTES = 32;
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/** Keeps secrets at rest: AES-256-GCM. */
export interface Vault {
  /** @returns version (1 byte), nonce (12), tag (16), then the encrypted text; never the same twice. */
  seal(plain: string): Uint8Array<ArrayBuffer>;
  /** @throws Error when it was sealed with another key, or has been changed. */
  open(sealed: Uint8Array): string;
}

/**
 * @param key 32 bytes, or a text as `SECRET_KEY` has it.
 * @throws Error that names the forms of a key, and never the key.
 */
export function createVault(key: string | Buffer): Vault {
  const secret = typeof key === 'string' ? parseSecretKey(key) : key;
  if (secret.length !== KEY_BYTES) throw badKey();
  return {
    seal: (plain) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', secret, nonce);
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Uint8Array.from(Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), text]));
    },
    open: (sealed) => {
      const bytes = Buffer.from(sealed);
      if (bytes.length < HEAD_BYTES || bytes[0] !== VERSION) throw new Error('This is no secret that the gateway has sealed.');
      const tagAt = 1 + NONCE_BYTES;
      const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(1, tagAt), { authTagLength: TAG_BYTES });
      decipher.setAuthTag(bytes.subarray(tagAt, HEAD_BYTES));
      return decipherAll(decipher, bytes.subarray(HEAD_BYTES));
    },
  };
}

function decipherAll(decipher: ReturnType<typeof createDecipheriv>, text: Buffer): string {
  try {
    return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
  } catch (error) {
    throw new Error('This secret was sealed with another SECRET_KEY, or has been changed.', { cause: error });
  }
}

/** @throws Error that names the forms of a key, and never the key. */
export function parseSecretKey(text: string): Buffer {
  const key = text.trim();
  if (/^[0-9a-f]{64}$/i.test(key)) return Buffer.from(key, 'hex');
  // 32 bytes are 43 characters of base64 and one of padding, in either alphabet.
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(key)) return Buffer.from(key, 'base64');
  throw badKey();
}

const badKey = (): Error => new Error('SECRET_KEY must be 32 bytes: 64 hexadecimal digits, or their base64 (as `openssl rand -base64 32` prints it).');

/**
 * The key of the configuration, or the one kept in `<dataDir>/secret.key`, which is made when it is missing: random,
 * readable by its owner alone, and on the disk before it is used.
 *
 * @throws Error when the key or the file has another form.
 */
export function loadSecretKey({ dataDir, secretKey }: { readonly dataDir: string; readonly secretKey?: string | undefined }): Buffer {
  if (secretKey !== undefined) return parseSecretKey(secretKey);
  const file = join(dataDir, 'secret.key');
  const kept = readKey(file);
  if (kept !== undefined) return kept;
  makeKey(dataDir, file);
  const made = readKey(file);
  if (made === undefined) throw new Error(`${file} was removed while it was made.`);
  return made;
}

function readKey(file: string): Buffer | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    return parseSecretKey(text);
  } catch (error) {
    throw new Error(`${file} holds no key of 32 bytes. Restore it: what was sealed with it cannot be read without it.`, { cause: error });
  }
}

/** Another process may do the same at the same time: the first one's key stays. */
function makeKey(dataDir: string, file: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  const opened = openSync(draft, 'wx', 0o600);
  try {
    writeSync(opened, `${randomBytes(KEY_BYTES).toString('hex')}\n`);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
  syncFolder(dataDir);
}

function syncFolder(folder: string): void {
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

const hasCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;
