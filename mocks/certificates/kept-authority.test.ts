import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openAuthority } from './kept-authority.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setd-authority-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

it('is made once, kept for its owner alone, and signs the same afterwards', async () => {
  const file = join(folder, 'authority.pem');
  const made = await openAuthority(file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const again = await openAuthority(file);
  expect(again.caCertificate.trim()).toBe(made.caCertificate.trim());
  const leaf = new X509Certificate((await again.leaf('mx1.primary.setd.example')).cert);
  expect(leaf.verify(new X509Certificate(made.caCertificate).publicKey)).toBe(true);
});

it('a file that is something else is left alone', async () => {
  const file = join(folder, 'other.pem');
  writeFileSync(file, 'no key\n');
  await expect(openAuthority(file)).rejects.toThrow(/other\.pem holds no private key and certificate/);
});
