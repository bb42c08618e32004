import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// The program as people start it, from a directory that is not its own.

const SETD = join(import.meta.dirname, 'setd.mjs');
const REMOTE = join(import.meta.dirname, '../../examples/remote/reference.sut.yaml');
const FEATURE = join(import.meta.dirname, '..', 'harness', 'fixtures', 'no-steps.feature');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function setd(...words: string[]): Ended {
  const env = { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, [SETD, ...words], { cwd: folder, env, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

describe('wrong use', () => {
  it.each([
    ['an unknown command', ['rnu'], /Did you mean run/],
    ['an unknown option', ['run', '--stirct'], /Did you mean --strict/],
    ['an unknown clock', ['run', '--clock', 'lunar'], /Allowed choices are virtual, wall/],
    ['an unknown requirement', ['run', 'RETRI-3'], /did you mean RETRY-3/],
    ['an unknown requirement to explain', ['explain', 'LOGG-1'], /did you mean LOG-1/],
    ['a missing argument', ['explain'], /missing required argument 'id'/],
    ['a file that is not there', ['run', 'no/such.feature'], /neither a requirement id nor a file/],
    ['an unknown report', ['run', '--report', 'html,pdf'], /--report: there is no report "pdf"; there are html, json, junit/],
    ['something else to leave out', ['run', '--evidence', 'x.zip', '--redact', 'names'], /--redact: there is no "names" to leave out/],
    ['nothing to leave it out of', ['run', '--redact', 'bodies'], /--redact: there is nothing to leave it out of/],
    ['a part that is none', ['run', '--shard', '3/2'], /--shard: expected a part such as 1\/4, got "3\/2"/],
    [
      'a page of a part',
      ['selftest', '--shard', '1/2', '--write'],
      /--write: the page is written from all parts; --join takes them together/,
    ],
    ['a part of a few', ['selftest', '--shard', '1/2', '--quick'], /--shard is for a whole selftest; leave out --quick, --mutant and/],
    [
      'more lanes than a profile has',
      ['run', '--sut', REMOTE, '--lanes', '2'],
      /--lanes: the profile has one lane; a further one is a further system/,
    ],
    ['a tag expression that is none', ['run', FEATURE, '--tag', '@a and ('], /--tag: /],
  ])('%s: exit 64 and one clear message', (_what, words, message) => {
    const { status, err } = setd(...words);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^\s+at /m);
    expect(status).toBe(64);
  });
});

describe('set-up errors', () => {
  it('a Node that is too old: exit 3, and how to get another', () => {
    const older = 'data:text/javascript,Object.defineProperty(process.versions, "node", { value: "20.1.0" })';
    const { status, stderr } = spawnSync(process.execPath, ['--import', older, SETD, 'list'], { cwd: folder, encoding: 'utf8' });
    expect(stderr).toMatch(/^setd needs Node 24 or newer; this is Node 20\.1\.0\.\n.*npm install --save-dev node@24/);
    expect(status).toBe(3);
  });

  it('a baseline that is none: exit 3, with file and key', () => {
    const path = join(folder, 'known.yaml');
    writeFileSync(path, 'system: x\nknown-departures:\n  - requirement: RETRY-1\n');
    const { status, err } = setd('run', 'RETRY-1', '--baseline', path);
    expect(err).toContain(`${path}:3: known-departures[0].reason: `);
    expect(status).toBe(3);
  });

  it('a gateway configuration that is not there: exit 3', () => {
    const { status, err } = setd('forward', '--config', 'gateway.yaml');
    expect(err).toMatch(/^setd: cannot read the configuration gateway\.yaml: /);
    expect(status).toBe(3);
  });
});

describe('help', () => {
  it('is asked for with exit 0', () => {
    const { status, out } = setd('--help');
    expect(out).toMatch(/run .*\n.*list .*\n.*explain .*\n.*mock .*\n.*forward /s);
    expect(out).toMatch(/^ {2}4 +a MUST could not be tested$/m);
    expect(status).toBe(0);
  });
});

describe('explain', () => {
  it('tells statement, basis, source and scenarios', () => {
    const { status, out } = setd('explain', 'retry-3');
    expect(status).toBe(0);
    expect(out).toMatch(/^RETRY-3 {2}503 counts as temporary/);
    expect(out).toMatch(/basis +documented/);
    expect(out).toMatch(/source +.*retry table/s);
    expect(out).toMatch(/^ {2}features\/\S+\.feature\n +\d+ {2}503 at greeting\n/m);
  });
});

describe('list', () => {
  it('tells every requirement', () => {
    const { status, out } = setd('list');
    expect(status).toBe(0);
    expect(out.match(/^ {2}[A-Z]+-\d+ /gm)).toHaveLength(94);
  });
});

describe('run', () => {
  it('writes its reports where it is told, and says that the steps are unknown', () => {
    const { status, out } = setd('run', FEATURE, '--reports', 'out');
    expect(out).toMatch(/CONN-1 .*harness-error/);
    expect(out).not.toContain('\u001b[');
    expect(status).toBe(3);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual([
      'badge.json',
      'ctrf.json',
      'index.html',
      'junit.xml',
      'messages.ndjson',
      'run.json',
      'summary.md',
    ]);
  });

  it('writes only the reports that are asked for', () => {
    setd('run', FEATURE, '--quiet', '--report', 'json,markdown', '--reports', 'two');
    expect(readdirSync(join(folder, 'two')).sort()).toEqual(['run.json', 'summary.md']);
  });

  it('prints the summary only when quiet', () => {
    const { out, err } = setd('run', FEATURE, '--quiet', '--reports', 'quiet');
    expect(out).toMatch(/^1 of 94 requirements judged\n/);
    expect(err).toBe('');
    expect(existsSync(join(folder, 'quiet', 'index.html'))).toBe(true);
  });
});
