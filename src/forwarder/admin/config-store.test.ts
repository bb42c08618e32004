import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseGatewayConfig } from '../config-file.ts';
import { AdminError } from './admin-error.ts';
import { ConfigStore } from './config-store.ts';
import { GatewayAdmin } from './gateway-admin.ts';
import { documentedPolicyRows } from './policy-row.ts';
import { settingsFrom } from './settings.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-store-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const START = `# The gateway of the lab.
hostname:   g.test      # its name
listeners: [{name: in,   kind: incoming, address: 127.0.0.1, port: 0}]

threatDefenseConnector:
  # on or off
  enabled: true    # for now
  defaultIntakeAddress: "a-b-c@intake.test"   # ours

# Tried from the top.
policies:
  # people
  - name: staff   # all of them
    match: { recipients: [company.test] }
    connector: default
  # letters
  - name: news
    match:
      senders:
        - news.test   # the only one
    connector: no-scan

# Everybody else.
defaultPolicy: { connector: no-scan } # nothing
queue:    { lifeMs: 120000 }
# The end.
`;

/** An administrator whose commits go into a file with this text. */
const administer = (text: string) => {
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, text);
  const store = new ConfigStore(file, text);
  const admin = new GatewayAdmin(parseGatewayConfig(text, file), {
    apply: () => {},
    committed: () => {},
    store,
    policyRows: documentedPolicyRows,
  });
  const commit = (): string => {
    admin.commit(admin.view().revision);
    const written = readFileSync(file, 'utf8');
    // What was written says what is in force.
    expect(settingsFrom(parseGatewayConfig(written, file))).toEqual(admin.view().committed);
    return written;
  };
  return { file, admin, commit, revision: () => admin.view().revision };
};

/** Lines of the first text that are not in the second, and the other way round. */
const changedLines = (before: string, after: string): { gone: string[]; come: string[] } => {
  const [a, b] = [before.split('\n'), after.split('\n')];
  return { gone: a.filter((line) => !b.includes(line)), come: b.filter((line) => !a.includes(line)) };
};

const STAFF = { name: 'staff', senders: [], recipients: ['company.test'], connector: 'default' } as const;

describe('committing into the configuration file', () => {
  it('exchanges a single value where it stands, byte for byte', () => {
    const { admin, commit } = administer(START);
    admin.setConnector({ enabled: false, defaultIntakeAddress: 'new@intake.test' }, 1);
    admin.replacePolicy('staff', { ...STAFF, connector: 'no-scan' }, 2);
    admin.setDefaultPolicy('default', 3);
    expect(commit()).toBe(
      START.replace('enabled: true ', 'enabled: false ')
        .replace('"a-b-c@intake.test"', '"new@intake.test"')
        .replace('connector: default', 'connector: no-scan')
        .replace('{ connector: no-scan } # nothing', '{ connector: default } # nothing'),
    );
  });

  it('writes an entry anew where its structure changes, with the comments in it, and leaves all others alone', () => {
    const { admin, commit } = administer(START);
    admin.addPolicy({ name: 'sales', senders: [], recipients: ['.shop.test'], connector: { custom: 'x-y-z@second.test' } }, 1, 1);
    admin.movePolicy('news', 1, 2);
    const written = commit();
    expect(written.slice(written.indexOf('policies:'), written.indexOf('\n# Everybody'))).toBe(
      [
        'policies:',
        '  # letters',
        '  - name: news',
        '    match:',
        '      senders:',
        '        - news.test # the only one',
        '    connector: no-scan',
        '  - name: sales',
        '    match: { recipients: [ .shop.test ] }',
        '    connector: { custom: x-y-z@second.test }',
        '  # people',
        '  - name: staff # all of them',
        '    match: { recipients: [ company.test ] }',
        '    connector: default',
        '',
      ].join('\n'),
    );
    expect(written.startsWith(START.slice(0, START.indexOf('policies:')))).toBe(true);
    expect(written.endsWith(START.slice(START.indexOf('# Everybody')))).toBe(true);
  });

  it('keeps the comments of a policy that was renamed, and drops those of one that was deleted', () => {
    const { admin, commit } = administer(START);
    admin.replacePolicy('staff', { ...STAFF, name: 'people' }, 1);
    expect(changedLines(START, commit())).toEqual({
      gone: ['  - name: staff   # all of them'],
      come: ['  - name: people   # all of them'],
    });
    admin.deletePolicy('news', admin.view().revision);
    expect(commit()).not.toContain('the only one');
  });

  it.each([
    ['nothing but what must be there', 'hostname: g.test\nlisteners: [{name: in, kind: incoming, address: 127.0.0.1, port: 0}]'],
    [
      'empty entries',
      'hostname: g.test\nlisteners: [{name: in, kind: incoming, address: 127.0.0.1, port: 0}]\npolicies: []\nthreatDefenseConnector: {}\n',
    ],
    ['one line of JSON', '{"hostname": "g.test", "listeners": [{"name": "in", "kind": "incoming", "address": "127.0.0.1", "port": 0}]}\n'],
    ['line ends of Windows', START.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\ufeff${START}`],
    [
      'two-space lists without indent',
      START.replace(/policies:[\s\S]*?\n\n/, 'policies:\n- name: staff\n  match: {recipients: [company.test]}\n  connector: default\n\n'),
    ],
    [
      'settings at the end with comments after them',
      `${START.replace(/policies:[\s\S]*?\n\n/, '')}policies:\n  - name: staff\n    match: {recipients: [company.test]}\n    connector: default\n  # inner\n# outer\n`,
    ],
  ])('works on a file with %s', (_what, text) => {
    const { admin, commit, revision } = administer(text);
    admin.setConnector({ enabled: true, defaultIntakeAddress: 'first@intake.test' }, revision());
    admin.addPolicy({ ...STAFF, name: 'more', senders: ['.a.test'] }, undefined, revision());
    admin.setDefaultPolicy('default', revision());
    const once = commit();
    // Each comment is there, and once.
    for (const comment of text.match(/#.*/g) ?? []) expect(once.split(comment.trim())).toHaveLength(2);
    for (const { policy } of admin.view().committed.policies.map((policy) => ({ policy }))) admin.deletePolicy(policy.name, revision());
    admin.setDefaultPolicy({ custom: "o'brien@intake.test" }, revision());
    admin.setConnector({ enabled: false, defaultIntakeAddress: null }, revision());
    const twice = commit();
    expect(twice.includes('\r\n')).toBe(text.includes('\r\n'));
    if (text.includes('\r\n')) expect(twice).not.toMatch(/[^\r]\n/);
  });

  it('resolves what anchors stand for, or refuses', () => {
    const text = `${START.replace('connector: default', 'connector: &choice default').replace('connector: no-scan\n', 'connector: *choice\n')}`;
    const { admin, commit, file } = administer(text);
    admin.replacePolicy('news', { name: 'news', senders: ['news.test'], recipients: [], connector: 'no-scan' }, 1);
    expect(commit()).toContain('&choice default');
    admin.deletePolicy('staff', admin.view().revision);
    expect(commit()).not.toContain('choice');
    expect(readdirSync(folder)).toEqual(['gateway.yaml']);
    expect(readFileSync(file, 'utf8')).toContain('# The end.');
  });

  it('refuses when somebody else has changed the file meanwhile, and changes nothing', () => {
    const { admin, file } = administer(START);
    admin.setDefaultPolicy('default', 1);
    const theirs = `${START}# Somebody was here.\n`;
    writeFileSync(file, theirs);
    expect(() => admin.commit(2)).toThrow(/was changed by somebody else since the gateway read it; restart the gateway/);
    expect(readFileSync(file, 'utf8')).toBe(theirs);
    expect(admin.view()).toMatchObject({ revision: 2, committed: { defaultPolicy: { connector: 'no-scan' } } });
    writeFileSync(file, START);
    expect(admin.commit(2)).toMatchObject({ changes: [] });
  });

  it('keeps the mode of the file and a link to it', () => {
    const { file, admin, commit } = administer(START);
    chmodSync(file, 0o640);
    admin.setDefaultPolicy('default', 1);
    commit();
    expect(statSync(file).mode & 0o777).toBe(0o640);
    const link = join(folder, 'link.yaml');
    symlinkSync(file, link);
    const text = readFileSync(file, 'utf8');
    const settings = parseGatewayConfig(text, file);
    new ConfigStore(link, text).save({ ...settings, defaultPolicy: { connector: 'no-scan' } }, new Map());
    expect(readFileSync(file, 'utf8')).toBe(START);
    expect(readdirSync(folder).toSorted()).toEqual(['gateway.yaml', 'link.yaml']);
  });

  it('says so when the file is gone or its folder cannot be written', () => {
    const { file, admin } = administer(START);
    admin.setDefaultPolicy('default', 1);
    rmSync(file);
    expect(() => admin.commit(2)).toThrow(/cannot be read: there is no such file/);
    expect(admin.view()).toMatchObject({ revision: 2, committed: { defaultPolicy: { connector: 'no-scan' } } });
    expect(() => admin.commit(2)).toThrow(AdminError);
  });
});
