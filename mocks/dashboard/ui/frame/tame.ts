// Texts that a stranger wrote. lit-html puts them in as text, never as markup; where one stands for itself the kit's `foreign` shows
// it. Here is what attributes, labels and short cells take.

/** Controls, and marks that turn the direction of writing around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be replaced
const UNRULY = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

const LONGEST = 2000;

/** On one line, and with marks in place of what would act on the page. */
export const tame = (text: string): string => {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return cut.replace(/\s*[\r\n\t]+\s*/g, ' ').replace(UNRULY, '\ufffd');
};
