import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PACKAGE_ROOT } from '../harness/package-root.ts';
import { readProfile } from '../harness/profile/profile.ts';
import { clockSkew } from './doctor/clock-skew.ts';

/** Real time: each starts a process or two, on a machine that may be busy. */
vi.setConfig({ testTimeout: 60_000 });

const SETD = join(PACKAGE_ROOT, 'src/cli/setd.mjs');
const REMOTE = readFileSync(join(PACKAGE_ROOT, 'examples/remote/reference.sut.yaml'), 'utf8');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-doctor-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const setd = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SETD, ...words], { cwd: folder, encoding: 'utf8', input: '' });
  return { status, out: stdout, err: stderr };
};

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('setd doctor', () => {
  it('finds a system that is well', () => {
    const profile = file(
      'well.sut.yaml',
      'name: here\ndriver: { kind: reference }\ncapabilities: [policies, mail-log, counters, tracking, original-delivery, virtual-clock]\n',
    );
    const { status, out } = setd('doctor', '--sut', profile);
    expect(out).not.toContain('WRONG');
    for (const what of ['name server', 'intake', 'certificates', 'copy', 'originals', 'mail log', 'clock', 'counters', 'tracking'])
      expect(out).toContain(`\nok     ${what}: `);
    expect(status).toBe(0);
  });

  it('says what to do about a program that does not start', () => {
    const profile = file('ill.sut.yaml', 'name: ill\ndriver: { kind: exec, command: [./nothing] }\ncapabilities: []\n');
    const { status, out } = setd('doctor', '--sut', profile);
    expect(out).toMatch(/^WRONG {2}start: .*could not be started: .*ENOENT\n {7}do: /m);
    expect(status).toBe(3);
  });

  it('says which places a system elsewhere cannot get to', () => {
    const { status, out } = setd(
      'doctor',
      '--sut',
      file('reach.sut.yaml', REMOTE.replace('address: 127.0.0.1, port: 2725', 'address: 192.0.2.1, port: 25')),
    );
    expect(out).toMatch(
      /^WRONG {2}reach: a system at 192\.0\.2\.1 cannot get to loopback .*mx1\.primary\.setd\.example \(127\.0\.0\.11\)/m,
    );
    expect(status).toBe(3);
  });

  it('says what to do about places where the stand cannot listen', async () => {
    const taken: Server = createServer();
    await new Promise<void>((resolve) => void taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const text = REMOTE.replace('port: 2728', `port: ${address.port}`).replace(
      '    intakePort: 2727\n',
      '    intakePort: 2727\n    hosts: { mx1.primary.setd.example: 192.0.2.77 }\n',
    );
    const { status, out } = setd('doctor', '--sut', file('places.sut.yaml', text));
    await new Promise((resolve) => taken.close(resolve));
    expect(out).toMatch(
      /^WRONG {2}the MX host mx1\.primary\.setd\.example: .*192\.0\.2\.77.*EADDRNOTAVAIL\n {7}do: give this machine the address/m,
    );
    expect(out).toMatch(/^WRONG {2}the next hop of originals: .*EADDRINUSE\n {7}do: end what listens on tcp port/m);
    expect(status).toBe(3);
  });
});

describe('the clock of a log', () => {
  it.each([
    ['Mon Nov  2 09:00:00 2026 Info: x', 0],
    ['Mon Nov  2 14:30:20 2026 Info: x', 20_000],
    ['Mon Nov  2 03:59:00 2026 Info: x', -60_000],
    ['Nov  2 09:00:00 mail_logs: Info: x', undefined],
  ])('%s', (line, skew) => {
    expect(clockSkew(line, Date.UTC(2026, 10, 2, 9))).toBe(skew);
  });
});

describe('setd profile', () => {
  it('writes a profile of a driver, and one of a black box, that can be read', () => {
    const exec = join(folder, 'exec.sut.yaml');
    expect(setd('profile', 'init', exec, '--name', 'mine', '--kind', 'exec', '--command', './driver.py -v').status).toBe(0);
    expect(readProfile(exec).driver).toMatchObject({ kind: 'exec', command: ['./driver.py', '-v'] });
    const box = join(folder, 'box.sut.yaml');
    const words = [
      '--name',
      'a gateway',
      '--kind',
      'remote',
      '--gateway',
      '192.0.2.1:25',
      '--address',
      '192.0.2.9',
      '--secure-email-gateway',
    ];
    expect(setd('profile', 'init', box, ...words).status).toBe(0);
    expect(readProfile(box)).toMatchObject({ secureEmailGateway: true, driver: { incoming: { address: '192.0.2.1', port: 25 } } });
    const { out } = setd('profile', 'explain', box);
    expect(out).toContain('[Security Services > Threat Defense Connector Settings]');
    expect(out).toContain('4f1c9a-7be20-93d5e1@primary.setd.example');
    expect(out).toContain(readFileSync(join(folder, 'authority.pem'), 'utf8').split('\n')[1]);
    expect(out).not.toContain('PRIVATE KEY');
  });

  it('asks nobody where there is no terminal, and overwrites nothing', () => {
    const path = file('there.sut.yaml', 'name: x\n');
    expect(setd('profile', 'init', join(folder, 'new.sut.yaml'), '--name', 'x')).toMatchObject({
      status: 64,
      err: expect.stringMatching(/--kind is missing/),
    });
    expect(setd('profile', 'init', path, '--name', 'x')).toMatchObject({ status: 64, err: expect.stringMatching(/is there already/) });
  });

  it('prints the schema that is published', () => {
    expect(JSON.parse(setd('profile', 'schema').out)).toEqual(JSON.parse(readFileSync(join(PACKAGE_ROOT, 'docs/sut.schema.json'), 'utf8')));
  });
});
