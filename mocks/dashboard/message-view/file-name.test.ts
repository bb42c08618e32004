import { describe, expect, test } from 'vitest';
import { attachmentDisposition, downloadName, nameTrouble, shownName } from './file-name.ts';

const saved = (name: string | null): string => downloadName(name, 3, 'application/pdf');

describe('a name that is honest', () => {
  test.each([
    'report.pdf',
    'Bericht für März.pdf',
    'かきくけこ.txt',
    'a-b_c (1).tar.gz',
    'no extension',
    'con-report.txt',
    'auxiliary.txt',
  ])('%j stays', (name) => {
    expect(saved(name)).toBe(name);
    expect(nameTrouble(name)).toBeUndefined();
  });
});

describe('a name that could do harm', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\system32\\evil.dll', 'evil.dll'],
    ['/etc/passwd', 'passwd'],
    ['C:\\evil.exe', 'evil.exe'],
    ['\\\\server\\share\\evil.exe', 'evil.exe'],
    ['a\uff0fb\u2215c\u2044d.txt', 'd.txt'],
    ['gpj.\u202eexe', 'gpj.exe'],
    ['a\u2066b\u2069.txt', 'ab.txt'],
    ['a\0b.txt', 'a_b.txt'],
    ['a\r\nContent-Type: text/html\r\n.txt', 'html__.txt'],
    ['a"b\'c.txt', 'a_b_c.txt'],
    ['a<b>c:d|e?f*g.txt', 'a_b_c_d_e_f_g.txt'],
    ['%2e%2e%2fx', '_2e_2e_2fx'],
    ['$HOME`id`.txt', '_HOME_id_.txt'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['Com1.tar.gz', '_Com1.tar.gz'],
    ['LPT\u00b9', '_LPT\u00b9'],
    ['aux .txt', '_aux .txt'],
    ['.htaccess', 'htaccess'],
    ['evil.exe. . .', 'evil.exe'],
    ['a\u200b\u00ad\ufeff.txt', 'a.txt'],
    ['a\ud800.txt', 'a_.txt'],
    ['e\u0301.txt', 'é.txt'],
  ])('%j becomes %j', (name, harmless) => {
    expect(saved(name)).toBe(harmless);
  });

  test.each([null, '', '   ', '.', '..', '../..', '/', '\0', '\u202e', '???'])('%j says nothing and is called after its part', (name) => {
    expect(saved(name)).toBe('part-3.pdf');
  });

  test('is shortened to what file systems hold, and keeps its extension', () => {
    const name = saved(`${'あ'.repeat(500)}.pdf`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    expect(name).toMatch(/^あ+\.pdf$/);
    expect(Buffer.byteLength(saved('x'.repeat(100_000)))).toBe(200);
  });

  test.each([
    ['../x', 'it holds a path'],
    ['a\u202eb', 'marks in it reverse the direction of writing'],
    ['a\nb', 'it holds control characters'],
    ['nul.txt', 'it names a device of Windows'],
  ])('%j is told: %s', (name, trouble) => {
    expect(nameTrouble(name)).toBe(trouble);
  });
});

test('is shown with nothing that moves other text', () => {
  expect(shownName('gpj.\u202eexe\n\0')).toBe('gpj.\ufffdexe\ufffd\ufffd');
  expect(shownName('x'.repeat(1_000))).toHaveLength(255);
});

describe('Content-Disposition', () => {
  test('is plain for a plain name', () => {
    expect(attachmentDisposition('report 1.pdf')).toBe('attachment; filename="report 1.pdf"');
  });

  test('carries any other name twice', () => {
    expect(attachmentDisposition('naïve (€).txt')).toBe(
      `attachment; filename="na_ve ___.txt"; filename*=UTF-8''na%C3%AFve%20%28%E2%82%AC%29.txt`,
    );
  });
});
