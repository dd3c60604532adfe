import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashOf, printManifest, readDocumentFiles, trustedTexts } from './trusted-files.js';

const file = (text: string, name = 'a.graphql') => ({ name, text });

describe('the text of a trusted document', () => {
  it('is its operation, printed, and the fragments that it reaches by their names, wherever they stand', () => {
    const files = [
      file('fragment Z on App { id } fragment Unused on App { id }', 'z.graphql'),
      file('query Two { app(id:"1") { ...B } }  query One { app(id: "1") { ...Z ... on App { ...B } } }'),
      file('fragment B on App { name ...Z } # spread by both', 'b.graphql'),
    ];
    const [one, two] = trustedTexts(files);
    expect(one).toEqual({ name: 'One', hash: hashOf(one!.text), text: expect.stringMatching(/^query One \{\n.*\}\n\nfragment B on App \{\n {2}name\n {2}\.\.\.Z\n\}\n\nfragment Z on App \{\n {2}id\n\}$/s) });
    expect(two!.text).toMatch(/^query Two[^]*fragment B[^]*fragment Z/);
  });

  it('does not depend on how it is written or where', () => {
    const one = trustedTexts([file('query A{hello}')]);
    expect(trustedTexts([file('# a word\nquery A {\n\n  hello, }', 'other.graphql')])).toEqual(one);
    expect(one[0]!.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('survives fragments in a circle, which validation refuses', () => {
    expect(trustedTexts([file('query A { app { ...B } } fragment B on App { id ...C } fragment C on App { ...B }')])).toHaveLength(1);
  });

  it.each([
    ['does not parse', 'query {', /^a\.graphql: Syntax Error/],
    ['has no name', '{ hello }', /^a\.graphql: an operation needs a name\.$/],
    ['is there twice', 'query A { hello } query A { hello }', /^a\.graphql: the name A is used twice\.$/],
    ['is none', 'type A { id: ID }', /^a\.graphql: only operations and fragments belong here\.$/],
  ])('that %s is refused, or told and left out', (_what, text, message) => {
    expect(() => trustedTexts([file(text)])).toThrow(message);
    const faults: string[] = [];
    const texts = trustedTexts([file(text), file('query Good { hello }', 'b.graphql')], (fault) => void faults.push(fault.message));
    expect(faults).toEqual([expect.stringMatching(message)]);
    expect(texts.map(({ name }) => name)).toContain('Good');
  });
});

it('is read from the *.graphql files of a folder; one that is not there holds none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'northbound-documents-'));
  await writeFile(join(folder, 'b.graphql'), 'query B { hello }');
  await writeFile(join(folder, 'a.graphql'), 'query A { hello }');
  await writeFile(join(folder, 'README.md'), 'no document');
  expect((await readDocumentFiles(folder)).map(({ name }) => name)).toEqual(['a.graphql', 'b.graphql']);
  await rm(folder, { recursive: true });
  expect(await readDocumentFiles(folder)).toEqual([]);
});

it('is printed for clients by its hash', () => {
  const texts = trustedTexts([file('query A { hello }')]);
  expect(JSON.parse(printManifest(texts))).toEqual({ [texts[0]!.hash]: 'query A {\n  hello\n}' });
});
