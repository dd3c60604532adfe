import type { CodegenConfig } from '@graphql-codegen/cli';
import { Kind } from 'graphql';
import { readDocumentFiles, trustedTexts } from '../src/inbound/graphql/trusted-files.js';

type CodegenPlugin = Awaited<ReturnType<NonNullable<CodegenConfig['pluginLoader']>>>;

const OPERATIONS = 'schema/operations';

/** One document for each operation, with the text and the hash that the gateway has of it. */
const documents: CodegenPlugin = {
  async plugin(_schema, files) {
    const kinds = new Map(
      files.flatMap(({ document }) => document?.definitions ?? []).flatMap((definition) => (definition.kind === Kind.OPERATION_DEFINITION ? [[definition.name?.value, definition.operation] as const] : [])),
    );
    const texts = trustedTexts(await readDocumentFiles(OPERATIONS));
    return {
      prepend: ["import { document } from '../document.js';"],
      content: texts.map(({ name, text, hash }) => printDocument(name, kinds.get(name)!, text, hash)).join('\n'),
    };
  },
};

function printDocument(name: string, kind: string, text: string, hash: string): string {
  const type = `${name}${kind[0]!.toUpperCase()}${kind.slice(1)}`;
  return `export const ${name}Document = /*#__PURE__*/ document<${type}, ${type}Variables>({\n  name: '${name}',\n  kind: '${kind}',\n  hash: '${hash}',\n  text: ${JSON.stringify(text)},\n});\n`;
}

const config: CodegenConfig = {
  schema: 'schema/northbound.graphql',
  documents: `${OPERATIONS}/*.graphql`,
  generates: {
    'client/src/generated/operations.ts': {
      plugins: ['typescript-operations', 'documents'],
      config: {
        strictScalars: true,
        defaultScalarType: 'unknown',
        scalars: { ID: 'string', DateTime: 'string', JSON: 'unknown' },
        enumType: 'string-literal',
        immutableTypes: true,
        arrayInputCoercion: false,
        useTypeImports: true,
        skipTypename: true,
      },
    },
  },
  pluginLoader: (name) => (name.endsWith('/documents') ? Promise.resolve(documents) : import(name)),
};

export default config;
