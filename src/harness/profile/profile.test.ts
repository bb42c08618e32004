import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PACKAGE_ROOT } from '../package-root.ts';
import { profileJsonSchema } from './json-schema.ts';
import { besideProfile, readProfile } from './profile.ts';
import { laneProfiles, takeLane } from './take-lane.ts';

const GOOD = `name: a forwarder
version: 2.1.0
driver:
  kind: exec
  command: [./driver.py, --verbose]
capabilities: [mail-log]
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-profile-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (text: string): string => {
  const path = join(folder, 'x.sut.yaml');
  writeFileSync(path, text);
  return path;
};

const published = new Ajv2020({ strict: false, validateFormats: false }).compile(profileJsonSchema());

describe('a profile', () => {
  it('has defaults for what is usual', () => {
    const profile = readProfile(file(GOOD));
    expect(profile).toMatchObject({
      name: 'a forwarder',
      driver: { kind: 'exec', folder: '.', environment: {}, deadlineMs: 30_000 },
      secureEmailGateway: false,
      timing: {},
    });
    expect(besideProfile(profile, 'driver.py')).toBe(join(folder, 'driver.py'));
    expect(published(parse(GOOD))).toBe(true);
  });

  it.each([
    ['a key of its own', GOOD.replace('version', 'colour'), /x\.sut\.yaml:2: the whole file: Unrecognized key: "colour"/],
    ['a key of its own further in', GOOD.replace('  command', '  shell: true\n  command'), /x\.sut\.yaml:5: driver: .*"shell"/],
    [
      'an unknown capability',
      GOOD.replace('[mail-log]', '\n  - mail-log\n  - flight'),
      /x\.sut\.yaml:8: capabilities\[1\]: Invalid option/,
    ],
    ['what only the harness has', GOOD.replace('mail-log', 'browser'), /x\.sut\.yaml:6: capabilities\[0\]: /],
    ['a capability claimed twice', GOOD.replace('[mail-log]', '[mail-log, mail-log]'), /x\.sut\.yaml:6: capabilities: .*twice/],
    ['an unknown driver', GOOD.replace('exec', 'telepathy'), /x\.sut\.yaml:4: driver\.kind: Invalid/],
    [
      'a command that is text',
      GOOD.replace('[./driver.py, --verbose]', './driver.py'),
      /x\.sut\.yaml:5: driver\.command: .*expected array/,
    ],
    ['no name', GOOD.replace('name: a forwarder\n', ''), /x\.sut\.yaml:1: name: /],
    ['a key given twice', `${GOOD}name: again\n`, /x\.sut\.yaml: Map keys must be unique at line 7/],
    ['no YAML', 'name: [', /x\.sut\.yaml: .* at line 1/],
  ])('is refused with its line: %s', (_what, text, message) => {
    expect(() => readProfile(file(text))).toThrow(message);
  });

  it('that is not there is told by name', () => {
    expect(() => readProfile(join(folder, 'none.sut.yaml'))).toThrow(/none\.sut\.yaml: cannot be read/);
  });
});

const BOX = `name: boxes
driver:
  kind: remote
  incoming: { address: 127.0.0.1, port: 2725, clientAddress: 127.0.0.1 }
  recipients: { No Scan: none.example, Default: default.example, Custom: custom.example, second Custom: second.example }
  stand: { dns: { address: 127.0.0.1, port: 2753 }, intakePort: 2727, nextHop: { address: 127.0.0.1, port: 2728 } }
  log: { kind: file, path: mail.log }
  lanes:
    - incoming: { address: 127.0.0.1, port: 2735, clientAddress: 127.0.0.1 }
      stand: { dns: { address: 127.0.0.1, port: 2763 }, intakePort: 2737, nextHop: { address: 127.0.0.1, port: 2738 } }
      log: { kind: file, path: other.log }
capabilities: [mail-log]
`;

describe('lanes of a black box', () => {
  it('are as the first, but for what they say', () => {
    const lanes = laneProfiles(readProfile(file(BOX))).map(({ driver }) => driver);
    expect(lanes).toMatchObject([
      { incoming: { port: 2725 }, stand: { intakePort: 2727 }, log: { path: 'mail.log' }, recipients: { Default: 'default.example' } },
      { incoming: { port: 2735 }, stand: { intakePort: 2737 }, log: { path: 'other.log' }, recipients: { Default: 'default.example' } },
    ]);
    expect(published(parse(BOX))).toBe(true);
  });

  it('serve one scenario each, until it gives its lane back', () => {
    const profile = readProfile(file(BOX));
    const [one, other] = [takeLane(profile), takeLane(profile)];
    expect([one, other].map(({ profile: lane }) => lane?.driver)).toMatchObject([
      { incoming: { port: 2725 } },
      { incoming: { port: 2735 } },
    ]);
    expect(() => takeLane(profile)).toThrow('more scenarios side by side than the profile has lanes');
    other.giveBack();
    expect(takeLane(profile).profile).toBe(other.profile);
    expect(takeLane(undefined).profile).toBeUndefined();
  });

  it.each([
    [
      'the place where mail is handed in',
      BOX.replace('2735', '2725'),
      /:9: driver\.lanes\[0\]: lanes 1 and 2 both have 127\.0\.0\.1 port 2725 \(incoming\)/,
    ],
    ['the name server', BOX.replace('2763', '2753'), /both have 127\.0\.0\.1 port 2753 \(stand\.dns\)/],
    ['a place for another purpose', BOX.replace('2738', '2753'), /both have 127\.0\.0\.1 port 2753 \(stand\.nextHop\)/],
    ['the intake', BOX.replace('2737', '2727'), /both have port 2727 of the MX hosts \(stand\.intakePort\)/],
    [
      'the log',
      BOX.replace('      log: { kind: file, path: other.log }\n', ''),
      /both have the log .*mail\.log.* \(log\); each needs its own/,
    ],
  ])('may not share %s', (_what, text, message) => {
    expect(() => readProfile(file(text))).toThrow(message);
  });
});

describe('the published schema', () => {
  it.each(globSync('examples/**/*.sut.yaml', { cwd: PACKAGE_ROOT }))('takes %s, as the harness does', (path) => {
    const whole = join(PACKAGE_ROOT, path);
    expect(readProfile(whole).name).not.toBe('');
    expect(published(parse(readFileSync(whole, 'utf8')))).toBe(true);
  });

  it('refuses what the harness refuses', () => {
    expect(published(parse(GOOD.replace('version', 'colour')))).toBe(false);
    expect(published(parse(GOOD.replace('mail-log', 'browser')))).toBe(false);
  });
});
