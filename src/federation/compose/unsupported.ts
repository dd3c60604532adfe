import { Kind, visit, type ASTNode, type DirectiveNode, type DocumentNode } from 'graphql';
import { extractLinkImplementations } from '@theguild/federation-composition';

/**
 * What composes elsewhere and would not be done here is refused by its name: to pass over it would answer wrongly, or
 * open what its owner has closed.
 */

const SPECS = 'https://specs.apollo.dev';
const FEDERATION = `${SPECS}/federation`;

const NOT_ENFORCED = 'the gateway does not enforce it, and would open what its owner has closed';
const NO_CONTEXT = 'the engine passes no values from above to arguments below';
const PROGRESSIVE = 'a field moves from one subgraph to the other at once, not by a label';
const NO_CONNECTORS = 'the engine asks subgraphs alone, and no other APIs';

/** Directives of federation by name, as a subgraph imports them. */
const REFUSED: Readonly<Record<string, string>> = {
  '@authenticated': NOT_ENFORCED,
  '@requiresScopes': NOT_ENFORCED,
  '@policy': NOT_ENFORCED,
  '@context': NO_CONTEXT,
  '@fromContext': NO_CONTEXT,
};

/** Specifications that a supergraph may link whatever for; any other only when it is for nothing that we would have to do. */
const KNOWN_SPECS: ReadonlySet<string> = new Set(['link', 'core', 'join', 'tag', 'inaccessible', 'cost', 'federation'].map((name) => `${SPECS}/${name}`));
const ACCESS_SPECS = ['authenticated', 'requiresScopes', 'policy', 'context'];
const JOIN_VERSIONS: ReadonlySet<string> = new Set(['v0.2', 'v0.3', 'v0.4', 'v0.5']);
const CONNECTORS: ReadonlySet<string> = new Set(['connect', 'source']);

/** Places named in one message. */
const PLACES = 5;

/** @returns a sentence for each thing in a subgraph's SDL that is not supported, with the places where it stands */
export function unsupportedInSubgraph(subgraph: string, document: DocumentNode): readonly string[] {
  const { links, resolveImportName } = extractLinkImplementations(document);
  const found = createFindings(`The subgraph ${subgraph}`);
  for (const { url, purpose } of linksOf(document)) {
    if (url.startsWith(`${SPECS}/connect/`)) found.add(`links ${url}`, NO_CONNECTORS);
    else if (purpose !== undefined && !isKnown(url)) found.add(`links ${url} for ${purpose}`, 'the gateway does not know it');
  }
  if (!links.some(({ identity }) => identity === FEDERATION)) return found.sentences();
  const refused = new Map(Object.entries(REFUSED).map(([name, why]) => [resolveImportName(FEDERATION, name), { name, why }]));
  const override = resolveImportName(FEDERATION, '@override');
  eachDirective(document, (directive, place) => {
    const { value: name } = directive.name;
    const known = refused.get(name);
    if (known) found.add(`uses ${known.name}`, known.why, place);
    if (name === override && textOf(directive, 'label') !== undefined) found.add('uses @override with a label', PROGRESSIVE, place);
  });
  return found.sentences();
}

/** @returns a sentence for each thing in a supergraph that is not supported, whoever composed it */
export function unsupportedInSupergraph(document: DocumentNode): readonly string[] {
  const named = extractLinkImplementations(document);
  const found = createFindings('The supergraph');
  const links = linksOf(document);
  if (!links.some(({ url }) => url.startsWith(`${SPECS}/join/`))) return ['It is no supergraph: its schema does not link join.'];
  for (const { url, purpose } of links) {
    const version = url.slice(url.lastIndexOf('/') + 1);
    if (url.startsWith(`${SPECS}/join/`) && !JOIN_VERSIONS.has(version)) found.add(`links ${url}`, `the engine knows join ${[...JOIN_VERSIONS].join(', ')}`);
    else if (purpose !== undefined && !isKnown(url) && !ACCESS_SPECS.some((spec) => url.startsWith(`${SPECS}/${spec}/`))) found.add(`links ${url} for ${purpose}`, 'the gateway does not know it');
  }
  const access = new Map(ACCESS_SPECS.flatMap((spec) => namesOf(spec, named).map((name) => [name, { name: `@${spec}`, why: REFUSED[`@${spec}`]! }] as const)));
  eachDirective(document, (directive, place) => {
    const { value: name } = directive.name;
    const known = access.get(name);
    if (known) found.add(`uses ${known.name}`, known.why, place);
    if (name === 'join__field' && textOf(directive, 'overrideLabel') !== undefined) found.add('uses @override with a label', PROGRESSIVE, place);
    if (name === 'join__field' && argumentOf(directive, 'contextArguments')) found.add('uses @fromContext', NO_CONTEXT, place);
    if (name === 'join__directive' && CONNECTORS.has(textOf(directive, 'name') ?? '')) found.add(`uses @${textOf(directive, 'name')}`, NO_CONNECTORS, place);
  });
  return found.sentences();
}

