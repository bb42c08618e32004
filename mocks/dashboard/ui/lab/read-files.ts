const MOST_BYTES = 30_000_000;
/** Bytes turned into text at once: an argument list has an end. */
const PIECE = 32_768;

const base64Of = (bytes: Uint8Array): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(text);
};

export type ChosenFiles = 'none' | 'too large' | { readonly name: string; readonly content: string }[];

/** The messages among the chosen files, each in base64. A folder holds other things besides messages. */
export const readFiles = async (files: readonly File[]): Promise<ChosenFiles> => {
  const messages = files.filter(({ name }) => /\.eml$/i.test(name));
  if (messages.length === 0) return 'none';
  if (messages.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES) return 'too large';
  return Promise.all(messages.map(async (file) => ({ name: file.name, content: base64Of(new Uint8Array(await file.arrayBuffer())) })));
};
