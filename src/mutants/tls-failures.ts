import type { ConnectionOptions } from 'node:tls';
import type { Reply } from '../smtp/reply.ts';
import { BROKEN, taking, tlsFailed } from './outcomes.ts';
import { opening } from './tls-opening.ts';
import { everyOf } from './tools.ts';
import type { Mutant, PartsChange } from './variant.ts';

/** OpenSSL takes protocols before TLS 1.2 at this level alone. */
const OLD_CIPHERS = 'DEFAULT@SECLEVEL=0';

/** Asks for other protocols. */
const speaking =
  (other: ConnectionOptions): PartsChange =>
  ({ tlsOptions }) => ({ tlsOptions: (tls) => ({ ...tlsOptions(tls), ...other }) });

/** Tells a refusal of STARTTLS as one of mail. */
const tellingRefusal = (detail: RegExp, reply: Reply): PartsChange =>
  opening((open) => async (channel, settings, secured) => {
    const opened = await open(channel, settings, secured);
    return opened.kind === 'failed' && tlsFailed(detail)(opened.failure)
      ? { kind: 'failed', failure: { kind: 'refused', stage: 'STARTTLS', reply } }
      : opened;
  });

const TOLD = 'such a failure is told as "TLS Error" there';

/** What is a TLS error, and what is none: TLS-2 to TLS-4. */
export const TLS_FAILURES: readonly Mutant[] = [
  {
    id: 'speaks-tls-1.0',
    title: 'speaks TLS 1.0 where the intake has nothing newer',
    breaks: ['TLS-2', 'RETRY-6'],
    parts: speaking({ minVersion: 'TLSv1', ciphers: OLD_CIPHERS }),
  },
  {
    id: 'speaks-tls-1.1',
    title: 'speaks TLS 1.1, though not 1.0, where the intake has nothing newer',
    breaks: ['TLS-2', 'RETRY-6'],
    parts: speaking({ minVersion: 'TLSv1.1', ciphers: OLD_CIPHERS }),
  },
  {
    id: 'needs-tls-1.3',
    title: 'takes TLS 1.2 for too old',
    breaks: ['TLS-2'],
    mayAlsoFail: { 'TLS-7': 'the session of TLS 1.2 does not come about' },
    parts: speaking({ minVersion: 'TLSv1.3' }),
  },
  {
    id: '454-to-starttls-is-temporary',
    title: 'takes 454 to STARTTLS for a temporary refusal',
    breaks: ['TLS-3', 'RETRY-6'],
    parts: tellingRefusal(/refused: 454/, { code: 454, lines: ['TLS not available'] }),
  },
  {
    id: '5yz-to-starttls-is-a-bounce',
    title: 'tells 5yz to STARTTLS as a hard bounce',
    breaks: ['TLS-3'],
    parts: tellingRefusal(/refused: 5/, { code: 554, lines: ['no TLS'] }),
  },
  {
    id: 'garbage-is-a-network-error',
    title: 'takes garbage in place of a handshake for a network error',
    breaks: ['TLS-4', 'RETRY-6'],
    mayAlsoFail: everyOf(['LOG-9', 'TRACK-2', 'TLS-2', 'COUNT-4'], TOLD),
    parts: taking(tlsFailed(/ERR_SSL|EPROTO/), { ...BROKEN, stage: 'TLS' }),
  },
];
