import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REGISTRY_FOLDER } from './package-root.ts';
import { loadRegistry, nearest } from './registry.ts';

const COUNTS = {
  SCOPE: 6,
  POLICY: 11,
  SETUP: 5,
  DASH: 2,
  COPY: 5,
  CONN: 7,
  QUEUE: 6,
  RETRY: 15,
  TLS: 7,
  DNS: 5,
  COUNT: 5,
  LOG: 12,
  TRACK: 3,
  SMTP: 5,
};

describe('the registry', () => {
  it('holds every requirement of the catalogue, numbered without gaps', () => {
    const wanted = Object.entries(COUNTS).flatMap(([section, count]) =>
      Array.from({ length: count }, (_, index) => `${section}-${index + 1}`),
    );
    expect([...loadRegistry().requirements.keys()]).toEqual(wanted);
  });

  it('is of the revision that the ids were given in', () => {
    expect(loadRegistry().revision).toBe('2026-11');
  });
});

describe('a broken registry', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'setd-registry-'));
    cpSync(REGISTRY_FOLDER, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const change = (file: string, from: string, to: string): void => {
    const path = join(folder, file);
    const source = readFileSync(path, 'utf8');
    expect(source).toContain(from);
    writeFileSync(path, source.replace(from, to));
  };

  it.each([
    [
      'an unknown key',
      'dash.yaml',
      'basis: documented',
      'basis: documented\n    weight: 3',
      /^dash\.yaml:\d+: requirements\[0\]: .*"weight"/,
    ],
    ['an unknown basis', 'dash.yaml', 'basis: documented', 'basis: rumoured', /^dash\.yaml:\d+: requirements\[0\]\.basis: /],
    ['an id given twice', 'dash.yaml', 'id: DASH-2', 'id: DASH-1', /^dash\.yaml: the id DASH-1 is used twice/],
    ['a key given twice', 'dash.yaml', 'title: The SETD', 'section: DASH\ntitle: The SETD', /^dash\.yaml: .*unique/i],
    ['an id of another section', 'dash.yaml', 'id: DASH-2', 'id: LOG-99', /^dash\.yaml: requirements\[1\]\.id: LOG-99 does not belong/],
    [
      'an unknown document',
      'dash.yaml',
      'document: article',
      'document: hearsay',
      /^dash\.yaml: requirements\[0\]\.source\.document: "hearsay"/,
    ],
    ['an unknown capability', 'count.yaml', '[counters]', '[magic]', /^count\.yaml:\d+: requirements\[1\]\.capabilities\[0\]: /],
    [
      'an inferred requirement without reading',
      'dns.yaml',
      'reading: Caching up to the TTL is allowed, beyond it not.',
      '',
      /^dns\.yaml:\d+: requirements\[4\]\.reading: /,
    ],
    ['a section left out of the catalogue', 'catalogue.yaml', ', SMTP]', ']', /^smtp\.yaml: not listed/],
    ['a section without file', 'catalogue.yaml', ', SMTP]', ', SMTP, MOON]', /^moon\.yaml: cannot be read/],
    ['YAML that is none', 'dash.yaml', 'section: DASH', 'section: [DASH', /^dash\.yaml: /],
  ])('tells of %s, naming file and key', (_what, file, from, to, message) => {
    change(file, from, to);
    expect(() => loadRegistry(folder)).toThrow(message);
  });
});

describe('nearest', () => {
  it.each([
    ['RETRI-3', 'RETRY-3'],
    ['retry-3', 'RETRY-3'],
    ['LGO-1', 'LOG-1'],
    ['xxxxxxxxxxxx', undefined],
  ])('takes %s for %s', (word, meant) => {
    expect(nearest(word, ['RETRY-3', 'RETRY-13', 'LOG-1', 'LOG-12'])).toBe(meant);
  });
});
