import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

export type KeyType = 'ec' | 'rsa';

/** A key pair in PEM, as selfsigned takes it. */
export interface KeyPair {
  readonly keyType: KeyType;
  readonly privateKey: string;
  readonly publicKey: string;
}

const generate = promisify(generateKeyPair);
const publicKeyEncoding = { type: 'spki', format: 'pem' } as const;
const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;

/** Makes an EC P-256 or an RSA-2048 key pair. */
export const makeKeyPair = async (keyType: KeyType): Promise<KeyPair> => {
  const keys =
    keyType === 'ec'
      ? await generate('ec', { namedCurve: 'P-256', publicKeyEncoding, privateKeyEncoding })
      : await generate('rsa', { modulusLength: 2048, publicKeyEncoding, privateKeyEncoding });
  return { keyType, ...keys };
};
