/** A message made for a test, with a token in it by which its copy is known again. */
export interface TestMessage {
  readonly token: string;
  readonly messageId: string;
  readonly subject: string;
  readonly raw: Buffer;
}

export interface MessageParts {
  readonly token: string;
  readonly mailFrom: string;
  /** Shown in the To field; envelope recipients that it does not name are Bcc. */
  readonly to: readonly string[];
  readonly subject?: string;
  /** Leave the Subject field out. */
  readonly noSubject?: true;
  /** Whom the From field names, where that is not the sender of the envelope. */
  readonly author?: string;
  /** One of its own unless told otherwise. */
  readonly messageId?: string;
  /** Put behind the Message-ID in its field, for messages that try to forge something. */
  readonly messageIdTail?: string;
  /** Header fields after the usual ones, each without its line end. */
  readonly extraHeaders?: readonly string[];
  /** Everything after the empty line; lines end in CRLF. `null`: the message ends with its header, without an empty line. */
  readonly body?: Buffer | null;
}

const DEFAULT_BODY = 'Dear reader,\r\n\r\nthis message was made to see where its copy goes.\r\n';

/** Puts a message together: header fields, an empty line, and the body as it is. */
export const buildMessage = (parts: MessageParts): TestMessage => {
  const messageId = parts.messageId ?? `<${parts.token}@sender.example>`;
  const subject = parts.noSubject === true ? '' : (parts.subject ?? `Test ${parts.token}`);
  const header = [
    `From: Sender <${parts.author ?? parts.mailFrom}>`,
    // Folded, for many recipients would make a line longer than the 998 characters of RFC 5322.
    `To: ${parts.to.map((address) => `<${address}>`).join(',\r\n ')}`,
    ...(parts.noSubject === true ? [] : [`Subject: ${subject}`]),
    'Date: Mon, 02 Nov 2026 09:00:00 +0000',
    `Message-ID: ${messageId}${parts.messageIdTail ?? ''}`,
    ...(parts.extraHeaders ?? ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=us-ascii']),
  ];
  const body = parts.body === undefined ? Buffer.from(DEFAULT_BODY) : parts.body;
  const head = Buffer.from(`${header.join('\r\n')}\r\n`, 'utf8');
  const raw = body === null ? head : Buffer.concat([head, Buffer.from('\r\n'), body]);
  return { token: parts.token, messageId, subject, raw };
};

/** The public test string that every spam scanner convicts. */
export const GTUBE = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X';
/** The public test string that every virus scanner convicts. */
export const EICAR = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';

/** All but NUL and the two of a line end, as one line. */
const EVERY_BYTE: readonly number[] = [
  ...Array.from({ length: 255 }, (_, n) => n + 1).filter((byte) => byte !== 0x0a && byte !== 0x0d),
  0x0d,
  0x0a,
];

const text = (body: string): Buffer => Buffer.from(body, 'latin1');

/** Bodies that go wrong in careless hands, by the name that features use. Lines end in CRLF unless that is the point. */
export const BODIES: ReadonlyMap<string, Buffer> = new Map([
  ['an empty body', Buffer.alloc(0)],
  ['a single dot on a line', text('before\r\n.\r\nafter\r\n')],
  ['a single dot as its first line', text('.\r\nafter\r\n')],
  ['a single dot as its last line', text('before\r\n.\r\n')],
  ['two dots on a line', text('before\r\n..\r\nafter\r\n')],
  ['lines that begin with dots', text('.a\r\n..b\r\n...c\r\n. d\r\nend\r\n')],
  ['100,000 bytes of dot lines', text(`${'.\r\n'.repeat(10_000)}${'..x\r\n'.repeat(14_000)}`)],
  [
    'dots at every distance from a chunk boundary',
    text(`${Array.from({ length: 1_500 }, (_, n) => `${'x'.repeat(n % 71)}\r\n.`).join('')}end\r\n`),
  ],
  ['no line end after its last line', text('first\r\nlast line without an end')],
  ['a last line that is a dot without an end', text('first\r\n.')],
  ['lines of 998 characters', text(`${'a'.repeat(998)}\r\n.${'b'.repeat(997)}\r\n`)],
  [
    'lines of every length up to 998',
    text(Array.from({ length: 40 }, (_, n) => `${n % 3 === 0 ? '.' : 'x'}${'y'.repeat(n < 20 ? n : 957 + n)}\r\n`).join('')),
  ],
  ['every byte that a line may hold', Buffer.from(Array.from({ length: 4 }, () => EVERY_BYTE).flat())],
  [
    'multiparts within multiparts',
    text(
      [
        ['--a', 'Content-Type: multipart/mixed; boundary=ab', '', '--ab', 'Content-Type: multipart/mixed; boundary="a b"', ''],
        ['--a b', 'Content-Type: text/plain', '', '--abc is no delimiter', '--a b--', '--ab', 'Content-Type: message/rfc822', ''],
        ['Subject: inner', 'Content-Type: multipart/mixed; boundary=a', '', '--a', '', 'text', '--a--', '', '--ab--', '--a--', ''],
      ]
        .map((lines) => lines.join('\r\n'))
        .join('\r\n'),
    ),
  ],
  ['8-bit characters', Buffer.from('Grüße aus Zürich\r\n日本語の本文\r\n', 'utf8')],
  ['trailing empty lines', text('text\r\n\r\n\r\n\r\n')],
  ['lines of a space', text(' \r\n \r\n.\r\n \r\n')],
  ['1 MiB of text', text('The quick brown fox jumps over the lazy dog, again and again.\r\n'.repeat(16_644))],
  ['10 MiB of text', text('The quick brown fox jumps over the lazy dog, again and again.\r\n'.repeat(166_440))],
  ['the GTUBE test string', text(`${GTUBE}\r\n`)],
  ['the EICAR test string', text(`${EICAR}\r\n`)],
]);
