import { expect, it } from 'vitest';
import { collectLog } from '../../../test/support/log.js';
import type { Prepared } from '../../federation/engine.js';
import { DEFAULT_LIMITS } from './limits.js';
import { readParams } from './params.js';
import { createTrustedDocuments } from './trusted.js';
import { trustedTexts } from './trusted-files.js';

const [text] = trustedTexts([{ name: 'a.graphql', text: 'query Far { far { id } }' }]);

it('tries a document that did not fit again with each graph, and keeps what it has', () => {
  const prepared = {} as Prepared;
  const log = collectLog();
  let fits = false;
  let tried = 0;
  let swap = (): void => undefined;
  const operations = {
    prepareTrusted() {
      tried += 1;
      if (fits) return prepared;
      throw new Error('Cannot query field "far" on type "Query".');
    },
    onSwap: (listener: () => void) => void (swap = listener),
  };
  const documents = createTrustedDocuments({ mode: 'on', texts: [text!], operations, limits: DEFAULT_LIMITS, log });
  const ask = () => documents.choose(readParams({ documentId: `sha256:${text!.hash}` }));
  expect(ask()).toHaveProperty('errors');
  expect([...documents.faults]).toEqual([['Far', 'Cannot query field "far" on type "Query".']]);
  expect(log.lines).toHaveLength(1);

  swap();
  expect(log.lines).toHaveLength(1);
  fits = true;
  swap();
  expect(ask()).toMatchObject({ trusted: prepared, params: { query: text!.text } });
  expect([documents.faults.size, tried]).toEqual([0, 3]);
  fits = false;
  swap();
  expect([ask(), tried]).toEqual([expect.objectContaining({ trusted: prepared }), 3]);
});
