import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The arrows of CONTRIBUTING.md: a file may use its own layer and those below it. The two kinds of door stand side by side. */
const LEVELS: Readonly<Record<string, number>> = { kernel: 0, generated: 0, outbound: 1, modules: 2, federation: 3, inbound: 4, 'rest-compat': 4 };
/** Files directly in src/ put the program together and may know everything. */
const TOP = 9;
/** Simulated peers: real servers that share nothing with the program but the kernel. */
const SANDBOX = 'sandbox';

const MAX_LINES = 300;
const SHORT_LINES = 150;
const SHORT_FILES = ['src/app.ts', 'src/kernel/context.ts', 'src/inbound/http.ts'];

/** What a file of a module may be; `fake` and `absent` are stand-ins beside the real thing. */
const ROLES = /^(index|[a-z0-9-]+\.(types|resolver|service|rules|store|source|events|worker|scopes|loaders|manifest|answers)(\.(fake|absent|memory))?)(\.test)?\.ts$/;
const KEBAB = /^[a-z0-9]+([.-][a-z0-9]+)*\.ts$/;

interface Source {
  readonly file: string;
  readonly text: string;
  readonly isTest: boolean;
}

interface Import {
  readonly from: string;
  /** A path in the project, or the name of a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const sources: readonly Source[] = ['src', 'rest-compat', 'test'].flatMap((root) => typescriptUnder(root));
/** The package for portals. */
const client = typescriptUnder('client/src');
const program = sources.filter(({ file, isTest }) => !isTest && !file.startsWith('test/'));
const imports = program.flatMap(importsOf);
const within = imports.filter(({ to }) => to.endsWith('.ts'));

function typescriptUnder(root: string): Source[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.parentPath.includes('generated'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, text: readFileSync(file, 'utf8'), isTest: file.endsWith('.test.ts') }));
}

function importsOf({ file, text }: Source): Import[] {
  const found = text.matchAll(/^(?:import|export)\s([^;'"]*?)\bfrom\s+'([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm);
  return [...found].map((match) => {
    const specifier = match[2] ?? match[3] ?? match[4]!;
    const to = specifier.startsWith('.') ? relative('.', join(dirname(file), specifier)).replace(/\.js$/, '.ts') : specifier;
    return { from: file, to, typeOnly: match[1]?.startsWith('type ') ?? false };
  });
}

/** The folder that makes the layer; the file itself for those directly in src/. */
const folderOf = (file: string): string => (file.startsWith('rest-compat/') ? 'rest-compat' : file.split('/').length === 2 ? file : file.split('/')[1]!);
const levelOf = (file: string): number => LEVELS[folderOf(file)] ?? TOP;
const moduleOf = (file: string): string | undefined => /^src\/modules\/([^/]+)\//.exec(file)?.[1];
const lines = ({ from, to }: Import): string => `${from} → ${to}`;

describe('layers', () => {
  it('are read from the imports', () => {
    expect(within.length).toBeGreaterThan(100);
  });

  it('are all known', () => {
    const unknown = program.map(({ file }) => folderOf(file)).filter((folder) => !(folder in LEVELS) && folder !== SANDBOX && !folder.startsWith('src/'));
    expect([...new Set(unknown)]).toEqual([]);
  });

  it('point downwards only: doors → federation → modules → outbound → kernel', () => {
    const upwards = within.filter(({ from, to }) => folderOf(from) !== SANDBOX && folderOf(to) !== SANDBOX && levelOf(from) < levelOf(to));
    expect(upwards.map(lines)).toEqual([]);
  });

  it('keep modules apart: they meet in the graph, by key', () => {
    const crossing = within.filter(({ from, to }) => moduleOf(from) && moduleOf(to) && moduleOf(from) !== moduleOf(to));
    expect(crossing.map(lines)).toEqual([]);
  });

  it('have no circle of files', () => {
    expect(circles(within.filter(({ typeOnly }) => !typeOnly))).toEqual([]);
  });

  it('know the simulated peers only where the program is put together', () => {
    const known = within.filter(({ from, to }) => folderOf(to) === SANDBOX && folderOf(from) !== SANDBOX);
    expect(known.filter(({ from }) => !/^src\/app(\.[a-z-]+)?\.ts$/.test(from)).map(lines)).toEqual([]);
    expect(within.filter(({ from, to }) => folderOf(from) === SANDBOX && ![SANDBOX, 'kernel'].includes(folderOf(to))).map(lines)).toEqual([]);
  });
});

describe('what only one place may know', () => {
  it('keeps kafkajs behind src/outbound/kafka.ts', () => {
    const users = imports.filter(({ to, typeOnly }) => to === 'kafkajs' && !typeOnly).map(({ from }) => from);
    expect(users).toEqual(['src/outbound/kafka.ts']);
    expect(imports.filter(({ from, to }) => to === 'kafkajs' && !from.startsWith('src/outbound/kafka')).map(lines)).toEqual([]);
  });

  it('reads process.env in src/config.ts only', () => {
    expect(program.filter(({ file, text }) => text.includes('process.env') && file !== 'src/config.ts').map(({ file }) => file)).toEqual([]);
  });
});

describe('the client', () => {
  it('needs no package, and nothing of the gateway', () => {
    const outwards = client.filter(({ file, isTest }) => !isTest && !file.endsWith('.fake.ts')).flatMap(importsOf).filter(({ to }) => !to.startsWith('client/src/'));
    expect(outwards.map(lines)).toEqual([]);
  });

  it('is known to tests alone', () => {
    expect(imports.filter(({ to }) => to.startsWith('client/')).map(lines)).toEqual([]);
  });
});

describe('files', () => {
  it(`have ${MAX_LINES} lines at most, the meeting points ${SHORT_LINES}`, () => {
    const long = [...sources, ...client].map(({ file, text }) => ({ file, length: text.split('\n').length - 1, most: SHORT_FILES.includes(file) ? SHORT_LINES : MAX_LINES }));
    expect(long.filter(({ length, most }) => length > most)).toEqual([]);
  });

  it('are named in kebab case', () => {
    expect([...sources, ...client].filter(({ file }) => !KEBAB.test(basename(file))).map(({ file }) => file)).toEqual([]);
  });

  it('of a module bear their role', () => {
    expect(sources.filter(({ file }) => moduleOf(file) && !ROLES.test(basename(file))).map(({ file }) => file)).toEqual([]);
  });
});

/** Circles of imports, each as the files it runs through. */
function circles(edges: readonly Import[]): readonly string[] {
  const targets = grouped(edges);
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (state.get(file) === 'open') found.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
    if (state.has(file)) return;
    state.set(file, 'open');
    for (const { to } of targets.get(file) ?? []) visit(to, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of targets.keys()) visit(file, []);
  return found;
}

function grouped(edges: readonly Import[]): Map<string, Import[]> {
  const groups = new Map<string, Import[]>();
  for (const edge of edges) groups.set(edge.from, [...(groups.get(edge.from) ?? []), edge]);
  return groups;
}
