import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generate } from '@graphql-codegen/cli';
import type { CodegenConfig } from '@graphql-codegen/cli';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, limitRules } from '../src/inbound/graphql/limits.js';
import { readDocumentFiles, trustedTexts } from '../src/inbound/graphql/trusted-files.js';
import config from './codegen.config.js';
import * as generated from './src/generated/operations.js';

const run = promisify(execFile);

async function outputOf(wanted: CodegenConfig): Promise<ReadonlyMap<string, string>> {
  const outputs = (await generate({ ...wanted, silent: true }, false)) as { readonly filename: string; readonly content: string }[];
  return new Map(outputs.map(({ filename, content }) => [filename, content]));
}

const documents = Object.values(generated);

describe('the generated client', () => {
  it('is that of the schema and the documents as they are now; else run npm run codegen', async () => {
    for (const [file, content] of await outputOf(config)) expect(await readFile(file, 'utf8')).toBe(content);
  });

  it('has a document for each of those that the gateway trusts, by the same hash', async () => {
    const trusted = trustedTexts(await readDocumentFiles('schema/operations'));
    expect(documents.map(({ name, text, hash }) => ({ name, text, hash })).sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(trusted);
    expect(trusted.length).toBeGreaterThan(15);
  });

  it('has the kinds that the texts have, and no any', async () => {
    for (const { kind, text } of documents) expect(text).toMatch(new RegExp(`^${kind} `));
    const code = (await readFile('client/src/generated/operations.ts', 'utf8')).replace(/\/\*[^]*?\*\//g, '');
    expect(code).not.toMatch(/\bany\b/);
  });
});

describe('the documents', () => {
  it('are valid, and within the limits of those who send them as texts', async () => {
    const schema = buildSchema(await readFile('schema/northbound.graphql', 'utf8'));
    for (const { name, text } of documents) expect([name, validate(schema, parse(text, { maxTokens: DEFAULT_LIMITS.tokens }), limitRules()).map(String)]).toEqual([name, []]);
  });

  it('of subscriptions can be resumed', () => {
    for (const { kind, text } of documents) if (kind === 'subscription') expect(text).toMatch(/\$after: String[^]*\n {4}cursor\n/);
  });
});

describe('the schema', () => {
  it("is one that GraphQL Code Generator's own plugins make strict types of, for portals with documents of their own", async () => {
    await mkdir('node_modules/.cache', { recursive: true });
    const folder = await mkdtemp(join('node_modules', '.cache', 'codegen-'));
    try {
      const outputs = await outputOf({
        schema: 'schema/northbound.graphql',
        documents: 'schema/operations/*.graphql',
        config: { strictScalars: true, scalars: { DateTime: 'string', JSON: 'unknown' }, enumType: 'string-literal', immutableTypes: true, useTypeImports: true },
        generates: {
          [join(folder, 'schema.ts')]: { plugins: ['typescript'] },
          [join(folder, 'operations.ts')]: { plugins: ['typescript-operations', 'typed-document-node'], config: { importSchemaTypesFrom: join(folder, 'schema.ts') } },
        },
      });
      for (const [file, content] of outputs) await writeFile(file, content);
      await writeFile(join(folder, 'portal.ts'), PORTAL);
      const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'preserve', '--moduleResolution', 'bundler', '--target', 'es2022', '--types', 'node'];
      await run(process.execPath, ['node_modules/typescript/bin/tsc', ...options, '--ignoreConfig', join(folder, 'portal.ts')]).catch((failure: { readonly stdout: string }) => expect.fail(failure.stdout));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

const PORTAL = `
import { createClient } from '../../../client/src/index.js';
import { print } from 'graphql';
import { AppDocument, AppInstanceStatusChangedDocument } from './operations.js';

const client = createClient({ url: '/graphql', print });
export const name = async (): Promise<string | undefined> => (await client.request(AppDocument, { id: '1' })).app?.name;
export async function* statuses(): AsyncGenerator<'ready' | 'instantiating' | 'failed' | 'terminating' | 'unknown'> {
  for await (const { appInstanceStatusChanged: { status } } of client.subscribe(AppInstanceStatusChangedDocument)) yield status;
}
// @ts-expect-error The id is missing.
export const wrong = () => client.request(AppDocument);
`;
