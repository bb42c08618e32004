import {
  BROKEN,
  brokenBy,
  FINAL,
  isGarbled,
  isTlsError,
  lookUpFailed,
  oneMoreAfter,
  taking,
  tlsFailed,
  tryingAgainAfter,
} from './outcomes.ts';
import type { Mutant } from './variant.ts';

const SECOND = 'the one retry is what that requirement is about as well';

/** Errors that are no replies: RETRY-6 to RETRY-9, RETRY-14. */
export const RETRY_ERRORS: readonly Mutant[] = [
  {
    id: 'retries-tls-errors',
    title: 'tries again after a TLS error',
    breaks: ['RETRY-6'],
    mayAlsoFail: { 'COUNT-4': 'a hard bounce is told as a soft one' },
    parts: tryingAgainAfter(isTlsError, 1),
  },
  {
    id: 'retries-a-stalled-handshake',
    title: 'takes a handshake that is never answered for a network error',
    breaks: ['RETRY-6'],
    mayAlsoFail: { 'TLS-4': 'a stalled handshake is told as "TLS Error"' },
    parts: taking(tlsFailed(/timed out/), BROKEN),
  },
  {
    id: 'retries-a-reset-handshake',
    title: 'takes a connection that is reset in the handshake for a network error',
    breaks: ['RETRY-6', 'TLS-4'],
    parts: taking(tlsFailed(/ECONNRESET|closed/), BROKEN),
  },
  {
    id: 'retries-an-expired-certificate',
    title: 'tries again when the certificate has expired',
    breaks: ['RETRY-6'],
    mayAlsoFail: { 'TLS-5': 'the copy is not told as failed with "TLS Error" at once' },
    parts: taking(tlsFailed(/^CERT_HAS_EXPIRED$/), BROKEN),
  },
  {
    id: 'gives-up-after-a-reset',
    title: 'takes a reset connection for final',
    breaks: ['RETRY-7'],
    parts: taking(brokenBy('reset'), FINAL),
  },
  {
    id: 'gives-up-when-dropped-without-reply',
    title: 'takes a connection that is closed without a reply for final',
    breaks: ['RETRY-7'],
    mayAlsoFail: {
      'RETRY-10': SECOND,
      'RETRY-12': SECOND,
      'COUNT-4': 'a copy that is delivered at the second attempt is counted there',
      'LOG-5': 'a copy that is delivered at the second attempt is logged there',
      'RETRY-14': 'a reply that breaks off is such a connection',
      'SMTP-4': 'a copy whose connection is closed is lost',
    },
    parts: taking(brokenBy('closed'), FINAL),
  },
  {
    id: 'gives-up-when-refused-a-connection',
    title: 'takes a refused connection for final',
    breaks: ['RETRY-7'],
    mayAlsoFail: { 'COUNT-5': 'a host that has come back is seen by the retry' },
    parts: taking(brokenBy('refused'), FINAL),
  },
  {
    id: 'retries-time-outs-twice',
    title: 'makes three attempts after time-outs',
    breaks: ['RETRY-7'],
    parts: oneMoreAfter(brokenBy('timed out')),
  },
  {
    id: 'gives-up-after-servfail',
    title: 'takes SERVFAIL for final',
    breaks: ['RETRY-8'],
    mayAlsoFail: {
      'RETRY-10': SECOND,
      'COUNT-4': 'a copy that is delivered at the second attempt is counted there',
    },
    parts: taking(lookUpFailed('ServFail'), FINAL),
  },
  {
    id: 'gives-up-after-refused-look-ups',
    title: 'takes REFUSED of the name server for final',
    breaks: ['RETRY-8'],
    parts: taking(lookUpFailed('Refused'), FINAL),
  },
  {
    id: 'gives-up-when-the-name-server-is-silent',
    title: 'takes a name server that does not answer for final',
    breaks: ['RETRY-8'],
    parts: taking(lookUpFailed('Timeout'), FINAL),
  },
  {
    id: 'gives-up-when-addresses-fail',
    title: 'takes SERVFAIL to the address look-up of an MX host for final',
    breaks: ['RETRY-8'],
    parts: taking((outcome) => outcome.kind === 'dns temporary' && outcome.recordType !== 'MX', FINAL),
  },
  {
    id: 'retries-dns-errors-twice',
    title: 'makes three attempts after temporary DNS errors',
    breaks: ['RETRY-8'],
    parts: oneMoreAfter(({ kind }) => kind === 'dns temporary'),
  },
  {
    id: 'retries-nxdomain',
    title: 'tries again when the intake domain does not exist',
    breaks: ['RETRY-9'],
    mayAlsoFail: {
      'DNS-3': 'a null MX is a hard DNS error too',
      'COUNT-4': 'the hard bounce is not counted at once',
    },
    parts: tryingAgainAfter(({ kind }) => kind === 'dns hard', 1),
  },
  {
    id: 'nxdomain-is-servfail',
    title: 'takes NXDOMAIN for a temporary failure of the name server',
    breaks: ['RETRY-9', 'LOG-10'],
    mayAlsoFail: {
      'COUNT-4': 'the hard bounce is not counted at once',
      'TRACK-2': 'the hard bounce is told with another reason',
    },
    parts: ({ lookUp }) => ({
      lookUp: async (nameServer, domain) => {
        const found = await lookUp(nameServer, domain);
        if (found.kind === 'route' || found.failure.detail !== 'NXDomain') return found;
        return { kind: 'failed', failure: { ...found.failure, kind: 'dns temporary', detail: 'ServFail' } };
      },
    }),
  },
  {
    id: 'connects-although-nxdomain',
    title: 'goes to the address of the domain above when the intake domain does not exist',
    breaks: ['RETRY-9'],
    mayAlsoFail: {
      'LOG-10': 'another host is tried instead',
      'LOG-11': 'the lines of the hard bounce are not there',
      'TRACK-2': 'the hard bounce is told with another reason',
    },
    parts: ({ lookUp }) => ({
      lookUp: async (nameServer, domain) => {
        const found = await lookUp(nameServer, domain);
        if (found.kind === 'route' || found.failure.detail !== 'NXDomain') return found;
        return { kind: 'route', targets: [{ host: domain, address: '127.0.0.11' }], validMs: 0 };
      },
    }),
  },
  {
    id: 'no-reply-is-final',
    title: 'takes a line that is no SMTP reply for final',
    breaks: ['RETRY-14'],
    mayAlsoFail: { 'RETRY-10': SECOND, 'COUNT-4': 'a copy that is delivered at the second attempt is counted there' },
    parts: taking(isGarbled, FINAL),
  },
  {
    id: 'no-reply-is-retried-twice',
    title: 'makes three attempts after lines that are no replies',
    breaks: ['RETRY-14'],
    parts: oneMoreAfter(isGarbled),
  },
  {
    id: 'first-digit-decides',
    title: 'takes any line that begins with a 2 for success',
    breaks: ['RETRY-14'],
    mayAlsoFail: { 'SCOPE-6': 'a copy that was not taken is told as delivered' },
    parts: ({ newReplyParser }) => ({
      newReplyParser: () => {
        const parser = newReplyParser();
        return {
          push: (chunk) =>
            parser
              .push(chunk)
              .map((parsed) =>
                parsed.kind === 'garbled' && parsed.line.startsWith('2')
                  ? { kind: 'reply', reply: { code: 250, lines: [parsed.line] } }
                  : parsed,
              ),
          get partial() {
            return parser.partial;
          },
        };
      },
    }),
  },
  {
    id: 'unknown-codes-are-final',
    title: 'takes codes outside 2yz to 5yz for final',
    breaks: ['RETRY-14'],
    parts: taking((outcome) => outcome.kind === 'garbled reply' && /^[016-9]\d\d /.test(outcome.line), FINAL),
  },
  {
    id: 'a-break-within-the-message-is-final',
    title: 'takes a connection that breaks while the message is sent for final',
    breaks: ['RETRY-7'],
    parts: taking((outcome) => outcome.kind === 'network error' && outcome.stage === 'message', FINAL),
  },
];
