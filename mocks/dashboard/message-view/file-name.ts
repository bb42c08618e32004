import { hasDirectionMarks, safeLine } from './safe-text.ts';

// The names of attachments come from strangers and end up on disks: Windows, macOS and Linux each have names that do harm.

const LONGEST_SHOWN = 255;
/** File systems hold 255 bytes; room is left for what a browser adds. */
const LONGEST_BYTES = 200;
const LONGEST_EXTENSION = 20;

/** Devices of Windows, whatever their extension; the superscripts count as digits there. */
const DEVICES = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?:$|[.\s])/i;

/** Separators and wildcards, and letters that some systems turn into them. */
const SEPARATORS = /[/\\\u2044\u2215\u29f5\u29f8\u29f9\uff0f\uff3c]/;
const FORBIDDEN = /[<>:"|?*%`$'\uff02\uff1a\uff1c\uff1e\uff1f\uff0a\uff5c\ufffd]/g;

/** Seen by nobody: joiners, fillers, variation marks. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['text/plain', '.txt'],
  ['text/html', '.html'],
  ['text/csv', '.csv'],
  ['text/calendar', '.ics'],
  ['message/rfc822', '.eml'],
  ['message/global', '.eml'],
  ['image/png', '.png'],
  ['image/jpeg', '.jpg'],
  ['image/jpg', '.jpg'],
  ['image/gif', '.gif'],
  ['image/webp', '.webp'],
  ['image/svg+xml', '.svg'],
  ['application/pdf', '.pdf'],
  ['application/zip', '.zip'],
  ['application/json', '.json'],
]);

/** Other texts can be read as such. */
const extensionFor = (type: string): string => EXTENSIONS.get(type) ?? (/^(?:text|message)\//.test(type) ? '.txt' : '.bin');

/** As the sender named it, for a list on a page. */
export const shownName = (name: string): string => safeLine(name).trim().slice(0, LONGEST_SHOWN);

const cutTo = (text: string, bytes: number): string => {
  let cut = text;
  while (Buffer.byteLength(cut) > bytes) cut = Array.from(cut).slice(0, -1).join('');
  return cut;
};

/** Shortens a name and keeps its extension. */
const shorten = (name: string): string => {
  if (Buffer.byteLength(name) <= LONGEST_BYTES) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= LONGEST_EXTENSION ? name.slice(dot) : '';
  const stem = name.slice(0, name.length - extension.length).slice(0, LONGEST_BYTES);
  return cutTo(stem, LONGEST_BYTES - Buffer.byteLength(extension)) + extension;
};

/**
 * A name that is safe as one file in a folder, on any system: no path, no device, no mark that hides or reverses anything.
 * Never empty; without a usable name it is `part-3.pdf`, after the part's number and type.
 */
export const downloadName = (name: string | null, part: number, type: string): string => {
  const last =
    (name ?? '')
      .split(SEPARATORS)
      .filter((piece) => piece.trim() !== '')
      .at(-1) ?? '';
  const plain = safeLine(last.replace(INVISIBLE, ''))
    .normalize('NFC')
    .replace(FORBIDDEN, '_')
    .replace(/[\s.]+$/, '')
    .replace(/^[\s.]+/, '');
  const whole = shorten(plain);
  if (/^_*$/.test(whole)) return `part-${part}${extensionFor(type)}`;
  return DEVICES.test(whole) ? `_${whole}` : whole;
};

/** What makes a name dangerous; undefined for an honest one. */
export const nameTrouble = (name: string): string | undefined => {
  if (hasDirectionMarks(name)) return 'marks in it reverse the direction of writing';
  if (SEPARATORS.test(name)) return 'it holds a path';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\x00-\x1f\x7f-\x9f]/.test(name)) return 'it holds control characters';
  return DEVICES.test(name.trim()) ? 'it names a device of Windows' : undefined;
};

/** Content-Disposition for a download (RFC 6266): plain ASCII for old clients, RFC 8187 for the name itself. */
export const attachmentDisposition = (safeName: string): string => {
  const ascii = safeName.replace(/[^A-Za-z0-9._ -]/g, '_');
  const encoded = encodeURIComponent(safeName).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return ascii === safeName ? `attachment; filename="${ascii}"` : `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
};
