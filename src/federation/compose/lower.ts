import { Kind, visit, type DirectiveNode, type DocumentNode, type ValueNode } from 'graphql';
import { extractLinkImplementations } from '@theguild/federation-composition';

const FEDERATION = 'https://specs.apollo.dev/federation';
/** The newest that the composer knows. */
const NEWEST = `${FEDERATION}/v2.9`;
/** Versions that add to it only connectors, which are refused by name, and what merely informs. */
const NEWER: readonly string[] = ['v2.10', 'v2.11', 'v2.12'].map((version) => `${FEDERATION}/${version}`);
/** Directives of the newer versions that tell caches something and change no answer. */
const INFORMING = '@cacheTag';

/** A subgraph of a newer version of federation as one of the newest that the composer knows; any other as it is. */
export function lowered(document: DocumentNode): DocumentNode {
  if (!document.definitions.some((definition) => 'directives' in definition && definition.directives?.some(isNewer))) return document;
  const informing = extractLinkImplementations(document).resolveImportName(FEDERATION, INFORMING);
  return visit(document, {
    Directive(directive) {
      if (directive.name.value === informing) return null;
      return isNewer(directive) ? relinked(directive) : undefined;
    },
  });
}

const isNewer = ({ name, arguments: given }: DirectiveNode): boolean =>
  name.value === 'link' && (given ?? []).some((argument) => argument.name.value === 'url' && argument.value.kind === Kind.STRING && NEWER.includes(argument.value.value));

function relinked(link: DirectiveNode): DirectiveNode {
  const given = (link.arguments ?? []).map((argument) => {
    if (argument.name.value === 'url') return { ...argument, value: { kind: Kind.STRING, value: NEWEST } as const };
    if (argument.name.value !== 'import' || argument.value.kind !== Kind.LIST) return argument;
    return { ...argument, value: { ...argument.value, values: argument.value.values.filter((value) => importedName(value) !== INFORMING) } };
  });
  return { ...link, arguments: given };
}

/** `"@key"` or `{ name: "@key", as: "@id" }`. */
function importedName(value: ValueNode): string | undefined {
  if (value.kind === Kind.STRING) return value.value;
  const name = value.kind === Kind.OBJECT ? value.fields.find((field) => field.name.value === 'name')?.value : undefined;
  return name?.kind === Kind.STRING ? name.value : undefined;
}
