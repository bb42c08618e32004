import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

// action.yml and the examples for build servers: read as YAML, and their scripts run by bash in a copy of the project. `npm` and, for the
// examples, `npx setd` are stand-ins, since nothing is installed from the network here; what they are asked for is checked.

const ROOT = join(import.meta.dirname, '..', '..');
const COPIED = ['action.yml', 'package.json', 'src', 'steps', 'mocks', 'features'];

const step = z.looseObject({ run: z.string().optional(), uses: z.string().optional(), name: z.string().optional() });
const withEnv = step.extend({ env: z.record(z.string(), z.string()).optional(), with: z.record(z.string(), z.unknown()).optional() });
const action = z.looseObject({
  inputs: z.record(z.string(), z.looseObject({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.looseObject({ value: z.string() })),
  runs: z.looseObject({ using: z.literal('composite'), steps: z.array(withEnv.extend({ shell: z.literal('bash').optional() })) }),
});
const workflow = z.looseObject({ jobs: z.record(z.string(), z.looseObject({ steps: z.array(withEnv) })) });
const gitlab = z.record(z.string(), z.union([z.array(z.string()), z.looseObject({ script: z.array(z.string()) })]));

const read = <Schema extends z.ZodType>(path: string, schema: Schema): z.output<Schema> =>
  schema.parse(parse(readFileSync(join(ROOT, path), 'utf8')));

let folder: string;
/** Where the project was checked out, and where its user's files are. */
let project: string;
let workspace: string;
// Each command is a process of its own, on a machine that may be busy; a hang is still told from that.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-ci-'));
  project = join(folder, 'action');
  for (const path of COPIED) cpSync(join(ROOT, path), join(project, path), { recursive: true });
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const npm = `#!/bin/bash\necho "npm $*" >> "${folder}/asked"\nif [ "$1" = ci ]; then ln -sfn "${ROOT}/node_modules" node_modules; fi\n`;
  const npx = `#!/bin/bash\nif [ "$1" != setd ]; then exit 99; fi\nshift\nexec "${process.execPath}" "${ROOT}/src/cli/setd.mjs" "$@"\n`;
  writeFileSync(join(bin, 'npm'), npm, { mode: 0o755 });
  writeFileSync(join(bin, 'npx'), npx, { mode: 0o755 });
  symlinkSync(process.execPath, join(bin, 'node'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  workspace = mkdtempSync(join(folder, 'workspace-'));
});

const bash = (script: string, env: Readonly<Record<string, string>>, cwd = workspace) => {
  const path = `${join(folder, 'bin')}:/usr/bin:/bin`;
  // As build servers call it: a failing command ends the script.
  const { status, stdout, stderr } = spawnSync('bash', ['-eo', 'pipefail', '-c', script], {
    cwd,
    env: { PATH: path, HOME: folder, ...env },
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
};

const asked = (): string => readFileSync(join(folder, 'asked'), 'utf8');

describe('action.yml', () => {
  const { inputs, outputs, runs } = read('action.yml', action);

  /** Runs the action with inputs, as GitHub does: expressions are replaced in `env`, steps run in turn. */
  function act(given: Readonly<Record<string, string>>) {
    const files = { GITHUB_OUTPUT: join(workspace, 'output'), GITHUB_STEP_SUMMARY: join(workspace, 'summary') };
    const values = { ...Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.default])), ...given };
    const outputsOf = (): Record<string, string> =>
      existsSync(files.GITHUB_OUTPUT)
        ? Object.fromEntries(
            [...readFileSync(files.GITHUB_OUTPUT, 'utf8').matchAll(/^(.*?)=(.*)$/gm)].map(([, name, value]) => [name, value]),
          )
        : {};
    const filled = (text: string): string =>
      text.replaceAll(/\$\{\{ (.*?) \}\}/g, (_all, expression: string) => {
        if (expression === 'github.action_path') return project;
        const [, input] = /^inputs\.([\w-]+)$/.exec(expression) ?? [];
        const [, output] = /^steps\.judge\.outputs\.([\w-]+)$/.exec(expression) ?? [];
        const value = input === undefined ? outputsOf()[output ?? ''] : values[input];
        if (value === undefined) throw new Error(`nobody knows ${expression}`);
        return value;
      });
    const ended = runs.steps.flatMap((one) => {
      if (one.run === undefined) return [];
      const env = Object.fromEntries(Object.entries(one.env ?? {}).map(([name, value]) => [name, filled(value)]));
      const where = one['working-directory'];
      return [{ name: one.name, ...bash(one.run, { ...env, ...files }, typeof where === 'string' ? filled(where) : workspace) }];
    });
    return {
      ended,
      outputs: outputsOf(),
      summary: existsSync(files.GITHUB_STEP_SUMMARY) ? readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') : '',
    };
  }

  it('puts no input into the text of a script', () => {
    expect(runs.steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
    expect(
      runs.steps.every(({ run, shell, uses }) => (run === undefined) !== (uses === undefined) && (run === undefined || shell === 'bash')),
    ).toBe(true);
  });

  it('uses every input that it offers, and no other', () => {
    const text = readFileSync(join(ROOT, 'action.yml'), 'utf8');
    expect([...new Set([...text.matchAll(/inputs\.([\w-]+)/g)].map(([, name]) => name))].sort()).toEqual(Object.keys(inputs).sort());
  });

  it('installs, judges, writes the summary and leaves reports and evidence to be uploaded', () => {
    const { ended, outputs: found, summary } = act({ arguments: 'LOG-1 POLICY-2', redact: 'bodies' });
    expect(ended.map(({ name, status }) => `${name}: ${status}`)).toEqual(['Install: 0', 'Judge: 0', 'Summary: 0', 'Verdict: 0']);
    expect(asked()).toContain('npm ci');
    expect(summary).toMatch(/^## ✅ SETD conformance of reference forwarder: conforms/);
    expect(Object.keys(found).sort()).toEqual(Object.keys(outputs).sort());
    expect(found).toEqual({ 'exit-status': '0', evidence: 'setd-reports/evidence.setd.zip' });
    for (const name of ['evidence.setd.zip', 'junit.xml', 'index.html'])
      expect(existsSync(join(workspace, 'setd-reports', name))).toBe(true);
    expect(runs.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact'))?.with?.path).toMatch(/^\$\{\{ inputs\.reports \}\}$/);
  });

  it('fails in the end with the exit status of the run, after summary and upload', () => {
    writeFileSync(join(workspace, 'known.yaml'), 'system: reference forwarder\nknown-departures:\n  - { requirement: LOG-1, reason: r }\n');
    const given = { arguments: 'LOG-1', baseline: 'known.yaml', reports: 'r' };
    const { ended, outputs: found, summary } = act(given);
    expect(found['exit-status']).toBe('2');
    expect(summary).toContain('Stale baseline entries');
    expect(ended.map(({ status }) => status)).toEqual([0, 0, 0, 2]);
    const position = (part: string): number => runs.steps.findIndex(({ uses, name }) => (uses ?? name ?? '').includes(part));
    expect(position('upload-artifact')).toBeLessThan(position('Verdict'));
    expect(act({ ...given, 'allowed-exit-status': '0 2' }).ended.at(-1)?.status).toBe(0);
  });

  it('takes no command from an input', () => {
    const { ended } = act({ arguments: 'LOG-1; touch bad $(touch bad)', baseline: '$(touch bad)', reports: '`touch bad`' });
    expect(ended.at(-1)?.status).not.toBe(0);
    expect(existsSync(join(workspace, 'bad'))).toBe(false);
  });
});

describe('the examples', () => {
  it('for GitHub use only inputs that the action has', () => {
    const { inputs } = read('action.yml', action);
    const { jobs } = read('examples/ci/github.yml', workflow);
    const used = Object.values(jobs).flatMap(({ steps }) => steps.filter(({ uses }) => uses?.includes('/setd-conformance@')));
    expect(used).toHaveLength(1);
    for (const name of Object.keys(used[0]?.with ?? {})) expect(Object.keys(inputs)).toContain(name);
  });

  /** Lines of a part of a run, narrowed to what takes little time here. */
  const narrowed = (line: string): string => line.replace('setd run', 'setd run LOG-9');

  it('for GitLab judge in parts and join them', () => {
    writeFileSync(join(workspace, 'known.yaml'), 'system: reference forwarder\n');
    const { judge, whole } = read('examples/ci/gitlab.yml', gitlab);
    const scriptOf = (job: typeof judge): string[] => (job !== undefined && 'script' in job ? job.script : []);
    for (const index of ['1', '2', '3', '4']) {
      const { status, err } = bash(scriptOf(judge).map(narrowed).join('\n'), { CI_NODE_INDEX: index, CI_NODE_TOTAL: '4' });
      expect({ status, err }).toMatchObject({ status: 0 });
    }
    const { status, out } = bash(scriptOf(whole).join('\n'), {});
    expect(out).toMatch(/^LOG-9 .*conforms/m);
    expect(status).toBe(0);
    expect(existsSync(join(workspace, 'whole', 'junit.xml'))).toBe(true);
    expect(asked()).toContain('npm install --no-save setd-conformance');
  });

  it('for GitHub join the parts in the same way', () => {
    const { jobs } = read('examples/ci/github.yml', workflow);
    const lines = jobs.whole?.steps.flatMap(({ run }) => run ?? []) ?? [];
    for (const part of ['1', '2']) bash(`npx setd run LOG-9 --shard ${part}/2 --quiet --reports part-${part}`, {});
    const summary = join(workspace, 'summary');
    const ended = lines.map((line) => bash(line, { GITHUB_STEP_SUMMARY: summary }).status);
    expect(ended).toEqual([0, 0, 0]);
    expect(readFileSync(summary, 'utf8')).toMatch(/^## ✅ /);
  });
});
