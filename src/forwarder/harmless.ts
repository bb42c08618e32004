// Controls of ASCII and Latin-1, and the two Unicode line ends: anything that could begin a new line somewhere.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROLS = /[\x00-\x1f\x7f-\x9f\u2028\u2029]/g;

const escapeControl = (control: string): string => (control === '\t' ? ' ' : `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** LOG-12: what a message or a peer says, made safe for one line of text; a control character becomes `\xNN`, a tab a space. */
export const harmless = (text: string): string => (CONTROL.test(text) ? text.replace(CONTROLS, escapeControl) : text);
