import { parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { document, toOperation } from './document.js';

const HASH = 'a'.repeat(64);

describe('what is sent of a document', () => {
  it('is the text and the hash of our own', () => {
    const own = document({ name: 'Q', kind: 'query', text: 'query Q { a }', hash: HASH });
    expect(toOperation(own, undefined)).toMatchObject({ kind: 'query', text: 'query Q { a }', hash: HASH });
    expect(String(own)).toBe('query Q { a }');
  });

  it.each([
    ['{ a }', 'query'],
    ['query Q { mutation }', 'query'],
    ['# mutation\n  mutation M { a }', 'mutation'],
    ['\uFEFF,\r\nsubscription { a }', 'subscription'],
    ['fragment F on A { b } mutation { a { ...F } }', undefined],
  ])('is the text %j, a %s', (text, kind) => {
    expect(toOperation(text, undefined)).toEqual(kind === undefined ? { text } : { text, kind });
  });

  it("is the text of a code generator's document string, with its hash if that is one", () => {
    class TypedDocumentString extends String {
      constructor(text: string, readonly __meta__?: { readonly hash: string }) {
        super(text);
      }
      declare readonly __apiType?: (variables: object) => unknown;
    }
    expect(toOperation(new TypedDocumentString('mutation { a }', { hash: HASH }), undefined)).toEqual({ text: 'mutation { a }', kind: 'mutation', hash: HASH });
    expect(toOperation(new TypedDocumentString('{ a }', { hash: 'sha1' }), undefined)).toEqual({ text: '{ a }', kind: 'query' });
    expect(toOperation(new TypedDocumentString('{ a }'), undefined)).toEqual({ text: '{ a }', kind: 'query' });
  });

  it('is the printed text of a syntax tree, when there is a print', () => {
    const tree = parse('mutation M { a }') as object;
    expect(toOperation(tree, print)).toEqual({ text: 'mutation M {\n  a\n}', kind: 'mutation' });
    expect(() => toOperation(tree, undefined)).toThrow(/give createClient graphql's print/);
  });
});
