import { describe, expect, test } from 'vitest';
import { urlsIn } from './urls.ts';

const message = (body: string): Buffer => Buffer.from(`Subject: x\r\n\r\n${body}`, 'latin1');

describe('web addresses', () => {
  test('are found in text and HTML, each once, without what follows them', () => {
    const body =
      'See http://one.example/a?b=c&d=1. And <a href="https://two.example/">x</a> (http://one.example/a?b=c&d=1), HTTPS://THREE.example:8443/%20!';
    expect(urlsIn(message(body))).toEqual(['http://one.example/a?b=c&d=1', 'https://two.example/', 'HTTPS://THREE.example:8443/%20']);
  });

  test('are put together where quoted-printable cut them', () => {
    expect(urlsIn(message('http://one.example/long=\r\ner?x=3D1'))).toEqual(['http://one.example/longer?x=1']);
  });

  test('are no scripts, files or fragments of words', () => {
    expect(urlsIn(message('javascript:alert(1) file:///etc/passwd xhttp://no http:// https://'))).toEqual([]);
  });

  test('are so many at most, and found without end in no time that grows', () => {
    const many = Array.from({ length: 500 }, (_, index) => `http://host-${index}.example/`).join(' ');
    expect(urlsIn(message(many))).toHaveLength(200);
    expect(urlsIn(message(`http://x.example/${'a'.repeat(3_000_000)}`))).toHaveLength(1);
    expect(urlsIn(message('http://'.repeat(100_000))).length).toBeLessThanOrEqual(200);
  });
});
