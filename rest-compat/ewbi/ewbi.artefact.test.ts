import { describe, expect, it } from 'vitest';
import { artefactOfForm, withoutFile } from './ewbi.artefact.js';

const formOf = (parts: readonly (readonly [string, string])[]): FormData => {
  const form = new FormData();
  for (const [name, value] of parts) form.append(name, value);
  return form;
};

describe('a form', () => {
  it('is the JSON that it stands for', async () => {
    const form = formOf([['artefactId', 'a1'], ['componentSpec', '{"componentName":"one"}'], ['componentSpec', '[{"componentName":"two"}]'], ['artefactRepoLocation', '{"repoURL":"r"}'], ['artefactFile', '']]);
    expect(await artefactOfForm(form)).toEqual({ artefactId: 'a1', componentSpec: [{ componentName: 'one' }, { componentName: 'two' }], artefactRepoLocation: { repoURL: 'r' } });
  });

  it('changes no prototype, whatever its parts are called', async () => {
    const read = await artefactOfForm(formOf([['__proto__', 'x'], ['constructor', 'y']]));
    expect([Object.getPrototypeOf(read), Object.keys(read as object)]).toEqual([Object.prototype, ['__proto__', 'constructor']]);
  });

  it('has few parts, and one that has many is refused in no time', async () => {
    const parts = (count: number) => formOf(Array.from({ length: count }, (_, at) => [`x${at}`, ''] as const));
    await expect(artefactOfForm(parts(200))).resolves.toBeDefined();
    const many = parts(15_000);
    const began = performance.now();
    await expect(artefactOfForm(many)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: 'The form has more than 200 parts.' });
    expect(performance.now() - began).toBeLessThan(500);
  });

  it.each([['componentSpec', '[canary'], ['artefactRepoLocation', '{"password":"canary"']])('says that %s is no JSON, and not what it is', async (field, text) => {
    const failure: unknown = await artefactOfForm(formOf([[field, text]])).catch((refusal: unknown) => refusal);
    expect(failure).toMatchObject({ code: 'INVALID_ARGUMENT', field });
    expect(String(failure)).not.toContain('canary');
  });
});

it.each([['x', true], ['', false], [null, false], [undefined, false], [{}, true]])('a file %j in JSON is refused: %s', (artefactFile, isRefused) => {
  const take = () => withoutFile({ artefactId: 'a1', artefactFile });
  if (isRefused) expect(take).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'artefactFile' }));
  else expect(take()).toEqual({ artefactId: 'a1' });
});
