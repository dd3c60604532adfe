import { describe, expect, it } from 'vitest';
import { mistakesOf } from '../test/support/config-mistakes.js';
import { readConfig } from './config.js';

const SECRET = 'a-secret-of-sixteen';

describe('subgraphs elsewhere', () => {
  it('are none by default', () => {
    expect(readConfig({}).graph).toEqual({ far: [], supergraph: undefined, timeoutMs: 10_000, pollMs: 10_000 });
  });

  it('are read with their files, their addresses for subscriptions and their secrets', () => {
    const { far } = readConfig({ SUBGRAPHS: 'orders=http://orders:4001/graphql, users=https://u.example/q?x=1@schemas/users.graphql,users+ws=wss://u.example/ws', SUBGRAPH_SECRETS: `users=${SECRET}` }).graph;
    expect(far).toEqual([
      { name: 'orders', url: 'http://orders:4001/graphql', secret: undefined },
      { name: 'users', url: 'https://u.example/q?x=1', file: 'schemas/users.graphql', subscriptionUrl: 'wss://u.example/ws', secret: SECRET },
    ]);
  });

  it('take an address without a path before the file', () => {
    expect(readConfig({ SUBGRAPHS: 'a=http://a:1@x.graphql' }).graph.far).toEqual([{ name: 'a', url: 'http://a:1', file: 'x.graphql', secret: undefined }]);
  });

  it.each([
    ['orders', 'part 1 must be name=url'],
    ['a=http://x,9=http://y', 'part 2 has a name that is none'],
    ['a=ftp://x', 'part 1 must be an http:// or https:// URL'],
    ['a=http://x@', 'part 1 has no file after @'],
    ['a=http://x,a=http://y', 'a is named twice'],
    ['a=http://x,a+ws=wss://y,a+ws=wss://z', 'a is named twice'],
    ['a=http://x,a+ws=ftp://y', 'part 2 must be a ws://'],
    ['a+ws=wss://y', 'a+ws needs a=url beside it'],
    ['a=http://user:canary@host/path', 'part 1 must be an http:// or https:// URL without credentials'],
    ['a=http://x,a+ws=wss://user:canary@host/path', 'part 2 must be a ws://'],
  ])('refuse %s', (text, told) => {
    const mistakes = mistakesOf({ SUBGRAPHS: text });
    expect(mistakes).toEqual([expect.stringContaining(`SUBGRAPHS: ${told}`)]);
    expect(mistakes.join()).not.toContain('canary');
  });

  it('refuse a secret that is short, or for nobody, without repeating it', () => {
    const mistakes = mistakesOf({ SUBGRAPHS: 'a=http://x', SUBGRAPH_SECRETS: `a=canary,b=${SECRET},a=${SECRET}` });
    expect(mistakes).toEqual([expect.stringContaining('SUBGRAPH_SECRETS: part 1 must be name=secret')]);
    expect(mistakesOf({ SUBGRAPHS: 'a=http://x', SUBGRAPH_SECRETS: `b=${SECRET}` })).toEqual(['SUBGRAPH_SECRETS: b is not in SUBGRAPHS']);
    expect(mistakes.join()).not.toContain(SECRET);
  });

  it('belong to a ready supergraph where it is given: other addresses and secrets, no files', () => {
    const { graph } = readConfig({ SUPERGRAPH: 'supergraph.graphql', SUBGRAPHS: 'a+ws=wss://a', SUBGRAPH_SECRETS: `b=${SECRET}` });
    expect(graph).toMatchObject({ supergraph: 'supergraph.graphql', far: [{ name: 'a', subscriptionUrl: 'wss://a' }, { name: 'b', secret: SECRET }] });
    expect(mistakesOf({ SUPERGRAPH: 's.graphql', SUBGRAPHS: 'a=http://x@a.graphql' })).toEqual(['SUBGRAPHS: a has a file, which is not read with SUPERGRAPH']);
  });

  it('may be named as those that override others, where the graph is composed here', () => {
    expect(readConfig({ SUBGRAPHS: 'a=http://a,b=http://b', SUBGRAPH_OVERRIDES: 'b' }).graph.far).toMatchObject([{ name: 'a' }, { name: 'b', mayOverride: true }]);
    expect(mistakesOf({ SUBGRAPHS: 'a=http://a', SUBGRAPH_OVERRIDES: 'b' })).toEqual(['SUBGRAPH_OVERRIDES: b is not in SUBGRAPHS']);
    expect(mistakesOf({ SUPERGRAPH: 's.graphql', SUBGRAPHS: 'a=http://a', SUBGRAPH_OVERRIDES: 'a' })).toEqual([expect.stringContaining('not with SUPERGRAPH')]);
  });

  it('have bounds for their times', () => {
    expect(mistakesOf({ SUBGRAPH_TIMEOUT_MS: '5', SUBGRAPH_POLL_MS: 'often' }).map((line) => line.split(':')[0])).toEqual(['SUBGRAPH_TIMEOUT_MS', 'SUBGRAPH_POLL_MS']);
  });
});