/** The names of a specification's own directive: that of the link, and those that it is imported by. */
function namesOf(spec: string, { links, resolveImportName }: ReturnType<typeof extractLinkImplementations>): readonly string[] {
  const imports = links.filter(({ identity }) => identity === `${SPECS}/${spec}`).flatMap(({ imports }) => imports);
  return [resolveImportName(`${SPECS}/${spec}`, `@${spec}`), ...imports.flatMap(({ name, as }) => (name === `@${spec}` && as ? [as.replace(/^@/, '')] : []))];
}

const isKnown = (url: string): boolean => KNOWN_SPECS.has(url.slice(0, url.lastIndexOf('/')));

/** Sentences by thing, each with the places where it was met. */
function createFindings(who: string) {
  const byThing = new Map<string, { readonly why: string; readonly places: Set<string> }>();
  return {
    add(thing: string, why: string, place?: string): void {
      const known = byThing.get(thing) ?? { why, places: new Set<string>() };
      if (place) known.places.add(place);
      byThing.set(thing, known);
    },
    sentences: (): readonly string[] => [...byThing].map(([thing, { why, places }]) => `${who} ${thing}${shown([...places])}, which is not supported: ${why}.`),
  };
}

const shown = (places: readonly string[]): string =>
  places.length === 0 ? '' : ` (${places.slice(0, PLACES).join(', ')}${places.length > PLACES ? ` and ${places.length - PLACES} more` : ''})`;

interface Link {
  readonly url: string;
  /** `SECURITY` or `EXECUTION`: what is not understood must then not be served. */
  readonly purpose: string | undefined;
}

function linksOf(document: DocumentNode): readonly Link[] {
  const directives = document.definitions.flatMap((definition) => (definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION ? (definition.directives ?? []) : []));
  return directives.flatMap((directive) => {
    const url = directive.name.value === 'link' ? textOf(directive, 'url') : directive.name.value === 'core' ? textOf(directive, 'feature') : undefined;
    return url === undefined ? [] : [{ url, purpose: textOf(directive, 'for') }];
  });
}

const argumentOf = (directive: DirectiveNode, name: string) => directive.arguments?.find((argument) => argument.name.value === name)?.value;

function textOf(directive: DirectiveNode, name: string): string | undefined {
  const value = argumentOf(directive, name);
  return value?.kind === Kind.STRING || value?.kind === Kind.ENUM ? value.value : undefined;
}

/** Calls with the coordinate of what bears the directive: `Query.apps`, `App`, `Query.apps(first)`. */
function eachDirective(document: DocumentNode, found: (directive: DirectiveNode, place: string) => void): void {
  visit(document, {
    Directive: (directive, _key, _parent, _path, ancestors) => found(directive, placeOf(ancestors)),
  });
}

function placeOf(ancestors: readonly (ASTNode | readonly ASTNode[])[]): string {
  const nodes = ancestors.filter((ancestor): ancestor is ASTNode => !Array.isArray(ancestor));
  const names = nodes.flatMap((node) => ('name' in node && node.name && node.kind !== Kind.DIRECTIVE_DEFINITION ? [node.name.value] : []));
  const [type = 'schema', field, argument] = names;
  return `${type}${field ? `.${field}` : ''}${argument ? `(${argument})` : ''}`;
}
