import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

// Who may import whom. An oracle that shares code with what it judges repeats its mistakes, so the
// forwarder never meets the mocks or the harness. A room may always import itself.

const ROOT = resolve(import.meta.dirname, '..');

const ROOMS = [
  'smtp',
  'clock',
  'web',
  'browser',
  'evidence',
  'forwarder',
  'mutants',
  'mocks',
  'harness',
  'selftest',
  'mutation',
  'steps',
  'cli',
] as const;
type Room = (typeof ROOMS)[number];

const MAY_IMPORT: Readonly<Record<Room, readonly Room[]>> = {
  smtp: [],
  clock: [],
  web: [],
  browser: [],
  evidence: ['smtp', 'clock'],
  forwarder: ['smtp', 'clock', 'web'],
  mutants: ['forwarder', 'smtp', 'clock'],
  mocks: ['smtp', 'clock', 'evidence', 'web'],
  harness: ['smtp', 'clock', 'evidence', 'browser'],
  // It runs variants of the forwarder through the harness, to judge the harness: it stands between the two, and neither knows it.
  selftest: ['harness', 'mutants', 'forwarder', 'evidence', 'smtp', 'clock'],
  // It changes the text of the forwarder's modules; it imports none of them.
  mutation: ['harness', 'selftest'],
  steps: ['harness', 'mocks', 'evidence', 'smtp', 'clock', 'browser'],
  cli: ROOMS,
};

/** The files of the harness that know the reference forwarder: its driver. */
const EXCEPTION = /^src\/harness\/drivers\/reference(?:-[\w-]+)?\.ts -> forwarder$/;

const CLOCK = /^src\/[\w-]*clock\.ts$/;

function roomOf(file: string): Room | 'none' {
  const path = relative(ROOT, file).replaceAll('\\', '/');
  if (CLOCK.test(path)) return 'clock';
  const [top, folder] = path.split('/');
  const name = top === 'src' ? folder : top;
  return ROOMS.find((room) => room === name) ?? 'none';
}

const IMPORTS =
  /(?:^|[\n;])\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|[\n;])\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;

/** The relative imports of a source text, as absolute paths. */
function importsOf(source: string, folder: string): string[] {
  return [...source.matchAll(IMPORTS)]
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => join(folder, specifier));
}

/** What a file imports against the rules, each as `file -> room`. */
function trespasses(file: string, source: string): string[] {
  const from = roomOf(file);
  if (from === 'none') return [];
  return importsOf(source, dirname(file)).flatMap((target) => {
    const to = roomOf(target);
    const door = `${relative(ROOT, file).replaceAll('\\', '/')} -> ${to}`;
    const open = to === from || (to !== 'none' && MAY_IMPORT[from].includes(to)) || EXCEPTION.test(door);
    return open ? [] : [door];
  });
}

// Unit tests are no part of the product: one may start both sides to see them talk.
const files = globSync(['src/**/*.ts', 'mocks/**/*.ts', 'steps/**/*.ts'], { cwd: ROOT })
  .filter((file) => !file.endsWith('.test.ts'))
  .map((file) => join(ROOT, file));

describe('doors', () => {
  it('are kept by every file', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(files.flatMap((file) => trespasses(file, readFileSync(file, 'utf8')))).toEqual([]);
  });

  it.each([
    ['src/forwarder/queue.ts', "import { A } from '../../mocks/accounts.ts';", 'mocks'],
    ['src/forwarder/queue.ts', "import type { A } from '../harness/outcome.ts';", 'harness'],
    ['mocks/intake/server.ts', "import {\n  A,\n} from '../../src/forwarder/config.ts';", 'forwarder'],
    ['src/harness/judge.ts', "export * from '../forwarder/config.ts';", 'forwarder'],
    ['src/harness/judge.ts', "const a = await import('../../mocks/accounts.ts');", 'mocks'],
    ['src/smtp/reply.ts', "import '../clock.ts';", 'clock'],
    ['src/harness/run.ts', "import { main } from '../cli/main.ts';", 'cli'],
  ])('see %s trespass by %s', (file, source, room) => {
    expect(trespasses(join(ROOT, file), source)).toEqual([`${file} -> ${room}`]);
  });

  it('let the reference driver, and nobody else, meet the forwarder', () => {
    const source = "import { Forwarder } from '../../forwarder/forwarder.ts';";
    expect(trespasses(join(ROOT, 'src/harness/drivers/reference.ts'), source)).toEqual([]);
    expect(trespasses(join(ROOT, 'src/harness/drivers/exec.ts'), source)).toHaveLength(1);
  });
});
