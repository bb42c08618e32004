import type { CopySource } from '../forwarder/journal-copy.ts';
import type { StoredMessage } from '../forwarder/stored-message.ts';
import { authorOf, everyOf } from './tools.ts';
import type { Mutant, PartsChange } from './variant.ts';

/** Builds the copy of another message. */
const ofMessage =
  (change: (bytes: Buffer) => Buffer): PartsChange =>
  ({ buildCopy }) => ({
    buildCopy: (source) => {
      const original = Buffer.concat([...source.message.chunks]);
      const bytes = change(original);
      if (bytes.equals(original)) return buildCopy(source);
      const message: StoredMessage = { chunks: [bytes], size: bytes.length, eightBit: bytes.some((byte) => byte > 127) };
      return buildCopy({ ...source, message });
    },
  });

const ofSource =
  (change: (source: CopySource) => CopySource): PartsChange =>
  ({ buildCopy }) => ({ buildCopy: (source) => buildCopy(change(source)) });

const latin =
  (change: (text: string) => string): ((bytes: Buffer) => Buffer) =>
  (bytes) =>
    Buffer.from(change(bytes.toString('latin1')), 'latin1');

/** Where the body begins, less the line end before it. */
const bodyOf = (text: string): number => (text.includes('\r\n\r\n') ? text.indexOf('\r\n\r\n') + 2 : text.length);

const BYTES = 'the bytes of the message are compared there as well';

const quotedPrintable = (bytes: Buffer): Buffer =>
  bytes.some((byte) => byte > 127)
    ? Buffer.from(
        [...bytes].map((byte) => (byte > 127 ? `=${byte.toString(16).toUpperCase()}` : String.fromCharCode(byte))).join(''),
        'latin1',
      )
    : bytes;

