import { isIP } from 'node:net';
import { generate } from 'selfsigned';
import type { CertificateFault } from '../faults/rule.ts';
import { type KeyPair, type KeyType, makeKeyPair } from './key-pair.ts';

/** What a TLS server needs. `cert` holds the leaf alone: its issuer is the root, which a server does not send. */
export interface Leaf {
  readonly key: string;
  readonly cert: string;
}

export interface AuthorityOptions {
  /** Keys of the authority and of every leaf. RSA is for clients that offer only RSA cipher suites. Default `ec` (P-256). */
  readonly keyType?: KeyType;
  /** Common name of the root. */
  readonly name?: string;
}

/** Key and certificate of an authority, PEM. */
export interface Issuer {
  readonly key: string;
  readonly cert: string;
}

interface Validity {
  readonly notBeforeDate: Date;
  readonly notAfterDate: Date;
}

const DAY_MS = 86_400_000;
const WRONG_HOST = 'another-host.invalid';
/** Longest common name that X.509 allows; the subject alternative name has no such bound. */
const LONGEST_COMMON_NAME = 64;

/** The real clock on purpose: TLS libraries compare the dates of a certificate with the time of the machine. */
const validity = (fromDays: number, untilDays: number): Validity => ({
  notBeforeDate: new Date(Date.now() + fromDays * DAY_MS),
  notAfterDate: new Date(Date.now() + untilDays * DAY_MS),
});

const validityFor = (fault: CertificateFault | undefined): Validity => {
  if (fault === 'expired') return validity(-90, -1);
  if (fault === 'not-yet-valid') return validity(1, 90);
  return validity(-1, 365);
};

const checkHost = (host: string): void => {
  if (isIP(host) !== 0) return;
  if (host.length > 253 || !/^[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*$/i.test(host)) {
    throw new RangeError(`certificate for ${JSON.stringify(host)}: expected a host name without a final dot, or an IP address`);
  }
};

/** Options that selfsigned would otherwise fill in with RSA and SHA-1. */
const signing = (keys: KeyPair) => ({
  keyType: keys.keyType,
  curve: 'P-256' as const,
  algorithm: 'sha256',
  keyPair: { privateKey: keys.privateKey, publicKey: keys.publicKey },
});

const makeRoot = async (name: string, keys: KeyPair): Promise<Issuer> => {
  const { cert } = await generate([{ name: 'commonName', value: name }], {
    ...signing(keys),
    ...validity(-3650, 3650),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key: keys.privateKey, cert };
};

/**
 * One certificate authority with leaves on demand. All leaves share one key pair, so that a leaf costs one signature.
 *
 * Making a root or a leaf works on the thread pool: under a virtual clock, whoever asks for one has to hold the clock meanwhile.
 * selfsigned cannot write key identifiers, so clients in `X509_STRICT` mode refuse every certificate made here.
 */
export class CertificateAuthority {
  /** PEM of the root: what a client has to trust. */
  readonly caCertificate: string;
  private readonly root: Issuer;
  private readonly leafKeys: KeyPair;
  private readonly leaves = new Map<string, Promise<Leaf>>();
  private stranger: Promise<Issuer> | undefined;

  private constructor(root: Issuer, leafKeys: KeyPair) {
    this.root = root;
    this.leafKeys = leafKeys;
    this.caCertificate = root.cert;
  }

  static async create(options: AuthorityOptions = {}): Promise<CertificateAuthority> {
    const { keyType = 'ec', name = 'Mock SETD Root' } = options;
    const [rootKeys, leafKeys] = await Promise.all([makeKeyPair(keyType), makeKeyPair(keyType)]);
    return new CertificateAuthority(await makeRoot(name, rootKeys), leafKeys);
  }

  /** An authority that was made before, as `root` gave it; its keys are EC ones. */
  static async restore(root: Issuer): Promise<CertificateAuthority> {
    return new CertificateAuthority(root, await makeKeyPair('ec'));
  }

  /** What `restore` needs. The key is as secret as what is trusted because of it. */
  get issuer(): Issuer {
    return this.root;
  }

  /**
   * The certificate that `host` (a DNS name or an IP address) shows, made once and kept.
   * With a fault it is wrong in that one way (TLS-5). Throws a RangeError when `host` is neither.
   */
  async leaf(host: string, fault?: CertificateFault): Promise<Leaf> {
    checkHost(host);
    const id = `${fault ?? 'valid'} ${host.toLowerCase()}`;
    const known = this.leaves.get(id);
    if (known !== undefined) return known;
    const made = this.make(host.toLowerCase(), fault);
    this.leaves.set(id, made);
    made.catch(() => this.leaves.delete(id));
    return made;
  }

  private async make(host: string, fault: CertificateFault | undefined): Promise<Leaf> {
    const shown = fault === 'wrong-host' ? WRONG_HOST : host;
    const issuer = await this.issuerFor(fault);
    const { cert } = await generate([{ name: 'commonName', value: shown.length <= LONGEST_COMMON_NAME ? shown : 'Mock SETD host' }], {
      ...signing(this.leafKeys),
      ...validityFor(fault),
      ...(issuer === undefined ? {} : { ca: issuer }),
      extensions: [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'keyUsage', digitalSignature: true, keyEncipherment: this.leafKeys.keyType === 'rsa', critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: [isIP(shown) === 0 ? { type: 2, value: shown } : { type: 7, ip: shown }] },
      ],
    });
    return { key: this.leafKeys.privateKey, cert };
  }

  /** Who signs: nobody but the leaf itself for `self-signed`, an authority that no client knows for `unknown-issuer`. */
  private async issuerFor(fault: CertificateFault | undefined): Promise<Issuer | undefined> {
    if (fault === 'self-signed') return undefined;
    if (fault !== 'unknown-issuer') return this.root;
    this.stranger ??= makeKeyPair(this.leafKeys.keyType).then((keys) => makeRoot('Unknown Root', keys));
    return this.stranger;
  }
}

let shared: Promise<CertificateAuthority> | undefined;

/** One EC authority for the whole process, made at its first use. */
export const sharedAuthority = (): Promise<CertificateAuthority> => {
  shared ??= CertificateAuthority.create();
  return shared;
};
