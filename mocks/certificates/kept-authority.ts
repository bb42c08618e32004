import { readFileSync, writeFileSync } from 'node:fs';
import { CertificateAuthority } from './authority.ts';

const KEY = /-----BEGIN (?:EC )?PRIVATE KEY-----[^-]+-----END (?:EC )?PRIVATE KEY-----\r?\n?/;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\r?\n?/;

/** The file of an authority is there, and holds none. */
export class KeptAuthorityError extends Error {
  override readonly name = 'KeptAuthorityError';
}

const readText = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new KeptAuthorityError(`cannot read the authority ${file}: ${String(error)}`, { cause: error });
  }
};

/**
 * The authority whose key and certificate (PEM) are in the file; made, and written there for its owner's eyes only, when there is no such
 * file. For systems that are told by hand whom to trust. Throws KeptAuthorityError.
 */
export const openAuthority = async (file: string): Promise<CertificateAuthority> => {
  const text = readText(file);
  if (text === undefined) {
    const authority = await CertificateAuthority.create();
    const { key, cert } = authority.issuer;
    writeFileSync(file, `${cert.trimEnd()}\n${key.trimEnd()}\n`, { mode: 0o600, flag: 'wx' });
    return authority;
  }
  const [key] = KEY.exec(text) ?? [];
  const [cert] = CERTIFICATE.exec(text) ?? [];
  if (key === undefined || cert === undefined) {
    throw new KeptAuthorityError(
      `${file} holds no private key and certificate in PEM form; name another file, or remove it to have one made`,
    );
  }
  return CertificateAuthority.restore({ key, cert });
};