/** COPY-1 to COPY-5. */
export const COPY: readonly Mutant[] = [
  {
    id: 'the-last-line-is-lost',
    title: 'loses the last line of a message of more than 64 KiB',
    breaks: ['COPY-2'],
    mayAlsoFail: everyOf(['SMTP-1'], BYTES),
    parts: ofMessage((bytes) => (bytes.length > 65_536 ? bytes.subarray(0, bytes.lastIndexOf('\r\n', bytes.length - 3) + 2) : bytes)),
  },
  {
    id: 'adds-an-empty-line',
    title: 'adds an empty line behind the last boundary of a multipart message',
    breaks: ['COPY-2'],
    mayAlsoFail: everyOf(['COPY-1'], BYTES),
    parts: ofMessage(latin((text) => text.replace(/(\r\n--[^\r\n]+--\r\n)$/, '$1\r\n'))),
  },
  {
    id: 'drops-empty-lines-at-the-end',
    title: 'drops empty lines at the end of the message',
    breaks: ['COPY-2'],
    mayAlsoFail: everyOf(['COPY-1', 'SMTP-1'], BYTES),
    parts: ofMessage(latin((text) => text.replace(/(?:\r\n){2,}$/, '\r\n'))),
  },
  {
    id: 'turns-8-bit-into-quoted-printable',
    title: 'sends bytes over 127 as quoted-printable',
    breaks: ['COPY-2'],
    mayAlsoFail: everyOf(['COPY-1'], BYTES),
    parts: ofMessage(quotedPrintable),
  },
  {
    id: 'folds-long-lines',
    title: 'breaks lines at 900 characters',
    breaks: ['COPY-2'],
    mayAlsoFail: everyOf(['COPY-1'], BYTES),
    parts: ofMessage(latin((text) => text.replace(/[^\r\n]{900}(?=[^\r\n])/g, '$&\r\n'))),
  },
  {
    id: 'drops-what-is-over-8-mib',
    title: 'cuts a message at 8 MiB',
    breaks: ['COPY-2'],
    parts: ofMessage((bytes) => bytes.subarray(0, 8 * 1024 * 1024)),
  },
  {
    id: 'mends-spaces-at-line-ends',
    title: 'drops spaces at the ends of lines',
    breaks: ['COPY-2'],
    mayAlsoFail: everyOf(['COPY-1', 'SMTP-1'], BYTES),
    parts: ofMessage(latin((text) => text.replace(/[ \t]+(?=\r\n)/g, ''))),
  },
  {
    id: 'drops-bcc-fields',
    title: 'leaves out Bcc fields in the header',
    breaks: ['COPY-1'],
    mayAlsoFail: { 'COPY-2': BYTES },
    parts: ofMessage(latin((text) => text.replace(/^Bcc:[^\r]*\r\n/im, ''))),
  },
  {
    id: 'adds-a-line-inside',
    title: 'puts a footer under the message',
    breaks: ['COPY-1', 'COPY-2'],
    mayAlsoFail: everyOf(['SMTP-1', 'SCOPE-1', 'QUEUE-6'], BYTES),
    parts: ofMessage(latin((text) => `${text}-- \r\nscanned\r\n`)),
  },
  {
    id: 'sends-the-message-itself',
    title: 'sends the message itself instead of a wrapper',
    breaks: ['COPY-1'],
    mayAlsoFail: everyOf(['COPY-4'], 'there is no wrapper'),
    parts: ({ buildCopy }) => ({
      buildCopy: (source) => {
        const { chunks, size } = source.message;
        return { ...buildCopy(source), parts: [source.trace, ...chunks], size: source.trace.length + size };
      },
    }),
  },
  {
    id: 'a-copy-for-the-recipients-too',
    title: 'names the recipients of the message in the envelope of the copy',
    breaks: ['COPY-3'],
    mayAlsoFail: {
      ...everyOf(
        ['QUEUE-6', 'RETRY-5', 'RETRY-11', 'RETRY-12', 'RETRY-15', 'COUNT-4'],
        'a fault at RCPT TO is met by one of the two alone',
      ),
    },
    parts: ({ dialogue }) => ({
      dialogue: {
        ...dialogue,
        send: (channel, submission, settings) =>
          dialogue.send(
            channel,
            submission.sender === '' && submission.recipients.length === 1
              ? { ...submission, recipients: [...submission.recipients, ...submission.recipients] }
              : submission,
            settings,
          ),
      },
    }),
  },
  {
    id: 'names-the-archive-too',
    title: 'adds an archive of its own to the envelope of every second copy',
    breaks: ['COPY-3'],
    mayAlsoFail: everyOf(['RETRY-12'], 'the envelope is looked at in every scenario'),
    parts: ({ dialogue }) => {
      let count = 0;
      return {
        dialogue: {
          ...dialogue,
          send: (channel, submission, settings) => {
            const own = submission.sender === '' && /setd\.example$/.test(submission.recipients[0] ?? '');
            if (own) count += 1;
            const recipients = own && count % 2 === 0 ? [...submission.recipients, ...submission.recipients] : submission.recipients;
            return dialogue.send(channel, { ...submission, recipients }, settings);
          },
        },
      };
    },
  },
  {
    id: 'drops-blind-copies-from-the-report',
    title: 'names in the wrapper only recipients that stand in the header',
    breaks: ['COPY-4'],
    parts: ofSource((source) => {
      const header =
        Buffer.concat([...source.message.chunks])
          .toString('latin1')
          .split('\r\n\r\n')[0] ?? '';
      return { ...source, recipients: source.recipients.filter((recipient) => header.includes(recipient)) };
    }),
  },
  {
    id: 'names-ten-recipients-at-most',
    title: 'names ten recipients in the wrapper and no more',
    breaks: ['COPY-4'],
    parts: ofSource((source) => ({ ...source, recipients: source.recipients.slice(0, 10) })),
  },
  {
    id: 'encoded-words-stay-in-pieces',
    title: 'names only the first line of a folded subject',
    breaks: ['COPY-4'],
    parts: ofSource((source) => ({ ...source, subject: source.subject.split(/\?=\s+=\?/)[0] ?? source.subject })),
  },
  {
    id: 'long-subjects-are-cut',
    title: 'cuts the subject in the wrapper at 200 characters',
    breaks: ['COPY-4'],
    parts: ofSource((source) => ({ ...source, subject: source.subject.slice(0, 200) })),
  },
  {
    id: 'the-client-is-always-this-host',
    title: 'names 127.0.0.1 as the client, whoever it was',
    breaks: ['COPY-5'],
    parts: ({ traceFields }) => ({
      traceFields: (received, ...rest) => traceFields({ ...received, remoteAddress: '127.0.0.1' }, ...rest),
    }),
  },
  {
    id: 'no-header-for-the-client',
    title: 'does not name the client',
    breaks: ['COPY-5'],
    parts: ({ traceFields }) => ({
      traceFields: (...rest) =>
        Buffer.from(
          traceFields(...rest)
            .toString('latin1')
            .replace(/^X-IronPort-RemoteIP:[^\r]*\r\n/, ''),
          'latin1',
        ),
    }),
  },
  {
    id: 'believes-the-message',
    title: 'leaves its own header out when the message brings one along',
    breaks: ['COPY-5'],
    parts: ({ traceFields }) => ({
      traceFields: (received, ...rest) => {
        const fields = traceFields(received, ...rest).toString('latin1');
        const brings = /^X-IronPort-RemoteIP:/im.test(Buffer.concat([...received.message.chunks]).toString('latin1'));
        return Buffer.from(brings ? fields.replace(/^X-IronPort-RemoteIP:[^\r]*\r\n/, '') : fields, 'latin1');
      },
    }),
  },
  {
    id: 'lines-with-from-are-quoted',
    title: 'puts ">" before lines of the body that begin with "From "',
    breaks: ['COPY-2'],
    mayAlsoFail: { 'COPY-1': BYTES },
    parts: ofMessage(latin((text) => text.slice(0, bodyOf(text)) + text.slice(bodyOf(text)).replaceAll(/(?<=\n)From /g, '>From '))),
  },
  {
    id: 'names-the-author-as-sender',
    title: 'names the address in the From field as the sender, not that of the envelope',
    breaks: ['COPY-4'],
    parts: ofSource((source) => ({
      ...source,
      sender: authorOf(Buffer.concat([...source.message.chunks]).toString('latin1')) ?? source.sender,
    })),
  },
];
