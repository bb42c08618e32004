// Messages of sizes that nobody sends without meaning harm: many parts, parts in parts, a large one.

/** Many pieces of the store, and more than a socket holds. */
export const HOSTILE_ATTACHMENT = Buffer.alloc(4 * 1024 * 1024, 'every byte of it counts, ');

const lines = (text: string): string => text.replace(/.{76}/g, '$&\r\n');
const part = (number: number): string => `--b\r\nContent-Type: image/png; name=x${number}\r\n\r\nx\r\n`;
const level = (depth: number): string => `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n`;

/** By what is in them. */
export const HOSTILE_SIZES = {
  '10,000 parts':
    'Subject: hostile\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n' +
    `${Array.from({ length: 10_000 }, (_, number) => part(number)).join('')}--b--\r\n`,
  '1,000 levels': `Subject: hostile\r\n${Array.from({ length: 1000 }, (_, depth) => level(depth)).join('')}`,
  'a large attachment':
    'Subject: hostile\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsmall\r\n' +
    '--b\r\nContent-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n' +
    `${lines(HOSTILE_ATTACHMENT.toString('base64'))}\r\n--b--\r\n`,
} as const;
export type HostileSize = keyof typeof HOSTILE_SIZES;
export const SIZE_NAMES = ['10,000 parts', '1,000 levels', 'a large attachment'] as const;
