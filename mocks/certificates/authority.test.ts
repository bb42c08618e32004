import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import type { CertificateFault } from '../faults/rule.ts';
import { CertificateAuthority, type Leaf, sharedAuthority } from './authority.ts';

const HOST = 'mx1.intake.example';
const directory = mkdtempSync(join(tmpdir(), 'authority-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : String(error));

/** What a client that trusts only `ca` makes of a server with this leaf: `accepted` or an error code. */
const verdictOf = async (leaf: Leaf, ca: string, servername = HOST, ciphers?: string): Promise<string> => {
  const server = createServer({ key: leaf.key, cert: leaf.cert }, (socket) => socket.on('error', () => {}).end());
  server.on('tlsClientError', () => {});
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const tls12 = ciphers === undefined ? {} : ({ ciphers, maxVersion: 'TLSv1.2' } as const);
  const socket = connect({ host: '127.0.0.1', port, servername, ca: [ca], ...tls12 });
  const verdict = await new Promise<string>((resolve) => {
    socket.once('secureConnect', () => resolve(socket.authorized ? 'accepted' : 'not authorized'));
    socket.once('error', (error) => resolve(codeOf(error)));
  });
  socket.destroy();
  server.close();
  await once(server, 'close');
  return verdict;
};

const opensslSays = (leaf: Leaf, ca: string, hostName: string): string => {
  writeFileSync(join(directory, 'ca.pem'), ca);
  writeFileSync(join(directory, 'leaf.pem'), leaf.cert);
  const files = ['-CAfile', join(directory, 'ca.pem'), join(directory, 'leaf.pem')];
  try {
    return execFileSync('openssl', ['verify', '-purpose', 'sslserver', '-verify_hostname', hostName, ...files], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    return error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  }
};

const FAULTS: readonly [CertificateFault, string, RegExp][] = [
  ['expired', 'CERT_HAS_EXPIRED', /certificate has expired/],
  ['not-yet-valid', 'CERT_NOT_YET_VALID', /certificate is not yet valid/],
  ['wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID', /hostname mismatch/i],
  ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT', /self-signed certificate/],
  ['unknown-issuer', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', /unable to get local issuer certificate/],
];

describe('certificate authority (TLS-5)', () => {
  it('signs a leaf that a client who trusts only the root accepts', async () => {
    const authority = await sharedAuthority();
    const leaf = await authority.leaf(HOST);
    expect(await verdictOf(leaf, authority.caCertificate)).toBe('accepted');
    expect(opensslSays(leaf, authority.caCertificate, HOST)).toMatch(/: OK/);
  });

  it.each(FAULTS)('%s: refused with %s', async (fault, code, words) => {
    const authority = await sharedAuthority();
    const leaf = await authority.leaf(HOST, fault);
    expect(await verdictOf(leaf, authority.caCertificate)).toBe(code);
    expect(opensslSays(leaf, authority.caCertificate, HOST)).toMatch(words);
  });

  it('is wrong in one way only: a client that asks for the other name accepts wrong-host', async () => {
    const authority = await sharedAuthority();
    const leaf = await authority.leaf(HOST, 'wrong-host');
    expect(await verdictOf(leaf, authority.caCertificate, 'another-host.invalid')).toBe('accepted');
  });

  it('makes each leaf once, whatever the case of its host, and shares one key', async () => {
    const authority = await sharedAuthority();
    const [first, again, other] = await Promise.all([
      authority.leaf(HOST),
      authority.leaf(HOST.toUpperCase()),
      authority.leaf('b.example'),
    ]);
    expect(again).toBe(first);
    expect(other.cert).not.toBe(first.cert);
    expect(other.key).toBe(first.key);
    expect(await sharedAuthority()).toBe(authority);
  });

  it('uses EC P-256 and SHA-256, with the address as a name of its own kind', async () => {
    const authority = await sharedAuthority();
    const certificate = new X509Certificate((await authority.leaf('127.0.0.1')).cert);
    expect(certificate.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.signatureAlgorithm).toBe('ecdsa-with-SHA256');
    expect(certificate.ca).toBe(false);
    expect(new X509Certificate(authority.caCertificate).ca).toBe(true);
  });

  it('offers RSA for clients with nothing but RSA cipher suites', async () => {
    const authority = await CertificateAuthority.create({ keyType: 'rsa' });
    const leaf = await authority.leaf(HOST);
    expect(await verdictOf(leaf, authority.caCertificate, HOST, 'ECDHE-RSA-AES128-GCM-SHA256')).toBe('accepted');
    expect(new X509Certificate(leaf.cert).signatureAlgorithm).toBe('sha256WithRSAEncryption');
    const unknown = await authority.leaf(HOST, 'unknown-issuer');
    expect(await verdictOf(unknown, authority.caCertificate)).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });

  it('takes names longer than a common name may be, and refuses what is no host', async () => {
    const authority = await sharedAuthority();
    const long = `${'a'.repeat(63)}.${'b'.repeat(63)}.example`;
    const leaf = await authority.leaf(long);
    expect(await verdictOf(leaf, authority.caCertificate, long)).toBe('accepted');
    expect(new X509Certificate(leaf.cert).subject.length).toBeLessThanOrEqual('CN='.length + 64);
    await expect(authority.leaf('two words')).rejects.toThrow(/"two words": expected a host name/);
  });
});
