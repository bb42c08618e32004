import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../../src/clock.ts';

/** What a client of the message API has to know. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Sent with every request as `x-api-key`. */
  readonly apiKey: string;
}

const BYTES = 18;
const fresh = (): string => randomBytes(BYTES).toString('base64url');

export const freshCredentials = (given: Partial<ClientCredentials> = {}): ClientCredentials => ({
  clientId: given.clientId ?? fresh(),
  clientSecret: given.clientSecret ?? fresh(),
  apiKey: given.apiKey ?? fresh(),
});

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const same = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted));

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The life of a token of the real service. */
export const TOKEN_LIFE_S = 3_600;

const MILLISECONDS = 1_000;

const tokenClaims = z.object({ exp: z.int() });

/** Gives out access tokens and knows them again. They are JWTs, as those of the real service: a client may look at `exp`. */
export class MessageApiAccess {
  readonly credentials: ClientCredentials;
  private readonly clock: Pick<Clock, 'now'>;
  private readonly key = randomBytes(32);

  constructor(credentials: ClientCredentials, clock: Pick<Clock, 'now'>) {
    this.credentials = credentials;
    this.clock = clock;
  }

  knowsApiKey(given: string | undefined): boolean {
    return given !== undefined && same(given, this.credentials.apiKey);
  }

  /** `authorization`: the header, of the Basic scheme. */
  knowsClient(authorization: string | undefined): boolean {
    const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
    if (encoded === undefined) return false;
    const { clientId, clientSecret } = this.credentials;
    return same(Buffer.from(encoded, 'base64').toString(), `${clientId}:${clientSecret}`);
  }

  issue(): string {
    const now = Math.floor(this.clock.now() / MILLISECONDS);
    const claims = { sub: 'api-client', clientId: this.credentials.clientId, iat: now, exp: now + TOKEN_LIFE_S };
    const signed = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(claims)}`;
    return `${signed}.${this.signature(signed)}`;
  }

  /** `authorization`: the header, of the Bearer scheme. False for a token that was made elsewhere, changed, or is too old. */
  knowsToken(authorization: string | undefined): boolean {
    const [, head, claims, signature] = /^Bearer +([\w-]+)\.([\w-]+)\.([\w-]+)$/i.exec(authorization ?? '') ?? [];
    if (head === undefined || claims === undefined || signature === undefined) return false;
    if (!same(signature, this.signature(`${head}.${claims}`))) return false;
    const { exp } = tokenClaims.parse(JSON.parse(Buffer.from(claims, 'base64url').toString()));
    return this.clock.now() < exp * MILLISECONDS;
  }

  private signature(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('base64url');
  }
}
